"""A step of setting up: done once, and again only when what it is made from has changed."""

import hashlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MADE_BY_TOOLS = {"node_modules", "dist", "weights", "__pycache__"}
# Without compiled files each start compiles thousands of Rasa's modules anew, which takes longer than all the rest.
# Some machines switch them off; in our own environments they are wanted. The empty text switches them on again.
COMPILED_FILES = {"PYTHONDONTWRITEBYTECODE": ""}
FIRST_LINES, LAST_LINES = 8, 16


class StepFailed(Exception):
    """A step could not be done. `advice` is one sentence for whoever sees it, `output` what the command said."""

    def __init__(self, advice: str, output: str = "") -> None:
        super().__init__(advice)
        self.advice = advice
        self.output = output


class CommandFailed(Exception):
    """A command ended badly; `output` is what it said."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


@dataclass(frozen=True)
class Step:
    title: str
    made_from: Sequence[Path | str]
    """Files and folders whose content decides whether the step is still good; a string stands for itself."""
    makes: Path
    """The folder that the step makes. It carries the stamp, so removing it is the way to have it made again."""
    do: Callable[[], object]
    advice: str

    @property
    def stamp(self) -> Path:
        return self.makes / ".made-from"

    def is_done(self) -> bool:
        return self.stamp.is_file() and self.stamp.read_text() == digest(self.made_from)

    def carry_out(self) -> None:
        # Without its stamp a step that is stopped half-way is done again from the start.
        self.stamp.unlink(missing_ok=True)
        try:
            self.do()
        except CommandFailed as failed:
            raise StepFailed(self.advice, failed.output) from failed
        self.makes.mkdir(parents=True, exist_ok=True)
        self.stamp.write_text(digest(self.made_from))


def carry_out(steps: Sequence[Step]) -> None:
    """Do what is not done yet, in order, telling which step it is and how long it took. Raises StepFailed."""
    for number, step in enumerate(steps, start=1):
        if not step.is_done():
            with_progress(f"[{number}/{len(steps)}] {step.title}", step.carry_out)


def with_progress(title: str, do: Callable[[], object]) -> None:
    """Say the title at once and the seconds it took on the same line, so that a terminal and a log file read alike."""
    started = time.monotonic()
    say(f"{title} … ", end="")
    try:
        do()
    except BaseException:
        say("failed")
        raise
    say(f"{time.monotonic() - started:.0f} s")


def command(words: Sequence[Path | str], *, folder: Path = ROOT, environment: Mapping[str, str] | None = None) -> str:
    """Run it quietly and return what it printed. Raises CommandFailed with the output when it ends badly."""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        raise CommandFailed(str(error)) from error
    if done.returncode != 0:
        raise CommandFailed(done.stdout)
    return done.stdout


def gist(output: str) -> str:
    """The first and the last lines of an output, indented: npm says at the beginning what is wrong, Python at the end."""
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    if len(lines) > FIRST_LINES + LAST_LINES:
        lines = [*lines[:FIRST_LINES], "…", *lines[-LAST_LINES:]]
    return "\n".join(f"    {line}" for line in lines)


def say(text: str, end: str = "\n") -> None:
    """Print at once."""
    print(fitting(text, sys.stdout.encoding), end=end, flush=True)


def fitting(text: str, encoding: str | None) -> str:
    """The text as an output of this encoding can show it."""
    try:
        text.encode(encoding or "utf-8")
    except UnicodeEncodeError:
        return text.replace("…", "...").encode("ascii", "replace").decode()
    return text


def digest(inputs: Iterable[Path | str]) -> str:
    """One digest over strings, files and whole folders; a file that is not there counts as such."""
    whole = hashlib.sha256()
    for given in inputs:
        for name, content in [(given, b"")] if isinstance(given, str) else _files(given, given.parent):
            whole.update(f"{name}\0{len(content)}\0".encode())
            whole.update(content)
    return whole.hexdigest()


def program(name: str) -> Path | None:
    """Where a program is on the PATH, if it is."""
    found = shutil.which(name)
    return Path(found) if found else None


def _files(path: Path, base: Path) -> Iterator[tuple[str, bytes]]:
    if path.is_dir():
        for entry in sorted(path.iterdir()):
            if entry.name not in MADE_BY_TOOLS:
                yield from _files(entry, base)
    else:
        yield path.relative_to(base).as_posix(), path.read_bytes() if path.is_file() else b"(none)"
