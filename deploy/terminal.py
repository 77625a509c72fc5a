"""What a person reads while the product runs: every line of every process, with the process's name in front."""

import os
import sys
from typing import TextIO

from deploy.steps import fitting

COLOURS = {"gateway": "36", "actions": "32", "rasa": "35", "worker": "33", "reassure": "1"}
WIDTH = max(map(len, COLOURS))


class Terminal:
    """Puts the output of several processes on one, line by line."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.coloured = out.isatty() and "NO_COLOR" not in os.environ
        self.unfinished: dict[str, bytes] = {}

    def heard(self, name: str, data: bytes) -> None:
        """Show the whole lines; what is after the last line's end waits for the rest."""
        *lines, self.unfinished[name] = (self.unfinished.get(name, b"") + data).split(b"\n")
        for line in lines:
            self.line(name, line.decode(errors="replace").rstrip())

    def ended(self, name: str) -> None:
        """Show what a process left unfinished when it ended."""
        if rest := self.unfinished.pop(name, b""):
            self.line(name, rest.decode(errors="replace"))

    def line(self, name: str, text: str) -> None:
        """One line of one process."""
        label = f"{name:<{WIDTH}} |"
        self.say(f"\033[{COLOURS.get(name, '0')}m{label}\033[0m {text}" if self.coloured else f"{label} {text}")

    def say(self, text: str) -> None:
        """One line of our own, without a name. Whoever reads may be gone: the product goes on without."""
        try:
            print(fitting(text, self.out.encoding), file=self.out, flush=True)
        except BrokenPipeError:
            # `make run | tee log`: Ctrl-C ends tee first, and the processes still have to be stopped.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
