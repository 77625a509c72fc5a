"""What a conversation shows about a customer's patience: from turns to signals. Pure; knows nothing of Rasa.

A turn is judged from what came before it only. What structure tells (an intent, the slot that was asked for, a failed action) is
used where it is known; a conversation of bare texts works too.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum

from bot.frustration import phrases


class Signal(str, Enum):
    """The reason codes. The wording for customers is in domain.yml (`utter_offer_person`, `utter_hand_over`)."""

    ASKED_FOR_PERSON = "asked_for_person"
    MISUNDERSTOOD = "misunderstood_twice"
    REPEATED = "repeated_yourself"
    CORRECTED = "corrected_me"
    INSULTED = "insulted"
    UPSET = "upset_words"
    STUCK = "stuck_in_form"
    FAILED = "action_failed"
    # The next two only add to others: nobody is told "you shout" or "this takes long".
    NO_PROGRESS = "no_progress"
    SHOUTED = "shouted"


@dataclass(frozen=True)
class Turn:
    """One message of the customer or the bot, with what is known about it."""

    who: str
    text: str
    # of the customer
    intent: str = ""  # "nlu_fallback" when it was not understood
    certainty: float = 1.0  # of the intent, 0 to 1
    answers: str = ""  # the slot that the bot had asked for
    # of the bot
    done: bool = False  # it did something for the customer, and said so
    failed: bool = False  # something broke, or it stayed silent
    missed: bool = False  # it could not use the answer to its question
    offered: str = ""  # "offer" or "handover": it offered a person, or got one
    asks_whether_person: bool = False  # its question is whether a person should help, so "yes" and "no" answer that
    back: bool = False  # an adviser has just finished; what was before is settled


@dataclass(frozen=True)
class Reading:
    """What one customer turn shows: how strongly each signal is there (0 or 1, or between), and what calms."""

    strengths: dict[Signal, float] = field(default_factory=dict)
    asks_for_person: bool = False
    declined_person: bool = False
    content: bool = False


Similarity = Callable[[str, str], float]

SMALL_TALK = frozenset({"greet", "goodbye", "thank", "solved", "ask_capabilities", "bot_challenge", "not_now", "affirm", "deny"})
ASIDES = (SMALL_TALK - {"affirm", "deny"}) | {"ask_why", "repeat", "cancel_task", "ask_for_person", "insult"}
NOT_UNDERSTOOD = "nlu_fallback"
PATIENT_TURNS = 6  # so many turns about a task without a result are ordinary
OWN_TURNS_COMPARED = 3
SAME_AGAIN = 0.83  # similarity from which a message says the same as an earlier one
SURELY = 0.8  # certainty from which the intent alone is an explicit wish
SAYS_SOMETHING = 3  # words; "no", "yes please" or a surname may come again


def read(turns: Sequence[Turn], similarity: Similarity) -> Reading:
    """The reading of the last turn, which is the customer's."""
    turn = turns[-1]
    wish = wish_for_a_person(turns)
    strengths = {
        Signal.ASKED_FOR_PERSON: wish,
        Signal.MISUNDERSTOOD: float(was_misunderstood(turns)),
        Signal.STUCK: float(missed_again(turns)),
        Signal.FAILED: float(previous_reply_failed(turns)),
        Signal.NO_PROGRESS: float(turns_without_progress(turns) >= PATIENT_TURNS),
        **read_words(turns, similarity),
    }
    return Reading(
        strengths={signal: strength for signal, strength in strengths.items() if strength},
        asks_for_person=wish == 1.0,
        declined_person=turn.intent == "not_now" or (turn.intent == "deny" and was_asked_about_a_person(turns)),
        content=is_content(turn, strengths),
    )


def wish_for_a_person(turns: Sequence[Turn]) -> float:
    """1 for an explicit wish, less for words that only probably mean one: those lead to the question "Shall I get one?"."""
    turn = turns[-1]
    if turn.intent == "affirm" and was_asked_about_a_person(turns):
        return 1.0
    if not is_payload(turn) and phrases.wishes_for_a_person(turn.text):
        return 1.0
    if turn.intent != "ask_for_person":
        return 0.0
    return 1.0 if turn.certainty >= SURELY else 0.6


def was_asked_about_a_person(turns: Sequence[Turn]) -> bool:
    return any(reply.asks_whether_person for reply in last_replies(turns))


