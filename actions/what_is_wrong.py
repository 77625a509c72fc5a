"""What the customer says is wrong with what was understood: "wrong flight", "that's not what I said", "the weight is not right".

It names no new value, so it is no answer. Who hears it says sorry, forgets the answer that is meant, and asks for it again.
"""

import re
from collections.abc import Mapping

from actions.conversation import Slot

THINGS: Mapping[Slot, str] = {
    Slot.FLIGHT: r"flights?|planes?|legs?|flight number",
    Slot.TRAVELLER: r"travell?ers?|persons?|passengers?|people|names?|one of us",
    Slot.TRAVELLERS: r"travell?ers?|persons?|passengers?|people|names?|one of us",
    Slot.BAGS: r"number|amount|count|bags?|number of bags",
    Slot.TO_AIRPORT: r"destination|airport|city|place|arrival",
    Slot.FROM_AIRPORT: r"origin|departure|airport|city|place",
    Slot.TRAVEL_DAY: r"day|date",
    Slot.NEW_DATE: r"day|date|time|flight",
    Slot.NEW_FLIGHT: r"flight|time|departure",
    Slot.OTHER_FLIGHT: r"flight|time|departure",
    Slot.TROUBLED_FLIGHT: r"flight",
    Slot.EXPENSE: r"kind|expense|thing",
    Slot.EXPENSE_AMOUNT: r"amount|sum|price|total|figure",
    Slot.DAMAGE: r"damage|description|text",
    Slot.BAG_DESCRIPTION: r"bag|description|text|colou?r",
    Slot.LOST_ITEM: r"item|thing|object|description",
    Slot.LOST_WHERE: r"place|location|where",
    Slot.COMPLAINT: r"complaint|text|description",
    Slot.NOTIFY_BY: r"way|channel",
    Slot.VOUCHER: r"voucher|code|number",
    Slot.PAYMENT_PROBLEM: r"problem|payment",
    Slot.WHAT_HAPPENED: r"text|description|story",
    Slot.SEAT: r"seats?|rows?|places?|seat numbers?",
    Slot.MEAL: r"meals?|food|menu|dish",
    Slot.HELP: r"help|assistance|kind of help",
    Slot.EQUIPMENT: r"equipment|kind|board|sport|thing",
    Slot.ANIMAL: r"animal|pet|kind",
    Slot.KILOS: r"weight|kilos?|kg|number",
    Slot.CHILD_NAME: r"(?:first |last |sur)?names?|spelling",
    Slot.BORN_ON: r"date(?: of birth)?|birth ?(?:day|date)|day|month|year|age|dob",
    Slot.BROUGHT_BY: r"(?:first |telephone |phone )?(?:contact|number|person)",
    Slot.FETCHED_BY: r"(?:second |other |telephone |phone )?(?:contact|number|person)",
    Slot.NEW_NAME: r"(?:first |last |sur)?names?|spelling",
    Slot.NEW_CONTACT: r"address|e-?mail(?: address)?|(?:phone |telephone )?number|contact",
}
ANY = "|".join(sorted(set(THINGS.values()), key=len, reverse=True))
LEAD = (
    r"\W*(?:(?:no+|nope|nah|sorry|but|and|oh|ah|hm+|wait|hey|hang on|hold on|ok|okay|please|excuse me|actually|stop|yes|well"
    r"|i think|you)\b\W*)*"
)
IT = r"(?:that|this|it|these|those|they)"
IS = (
    rf"(?:{IT}(?:'s|\s+is|\s+was|\s+are)?|which is"
    r"|you(?:'ve|\s+have)?\s+(?:got|took|chose|picked|put|wrote|have|used|understood)|(?:you\s+)?got)"
)
SAY = (
    r"(?:said|say|meant|mean|wanted|want|asked(?:\s+for)?|typed|wrote|told\s+you|ordered|requested|chose|need(?:ed)?"
    r"|had\s+in\s+mind)"
)
TAIL = r"(?:\W*\b(?:please|sorry|again|at all|there|here|now|you know|mate|man|to me|either)\b)*\W*"
SAYS_WRONG = re.compile(
    rf"{LEAD}(?:"
    rf"(?:{IS}\s+)?(?:still\s+|again\s+|all\s+|completely\s+|just\s+)*(?:the\s+|a\s+)?wrong(?:\s+(?P<wrong>{ANY}))?"
    rf"|(?:the|my|that|this|your)\s+(?P<is_wrong>{ANY})(?:'s|\s+(?:is|was|are|seems|looks))\s+(?:still\s+|all\s+)?"
    r"(?:wrong|incorrect|false|not\s+(?:right|correct|what\s+i\s+\w+)|a\s+mistake)"
    rf"|{IT}(?:'s|\s+is|\s+was)?\s*(?:n't|n’t|\s*not)\s+(?:at\s+all\s+)?(?:what\s+(?:i|we)(?:'ve)?\s+{SAY}|right|correct|it|true|the\s+(?:right|correct)"
    rf"(?:\s+(?P<not_right>{ANY}))?|(?:the\s+|my\s+)(?P<not_mine>{ANY}))"
    rf"|not\s+what\s+(?:i|we)\s+{SAY}|not\s+(?:right|correct)|not\s+(?:that|this|the\s+right|my)\s+(?P<not_that>{ANY})"
    rf"|(?:i|we)\s+(?:did\s*n't|never|did\s+not|have\s*n't)\s+(?:{SAY})(?:\s+{IT})?|incorrect|mistake|{IT}(?:'s|\s+is)\s+(?:a\s+mistake|incorrect|false)"
    rf"|(?:you(?:'ve|\s+have)?\s+)?(?:misunderstood|misheard|misread)(?:\s+(?:me|{IT}))?|you\s+got\s+{IT}\s+wrong|(?:you\s+)?did\s*n't\s+(?:understand|get)\s+(?:me|{IT})"
    rf"){TAIL}",
    re.IGNORECASE,
)
ONLY_THE_THING = re.compile(
    rf"{LEAD}(?:(?:it'?s|it\s+is|just|only|change)\s+)?(?:the\s+|my\s+)?(?P<thing>{ANY}){TAIL}", re.IGNORECASE
)

