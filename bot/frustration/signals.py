"""What a conversation shows about a customer's patience: from turns to numbers. Pure; knows nothing of Rasa.

A `Listener` hears the turns in their order and says after each of the customer's what it noticed, so that no turn can be judged
by what came later. What structure tells (an intent, the slot that was asked for, a failed action) is used where it is known; a
conversation of bare texts works too.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from bot.frustration import phrases

if TYPE_CHECKING:
    import numpy as np


class Signal(str, Enum):
    """The reason codes. The wording for customers is in domain.yml (`utter_because_…`)."""

    ASKED_FOR_PERSON = "asked_for_person"
    SAFETY = "safety"
    LEGAL = "legal"
    MISUNDERSTOOD = "misunderstood_twice"
    REPEATED = "repeated_yourself"
    BOT_REPEATED = "bot_repeated"
    ASKED_AGAIN = "asked_again"
    CORRECTED = "corrected_me"
    INSULTED = "insulted"
    UPSET = "upset_words"
    STUCK = "stuck_in_form"
    FAILED = "action_failed"
    NO_PROGRESS = "no_progress"
    # These only add to others, or take away: nobody is told "you shout".
    SHOUTED = "shouted"
    CALMED = "calmed"


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
    asks_yes_or_no: bool = False  # its question is another one that "yes" and "no" answer
    back: bool = False  # an adviser has just finished; what was before is settled


class Hearing(Protocol):
    """What is learned from words alone (bot/frustration/words.py). Log-odds, and a vector of length 1."""

    def mended(self, text: str) -> str:
        """The text without slips of the finger."""
        ...

    def upset(self, text: str) -> float:
        """How much the customer's words show lost patience."""
        ...

    def cost(self, before: str, reply: str, message: str) -> float:
        """How likely the assistant's reply to `before` cost patience, now that `message` follows it."""
        ...

    def outright(self, text: str) -> dict[str, float]:
        """How likely the message says each of OUTRIGHT."""
        ...

    def meaning(self, text: str) -> np.ndarray: ...


OUTRIGHT = ("asks_for_person", "safety", "legal")  # families of phrases, and lists of examples


@dataclass(frozen=True)
class Reading:
    """What one customer turn shows. `features` are the numbers that the risk is made of (bot/frustration/risk.py)."""

    features: dict[str, float]
    at_once: tuple[Signal, ...] = ()  # needs a person whatever the mood
    perhaps: tuple[Signal, ...] = ()  # the same, if it was meant so
    named: frozenset[Signal] = frozenset()  # noticed in this very turn, or in the replies just before it
    troubled: bool = False  # this turn brought another failure, repetition or insult
    content: bool = False
    declined_person: bool = False
    asks_for_human: bool = False
    times_misunderstood: int = 0
    times_missed: int = 0
    times_troubled: int = 0  # messages before which, or in which, something went wrong
    angry: bool = False  # in this very message, by its words
    asked_again: bool = False  # what the assistant said again was a question


SMALL_TALK = frozenset({"greet", "goodbye", "thank", "solved", "ask_capabilities", "bot_challenge", "not_now", "affirm", "deny"})
ASIDES = (SMALL_TALK - {"affirm", "deny"}) | {"ask_why", "repeat", "cancel_task", "ask_for_person", "insult"}
YES_AND_NO = frozenset({"affirm", "deny"})
WANT_IT_AGAIN = frozenset({"repeat", "go_back"})
NOT_UNDERSTOOD = "nlu_fallback"
DECLINES = ("not_now", "not_the_reason")
SAYS_NO = re.compile(
    r"^/|\b(?:no|nope|nah|not|later|without|carry\s+on|continue|go(?:ing)?\s+on|keep\s+going|stay|dont|didnt)\b|n['’]t\b",
    re.IGNORECASE,
)
OWN_TURNS_COMPARED = 4
REPLIES_COMPARED = 6
ALIKE_FROM, SAME_AT = 0.55, 0.85  # cosine from which a message begins to say the same as an earlier one, and where it surely does
SAME_REPLY_FROM, SAME_REPLY_AT = 0.55, 0.95  # share of common words, likewise, of two replies
SURELY = 0.8  # certainty from which the intent alone is an explicit wish
# Probability from which something counts as said outright; of what is learned only the wish for a person ever does. With less it
# was perhaps said, and a person is offered, not fetched.
SAID = {"asks_for_person": 0.9, "safety": 1.0, "legal": 1.0}
PERHAPS = {"asks_for_person": 0.6, "safety": 0.9, "legal": 0.8}
PROBABLY = 0.6  # of a wish
SAYS_SOMETHING = 3  # words; "no", "yes please" or a surname may come again
LOUD = 0.7  # share of capitals
MOST = 4.0  # a count never weighs more than this

