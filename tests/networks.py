"""Networks of the tests' own: a street that joins the houses of customer, adviser and gateway, each a network namespace.

A house is cut off in two ways that browsers see differently: its own cable is pulled, or the street lets nothing through.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

HOUSES = {"customer": "10.77.0.2", "adviser": "10.77.0.3", "gateway": "10.77.0.1"}


def can_be_made() -> bool:
    """Namespaces need root and iproute2."""
    return os.geteuid() == 0 and shutil.which("ip") is not None


@dataclass(frozen=True)
class Street:
    """`name` tells the namespaces of two runs at once apart."""

    name: str

    def address(self, house: str) -> str:
        return HOUSES[house]

    def inside(self, house: str) -> list[str]:
        """The beginning of a command that runs in this house."""
        return ["ip", "netns", "exec", f"{self.name}-{house}"]

    def program(self, house: str, program: str, folder: Path) -> Path:
        """A program that runs in this house, as one file to be started."""
        script = folder / f"{program}-{house}"
        script.write_text(f'#!/bin/sh\nexec {" ".join(self.inside(house))} {shutil.which(program)} "$@"\n')
        script.chmod(0o755)
        return script

    def pull_cable(self, house: str) -> None:
        """The house's own interface is down, as its browsers see at once."""
        self._in(house, "ip", "link", "set", "cable", "down")

    def plug_in(self, house: str) -> None:
        self._in(house, "ip", "link", "set", "cable", "up")

    def leave_network(self, house: str, address: str) -> None:
        """The house has this address no more, as a phone that walks out of its Wi-Fi."""
        self._in(house, "ip", "address", "delete", f"{address}/24", "dev", "cable")

    def join_network(self, house: str, address: str) -> None:
        self._in(house, "ip", "address", "add", f"{address}/24", "dev", "cable")

    def dig_up(self, house: str) -> None:
        """Nothing passes between the house and the street, and nobody is told."""
        self._in("street", "ip", "link", "set", house, "nomaster")

    def fill_in(self, house: str) -> None:
        self._in("street", "ip", "link", "set", house, "master", "street")

    def _build(self) -> None:
        self._in("street", "ip", "link", "add", "street", "type", "bridge")
        self._in("street", "ip", "link", "set", "street", "up")
        for house, address in HOUSES.items():
            _run("ip", "link", "add", "cable", "netns", f"{self.name}-{house}", "type", "veth", "peer", "name", house,
                 "netns", f"{self.name}-street")  # fmt: skip
            self._in("street", "ip", "link", "set", house, "master", "street", "up")
            self.join_network(house, address)
            self._in(house, "ip", "link", "set", "lo", "up")
            self._in(house, "ip", "link", "set", "cable", "up")

    def _in(self, house: str, *command: str) -> None:
        _run(*self.inside(house), *command)


@contextmanager
def street() -> Iterator[Street]:
    """All houses joined; taken down at the end."""
    made = Street(f"reassure{os.getpid()}")
    with ExitStack() as until_taken_down:
        for place in ("street", *HOUSES):
            _run("ip", "netns", "add", f"{made.name}-{place}")
            until_taken_down.callback(_run, "ip", "netns", "delete", f"{made.name}-{place}")
        made._build()
        yield made


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, text=True)
