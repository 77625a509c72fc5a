"""The compiled path of audio packets reads and writes nothing but its own memory, whatever a browser sends."""

import shutil
import subprocess
from pathlib import Path

import pytest

from webrtc_gateway import packet_path

SANITIZED = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-Wall", "-Wextra", "-Werror"]


@pytest.mark.skipif(shutil.which("gcc") is None, reason="the sanitizers come with gcc, which is not installed here")
def test_no_packet_leads_outside_of_its_memory(tmp_path: Path) -> None:
    harness, program = Path(__file__).with_name("packet_path_fuzz.c"), tmp_path / "fuzz"
    subprocess.run(["gcc", *SANITIZED, "-I", packet_path.HERE, "-o", program, harness], check=True)
    done = subprocess.run([program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