def read_words(turns: Sequence[Turn], similarity: Similarity) -> dict[Signal, float]:
    """What the words themselves show; a pressed button has none."""
    turn = turns[-1]
    if is_payload(turn):
        return {}
    insulted = phrases.says("insults", turn.text) or (turn.intent == "insult" and not turn.answers)
    return {
        Signal.INSULTED: float(insulted),
        Signal.UPSET: 0.0 if insulted else upset(turn.text),
        Signal.CORRECTED: float(corrects_the_bot(turns)),
        Signal.REPEATED: float(repeats_oneself(turns, similarity)),
        Signal.SHOUTED: shouting(turns),
    }


def upset(text: str) -> float:
    if phrases.says("clearly_upset", text):
        return 1.0
    if phrases.says("a_little_upset", text):
        return 0.6
    return 0.3 if phrases.says("emphasis", text) and not phrases.says("content", text) else 0.0


def corrects_the_bot(turns: Sequence[Turn]) -> bool:
    """Not when customers mend their own words, and not before the bot has said anything about their wish."""
    turn = turns[-1]
    if not own_turns(turns[:-1]) or phrases.says("mends_own_words", turn.text):
        return False
    return phrases.says("corrections", turn.text)


def repeats_oneself(turns: Sequence[Turn], similarity: Similarity) -> bool:
    """The same wish again, in the same or in other words, although nothing was done about it in between."""
    turn = turns[-1]
    if turn.answers or turn.intent in SMALL_TALK | ASIDES or len(turn.text.split()) < SAYS_SOMETHING:
        return False
    earlier = [other for other in own_turns(since_last_result(turns[:-1])) if not other.answers and not is_payload(other)]
    return any(similarity(turn.text, other.text) >= SAME_AGAIN for other in earlier[-OWN_TURNS_COMPARED:])


def was_misunderstood(turns: Sequence[Turn]) -> bool:
    turn = turns[-1]
    if turn.intent:
        return turn.intent == NOT_UNDERSTOOD and not turn.answers
    before = turns[-2] if len(turns) > 1 else None
    return before is not None and before.who == "bot" and phrases.says("assistant_did_not_understand", before.text)


def missed_again(turns: Sequence[Turn]) -> bool:
    """The answer before this one could not be used, and this one is another try at the same question."""
    turn = turns[-1]
    return bool(turn.answers) and turn.intent not in ASIDES and any(reply.missed for reply in last_replies(turns))


def previous_reply_failed(turns: Sequence[Turn]) -> bool:
    return any(reply.failed for reply in last_replies(turns))


def turns_without_progress(turns: Sequence[Turn]) -> int:
    tried = [turn for turn in own_turns(since_last_result(turns)) if turn.intent not in SMALL_TALK and not turn.answers]
    return len(tried)


def shouting(turns: Sequence[Turn]) -> float:
    """Capitals and "!!" count only where the person wrote otherwise before."""
    turn, earlier = turns[-1], own_turns(turns[:-1])
    calm_before = bool(earlier) and not any(in_capitals(other.text) for other in earlier)
    loud = 0.5 * (in_capitals(turn.text) and calm_before)
    return loud + 0.5 * ("!!" in turn.text and not any("!!" in other.text for other in earlier))


def in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 10 and sum(map(str.isupper, letters)) / len(letters) > 0.7


def is_content(turn: Turn, strengths: dict[Signal, float]) -> bool:
    """Thanks and "solved" calm, but not in the same breath with anger, and not a polite "a person please, thanks"."""
    upset_now = any(
        strengths.get(signal, 0) for signal in (Signal.INSULTED, Signal.UPSET, Signal.CORRECTED, Signal.ASKED_FOR_PERSON)
    )
    says_so = turn.intent in ("thank", "solved") or (not is_payload(turn) and phrases.says("content", turn.text))
    return says_so and not upset_now and turn.intent not in ("correct", "insult")


def is_payload(turn: Turn) -> bool:
    return turn.text.startswith("/")


def own_turns(turns: Sequence[Turn]) -> list[Turn]:
    return [turn for turn in turns if turn.who == "customer"]


def last_replies(turns: Sequence[Turn]) -> list[Turn]:
    """The bot's turns directly before the last one."""
    replies: list[Turn] = []
    for turn in reversed(turns[:-1]):
        if turn.who == "customer":
            break
        replies.append(turn)
    return replies


def since_last_result(turns: Sequence[Turn]) -> Sequence[Turn]:
    last = max((index for index, turn in enumerate(turns) if turn.done or turn.back), default=-1)
    return turns[last + 1 :]


def shared_words(one: str, other: str) -> float:
    """The simplest similarity: words in common over all words. Good enough where there are no embeddings."""
    mine, theirs = set(phrases.tidy(one).strip("!?.").split()), set(phrases.tidy(other).strip("!?.").split())
    return len(mine & theirs) / max(1, len(mine | theirs))
