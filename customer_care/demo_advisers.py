"""Advisers to try the desk with. Their passwords are made at the first run and kept in STATE_DIR, for demonstration only.

python -m customer_care.demo_advisers
"""

import os
import secrets
from pathlib import Path

from customer_care import advisers, clock, database, settings
from customer_care.advisers import Role

PEOPLE = [("adviser1", "Ada", Role.ADVISER), ("adviser2", "Ben", Role.ADVISER), ("lead1", "Clara", Role.LEAD)]
HEADER = "# For demonstration only: made at the first run, on this machine. Delete these advisers before real use.\n"


def main() -> None:
    file = settings.current().state_dir / "demo-credentials.txt"
    if not file.exists():
        _write_privately(file, HEADER + "".join(_enrol_all()))
    print("".join(line for line in file.read_text().splitlines(keepends=True) if not line.startswith("#")), end="")


def _enrol_all() -> list[str]:
    with database.unit_of_work() as session:
        lines = []
        for username, name, role in PEOPLE:
            password = secrets.token_urlsafe(9)
            known = advisers.by_username(session, username)
            if known:
                advisers.change_password(known, password)
            else:
                advisers.enrol(session, username, name, password, role, clock.now())
            lines.append(f"{role.capitalize()} sign-in: {username} / {password}\n")
    return lines


def _write_privately(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
        out.write(text)


if __name__ == "__main__":
    main()