PUTS_RIGHT = re.compile(
    r"\b(?:no|nope|not|sorry|oops|actually|rather|instead|wrong|mistake|correction|(?:i|we)\s+(?:said|say|mean|meant|wrote|typed|told|asked))\b|n't\b",
    re.IGNORECASE,
)
OWN_DOING = re.compile(
    r"\b(?:actually|oops|whoops|sorry|apologies|rather|instead|on second thoughts?|come to think of it|(?:i|we)\s+meant"
    r"|my\s+(?:mistake|fault|bad|error|typo)|(?:i|we)(?:'ve|\s+have)?\s+(?:mistyped|misread|changed\s+(?:my|our)\s+minds?"
    r"|made\s+a\s+(?:mistake|typo)|got\s+(?:it|that)\s+wrong)|(?:i\s+was|we\s+were)\s+wrong)\b",
    re.IGNORECASE,
)
OURS = re.compile(
    r"\b(?:(?:i|we)(?:'ve|\s+have)?(?:\s+(?:already|just))?\s+(?:said|told|wrote|typed|asked|never)|you(?:'ve|\s+have)?\s+(?:got|misunderstood|misread"
    r"|misheard|took|put|wrote)|(?:that|this|it)(?:'s|\s+is)\s+(?:still\s+|all\s+)?(?:wrong|incorrect|not\s+(?:right|correct))"
    r"|(?:did\s*n't|not\s+what\s+(?:i|we))\s+(?:say|said|ask|asked|want|wanted))\b",
    re.IGNORECASE,
)
WITHOUT_APOSTROPHE = re.compile(r"\b(that|it|is|was|did|does|do|have|are)(?:(n)t|(s))\b", re.IGNORECASE)


def says_wrong(text: str) -> bool:
    """Nothing is said but that something was understood wrongly, and perhaps what."""
    return SAYS_WRONG.fullmatch(_plain(text)) is not None


def thing_named(text: str) -> str | None:
    """What is said to be wrong, in the customer's word; or what is, after that was asked."""
    found = SAYS_WRONG.fullmatch(_plain(text)) or ONLY_THE_THING.fullmatch(_plain(text))
    return next((word for word in found.groupdict().values() if word), None) if found else None


def names_slot(thing: str, slot: Slot) -> bool:
    return slot in THINGS and re.fullmatch(THINGS[slot], thing, re.IGNORECASE) is not None


def is_correcting(text: str) -> bool:
    """The words put something right, beside the value that they name: "no, I said the 15th", "a cat, not a dog"."""
    return PUTS_RIGHT.search(_plain(text)) is not None


def answer_to_correction(text: str) -> str:
    """What is said when an answer takes the place of another: sorry for our mistakes, not when customers change their mind."""
    said = _plain(text)
    own = OWN_DOING.search(said) is not None and OURS.search(said) is None
    return "utter_changed_as_wished" if own else "utter_corrected"


def _plain(text: str) -> str:
    said = " ".join(text.replace("’", "'").split())
    return WITHOUT_APOSTROPHE.sub(lambda found: f"{found[1]}n't" if found[2] else f"{found[1]}'s", said)