# What is kept of a count from one customer turn to the next: all of it while there is trouble, less in quiet turns, and little
# once something was done. So one more failure never makes earlier ones weigh less.
KEPT_IN_TROUBLE, KEPT, KEPT_WHEN_CALMED = 1.0, 0.75, 0.5
TROUBLE = ("not_understood", "failed", "repeated", "bot_repeated", "insulted")
WENT_WRONG = (*TROUBLE, "corrected")
DOUBTED = 0.15  # probability of upset words from which thanks are not taken at their word
COSTS, ANGRY = 0.35, 0.6  # probability from which an exchange counts as one that cost patience, and words as angry
UNDERSTOOD_NOTHING_COSTS = 0.75  # at least, of an exchange whose reply did not understand

# What is counted. Each has a feature for this turn and one for all so far.
NOTICED = {
    "upset": Signal.UPSET,
    "clearly_upset": Signal.UPSET,
    "insulted": Signal.INSULTED,
    "corrected": Signal.CORRECTED,
    "refused": Signal.CORRECTED,
    "repeated": Signal.REPEATED,
    "bot_repeated": Signal.BOT_REPEATED,
    "not_understood": Signal.MISUNDERSTOOD,
    "failed": Signal.FAILED,
    "costly": Signal.NO_PROGRESS,
}
FEATURE_SIGNALS = {
    **{f"{name}_now": signal for name, signal in NOTICED.items()},
    **{f"{name}_so_far": signal for name, signal in NOTICED.items()},
    "upset_highest": Signal.UPSET,
    "upset_before_any_reply": Signal.UPSET,
    "tried_without_result": Signal.NO_PROGRESS,
    "shouted": Signal.SHOUTED,
    "probably_wants_person": Signal.ASKED_FOR_PERSON,
    "calm_done": Signal.CALMED,
    "calm_content": Signal.CALMED,
    "calm_so_far": Signal.CALMED,
}
FEATURES = tuple(FEATURE_SIGNALS)
NAMED_FROM = 0.3  # strength from which a signal is named


