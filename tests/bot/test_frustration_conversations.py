"""The written conversations themselves: enough of them, in the right form, of every kind, and not alike."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from bot.frustration.conversations import UnreadableConversation, written
from tests.bot.asking import BOT_PYTHON, ROOT

FAMILIES = {
    *("slow_burn", "sudden_anger", "polite_but_stuck", "sarcasm", "angry_at_the_delay", "wobble_then_solved", "caps_typist"),
    *("non_native", "chatty_joker", "explicit_request", "dry_one_word", "elderly_formal", "teenage_slang"),
    *("british_english", "caribbean_english"),
}
# Prints how many messages are nearly the same as one of another conversation. What a training has read is not read again.
LIKENESS = """
import numpy as np
from bot.embedder import the_embedder
from bot.frustration.conversations import written
from bot.frustration.phrases import plain
from bot.known_embeddings import KnownEmbeddings
from bot.train import model_path
KnownEmbeddings(model_path().parent, 'frustration').lend(the_embedder())
said = [(number, plain(text)) for number, one in enumerate(written()) for text in one.messages]
numbers = np.array([number for number, _ in said])
meanings = np.stack([the_embedder().embed(text) for _, text in said])
alike = ((meanings @ meanings.T >= 0.95) & (numbers[:, None] != numbers)).any(axis=1)
print(alike.sum(), len(said))
"""


def test_there_are_enough_of_every_kind() -> None:
    conversations = written()
    families = Counter(conversation.family for conversation in conversations)
    assert len(conversations) >= 400
    assert sum(len(conversation.messages) for conversation in conversations) >= 2500
    assert families.keys() >= FAMILIES
    assert min(families.values()) >= 20


def test_enough_are_held_out_and_no_scenario_stands_on_both_sides() -> None:
    conversations = written()
    held_out = [conversation for conversation in conversations if conversation.held_out]
    assert len(held_out) >= 277  # later ones only teach, so that figures of other days stay comparable
    assert not {one.scenario for one in held_out} & {one.scenario for one in conversations if not one.held_out}


def test_hardly_any_message_is_nearly_the_same_as_another() -> None:
    done = subprocess.run([BOT_PYTHON, "-c", LIKENESS], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    alike, total = map(int, done.stdout.split())
    assert alike <= 0.02 * total


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ("person: [3, 2]", "window"),
        ("person: [1, 9]", "window"),
        ("person: soon", "not enough values|too many values|invalid literal"),
    ],
)
def test_a_conversation_in_a_wrong_form_is_named_with_its_file_and_number(tmp_path: Path, change: str, problem: str) -> None:
    well = "- scenario: a\n  voice: b\n  person: never\n  turns:\n    - calm: hello\n    - bot: hi\n    - calm: bye\n"
    (tmp_path / "family.yml").write_text(well + well.replace("person: never", change))
    with pytest.raises(UnreadableConversation, match=f"family.yml, conversation 2: .*({problem})"):
        written(tmp_path)


def test_a_mood_that_does_not_exist_is_named(tmp_path: Path) -> None:
    (tmp_path / "family.yml").write_text("- {scenario: a, voice: b, person: never, turns: [{cross: hello}]}\n")
    with pytest.raises(UnreadableConversation, match=re.escape("there is no mood ['cross']")):
        written(tmp_path)


def test_words_that_yaml_takes_for_values_stay_words(tmp_path: Path) -> None:
    (tmp_path / "family.yml").write_text("- {scenario: a, voice: b, person: [1, 1], turns: [{calm: no}, {bot: 412}]}\n")
    assert [turn.text for turn in written(tmp_path)[0].turns] == ["no", "412"]
