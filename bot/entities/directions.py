"""From where to where: which end of a journey each place of a message is, or that it is none. Pure: text in, findings out.

A stopover and a place that was ruled out ("not to Paris, to Lyon") are no end of the journey that is meant.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.entities.finding import Finding

ORIGIN, DESTINATION, STOPOVER, RULED_OUT = "origin", "destination", "via", "ruled_out"

TO = {"to", "into", "towards", "toward", "for", "reach", "reaching", "destination"}
FROM = {"from", "leaving", "departing", "depart", "departs", "ex", "origin"}
BY_WAY_OF = {"via", "through"}
ARRIVING = {"landing", "arriving", "lands", "land", "arrive", "arrives", "landed", "arrived", "arrival", "bound"}
STOPPING = {"stopover", "stop", "stopping", "layover", "connection", "connecting", "change", "changing", "transfer", "transit"}
ARTICLES = {"the", "la", "le", "les"}
WORDS_BEFORE = 3

WORD = re.compile(r"[^\W\d_]+")
NOT = re.compile(
    r"(?<!why )(?<!only )\b(?:not|(?:instead of|rather than)(?:\s+[a-z]+ing)?|except|anywhere but)"
    r"\s+(?:to|from|via|for|the)?\s*$",
    re.IGNORECASE,
)
SAME_PLACE = re.compile(r"[\s,(–—-]{1,3}")
ONE_TO_THE_OTHER = re.compile(r"(?:\s*,\s*[^\W\d_]+)?\s*(?:[-–—>→/]+|\bto)\s*", re.IGNORECASE)  # "Paris, France to Miami"
ALSO = re.compile(r",?\s*\b(?:n?or|and)\b\s*", re.IGNORECASE)
CORRECTED = re.compile(
    r"[\s,.!;–—-]*(?:\b(?:no|sorry|wait|i mean|i meant|rather|actually|not)\b[\s,.!;–—-]*)+(?:to|from)?\s*", re.IGNORECASE
)


def with_roles(text: str, found: list[Finding]) -> list[Finding]:
    """The places in the order of the text, each with its role. A city and its airport or island side by side are one place."""
    places = _merged(text, found)
    roles = [_role(text, place) for place in places]
    for index in range(len(places) - 1):
        joint = text[places[index].end : places[index + 1].start]
        roles[index : index + 2] = _joined(joint, roles[index], roles[index + 1])
    return [replace(place, role=role) for place, role in zip(places, roles, strict=True)]


def _merged(text: str, found: list[Finding]) -> list[Finding]:
    """ "Fort-de-France, Martinique" and "Bordeaux-Mérignac" name one place twice."""
    places: list[Finding] = []
    for place in found:
        last = places[-1] if places else None
        if last and last.value == place.value and SAME_PLACE.fullmatch(text, last.end, place.start):
            places[-1] = replace(last, end=place.end)
        else:
            places.append(place)
    return places


def _joined(joint: str, one: str | None, other: str | None) -> tuple[str | None, str | None]:
    """The roles of two places by what stands between them."""
    if ONE_TO_THE_OTHER.fullmatch(joint) and one in {None, ORIGIN} and other != RULED_OUT:
        return ORIGIN, DESTINATION
    if CORRECTED.fullmatch(joint) and other != RULED_OUT:
        return RULED_OUT, other or one
    if ALSO.fullmatch(joint) and other is None:
        return one, one
    return one, other


def _role(text: str, place: Finding) -> str | None:
    before = [_plain(word) for word in WORD.findall(text[: place.start])[-WORDS_BEFORE:]]
    nearest = next((word for word in reversed(before) if word not in ARTICLES), "")
    if NOT.search(text[: place.start]):
        return RULED_OUT
    if nearest in BY_WAY_OF or (nearest in {"in", "at"} and STOPPING & set(before)):
        return STOPOVER
    if nearest in FROM or (nearest == "of" and "out" in before):
        return ORIGIN
    if nearest in TO | ARRIVING or (nearest in {"in", "at"} and ARRIVING & set(before)):
        return DESTINATION
    return None


def _plain(word: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", word.casefold()) if sign.isalpha())
