"""A taken port is named before anything starts."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from customer_care import settings
from deploy import ports


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


@pytest.mark.parametrize("setting", ["PORT", "RASA_PORT", "ACTIONS_PORT", "MAIL_PORT"])
def test_a_taken_port_is_named_with_the_setting_that_changes_it(setting: str, taken: int, tmp_path: Path) -> None:
    environment = {"PORT": "18650", "STATE_DIR": str(tmp_path), setting: str(taken)}
    with pytest.raises(ports.PortTaken, match=rf"Port {taken} is taken .* set {setting} to another port"):
        ports.check(settings.load(environment))


def test_a_port_that_its_program_has_left_is_free(taken: int) -> None:
    assert ports.is_taken("127.0.0.1", taken)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        left = free.getsockname()[1]
    assert not ports.is_taken("127.0.0.1", left)
