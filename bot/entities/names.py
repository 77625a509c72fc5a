"""People's names where somebody says that one follows: "my name is", "it's under", "Mrs". Pure: text in, findings out.

A name that stands alone is not found here: the actions know when one was asked for, and the bookings know who travels.
"""

from __future__ import annotations

import re

from bot.entities.finding import Finding

NAME = "name"
LONGEST = 4  # words
TITLE = r"(?:mr|mrs|ms|miss|mx|dr|prof|madame|mme|monsieur|señora?|sra?)\b\.?"
# After these a name follows, in capitals or not.
SAYS_NAME = (
    r"(?:my|the|her|his|our|passenger'?s?|traveller'?s?|full|first|family|last|sur)\s*-?\s*name(?:'s|\s+is|\s+was|\s*[:=])|\bname(?:\s*[:=]|\s+(?-i:(?=[A-Z])))"
    r"|sur\s?name(?:'s|\s+is|\s*[:=]|\s+)|(?:last|family)\s+name(?:\s+is|\s*[:=]|\s+)|i\s*(?:'m|am)\s+called|they call me"
    r"|je m['’]appelle|mon nom est|me llamo|mi nombre es|ich heiße|mein name ist|meu nome é|mijn naam is"
)
# After these too, though something else may follow just as well.
FILED_UNDER = (
    r"(?:booked|made|reserved|filed|is|it's|its|that's|be|reservation|booking|look|under the name)\s+(?:it\s+)?under\b"
    r"(?:\s+(?:the|my|a)?\s*(?:last |family |sur)?name(?:\s+of)?)?"
    r"|(?:in|under) the (?:last |family |sur)?name(?:\s+of)?"
)
CUE = re.compile(rf"\b(?:(?:{SAYS_NAME}|{FILED_UNDER})\s*(?P<title>{TITLE})?|(?P<bare>{TITLE}))\s*", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@])")
BETWEEN = re.compile(r"[ \t]+")
PARTICLES = frozenset("de la le du des da dos van von der den ter el al bin ibn st saint san di del d y e".split())  # noqa: SIM905
# Words after which no name stands, or with which it is over.
NO_NAME = frozenset(
    """
    a about above actually again age all also although an and another any are arrest as ask asked at attack availability be
    because been booking both but by called can change check consideration construction control could currently date different
    do don't either email ending even fire first flight flying for from get gmail going has have he her here hers hi his i i'd
    i'll i'm if impression in incorrect influence into investigation is isn't it it's its just last looks mail me mine
    misspelled mistyped my name never new no none not now number obviously of ok on one or order our out please pressure
    private protest ref reference reservation review right same she siege so spelled spelt stress strike surname than thank
    thanks that that's the their them then there they this threat to today tomorrow too two under unless until upon very wait
    was water way we what when where which who why will with wrong yes you your yours
    """.split()  # noqa: SIM905  a word list reads better than a list of strings
)


def find(text: str) -> list[Finding]:
    """The names in the order of the text, as they were written, without titles."""
    found: list[Finding] = []
    for cue in CUE.finditer(text):
        finding = _name_at(text, cue.end())
        if finding and not finding.overlaps(found):
            found.append(finding)
    return found


def _name_at(text: str, position: int) -> Finding | None:
    """The run of name words that begins there."""
    words: list[re.Match[str]] = []
    while len(words) < LONGEST and (word := WORD.match(text, position)) and _may_be_name(word[0]):
        words.append(word)
        gap = BETWEEN.match(text, word.end())
        if gap is None:
            break
        position = gap.end()
    while words and words[-1][0].casefold() in PARTICLES and len(words) > 1:
        words.pop()
    if not words:
        return None
    start, end = words[0].start(), words[-1].end()
    return Finding(NAME, text[start:end], start, end)


def _may_be_name(word: str) -> bool:
    return word.casefold().replace("’", "'") not in NO_NAME
