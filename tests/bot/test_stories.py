"""`rasa test` on data/stories: whole conversations that must keep going the way that content designers wrote down."""

import os
import subprocess
from pathlib import Path

from tests.bot.asking import BOT_PYTHON, ROOT, run


def test_the_stories_go_as_written(tmp_path: Path) -> None:
    run("train")
    state_dir = Path(os.environ.get("STATE_DIR", ROOT / "var"))
    model = max((state_dir / "models").glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    words = ["test", "core", "--model", str(model), "--stories", "data/stories", "--out", str(tmp_path), "--no-plot"]
    done = subprocess.run(
        [BOT_PYTHON, "-m", "rasa", *words, "--fail-on-prediction-errors"],
        cwd=ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, (tmp_path / "failed_test_stories.yml").read_text()
    assert (tmp_path / "story_report.json").exists()
