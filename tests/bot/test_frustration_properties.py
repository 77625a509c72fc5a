"""What must hold of the frustration detector for every conversation, tried on the written ones."""

from collections import defaultdict

import pytest

from bot.frustration.conversations import Conversation, written
from bot.frustration.signals import Turn
from tests.bot.judging import Judge

FALLBACK = Turn("bot", "Sorry, I did not understand that.")
CONVERSATIONS = [conversation for conversation in written() if len(conversation.messages) > 2]
SOME = CONVERSATIONS[::23]


def named(conversation: Conversation) -> str:
    return f"{conversation.family}-{conversation.scenario}"


def until_the_last_message(conversation: Conversation) -> list[Turn]:
    turns = list(conversation.turns)
    while turns[-1].who == "bot":
        turns.pop()
    return turns


@pytest.mark.parametrize("conversation", SOME, ids=named)
def test_one_more_fallback_and_repetition_never_lower_the_risk(judge: Judge, conversation: Conversation) -> None:
    turns = until_the_last_message(conversation)
    before = judge(*turns)[-1].score
    assert judge(*turns, FALLBACK, turns[-1])[-1].score >= before


@pytest.mark.parametrize("conversation", SOME, ids=named)
def test_a_fallback_earlier_on_never_lowers_the_risk_of_what_follows(judge: Judge, conversation: Conversation) -> None:
    turns = until_the_last_message(conversation)
    earlier = next(turn for turn in reversed(turns[:-1]) if turn.who == "customer")
    after = turns.index(earlier) + 1
    plain = judge(*turns)
    if plain[-1].score < plain[-2].score:
        return  # the last message calms, and it may calm a little more or less
    assert judge(*turns[:after], FALLBACK, earlier, *turns[after:])[-1].score >= plain[-1].score - 0.001


@pytest.mark.parametrize("conversation", SOME, ids=named)
@pytest.mark.parametrize("words", ["thanks, solved", "That worked, thank you very much!"])
def test_thanks_and_solved_never_raise_the_risk(judge: Judge, conversation: Conversation, words: str) -> None:
    turns = until_the_last_message(conversation)
    done = Turn("bot", "I have moved you to Sunday 6 December. Your receipt is R-20418.")
    assessed = judge(*turns, done, words)
    assert assessed[-1].score <= assessed[-2].score
    assert assessed[-1].level == "none"


@pytest.mark.parametrize("conversation", SOME[::2], ids=named)
def test_no_turn_is_judged_by_what_came_later(judge: Judge, conversation: Conversation) -> None:
    turns = list(conversation.turns)
    whole = judge(*turns)
    for heard in range(1, len(turns) + 1):
        part = judge(*turns[:heard])
        assert part == whole[: len(part)]


@pytest.mark.parametrize("conversation", SOME[::2], ids=named)
@pytest.mark.parametrize("style", [str.upper, str.lower], ids=["capitals", "small letters"])
def test_how_it_is_typed_does_not_decide(judge: Judge, conversation: Conversation, style: type[str]) -> None:
    """A person who always writes in capitals, or never, gets the same decisions as others."""
    typed = [Turn(turn.who, style(turn.text)) if turn.who == "customer" else turn for turn in conversation.turns]
    shouted_within = any(turn.text.isupper() for turn in conversation.turns if len(turn.text) > 10)
    if not shouted_within:
        assert [one.level for one in judge(*typed)] == [one.level for one in judge(*conversation.turns)]


def test_calm_twins_of_angry_conversations_raise_no_alarm(judge: Judge) -> None:
    by_scenario = defaultdict(list)
    for conversation in written():
        by_scenario[conversation.scenario].append(conversation)
    twins = [
        one for group in by_scenario.values() for one in group if one.window is None and any(other.window for other in group)
    ]
    levels = [{assessment.level for assessment in judge(*one.turns)} for one in twins]
    assert len(twins) > 100
    assert sum("offer" in found or "handover" in found for found in levels) <= 0.04 * len(twins)
    assert sum("handover" in found for found in levels) <= 0.01 * len(twins)
