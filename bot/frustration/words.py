"""What is learned from words alone: how upset a message is, what it says outright, and which exchanges cost patience.

All are logistic regressions trained from data/frustration; half of the company's own requests (data/nlu) show what is calm. A
message is brought into words (`bot/signs.py`) and then into one plain form (`phrases.plain`), so that capitals, exclamation marks
and missing punctuation change nothing.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import dataclass

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.embedder import Views, the_embedder
from bot.frustration import emotions, phrases
from bot.frustration.conversations import Conversation, calm_requests
from bot.frustration.outright import Outright, all_examples, says_nothing_outright
from bot.frustration.regression import Features, Regression
from bot.frustration.signals import Turn
from bot.signs import in_words
from bot.slips.mending import Mender
from bot.tf_idf import TfIdf

# How far a message of each mood is on the way to lost patience. Anger at the situation is no lost patience with us, but near it.
UPSET = {"pleased": 0.0, "calm": 0.0, "uneasy": 0.35, "venting": 0.4, "upset": 1.0, "furious": 1.0}
COSTS_PATIENCE = ("uneasy", "upset", "furious")
# How much each weighs against the others: both views of the embedding, the emotions in it, and the spelling.
MEANING_SCALE, EMOTION_SCALE, SPELLING_SCALE = 1.5, 0.1, 2.0
FLAGS = ("insults", "clearly_upset", "a_little_upset", "emphasis", "corrections", "content")
UPSET_STRENGTH, COST_STRENGTH = 0.4, 2.0  # inverse of the regularisation
NO_CONVERSATION = -1  # in the place of a conversation's number, for a request from data/nlu
OTHERS_TAKEN = 2  # every second message is enough to learn what says nothing outright, and takes half the time
LONG = 40  # words; what is longer counts as this long
AT_LEAST = 2  # texts have a piece that is learned from
REMEMBERED = 8192  # texts; more than are written, and some 24 MB


@dataclass(frozen=True)
class Exchange:
    """A message, the assistant's reply to it, and the message that followed."""

    before: str
    reply: str
    message: str


@dataclass(frozen=True)
class Lesson:
    """One message of a written conversation, with what came before it (if anything did) and its mood."""

    text: str
    mood: str
    exchange: Exchange | None


class Words:
    """The learned half of a listener (bot/frustration/signals.py, `Hearing`). Log-odds; the same text again costs nothing."""

    def __init__(self, mender: Mender, spelling: TfIdf, replies: TfIdf) -> None:
        self._mender = mender
        self._spelling, self._replies = spelling, replies
        self._upset: Regression
        self._outright: Outright
        self._cost: Regression
        self._forget()

    def mended(self, text: str) -> str:
        if text not in self._mended_known:
            self._mended_known[text] = self._mender.mended(in_words(text))
        return self._mended_known[text]

    def upset(self, text: str) -> float:
        if text not in self._upset_known:
            self.read([text], [])
        return self._upset_known[text]

    def cost(self, before: str, reply: str, message: str) -> float:
        exchange = Exchange(before, reply, message)
        if exchange not in self._cost_known:
            self.read([], [exchange])
        return self._cost_known[exchange]

    def outright(self, text: str) -> dict[str, float]:
        if text not in self._outright_known:
            self.read([text], [])
        return self._outright_known[text]

    def meaning(self, text: str) -> np.ndarray:
        return self._views(text)[0]

    def _views(self, text: str) -> Views:
        plain = phrases.plain(text)
        if plain not in self._views_known:
            self._views_known[plain] = the_embedder().views(plain)
        return self._views_known[plain]

    def understand(self, texts: Sequence[str]) -> None:
        """Finds the meanings of many texts with all cores; each is the same as alone."""
        plain = list(dict.fromkeys(map(phrases.plain, texts)))
        with ThreadPoolExecutor(os.cpu_count()) as threads:
            self._views_known.update(zip(plain, threads.map(the_embedder().views, plain), strict=True))

    def read(self, texts: Sequence[str], exchanges: Sequence[Exchange]) -> None:
        """Scores many at once, which is faster; each gets the same number as alone."""
        for known in (self._mended_known, self._upset_known, self._outright_known, self._cost_known, self._views_known):
            if len(known) > REMEMBERED:
                known.clear()
        new_texts = [text for text in dict.fromkeys(texts) if text not in self._upset_known]
        if new_texts:
            features = self._message_features(new_texts)
            self._upset_known.update(zip(new_texts, self._upset.log_odds(features).tolist(), strict=True))
            self._outright_known.update(zip(new_texts, self._outright.log_odds(features), strict=True))
        new = [exchange for exchange in dict.fromkeys(exchanges) if exchange not in self._cost_known]
        if new:
            self._cost_known.update(zip(new, self._cost.log_odds(self._exchange_features(new)).tolist(), strict=True))

    def _forget(self) -> None:
        self._mended_known: dict[str, str] = {}
        self._upset_known: dict[str, float] = {}
        self._outright_known: dict[str, dict[str, float]] = {}
        self._cost_known: dict[Exchange, float] = {}
        self._views_known: dict[str, Views] = {}

    def __getstate__(self) -> dict[str, object]:
        """What was read is not kept with the model: it holds customers' words."""
        return {name: part for name, part in self.__dict__.items() if not name.endswith("_known")}

    def __setstate__(self, state: dict[str, object]) -> None:
        self.__dict__.update(state)
        self._forget()

    def _message_features(self, texts: Sequence[str]) -> Features:
        plain = [phrases.plain(text) for text in texts]
        views = [self._views(text) for text in texts]
        meanings, strongest = (np.stack(view) for view in zip(*views, strict=True))
        flags = np.array([[phrases.says(family, text) for family in FLAGS] for text in texts], dtype=float)
        moods = emotions.felt(meanings) * EMOTION_SCALE
        dense = np.hstack([meanings * MEANING_SCALE, strongest * MEANING_SCALE, moods, flags]).astype(np.float32)
        return Features(dense, self._spelling.of(plain))

    def _exchange_features(self, exchanges: Sequence[Exchange]) -> Features:
        facts = np.array([self._facts(exchange) for exchange in exchanges], dtype=np.float32)
        return Features(facts, self._replies.of([phrases.tidy(exchange.reply) for exchange in exchanges]))

    def _facts(self, exchange: Exchange) -> tuple[float, float, float, float]:
        """Does the customer say the same again? Does the reply name a number, and how long are the two?"""
        same = float(self.meaning(exchange.message) @ self.meaning(exchange.before)) if exchange.before else 0.0
        number = float(any(sign.isdigit() for sign in exchange.reply))
        return same, number, length(exchange.reply), length(exchange.message)


