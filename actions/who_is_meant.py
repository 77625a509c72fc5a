"""Who is meant: "for my mother", "me", "both of us". What the words say, and which traveller of a booking that is.

A booking has names and no family: it does not say whose mother somebody is, nor who of its travellers is writing. Only a child is
known as one. So a relation is kept until the customer says who it is, and nobody is chosen in their stead.
"""

import re
from collections.abc import Sequence

from airline.bookings import Passenger, PassengerKind

BABY = r"bab(?:y|ies)|infants?|new-?borns?"
CHILD = (
    rf"{BABY}|sons?|daughters?|kids?|child(?:ren)?|boys?|girls?|toddlers?|teen(?:ager)?s?|little\ ones?|youngest|eldest"
    r"|grand-?(?:sons?|daughters?|child(?:ren)?|kids?)|pickney"
)
RELATION = (
    rf"{CHILD}|wife|husband|spouse|hubby|partner|fianc[ée]e?|boyfriend|girlfriend|mother|mom|mum|mam+a|mummy|mommy|father|dad|daddy|papa"
    r"|parents|grand-?(?:mother|father|parents|ma|pa)|gran|granny|nana|grandad|granddad|brother|sister|siblings?|aunt|auntie|uncle"
    r"|cousin|nephew|niece|friends?|colleague|boss|in-laws|(?:mother|father|sister|brother|son|daughter)-in-law|companion"
)
# "My elderly mother", "my 7 year old daughter", "the two kids"; between the two stands nobody else.
OF_SOMEBODY = rf"\ (?:(?!(?:and|or|with|to|for|is|who)\b)[\w'-]+\ ){{0,4}}?(?:{RELATION})\b(?!-)"
THEIR = rf"(?:my|our|his|her|the){OF_SOMEBODY}"
LAST_WORDS = re.compile(rf"(?:{RELATION})$", re.IGNORECASE)
ME = r"(?:me|i|myself)\b"
# What is for somebody, or what somebody needs. "My wife booked it" and "my husband's card" tell of them.
NO_NEED = (
    r"(?:booked|paid|bought|made|called|phoned|wrote|told|says?|said|asked|died|passed|lives?|lived|was|were"
    r"|is\ (?:picking|fetching|waiting)"
    r"|picks?|fetches|collects?|has\ (?:died|passed|booked|paid)|also\ booked|gave|sent|just|who)\b"
)
NOT_THEIRS = (
    r"(?:(?:credit\ |bank\ )?cards?|accounts?|phones?|e-?mails?|address|birthday|places?|house|home|money|wedding|funeral)\b"
)
FOR = (
    r"(?:\bfor|\b4|\bget|\bgive|\bseat|\bhelp|\bassist|\bput|\blet|\bcheck(?:ing)?(?:\ in)?|\bcarry|\bwant|\bbring)\ (?:both\ )?"
    rf"(?P<given>{THEIR}|(?:{RELATION})\b(?!-))"
)
BEGINNING = r"(?<![^.,;!?]\ )(?<![^.,;!?\ ])"  # of a clause: "mum cannot walk"
NEEDS = (
    rf"(?P<needing>(?:my|our|his|her){OF_SOMEBODY}|{BEGINNING}(?:{RELATION})\b(?!-))"
    rf"(?!'s\ {NOT_THEIRS})(?='s\ \w|\ (?!{NO_NEED})[a-z])(?!.{{0,40}}\binstead\b)"
)
FOR_SOMEBODY = re.compile(
    rf"{FOR}(?!'s\ {NOT_THEIRS})|(?<!with\ )(?<!without\ )(?<!to\ )(?<!from\ )(?<!by\ )(?<!of\ ){NEEDS}",
    re.IGNORECASE,
)
# The whole answer to the question for whom it is: "my mum", "it's for the wife, please".
SOMEBODY = re.compile(
    rf"\W*(?:(?:it'?s|it\ is|that'?s|that\ is|for|to|only|just|no|yes|well|oh|and|please|the\ one)\b\W*)*"
    rf"(?P<said>{THEIR}|(?:{RELATION})\b(?!-))"
    r"(?:\W*(?:please|pls|thanks|only|of\ course|obviously|again|is\ meant|i\ said|i\ told\ you)\b)*\W*",
    re.IGNORECASE,
)
MYSELF = re.compile(
    r"\W*(?:(?:it'?s|it\ is|that'?s|that\ is|for|only|just|no|yes|well|oh|of\ course|obviously)\b\W*)*"
    r"(?:me|myself|mine|i\ am|i|my\ own|my\ name|the\ one\ (?:who\ is\ )?(?:writing|asking))"
    r"(?:\W*(?:please|pls|thanks|only|of\ course)\b)*\W*",
    re.IGNORECASE,
)
EVERYBODY = re.compile(
    r"\b(?:(?:both|all|each|every\ one|the\ (?:two|three|four|\d))(?:\ (?:two|three|four|\d))?\ of\ us"
    r"|for\ (?:both|all|each|every\ one)(?:\ (?:two|three|four|\d))?\ of\ them"  # alone, they may be flights
    r"|us\ (?:both|all|two)|every(?:one|body)|(?:both|all|each|every)(?:\ the|\ of\ the)?\ (?:travell?ers?|passengers?|people)"
    r"|(?:the\ )?whole\ (?:family|group)"
    rf"|{THEIR}\ and\ {ME}|{ME}(?:,?\ and)\ {THEIR})",
    re.IGNORECASE,
)
ALL = re.compile(
    r"\W*(?:for\ )?(?:(?:both|all|each|every\ one)(?:\ (?:two|three|four|\d))?(?:\ of\ them)?"
    r"|everyone|everybody|us|the\ (?:two|lot))(?:\ please)?\W*",
    re.IGNORECASE,
)
# Who is meant does not fly on this booking.
NOBODY_HERE = re.compile(
    r"\b(?:none|neither|nobody|no\ ?one|some(?:body|one)\ else|another\ (?:person|traveller|passenger))\b"
    r"|\b(?:not|isn'?t|aren'?t|n't)\ (?:\w+\ ){0,2}?(?:on|in|part\ of)\ (?:this|that|the|my|our|it)\b"
    r"|\bnot\ (?:there|listed|one\ of\ (?:them|these))\b",
    re.IGNORECASE,
)


