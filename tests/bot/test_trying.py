"""Content is tried before it is published: what is understood of a sentence and would be said, with no product running."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bot import small_content
from tests.bot.asking import BOT_PYTHON, ROOT, run

pytestmark = pytest.mark.timeout(700)
READ = ("config.yml", "domain.yml", "data", "airline", "actions", "customer_care", "webrtc_gateway", "worker")


@pytest.fixture(scope="module")
def tried() -> dict[str, str]:
    """What is shown of each of these sentences."""
    sentences = [
        "is there wifi on board for Paris",
        "add a suitcase to X7K2PL",
        "I want to speak to a human!!",
        "thanks",
        "blorb the frum",
    ]
    shown = run("content.trying", "".join(f"{sentence}\n" for sentence in sentences)).split("> ")[1:]
    return dict(zip(sentences, shown, strict=True))


def test_a_sentence_shows_its_intent_its_nearest_examples_and_what_was_found_in_it(tried: dict[str, str]) -> None:
    shown = tried["is there wifi on board for Paris"]
    assert "  intent       faq/wifi, sure (0." in shown
    assert '" (faq/wifi, data/nlu/faq.yml:' in shown
    assert "  found        place: ORY" in shown
    assert "  frustration  0.0" in shown


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("is there wifi on board for Paris", "  says         utter_faq/wifi: There is Wi-Fi on flights"),
        ("add a suitcase to X7K2PL", "utter_confirm_add_bag: Shall I add {bags}"),
        ("thanks", "  says         utter_thank: "),
        ("blorb the frum", "utter_unsure: I am not sure"),
    ],
)
def test_a_sentence_shows_the_wording_that_would_be_said(tried: dict[str, str], sentence: str, said: str) -> None:
    assert said in tried[sentence]


def test_a_sentence_shows_whether_a_person_is_fetched_and_why(tried: dict[str, str]) -> None:
    assert "fetches a person: asked_for_person" in tried["I want to speak to a human!!"]


def test_nothing_is_tried_with_a_mistake_in_the_content(tmp_path: Path) -> None:
    small_content.with_change(tmp_path, "data/nlu/flights.yml", "      - is ZE 412", "      is ZE 412")
    (tmp_path / "config.yml").write_text("language: en")
    done = try_in(tmp_path, ["hello"])
    assert done.returncode == 1
    assert 'data/nlu/flights.yml:6: error: "is ZE 412 on time" has no "- "' in done.stdout
    assert not (tmp_path / "state" / "try").exists()


def test_changed_content_is_tried_and_not_published(tmp_path: Path) -> None:
    for name in READ:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    (tmp_path / "bot").symlink_to(ROOT / "bot")
    replace(tmp_path / "domain.yml", 'text: "{rule} You may keep the pram until the gate."', 'text: "{rule} Prams are welcome."')
    replace(
        tmp_path / "data/nlu/faq.yml", "intent: faq/prams\n    examples: |\n", "      - our buggy, is it carried\n", after=True
    )
    models = tmp_path / "state" / "models"
    shutil.copytree(Path(os.environ.get("STATE_DIR", ROOT / "var")) / "models", models)
    published = sorted(models.iterdir())
    done = try_in(tmp_path, ["our buggy, is it carried"])
    assert "utter_faq/prams: {rule} Prams are welcome." in done.stdout, done.stderr[-2000:]
    assert 'near         1.00 of 1: "our buggy, is it carried" (faq/prams, data/nlu/faq.yml:' in done.stdout
    assert sorted(models.iterdir()) == published


def replace(file: Path, old: str, new: str, after: bool = False) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, old + new if after else new), encoding="utf-8")


def try_in(folder: Path, sentences: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [BOT_PYTHON, "-m", "bot.content.trying"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "STATE_DIR": str(folder / "state")},
        input="".join(f"{sentence}\n" for sentence in sentences),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
