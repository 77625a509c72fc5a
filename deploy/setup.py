"""Makes all that Reassure needs on this machine: `python3 -m deploy.setup live` (to run it), `dev` (to test it as well) or
`scores` (only to score messages and conversations).

Uses the standard library only, since it runs before anything is installed. What has not changed is not done again.
"""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from deploy import assistant, compiled, pythons, web
from deploy.steps import COMPILED_FILES, ROOT, Step, StepFailed, carry_out, gist, say


def steps(profile: str) -> list[Step]:
    """What is made, in order."""
    if profile == "scores":
        return [pythons.uv(), pythons.bot(), assistant.weights()]
    return [
        pythons.uv(),
        pythons.main(profile),
        pythons.bot(),
        assistant.weights(),
        *compiled.steps(),
        *web.steps(),
        assistant.content(),
        assistant.model(),
    ]


def main() -> int:
    started = time.monotonic()
    os.environ.update(COMPILED_FILES)
    try:
        with alone():
            carry_out(steps(sys.argv[1]))
    except StepFailed as failed:
        say("\n".join(filter(None, [gist(failed.output), failed.advice])))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next set-up goes on with the step that was not finished.")
        return 130
    if time.monotonic() - started > 1:
        say(f"Everything is set up ({time.monotonic() - started:.0f} s).")
    return 0


@contextmanager
def alone() -> Iterator[None]:
    """Let one set-up at a time work in this folder; a second one waits and then finds everything done."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another set-up is at work in this folder; waiting for it to finish.")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    sys.exit(main())