@dataclass
class Listener:
    """Hears one conversation. Counts fade with each quiet turn, so that old trouble weighs less than new."""

    hearing: Hearing
    own: list[Turn] = field(default_factory=list)
    own_since_result: list[Turn] = field(default_factory=list)
    replies: list[Turn] = field(default_factory=list)  # since the customer's last turn
    earlier_replies: list[frozenset[str]] = field(default_factory=list)
    counts: dict[str, float] = field(default_factory=lambda: dict.fromkeys(NOTICED, 0.0))
    upset_highest: float = 0.0
    calm: float = 0.0
    times_misunderstood: int = 0
    times_missed: int = 0
    times_troubled: int = 0
    asked_again: bool = False

    def hear(self, turn: Turn) -> Reading | None:
        """A reading for each turn of the customer, nothing for the bot's."""
        if turn.who == "customer":
            return self.hear_customer(mended(turn, self.hearing))
        if turn.back:
            self.begin_anew()
        else:
            self.replies.append(turn)
        return None

    def begin_anew(self) -> None:
        """After an adviser: what was before is settled."""
        self.__dict__.update(Listener(self.hearing).__dict__)

    def hear_customer(self, turn: Turn) -> Reading:
        done = any(reply_did_it(reply) for reply in self.replies)
        now = self.noticed_in_replies(turn) | (self.noticed_in_words(turn) if has_words(turn) else {})
        now["costly"] = self.cost_of_the_exchange(turn, now)
        content, outright = is_content(turn, now), self.said_outright(turn)
        wish = wish_for_a_person(turn, self.replies, outright)
        if content:
            now["upset"] = 0.0
        troubled = any(now.get(name, 0.0) > NAMED_FROM for name in TROUBLE)
        self.count(now, done, content, troubled)
        self.times_troubled = 0 if content else self.times_troubled + went_wrong(now)
        reading = Reading(
            features=self.features(turn, now, done, content, wish),
            at_once=urgent(wish, outright),
            perhaps=perhaps_urgent(wish, outright),
            named=frozenset(signal for name, signal in NOTICED.items() if now.get(name, 0.0) > NAMED_FROM),
            troubled=troubled,
            content=content,
            declined_person=declines_person(turn, self.replies, angry=is_angry(now)),
            asks_for_human=wish == 1.0,
            times_misunderstood=self.times_misunderstood,
            times_missed=self.times_missed,
            times_troubled=self.times_troubled,
            angry=is_angry(now),
            asked_again=self.asked_again,
        )
        self.remember(turn, content)
        return reading

    def noticed_in_replies(self, turn: Turn) -> dict[str, float]:
        """What the assistant did since the customer's last turn, each 0 to 1."""
        missed = any(reply.missed for reply in self.replies) and bool(turn.answers) and turn.intent not in ASIDES
        misunderstood = self.was_misunderstood(turn)
        self.times_missed += missed
        self.times_misunderstood += misunderstood
        unasked = self.replies_nobody_wanted_again()
        self.asked_again |= any(self.asks_for_what_was_given(reply) for reply in unasked)
        unanswered = float(bool(self.own) and not self.replies) / 2
        return {
            "not_understood": float(misunderstood or missed),
            "failed": max((failure(reply, known=bool(turn.intent)) for reply in self.replies), default=unanswered),
            "bot_repeated": max((self.said_before(reply) for reply in unasked), default=0.0),
        }

    def replies_nobody_wanted_again(self) -> list[Turn]:
        """Those that may not be said twice. Whoever asked something else meanwhile is answered, and then the open question must
        come again; that an answer to it was of no use is known as well (`missed`), and then its coming again counts.
        """
        before = self.own[-1].intent if self.own else ""
        if before in WANT_IT_AGAIN:
            return []
        said = [reply for reply in self.replies if reply.text]
        answered_first = bool(before) and len(said) > 1 and not any(reply.missed for reply in self.replies)
        return said[:-1] if answered_first and "?" in said[-1].text else said

    def asks_for_what_was_given(self, reply: Turn) -> bool:
        """A question that was said before; where it is known that no answer to it was given, it is only said again."""
        before = self.own[-1].intent if self.own else ""
        neither_yes_nor_no = reply.asks_yes_or_no and before not in YES_AND_NO
        of_no_use = bool(before) and (neither_yes_nor_no or any(each.missed for each in self.replies))
        return "?" in reply.text and not of_no_use and self.said_before(reply) > NAMED_FROM

    def was_misunderstood(self, turn: Turn) -> bool:
        """Where intents are known, the message that is not understood counts itself, and the reply to it not once more."""
        if turn.intent:
            return turn.intent == NOT_UNDERSTOOD and not turn.answers
        return any(phrases.says("assistant_did_not_understand", reply.text) for reply in self.replies)

    def noticed_in_words(self, turn: Turn) -> dict[str, float]:
        """What the words themselves show; a pressed button has none."""
        insulted = phrases.says("insults", turn.text) or (turn.intent == "insult" and not turn.answers)
        insulted = insulted and not phrases.says("endearments", turn.text)
        little = phrases.says("a_little_upset", turn.text)
        return {
            "upset": probability(self.hearing.upset(turn.text)),
            "insulted": float(insulted),
            "clearly_upset": 1.0 if phrases.says("clearly_upset", turn.text) else 0.5 * little,
            "corrected": float(self.corrects_the_bot(turn)),
            "repeated": self.repeats_oneself(turn),
            "refused": float(refuses(turn) and any("?" in reply.text for reply in self.replies)),
        }

    def said_outright(self, turn: Turn) -> dict[str, float]:
        """The probability of each of OUTRIGHT."""
        if not has_words(turn):
            return dict.fromkeys(OUTRIGHT, 0.0)
        heard = self.hearing.outright(turn.text)
        return {code: how_likely_said(code, turn.text, heard[code]) for code in OUTRIGHT}

    def cost_of_the_exchange(self, turn: Turn, now: dict[str, float]) -> float:
        """How probable it is, 0 to 1, that these replies before this message cost patience."""
        said = " ".join(reply.text for reply in self.replies)
        least = UNDERSTOOD_NOTHING_COSTS * now["not_understood"]
        charged_before = bool(self.own) and self.own[-1].intent == NOT_UNDERSTOOD
        if not said or not has_words(turn) or charged_before or any(reply.offered for reply in self.replies):
            return least
        before = self.own[-1].text if self.own else ""
        return max(least, probability(self.hearing.cost(before, said, turn.text)))

    def count(self, now: dict[str, float], done: bool, content: bool, troubled: bool) -> None:
        kept = KEPT_IN_TROUBLE if troubled else KEPT_WHEN_CALMED if done or content else KEPT
        self.counts = {name: min(MOST, count * kept + now.get(name, 0.0)) for name, count in self.counts.items()}
        self.upset_highest = max(self.upset_highest * kept, now.get("upset", 0.0))
        self.calm = min(MOST, self.calm * KEPT + float(content))
        if done:
            self.own_since_result = []

    def features(self, turn: Turn, now: dict[str, float], done: bool, content: bool, wish: float) -> dict[str, float]:
        """The numbers of the risk. All but the `calm_` ones can only raise it."""
        tried = [own for own in self.own_since_result if own.intent not in SMALL_TALK and not own.answers]
        return {
            **{f"{name}_now": now.get(name, 0.0) for name in NOTICED},
            **{f"{name}_so_far": count for name, count in self.counts.items()},
            "upset_highest": self.upset_highest,
            # Nothing is known yet about how it goes, so the words alone must tell.
            "upset_before_any_reply": 0.0 if self.earlier_replies or self.replies else self.upset_highest,
            "tried_without_result": math.log1p(len(tried)),
            "shouted": self.shouting(turn),
            "probably_wants_person": float(0 < wish < 1),
            "calm_done": float(done),
            "calm_content": float(content),
            "calm_so_far": self.calm,
        }

    def remember(self, turn: Turn, content: bool) -> None:
        self.earlier_replies += [words_of(reply.text) for reply in self.replies if reply.text]
        self.own.append(turn)
        self.own_since_result = [] if content else [*self.own_since_result, turn]
        self.replies = []

    def corrects_the_bot(self, turn: Turn) -> bool:
        """Not when customers mend their own words, and not before the bot has said anything about their wish."""
        return bool(self.own) and not phrases.says("mends_own_words", turn.text) and phrases.says("corrections", turn.text)

    def repeats_oneself(self, turn: Turn) -> float:
        """How much this says the same wish again (0 to 1), although nothing was done about it in between."""
        if turn.answers or turn.intent in SMALL_TALK | ASIDES or len(turn.text.split()) < SAYS_SOMETHING:
            return 0.0
        earlier = [own.text for own in self.own_since_result if not own.answers and has_words(own)][-OWN_TURNS_COMPARED:]
        meaning = self.hearing.meaning(turn.text)
        return ramp(max((float(meaning @ self.hearing.meaning(text)) for text in earlier), default=0.0), ALIKE_FROM, SAME_AT)

    def said_before(self, reply: Turn) -> float:
        words = words_of(reply.text)
        if len(words) < SAYS_SOMETHING:
            return 0.0
        closest = max((overlap(words, other) for other in self.earlier_replies[-REPLIES_COMPARED:]), default=0.0)
        return ramp(closest, SAME_REPLY_FROM, SAME_REPLY_AT)

    def shouting(self, turn: Turn) -> float:
        """Capitals and "!!" count only where the person wrote otherwise before; 0 to 1."""
        earlier = [own for own in self.own if has_words(own)]
        if not earlier or not has_words(turn):
            return 0.0
        louder = in_capitals(turn.text) and not any(in_capitals(own.text) for own in earlier)
        marked = "!!" in turn.text and not any("!!" in own.text for own in earlier)
        return 0.5 * louder + 0.5 * marked


