"""The compiled path of audio packets touches only its own memory, whatever a browser sends and Python changes meanwhile."""

import shutil
import subprocess
from pathlib import Path

import pytest

from webrtc_gateway import packet_path

COMMON = ["-g", "-O1", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror", "-pthread"]


@pytest.mark.skipif(shutil.which("gcc") is None, reason="the sanitizers come with gcc, which is not installed here")
@pytest.mark.parametrize(
    ("harness", "sanitizers"),
    [
        ("packet_path_fuzz.c", "address,undefined"),
        ("packet_path_turns.c", "address,undefined"),
        ("packet_path_turns.c", "thread"),
    ],
)
def test_nothing_touches_memory_that_is_not_its_own_at_that_moment(harness: str, sanitizers: str, tmp_path: Path) -> None:
    source, program = Path(__file__).with_name(harness), tmp_path / "harness"
    subprocess.run(["gcc", *COMMON, f"-fsanitize={sanitizers}", "-I", packet_path.HERE, "-o", program, source], check=True)
    done = subprocess.run([program], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
