"""What customers want, learned from a handful of examples: the core without Rasa, run with the bot's own Python."""

import json
import subprocess
from collections.abc import Sequence
from typing import Any

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT

EXAMPLES = {
    "book": ["book a table for two", "I want to reserve a table", "can I book for tonight", "a table by the window please"],
    "cancel": ["cancel my table", "I can't come tonight, cancel it", "please drop my reservation", "we are not coming any more"],
    "hours": ["when do you open", "what are your hours", "are you open on Sunday", "until when can I come"],
}
UNSEEN = ["could you reserve a table for us", "we have to cancel our table", "opening hours on Monday?"]
GIBBERISH = ["qzx vrrp blonk", "the mitochondria of a frog", "0xdeadbeef segfault"]

ASKED = """
import json, sys, tempfile
from pathlib import Path
from bot.embedder import the_embedder
from bot.intents.model import IntentModel
asked = json.load(sys.stdin)
texts, intents = zip(*[(text, intent) for intent, texts in asked["examples"].items() for text in texts])
model = IntentModel.fit(texts, intents, the_embedder().views, tuple(asked["airlines"]))
with tempfile.TemporaryDirectory() as folder:
    model.save(Path(folder) / "model")
    again = IntentModel.load(Path(folder) / "model")
together = model.understand_all(asked["texts"], the_embedder().views)
def plain(found):
    return {"ranking": found.ranking, "out_of_scope": found.out_of_scope, "in_scope": found.in_scope, "band": found.band}
print(json.dumps({
    "together": [plain(found) for found in together],
    "alone": [plain(model.understand(text, the_embedder().views)) for text in asked["texts"]],
    "again": [plain(found) for found in again.understand_all(asked["texts"], the_embedder().views)],
}))
"""