class School:
    """Teaches `Words` from conversations: one from all of them, and others that never saw a part of them."""

    def __init__(self, conversations: Sequence[Conversation]) -> None:
        taught = [(index, lesson) for index, one in enumerate(conversations) for lesson in lessons(one)]
        taught += [(NO_CONVERSATION, Lesson(in_words(text), "calm", None)) for text in calm_requests()]
        exchanged = [(index, lesson) for index, lesson in taught if lesson.exchange]
        mender = Mender((turn.text for one in conversations for turn in one.turns), phrases.forgiven_words())
        plain = [phrases.plain(lesson.text) for _, lesson in taught]
        letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), min_df=AT_LEAST)
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=AT_LEAST, token_pattern=r"\S+")  # noqa: S106
        replied = [phrases.tidy(lesson.exchange.reply) for _, lesson in exchanged]
        replies = TfIdf([TfidfVectorizer(ngram_range=(1, 2), min_df=AT_LEAST)], replied, length=1.0)
        plain += map(phrases.plain, all_examples())
        self._words = Words(mender, TfIdf([letters, words], plain, SPELLING_SCALE), replies)
        self._words.understand(plain)
        self._texts = np.array([lesson.text for _, lesson in taught], dtype=object)
        self._messages = self._words._message_features(self._texts)
        others = self._messages.rows(np.flatnonzero(says_nothing_outright(self._texts))[::OTHERS_TAKEN])
        self._words._outright = Outright.learn(self._words._message_features(all_examples()), others)
        self._said = self._words._outright.log_odds(self._messages)
        self._shares = np.array([UPSET[lesson.mood] for _, lesson in taught])
        self._of_message = np.array([index for index, _ in taught])
        self._exchanged = np.array([lesson.exchange for _, lesson in exchanged], dtype=object)
        self._exchanges = self._words._exchange_features(self._exchanged)
        self._costly = np.array([lesson.mood in COSTS_PATIENCE for _, lesson in exchanged], dtype=float)
        self._of_exchange = np.array([index for index, _ in exchanged])
        self._words._upset = Regression.learn(self._messages, self._shares, UPSET_STRENGTH)
        self._words._cost = Regression.learn(self._exchanges, self._costly, COST_STRENGTH)

    def teach(self, without: frozenset[int] = frozenset()) -> Words:
        """Words that know nothing of the moods in the conversations with these numbers, and have read their texts already."""
        words, left_out = copy(self._words), list(without)
        words._forget()
        words._views_known = self._words._views_known
        words._outright_known = dict(zip(self._texts, self._said, strict=True))
        words._mended_known = dict(zip(self._texts, self._texts, strict=True))  # their words are known
        if not without:
            return words
        unread = np.isin(self._of_message, left_out)
        words._upset = Regression.learn(self._messages.rows(~unread), self._shares[~unread], UPSET_STRENGTH, words._upset)
        upset = words._upset.log_odds(self._messages.rows(unread))
        words._upset_known = dict(zip(self._texts[unread], upset.tolist(), strict=True))
        unread = np.isin(self._of_exchange, left_out)
        words._cost = Regression.learn(self._exchanges.rows(~unread), self._costly[~unread], COST_STRENGTH, words._cost)
        costs = words._cost.log_odds(self._exchanges.rows(unread))
        words._cost_known = dict(zip(self._exchanged[unread], costs.tolist(), strict=True))
        return words


def lessons(conversation: Conversation) -> list[Lesson]:
    said = texts_and_exchanges(conversation.turns)
    return [Lesson(text, mood, exchange) for (text, exchange), mood in zip(said, conversation.moods, strict=True)]


def texts_and_exchanges(turns: Sequence[Turn]) -> list[tuple[str, Exchange | None]]:
    """Each message of the customer, with the exchange that it ends, if there was a reply before it."""
    found: list[tuple[str, Exchange | None]] = []
    before, replies = "", []
    for turn in turns:
        if turn.who == "bot":
            replies.append(turn.text)
            continue
        found.append((turn.text, Exchange(before, " ".join(replies), turn.text) if replies else None))
        before, replies = turn.text, []
    return found


def length(text: str) -> float:
    """0 to 2."""
    return min(len(text.split()), LONG) / LONG * 2