def wish_for_a_person(turn: Turn, replies: Sequence[Turn], outright: Mapping[str, float]) -> float:
    """1 for an explicit wish, less for words that only probably mean one: those lead to the question "Shall I get one?"."""
    if turn.intent == "affirm" and was_asked_about_a_person(replies):
        return 1.0
    said = outright["asks_for_person"]
    if said >= SAID["asks_for_person"]:
        return 1.0
    if turn.intent == "ask_for_person":
        return 1.0 if turn.certainty >= SURELY else PROBABLY
    return (
        PROBABLY
        if said >= PERHAPS["asks_for_person"] or (has_words(turn) and phrases.says("asks_for_service", turn.text))
        else 0.0
    )


def how_likely_said(code: str, text: str, learned: float) -> float:
    """A phrase decides, for or against; without one it is as likely as it was learned (log-odds)."""
    if phrases.wishes_for_a_person(text) if code == "asks_for_person" else phrases.says(code, text):
        return 1.0
    likely = probability(learned)
    return 0.0 if likely >= PERHAPS[code] and phrases.only_sounds_like(code, text) else likely


def urgent(wish: float, outright: Mapping[str, float]) -> tuple[Signal, ...]:
    """What needs a person at once, whatever the mood: danger, the law, an explicit wish."""
    dangers = [signal for signal in (Signal.SAFETY, Signal.LEGAL) if outright[signal.value] >= SAID[signal.value]]
    return (*dangers, Signal.ASKED_FOR_PERSON) if wish == 1.0 else tuple(dangers)


