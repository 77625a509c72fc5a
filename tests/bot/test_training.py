"""Our training leaves out parts of Rasa's (bot/light_training.py). These go red when Rasa changes underneath."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT
from tests.bot.inside import inside_rasa

CONFIG = """
recipe: default.v1
assistant_id: small
language: en
pipeline:
  - name: bot.intent_classifier.IntentClassifier
policies:
  - name: RulePolicy
"""
DOMAIN = """
version: "3.1"
intents: [greet, part]
responses:
  utter_hello: [{text: Hello}]
  utter_bye: [{text: Goodbye}]
"""
NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
    - good morning
    - hi there
- intent: part
  examples: |
    - goodbye
    - see you
    - bye now
"""
RULES = """
version: "3.1"
rules:
- rule: hello
  steps:
  - intent: greet
  - action: utter_hello
- rule: bye
  steps:
  - intent: part
  - action: utter_bye
"""


@pytest.fixture
def small_bot(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    for name, text in {"config.yml": CONFIG, "domain.yml": DOMAIN, "data/nlu.yml": NLU, "data/rules.yml": RULES}.items():
        (tmp_path / name).write_text(text)
    return tmp_path


def test_light_training_learns_exactly_what_rasas_own_learns(small_bot: Path) -> None:
    light, own = (inside_rasa("train_small_bot", how, folder=small_bot) for how in ("light", "as-it-comes"))
    assert light["understood"] == own["understood"]
    assert light["rules"] == own["rules"]
    assert (own["tensorflow"], own["kept"] > 0) == (True, True)


def test_light_training_imports_no_tensorflow_and_fills_no_cache(small_bot: Path) -> None:
    told = inside_rasa("train_small_bot", "light", folder=small_bot)
    assert "utter_bye" in str(told["rules"])
    assert told["tensorflow"] is False
    assert told["kept"] == 0


@pytest.mark.parametrize(
    ("file", "good", "bad", "complaint"),
    [
        ("config.yml", "RulePolicy", "RulePolicy\n    core_fallback_action_name: action_of_nobody", "action_of_nobody"),
        ("domain.yml", "[{text: Hello}]", "{text: Hello}", "domain.yml:5"),
        ("data/rules.yml", "action: utter_bye", "aktion: utter_bye", "aktion"),
        ("data/rules.yml", "intent: part", "intent: greet", "contradict"),
    ],
)
def test_light_training_still_refuses_mistakes(small_bot: Path, file: str, good: str, bad: str, complaint: str) -> None:
    text = (small_bot / file).read_text()
    assert good in text
    (small_bot / file).write_text(text.replace(good, bad))
    assert complaint in inside_rasa("train_small_bot", "light", folder=small_bot)["refused"]


STEPS = """
from bot.light_rasa import prepare
prepare()
from bot.light_training import prepare_training
prepare_training()
import json
import dask
from bot.frustration.component import FrustrationDetector
from bot.intent_classifier import IntentClassifier
done = []
def step(name):
    return lambda *needed: done.append(name)
names = {kind: f"train_{kind.__module__}.{kind.__name__}1" for kind in (FrustrationDetector, IntentClassifier)}
graph = {"data": (step("data"),), **{name: (step(kind.__name__), "data") for kind, name in names.items()}}
dask.get(graph, list(names.values()))
print(json.dumps(done))
"""


def test_the_step_that_waits_for_another_process_comes_last() -> None:
    done = subprocess.run([BOT_PYTHON, "-c", STEPS], cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    assert json.loads(done.stdout) == ["data", "IntentClassifier", "FrustrationDetector"]


# Learning takes a second here, and leaves a line.
LEARNED = """
import sys, time
from pathlib import Path
from bot.frustration import detector
folder = Path(sys.argv[1])
def learn(conversations):
    with (folder / "learned").open("a") as file:
        file.write("once\\n")
    time.sleep(1)
    return detector.Detector(words=None, risk=None)
detector.learn = learn
print(detector.learned(folder).read_bytes() != b"")
"""


def test_who_needs_a_detector_that_another_process_is_learning_waits_for_it(tmp_path: Path) -> None:
    command: list[str | Path] = [BOT_PYTHON, "-c", LEARNED, str(tmp_path)]
    both = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=sys.stderr, text=True) for _ in range(2)]
    assert [process.communicate(timeout=60)[0].strip() for process in both] == ["True", "True"]
    assert (tmp_path / "learned").read_text() == "once\n"


def test_the_digest_of_a_model_sees_all_that_is_learned_from() -> None:
    code = "from pathlib import Path; from bot.train import content_files; print(*content_files(Path()), sep='\\n')"
    done = subprocess.run([BOT_PYTHON, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    found = set(done.stdout.split())
    assert found >= {"config.yml", "domain.yml", "data/short_forms.yml", "bot/train.py", "bot/frustration/emotions.json"}
