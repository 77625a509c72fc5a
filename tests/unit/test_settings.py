"""Settings that cannot be used are refused with a sentence, before anything starts."""

from pathlib import Path

import pytest

from customer_care import settings
from customer_care.errors import Misconfigured


def loaded(folder: Path, **environment: str) -> settings.Settings:
    return settings.load({"STATE_DIR": str(folder), **environment})


def test_relays_are_none_by_default_and_several_by_commas(tmp_path: Path) -> None:
    assert loaded(tmp_path).turn_urls == ()
    urls = "turn:relay.example.org:3478?transport=udp, turns:[2001:db8::1]:443?transport=tcp,turn:relay.example.org"
    assert loaded(tmp_path, TURN_URLS=urls, TURN_SECRET="s").turn_urls == tuple(urls.replace(" ", "").split(","))


@pytest.mark.parametrize("url", ["stun:relay.example.org", "relay.example.org", "turn:relay.example.org?transport=sctp", "turn:"])
def test_what_is_no_relay_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(Misconfigured, match="TURN_URLS"):
        loaded(tmp_path, TURN_URLS=url, TURN_SECRET="s")


@pytest.mark.parametrize("half", [{"TURN_URLS": "turn:relay.example.org"}, {"TURN_SECRET": "s"}])
def test_relays_and_their_secret_belong_together(tmp_path: Path, half: dict[str, str]) -> None:
    with pytest.raises(Misconfigured, match="both, or neither"):
        loaded(tmp_path, **half)