def understood(examples: dict[str, list[str]], texts: list[str], airlines: Sequence[str] = ()) -> dict[str, list[dict[str, Any]]]:
    asked = json.dumps({"examples": examples, "texts": texts, "airlines": airlines})
    done = subprocess.run(
        [BOT_PYTHON, "-c", ASKED], cwd=ROOT, input=asked, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, list[dict[str, Any]]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def answers() -> dict[str, list[dict[str, Any]]]:
    return understood(EXAMPLES, UNSEEN + GIBBERISH)


def test_unseen_wordings_get_the_right_intent(answers: dict[str, list[dict[str, Any]]]) -> None:
    assert [found["ranking"][0][0] for found in answers["together"][: len(UNSEEN)]] == ["book", "cancel", "hours"]
    assert all(found["in_scope"] for found in answers["together"][: len(UNSEEN)])


def test_slips_of_the_finger_are_understood_and_make_nothing_surer() -> None:
    typed = ["coudl you reserv a tabel for us", "we ahve to cancle our tbale", "openign huors on Monday?"]
    found = understood(EXAMPLES, [*UNSEEN, *typed])["together"]
    for as_written, mistyped in zip(found[: len(UNSEEN)], found[len(UNSEEN) :], strict=True):
        (meant, surely), (heard, less_surely) = as_written["ranking"][0], mistyped["ranking"][0]
        assert heard == meant
        assert less_surely < surely


def test_what_resembles_nothing_is_out_of_scope(answers: dict[str, list[dict[str, Any]]]) -> None:
    foreign = answers["together"][len(UNSEEN) :]
    assert [found["in_scope"] for found in foreign] == [False] * len(GIBBERISH)
    assert all(found["out_of_scope"] > 0.5 and found["band"] == "unsure" for found in foreign)


def test_probabilities_sum_to_one_and_fall(answers: dict[str, list[dict[str, Any]]]) -> None:
    for found in answers["together"]:
        chances = [chance for _, chance in found["ranking"]]
        assert sum(chances) == pytest.approx(1, abs=1e-5)
        assert chances == sorted(chances, reverse=True)


def test_a_saved_model_says_the_same(answers: dict[str, list[dict[str, Any]]]) -> None:
    assert answers["again"] == answers["together"]


def test_a_message_is_judged_alone_as_it_is_among_others(answers: dict[str, list[dict[str, Any]]]) -> None:
    for alone, together in zip(answers["alone"], answers["together"], strict=True):
        assert alone["out_of_scope"] == pytest.approx(together["out_of_scope"], abs=1e-4)
        assert alone["ranking"][0] == [together["ranking"][0][0], pytest.approx(together["ranking"][0][1], abs=1e-4)]


def test_examples_labelled_out_of_scope_are_learned_from_and_never_acted_on() -> None:
    examples = {**EXAMPLES, "out_of_scope": ["who won the election", "tell me about football", "write me a poem"]}
    found = understood(examples, ["who won the football match", "book a table"])["together"]
    assert found[0]["ranking"][0][0] == "out_of_scope"
    assert [each["in_scope"] for each in found] == [False, True]


def test_the_name_of_an_intent_is_an_example_too() -> None:
    examples = {"opening_hours": ["when can I come"], "lost_property": ["it was on the chair"], "parking": ["with my car"]}
    found = understood(examples, ["lost property"])["together"]
    assert found[0]["ranking"][0][0] == "lost_property"


CALIBRATED = """
import json
import numpy as np
from scipy.special import softmax
from bot.intents.calibration import Calibration, calibration_error
chance = np.random.default_rng(0)
def seen(count):
    scores = chance.normal(0, 0.12, (count, 30))
    scores[:, 0] += chance.uniform(0, 0.9, count)
    # Some messages are not what they seem, and mean an intent that is near: no sharpness alone can say so.
    true = 0.6 * softmax(25 * scores, axis=1) + 0.4 * softmax(7.5 * scores, axis=1)
    return scores, (true.cumsum(axis=1) > chance.random((count, 1))).argmax(axis=1)
learned = Calibration.learn(*seen(2500))
scores, columns = seen(4000)
chances = learned.probabilities(scores)
right = chances.argmax(axis=1) == columns
print(json.dumps({
    "error": calibration_error(chances.max(axis=1), right),
    "sums": [float(chances.sum(axis=1).min()), float(chances.sum(axis=1).max())],
    "same_order": bool((chances.argmax(axis=1) == scores.argmax(axis=1)).all()),
}))
"""


def test_the_confidence_is_as_often_right_as_it_says_also_where_the_scores_are_sure_and_wrong() -> None:
    done = subprocess.run([BOT_PYTHON, "-c", CALIBRATED], cwd=ROOT, capture_output=True, text=True, timeout=100, check=True)
    found = json.loads(done.stdout)
    assert found["error"] <= 0.03
    assert found["sums"] == pytest.approx([1, 1])
    assert found["same_order"]


def test_a_message_is_understood_alike_whichever_booking_or_flight_it_names() -> None:
    wishes = {
        "move": [
            "move booking X7K2PL to the later flight",
            "another flight for P3QZ8R please",
            "swap ZE 412 for the evening one",
        ],
        "late": ["is ZE 412 late", "how late is ze 202", "is my flight in B2C4XN on time"],
        "bill": ["a receipt for K4M9TD", "send me the invoice of H8N2VW", "I need a bill for X7K2PL"],
    }
    said = ["swap me to the later one, booking {}", "what is up with {}", "{} was cancelled"]
    named = ["X7K2PL", "gyq5zb", "8SJMEJ", "4ZZQ9A", "BV78L6", "AAAAA2"]
    flights = ["ZE 412", "ze101", "ZE-999", "Ze 30"]
    texts = [text.format(name) for text in said for name in named] + [f"how late is {flight}?" for flight in flights]
    found = understood(wishes, texts, airlines=["ZE"])["together"]
    alike = [found[start : start + len(named)] for start in range(0, len(said) * len(named), len(named))]
    for group in [*alike, found[-len(flights) :]]:
        for each in group:
            assert dict(each["ranking"]) == pytest.approx(dict(group[0]["ranking"]), abs=1e-5)


def test_which_other_airline_is_named_says_nothing_about_what_is_wanted() -> None:
    wishes = {
        "elsewhere": ["is my Air France flight late", "Lufthansa lost my bag"],
        "late": ["is ZE 412 late", "when does my plane go"],
        "bag": ["my bag did not come", "you lost my bag"],
    }
    texts = [f"{name} lost my suitcase" for name in ["Air France", "virgin atlantic", "Caribbean-Airlines", "easyJet"]]
    found = understood(wishes, texts, airlines=["ZE"])["together"]
    assert all(each["ranking"] == found[0]["ranking"] for each in found)


def test_without_airlines_numbers_stay_what_they_are() -> None:
    wishes = {"fifty": ["give me 50", "50 please", "I want 50"], "ninety": ["give me 90", "90 please", "I want 90"]}
    fifty, ninety = understood(wishes, ["50", "90"])["together"]
    assert fifty["ranking"] != ninety["ranking"]