def perhaps_urgent(wish: float, outright: Mapping[str, float]) -> tuple[Signal, ...]:
    """The same, where it is only likely: a person is offered."""
    dangers = [
        signal for signal in (Signal.SAFETY, Signal.LEGAL) if PERHAPS[signal.value] <= outright[signal.value] < SAID[signal.value]
    ]
    return (*dangers, Signal.ASKED_FOR_PERSON) if 0 < wish < 1 else tuple(dangers)


def was_asked_about_a_person(replies: Sequence[Turn]) -> bool:
    """Whether "yes" and "no" answer that: they belong to the last question that they can answer."""
    questions = [reply for reply in replies if reply.asks_whether_person or reply.asks_yes_or_no]
    return bool(questions) and questions[-1].asks_whether_person


def declines_person(turn: Turn, replies: Sequence[Turn], *, angry: bool) -> bool:
    """Anger that only sounds like "not now" says no to nobody."""
    if turn.intent == "deny":
        return was_asked_about_a_person(replies)
    return turn.intent in DECLINES and (not angry or SAYS_NO.search(turn.text) is not None)


def failure(reply: Turn, known: bool) -> float:
    """Words such as "I cannot find" tell it only where it is not known what broke: a refusal or a wrong code is no failure."""
    return 1.0 if reply.failed else 0.7 * (not known and phrases.says("assistant_failed", reply.text))


def reply_did_it(reply: Turn) -> bool:
    return reply.done or (not failure(reply, known=False) and phrases.says("assistant_did_it", reply.text))


def refuses(turn: Turn) -> bool:
    return turn.intent == "deny" or phrases.says("refuses", turn.text)


def is_content(turn: Turn, now: dict[str, float]) -> bool:
    """Thanks and "solved" calm, but not in the same breath with anger ("Cheers. Two hours beside a toilet."), and not a polite
    "a person please, thanks".
    """
    upset_now = any(now.get(name, 0) for name in ("insulted", "clearly_upset", "corrected")) or now.get("upset", 0.0) > DOUBTED
    says_so = turn.intent in ("thank", "solved") or (has_words(turn) and phrases.says("content", turn.text))
    return says_so and not upset_now and turn.intent not in ("correct", "insult", "ask_for_person")


def went_wrong(now: dict[str, float]) -> bool:
    return any(now.get(name, 0.0) > NAMED_FROM for name in WENT_WRONG) or now["costly"] >= COSTS


def is_angry(now: dict[str, float]) -> bool:
    return now.get("upset", 0.0) >= ANGRY or now.get("insulted", 0.0) > 0 or now.get("clearly_upset", 0.0) >= 1


def mended(turn: Turn, hearing: Hearing) -> Turn:
    """The customer's message as it was meant; what the assistant says has no slips."""
    return replace(turn, text=hearing.mended(turn.text)) if turn.who == "customer" and has_words(turn) else turn


def has_words(turn: Turn) -> bool:
    """A pressed button arrives as a payload."""
    return not turn.text.startswith("/")


def in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= 10 and sum(map(str.isupper, letters)) / len(letters) > LOUD


def words_of(text: str) -> frozenset[str]:
    return frozenset(phrases.plain(text).split())


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in common over all words (Jaccard)."""
    return len(one & other) / max(1, len(one | other))


def ramp(value: float, low: float, high: float) -> float:
    """0 up to `low`, 1 from `high`, straight between."""
    return min(1.0, max(0.0, (value - low) / (high - low)))


def probability(log_odds: float) -> float:
    return 1 / (1 + math.exp(-log_odds))