def relation_in(text: str, *, asked: bool = False, in_passing: bool = True) -> str | None:
    """Whose need it is, as the customer calls them: "mother". `asked`: whom it is for may be all that is said."""
    said = _plain(text)
    found = (SOMEBODY.fullmatch(said) if asked else None) or (FOR_SOMEBODY.search(said) if in_passing else None)
    whose = LAST_WORDS.search(next(filter(None, found.groups()))) if found else None
    return whose[0].lower() if whose else None


def is_for_everybody(text: str, *, asked: bool = False) -> bool:
    return EVERYBODY.search(_plain(text)) is not None or (asked and ALL.fullmatch(_plain(text)) is not None)


def is_for_myself(text: str) -> bool:
    return MYSELF.fullmatch(_plain(text)) is not None


def is_nobody_here(text: str) -> bool:
    """ "None of them", "she is not on this booking"."""
    return NOBODY_HERE.search(_plain(text)) is not None


def named_with(relation: str, text: str, travellers: Sequence[Passenger]) -> list[Passenger]:
    """Those whose name stands right beside it: "my mother Chloé", "Chloé, my mother". "I am Chloé" is somebody else."""
    said = _plain(text)
    return [who for who in travellers if _beside(relation, who).search(said)]


def only_child(relation: str, travellers: Sequence[Passenger]) -> Passenger | None:
    """The one traveller whom a word for a child can mean."""
    if not re.fullmatch(CHILD, relation, re.IGNORECASE):
        return None
    babies = [who for who in travellers if who.kind == PassengerKind.INFANT]
    children = [who for who in travellers if who.kind == PassengerKind.CHILD]
    meant = babies if re.fullmatch(BABY, relation, re.IGNORECASE) else children or babies
    return meant[0] if len(meant) == 1 else None


def is_child(relation: str) -> bool:
    """ "Child", "kid" and "baby" say how old somebody is; a son may be grown up."""
    return re.fullmatch(rf"{BABY}|kids?|child(?:ren)?|toddlers?", relation, re.IGNORECASE) is not None


def _beside(relation: str, who: Passenger) -> re.Pattern[str]:
    name, its_word = re.escape(_plain(who.first_name)), re.escape(relation)
    return re.compile(
        rf"\b{its_word}\b[\s,:(-]+(?:(?:is|called|named|whose name is)\s+)?{name}\b"
        rf"|\b{name}\b[\s,(-]+(?:who\s+is\s+)?(?:my|our)\s[\w' -]*\b{its_word}\b"
        rf"|\bfor\s+{name}\b",
        re.IGNORECASE,
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("’", "'").split())
