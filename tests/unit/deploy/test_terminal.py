"""The interleaved lines of `make run`."""

import io

import pytest

from deploy.terminal import Terminal


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_every_line_begins_with_the_name_of_its_process() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    terminal.heard("rasa", b"loading\nlistening\n")
    terminal.heard("gateway", b"ready\n")
    assert out.getvalue() == "rasa     | loading\nrasa     | listening\ngateway  | ready\n"


def test_half_a_line_waits_for_its_other_half() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    terminal.heard("rasa", b"Aliz" + "é".encode()[:1])
    terminal.heard("gateway", b"between\n")
    terminal.heard("rasa", "é".encode()[1:] + b"\n")
    assert out.getvalue() == "gateway  | between\nrasa     | Alizé\n"


def test_the_last_words_of_a_process_are_shown_though_its_line_never_ended() -> None:
    out = io.StringIO()
    terminal = Terminal(out)
    terminal.heard("rasa", b"Segmentation fault")
    terminal.ended("rasa")
    assert out.getvalue() == "rasa     | Segmentation fault\n"


def test_colour_is_for_terminals_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    screen = Screen()
    Terminal(screen).line("rasa", "listening")
    assert screen.getvalue() == "\033[35mrasa     |\033[0m listening\n"


def test_whoever_wants_no_colour_gets_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    screen = Screen()
    Terminal(screen).line("rasa", "listening")
    assert screen.getvalue() == "rasa     | listening\n"


def test_a_terminal_that_knows_only_ascii_gets_only_ascii() -> None:
    printed = io.BytesIO()
    out = io.TextIOWrapper(printed, encoding="ascii")
    Terminal(out).say("Stopping … Alizé")
    assert printed.getvalue() == b"Stopping ... Aliz?\n"
