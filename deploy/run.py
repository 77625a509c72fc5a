"""Starts the product and keeps it running: `python -m deploy.run`, which `make run` calls after setting up.

Ports are asked for first, then the records are brought up to date, then supervisor starts and watches the processes of
supervisord.conf in this very process until Ctrl-C or SIGTERM.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from customer_care.errors import Misconfigured
from customer_care.settings import Settings, load
from deploy import ports, supervision
from deploy.steps import COMPILED_FILES, CommandFailed, command, gist, say, with_progress
from deploy.terminal import Terminal

CONFIGURATION = Path(__file__).parent / "supervisord.conf"
NOT_PREPARED = "The records could not be brought up to date, so nothing was started; the lines above say why."


class StateInUse(Exception):
    """Another Reassure has this state folder; two would share one SQLite database and one trained model."""

    def __init__(self, state_dir: Path) -> None:
        super().__init__(f"Reassure already runs on {state_dir}. Stop it, or set STATE_DIR to another folder.")


def main() -> int:
    try:
        settings = load(os.environ)
        with alone(settings.state_dir):
            ports.check(settings)
            os.environ.update(for_every_process(settings))
            supervision.run(CONFIGURATION, Terminal(sys.stdout), [*welcome(settings), *prepare(), "Ctrl-C stops it.", ""])
    except (Misconfigured, ports.PortTaken, StateInUse) as error:
        say(str(error))
        return 1
    except CommandFailed as failed:
        say(gist(failed.output))
        say(NOT_PREPARED)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


@contextmanager
def alone(state_dir: Path) -> Iterator[None]:
    """Hold the state folder while the product runs. Raises StateInUse when another one holds it."""
    (state_dir / "logs").mkdir(parents=True, exist_ok=True)
    folder = os.open(state_dir, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as held:
        raise StateInUse(state_dir) from held
    finally:
        os.close(folder)


def for_every_process(settings: Settings) -> dict[str, str]:
    """The settings that the processes must agree on, defaults filled in."""
    return {
        "HOST": settings.host,
        "PORT": str(settings.port),
        "RASA_PORT": str(settings.rasa_port),
        "ACTIONS_PORT": str(settings.actions_port),
        "MAIL_PORT": str(settings.mail_port),
        "STATE_DIR": str(settings.state_dir),
        "DATABASE_URL": settings.database_url,
        "RASA_URL": settings.rasa_url,
        "RASA_TOKEN": settings.rasa_token,
        "RASA_TELEMETRY_ENABLED": "false",
        "PYTHONUNBUFFERED": "1",
        **COMPILED_FILES,
    }


def prepare() -> list[str]:
    """Migrate the database and fill in what a newcomer tries out. Returns the lines to show them."""
    said: list[str] = []
    records = [sys.executable, "-m", "deploy.records"]
    with_progress("Bringing the records up to date", lambda: said.extend(command(records).splitlines()))
    return [line for line in said if line.startswith(("Adviser sign-in: ", "Lead sign-in: ", "Booking: "))]


def welcome(settings: Settings) -> list[str]:
    """Where to click."""
    here = f"http://localhost:{settings.port}"
    return [
        "",
        "Reassure is ready.",
        f"Customers: {here}/",
        f"Advisers:  {here}/desk",
        *([f"Mailbox:   {here}/demo/mailbox shows what customers would get by e-mail"] if settings.mailbox_dir else []),
        f"Your site: {here}/widget.js is the widget, {here}/openapi.json the API, {here}/readyz says how all is",
    ]


if __name__ == "__main__":
    sys.exit(main())
