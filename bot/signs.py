"""What people write beside words, brought into words: emojis, hashtags, handles, links, HTML entities, "u" and "pls".

The network knows few of them: "@ZephyrAir you&#39;re the worst" means nothing to it, "you're the worst" much.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from math import inf, log
from pathlib import Path

import yaml

from bot.slips import english

DATA = Path(__file__).parents[1] / "data"
LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
HANDLE = re.compile(r"(?<![\w@.])@\w+")
# A company that is spoken to at the beginning or the end is no part of the sentence; within it, it is "you".
HANDLES_AROUND = re.compile(rf"^(?:\s*\.?{HANDLE.pattern}[,:]?)+|(?:\s*{HANDLE.pattern})+\W*$")
HASHTAG = re.compile(r"(?<![\w#&])#([^\W\d]\w*)")
HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_")
DRAWN = "\u2190-\u21ff\u2300-\u27bf\u2900-\u297f\u2b00-\u2bff\U0001f000-\U0001faff"
PICTURE = re.compile(rf"[{DRAWN}\ufe0f\u200d\u20e3\U000e0020-\U000e007f]+")
SHAPE_ONLY = re.compile("[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")  # how it is drawn, and the colour of skin
# Without one of these there is nothing to do but to spell out, and most messages have none.
PERHAPS = re.compile(rf"[@#&<>=^{DRAWN}]|[:;T-][^\w\s]|[(\[]:|\)[:]|://|www\.|:[oOpPD]|[xX]D\b|T_T|D:")
LONGEST_WORD = 20
SHORT = 2  # letters, of forms that are something else in capitals
UNKNOWN_WORD = -inf
WORD_COSTS = -2.0  # log-likelihood; two words must fit better than the one that they make
LEAST_LIKELY = -14.0  # log-likelihood a word, below which a hashtag is left as it stands: "#tcdm"


@lru_cache(maxsize=8192)
def in_words(text: str) -> str:
    """The text with all that it says beside words said in words: what "😡" means, what "#neveragain" is put together from."""
    return _spelled_out(_tidy(_with_pictures_heard(_without_addresses(text))) if PERHAPS.search(text) else text)


@lru_cache(maxsize=8192)
def without_signs(text: str) -> str:
    """The same, but what emojis tell is left out: they say how somebody feels, and not what is wanted."""
    return _spelled_out(_tidy(_without_pictures(_without_addresses(text))) if PERHAPS.search(text) else text)


def _without_addresses(text: str) -> str:
    text = LINK.sub(" ", html.unescape(text))
    text = HANDLE.sub("you", HANDLES_AROUND.sub(" ", text))
    return HASHTAG.sub(lambda found: _parts_of(found[1]), text)


def _with_pictures_heard(text: str) -> str:
    text = _face_pattern().sub(lambda found: f" {_heard()[found[0]]} ", text)
    return PICTURE.sub(lambda found: f" {_said_by(found[0])} ", text)


def _without_pictures(text: str) -> str:
    return PICTURE.sub(" ", _face_pattern().sub(" ", text))


def _said_by(pictures: str) -> str:
    """Each meaning once: three angry faces are one anger."""
    drawn = SHAPE_ONLY.sub("", pictures)
    return " ".join(dict.fromkeys(_heard()[picture] for picture in drawn if picture in _heard()))


def _tidy(text: str) -> str:
    return re.sub(r"[ \t]+", " ", text).strip()


def _parts_of(hashtag: str) -> str:
    """ "NeverAgain" and "neveragain" are "never again"; "ZE412" and "tcdm" stay."""
    if any(letter.isdigit() for letter in hashtag):
        return hashtag
    return " ".join(_divided(part) for part in HUMP.split(hashtag) if part)


def _divided(word: str) -> str:
    """The likeliest words that the letters are put together from."""
    small = word.lower()
    best: list[tuple[float, tuple[str, ...]]] = [(0.0, ())]
    for end in range(1, len(small) + 1):
        ways = ((best[start], small[start:end]) for start in range(max(0, end - LONGEST_WORD), end))
        best.append(max((likelihood + _likelihood(piece), (*before, piece)) for (likelihood, before), piece in ways))
    likelihood, pieces = best[-1]
    return " ".join(pieces) if likelihood >= LEAST_LIKELY * len(pieces) and len(pieces) > 1 else word


def _likelihood(word: str) -> float:
    share = english.shares().get(word, 0.0)
    if not share or (len(word) == 1 and word not in "ai"):
        return UNKNOWN_WORD
    return log(share) + WORD_COSTS


def _spelled_out(text: str) -> str:
    shouted = text.isupper()

    def meant(found: re.Match[str]) -> str:
        typed = found[0]
        if len(typed) <= SHORT and not shouted:
            return _forms().get(typed, typed)
        return _forms()[typed.lower()]

    return _form_pattern().sub(meant, text)


@lru_cache(maxsize=1)
def _heard() -> dict[str, str]:
    return _by_sign("emojis.yml")


@lru_cache(maxsize=1)
def _forms() -> dict[str, str]:
    return _by_sign("spelled_out.yml")


def _by_sign(name: str) -> dict[str, str]:
    lists = yaml.safe_load((DATA / name).read_text(encoding="utf-8"))
    return {sign: meant for meant, signs in lists.items() for sign in signs.split()}


@lru_cache(maxsize=1)
def _form_pattern() -> re.Pattern[str]:
    """What belongs to a reference, a flight or an address ("X-2B4", "u.k", "/u") is no short form."""
    longest_first = sorted({form.lower() for form in _forms()}, key=len, reverse=True)
    return re.compile(rf"(?<![\w'’./@#-])(?:{'|'.join(longest_first)})(?![\w'’/@-]|\.\w)", re.IGNORECASE)


@lru_cache(maxsize=1)
def _face_pattern() -> re.Pattern[str]:
    """Faces made of marks stand apart from words: "note:(see below)" has none."""
    faces = sorted((sign for sign in _heard() if sign.isascii()), key=len, reverse=True)
    return re.compile(r"(?<![\w:/])(?:" + "|".join(map(re.escape, faces)) + r")(?![\w/(])|(?<=[a-z])(?::\(|:\))(?=\s|$)")
