"""The way to a person, where the assistant says no or has failed."""

import re
from collections.abc import Iterator

from bot.content.content import Content, Wording
from bot.content.findings import Level, Problem, check

A_PERSON = re.compile(
    r"\b(?:persons?|people|advis[eo]rs?|humans?|colleagues?|somebody|someone)\b"
    r"|\b(?:personne|persona|pessoa|mensch|menschen|mens)\b",  # in the other languages that are answered
    re.IGNORECASE,
)
TO_A_PERSON = {"/ask_for_person"}
SAYS_NO = re.compile(
    r"\b(?:i|we) (?:cannot|can't|can not|could not|couldn't|am (?:not able|unable)|are (?:not able|unable)|will not|won't)\b"
    r"|\b(?:is|are|was|were) (?:not (?:possible|allowed|permitted)|refused|rejected|declined)\b"
    r"|\b(?:something|it|that) (?:on our side )?failed\b",
    re.IGNORECASE,
)
NAMED_NO = re.compile(r"utter_\w*(?:_not_allowed|_failed|_too_many_attempts|_unreachable|_uncertain|_not_possible)(?:_again)?")
# Never said alone: reasons that stand in an offer of a person, titles of lists.
PARTS = re.compile(r"utter_(?:because|reason|held|title|wish|line|felt)_\w+")


@check("no-way-to-a-person", Level.ERROR)
def no_way_to_a_person(content: Content) -> Iterator[Problem]:
    """A refusal or a failure that names no person and has no button to one. A question that is asked again is none."""
    refusals = {f"utter_refused_{code}" for code in content.code.refusals - content.code.mendable}
    for wording in content.wordings:
        if says_no(wording, refusals) and not leads_to_a_person(wording):
            fix = 'Add a button with the payload /ask_for_person, or words such as "A person can help you now."'
            yield Problem(wording.at, f"{wording.response} says no and shows no way to a person.", fix)


def says_no(wording: Wording, refusals: set[str]) -> bool:
    """What the gateway refuses (`utter_refused_` of no rule) is about the page; a person stays one click away there."""
    name = wording.response
    if PARTS.fullmatch(name):
        return False
    if name.startswith("utter_refused_"):
        return name.removesuffix("_again") in refusals
    return bool(NAMED_NO.fullmatch(name) or SAYS_NO.search(wording.text))


def leads_to_a_person(wording: Wording) -> bool:
    pressed = {button.payload for button in wording.buttons}
    return bool(A_PERSON.search(wording.text) or pressed & TO_A_PERSON or wording.entry["custom"]["offer"].map())
