"""Supervisor with three small processes in place of ours."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[3]
WATCH = """
import sys
from pathlib import Path
from deploy import supervision
from deploy.terminal import Terminal
supervision.run(Path(sys.argv[1]), Terminal(sys.stdout), ["Ready to click."])
"""
SPEAK = "import os, time; print('up as', os.getpid(), flush=True); time.sleep(60)"
CONFIGURATION = """
[supervisord]
nodaemon=true
silent=true
logfile={folder}/supervisor.log
pidfile={folder}/supervisord.pid
nocleanup=true
minfds=64

[group:reassure]
programs=rasa,gateway,ready

[program:rasa]
command={python} -c "{speak}"
startsecs=0
stdout_logfile=NONE
stdout_events_enabled=true

[program:gateway]
command={python} -c "raise SystemExit(1)"
startsecs=5
startretries=100
stdout_logfile=NONE
stdout_events_enabled=true

[program:ready]
command={python} -c "print('Still starting: rasa')"
startsecs=0
autorestart=false
stdout_logfile=NONE
stdout_events_enabled=true
"""


class Watched:
    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self.log = log

    def wait_for(self, text: str, times: int = 1) -> list[str]:
        """The lines so far, once `text` has been said that often."""
        end = time.monotonic() + 30
        while self.log.read_text().count(text) < times:
            assert time.monotonic() < end, f"{text!r} was not said {times} times:\n{self.log.read_text()}"
            time.sleep(0.05)
        return self.log.read_text().splitlines()

    def rasa_ids(self) -> list[int]:
        return [int(line.split()[-1]) for line in self.log.read_text().splitlines() if "up as" in line]


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    configuration = tmp_path / "supervisord.conf"
    configuration.write_text(CONFIGURATION.format(folder=tmp_path, python=sys.executable, speak=SPEAK))
    log = tmp_path / "terminal.log"
    with log.open("wb") as out:
        process = subprocess.Popen([sys.executable, "-c", WATCH, str(configuration)], cwd=ROOT, stdout=out, stderr=out)
    yield Watched(process, log)
    if process.poll() is None:
        process.terminate()
        process.wait(timeout=20)


def test_where_to_click_is_said_once_all_is_ready(watched: Watched) -> None:
    lines = watched.wait_for("Ready to click.")
    assert lines.index("reassure | Still starting: rasa") < lines.index("Ready to click.")


def test_a_killed_process_comes_back_by_itself_and_it_is_said(watched: Watched) -> None:
    watched.wait_for("up as")
    os.kill(watched.rasa_ids()[0], signal.SIGKILL)
    watched.wait_for("up as", times=2)
    assert "reassure | rasa ended by itself and is started again" in watched.log.read_text()
    assert psutil.pid_exists(watched.rasa_ids()[1])


def test_a_process_that_cannot_stay_up_is_tried_again_later_and_later(watched: Watched) -> None:
    watched.wait_for("gateway ended right after its start; the next try is in 1 s")
    watched.wait_for("gateway ended right after its start; the next try is in 2 s")


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_told_to_stop_it_leaves_nobody_behind(watched: Watched, told: signal.Signals) -> None:
    watched.wait_for("up as")
    watched.process.send_signal(told)
    assert watched.process.wait(timeout=10) == 0
    assert not psutil.pid_exists(watched.rasa_ids()[0])
    assert watched.log.read_text().splitlines()[-1] == "Stopped."
