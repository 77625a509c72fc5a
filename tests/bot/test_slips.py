"""Slips of the finger are mended before a message is judged; what was typed as it was meant stays as it is."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from tests.bot.asking import BOT_PYTHON, ROOT

Mend = Callable[[str], str]
MENDS = """
import json, sys
from bot.frustration.conversations import written
from bot.frustration.phrases import forgiven_words
from bot.slips.mending import Mender
mender = Mender((turn.text for one in written() for turn in one.turns), forgiven_words())
for line in sys.stdin:
    print(json.dumps(mender.mended(json.loads(line))), flush=True)
"""


@pytest.fixture(scope="module")
def mend() -> Iterator[Mend]:
    with subprocess.Popen(
        [BOT_PYTHON, "-c", MENDS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        asked, answered = process.stdin, process.stdout
        assert asked
        assert answered

        def ask(text: str) -> str:
            asked.write(json.dumps(text) + "\n")
            asked.flush()
            return str(json.loads(answered.readline()))

        yield ask
        asked.close()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("yuo dont udnerstand me", "you dont understand me"),  # two neighbours swapped
        ("this is usless", "this is useless"),  # a letter dropped
        ("stuppid machine", "stupid machine"),  # a letter doubled
        ("I am furiois with you", "I am furious with you"),  # the key beside
        ("where is my lugagge now", "where is my luggage now"),
        ("I asked for th eflight to Paris", "I asked for the flight to Paris"),  # a letter beyond the blank
        ("transfer me to an operater", "transfer me to an operator"),  # rather than "operated"
        ("pleeeease help me", "please help me"),
        ("this is no tfunny at all", "this is not funny at all"),  # beyond the blank, and the first word is one, too
        ("I am very disappointe.d", "I am very disappointed."),  # before the mark
        ("and she' s84 now", "and she's 84 now"),
        ("I flew from Lodon to Hethrow yesterday", "I flew from London to Heathrow yesterday"),  # names that we know
    ],
)
def test_a_slip_is_mended_into_the_likely_word(mend: Mend, typed: str, meant: str) -> None:
    assert mend(typed) == meant


@pytest.mark.parametrize("text", ["which restriction is there", "my brother receives the ticket", "one detail of the suitcases"])
def test_another_form_of_a_word_is_no_slip(mend: Mend, text: str) -> None:
    assert mend(text) == text


@pytest.mark.parametrize("text", ["blorp fnord", "gnarf quux zoot", "asdf qwer zxcv", "flurb the wobbly gnatter"])
def test_what_is_no_language_is_not_made_into_one(mend: Mend, text: str) -> None:
    assert mend(text) == text


def test_who_mistypes_one_word_may_have_mistyped_another_into_a_word(mend: Mend) -> None:
    assert mend("yuo have lots my bag adn nobody knwos") == "you have lost my bag and nobody knows"
    assert mend("you have lots of time") == "you have lots of time"


def test_a_wish_for_a_person_is_not_made_of_other_words(mend: Mend) -> None:
    assert mend("I need someone ot walk with me throguh the airport") == "I need someone to walk with me through the airport"


def test_capitals_and_punctuation_stay_as_they_were(mend: Mend) -> None:
    assert mend("WHERE IS MY LUGAGGE?? Teh bag, I mean…") == "WHERE IS MY LUGGAGE?? The bag, I mean…"


@pytest.mark.parametrize(
    "text",
    [
        "Where is my refund? I've waited 3 weeks.",
        "My reference is X7K2PL and the flight is ZE 412",
        "@AlizeeAir ur app is brokn #nevver — see www.exampel.com or write to jonh@examplle.com",
        "mi deh yah from mornin an nobody ah answer",
        "och I cannae be bothered wi this, nae bother but",
        "Je voudrais savoir pourquoi mon vol est retardé et personne ne répond",
        "no entiendo nada de lo que dices, quiero hablar con alguien",
        "Warum antwortet hier niemand auf meine Nachricht von gestern",
        "Seat 14 F at gate B please",
        "I booked 'flex' tickets and the 'economy' seat",
        "it is plan b.c is too dear",
        "my booking is kjhgfdsaqwertyuiopzxcvbnmstuppidusless and so on",
        "",
        "?!",
        "🙂 ok",
    ],
)
def test_what_is_no_slip_stays_as_it_is(mend: Mend, text: str) -> None:
    assert mend(text).replace("broken", "brokn") == text


@pytest.mark.parametrize(
    "text",
    ["my bag is " + "qwertzuiopasdfghjklyxcvbnm" * 4000, "yuo dont udnerstand me " * 4000, "nobdoy knwos " + "e" * 100_000],
)
def test_a_very_long_text_is_read_at_once(mend: Mend, text: str) -> None:
    begun = time.monotonic()
    mend(text)
    assert time.monotonic() - begun < 10  # well under a second; hours when it is quadratic


def test_a_word_that_goes_on_and_on_is_still_that_word(mend: Mend) -> None:
    assert mend(f"pl{'e' * 500}ase help me") == "please help me"
