"""People's names where somebody says that one follows: "my name is", "it's under", "Mrs". Pure: text in, findings out.

A name that stands alone is not found here: the actions know when one was asked for, and the bookings know who travels.
"""

from __future__ import annotations

import re

from bot.entities.finding import Finding
from bot.vocabulary import is_ordinary

NAME = "name"
LONGEST = 4  # words
CAPITAL = r"[^\W\d_a-z]"
# With a capital, for one may miss a flight, too.
TITLE = rf"(?:(?:mr|mrs|ms|mx|dr|prof|madame|mme|monsieur|señora?|sra?)\b\.?|(?-i:Miss\b(?=\s+{CAPITAL})))"
OWNER = (
    r"(?:my|the|her|his|our|their|passenger'?s?|traveller'?s?|full|first|family|last|sur|[^\W\d_]+['’]s|friends|wifes|husbands)"
)
# After these a name follows, in capitals or not.
SAYS_NAME = (
    rf"{OWNER}\s*-?\s*name(?:'s|\s+is|\s+was|\s*[:=])|\bname(?:\s*[:=]|\s+(?-i:(?=[A-Z])))"
    r"|\bname\s+(?:on|in|of|for)\s+(?:the|my|our|this|that)\s+(?:\w+\s+){1,2}(?:is|was)"
    r"|sur\s?name(?:'s|\s+is|\s*[:=]|\s+)|(?:last|family)\s+name(?:\s+is|\s*[:=]|\s+)|i\s*(?:'m|am)\s+called|they call me"
    r"|je m['’]appelle|mon nom est|me llamo|mi nombre es|ich heiße|mein name ist|meu nome é|mijn naam is"
)
# After these too, though something else may follow just as well; where only "it" is under something, a name has its capital.
FILED_UNDER = (
    r"(?:booked|made|reserved|filed|reservation|booking|look|under the name)\s+(?:(?:it|is|was)\s+)?under\b"
    r"(?:\s+(?:the|my|a)?\s*(?:last |family |sur)?name(?:\s+of)?)?"
    r"|(?:is|it's|its|that's|be)\s+under\b"
    r"(?:\s+(?:the|my)\s+(?:last |family |sur)?name(?:\s+of)?"
    rf"|(?-i:(?=\s+(?:(?:de|la|le|du|des|da|dos|del|van|von|der)\s+)*{CAPITAL})))"
    r"|(?:in|under) the (?:last |family |sur)?name(?:\s+of)?"
    rf"|(?:in|under) \w+ \w+['’]?s name\s*[,:]?(?-i:(?=\s+{CAPITAL}))"
)
CUE = re.compile(rf"\b(?:(?:{SAYS_NAME}|{FILED_UNDER})\s*(?P<title>{TITLE})?|(?P<bare>{TITLE}))\s*", re.IGNORECASE)
# "O'Brien-Clarke"; "J. P. Dupont", "St. Louis"
WORD = re.compile(r"(?:(?:[^\W\d_]\.){1,3}|ste?\.)(?=[ \t])|[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@])", re.IGNORECASE)
LETTERS = re.compile(r"[^\W\d_]{2}")
AT_THE_END = re.compile(r"\s*(?:[.,;:!?\n]|$)")
POSSESSIVE = re.compile(r"['’]s$", re.IGNORECASE)
DOING_OR_DONE = re.compile(r"(.{4,}?)(?:([^aeiou])\2)?(?:ing|ed)")
BETWEEN = re.compile(r"[ \t]+")
PARTICLES = frozenset("de la le du des da dos van von der den ter el al bin ibn st saint san di del d y e".split())  # noqa: SIM905
# Words after which no name stands, or with which it is over.
NO_NAME = frozenset(
    """
    a about above actually again age all alone already also although always an and another any are arent arrest as asap ask asked
    at attack availability back backwards be because been booking both broken budget but by can cannot cant change changes check
    cheers code come comes company condition consideration construction contains control correct correctly could currently cut
    date did didn't didnt different do does doesn't doesnt don't dont double either else email ending even every field fine fire
    first five flight flights fly for forgot four friday from gave get given gmail god going gone good guarantee had hard has
    hasn't hasnt have havent he hello help her here hers hey hi his hyphenated i i'd i'll i'm if im impression in inc incomplete
    incorrect incorrectly influence into investigation invoice is isn't isnt it it's its ive just last law left limit long longer
    looks ltd maiden mail maintenance me mine mispelled mispelt missing misspelled misspelt mistake mistyped monday must my name
    need needs never new no none not now number obligation obviously of off ok okay on one only or order our out over part
    passport please pls possible pressure private protest put question ref reference refund removed repair reservation review
    right rong same saturday seat secret sent service shall she shorter should shown siege since six size so somebody someone
    spelled spelling spells spelt starts still stress strike sunday surname surveillance ten than thank thanks that that's the
    their them then there these they this threat three thursday thx ticket to today tomorrow tonight too treatment truncated
    tuesday two under unless until upon very wait want wants warranty was wasn't wasnt water way we wednesday were what whatever
    when where which who whose why will with within without won't wont written wrong wrongly yes yet you your yours
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
    while len(words) < LONGEST and (word := WORD.match(text, position)) and _may_be_name(text, words, word):
        words.append(word)
        gap = BETWEEN.match(text, word.end())
        if gap is None or POSSESSIVE.search(word[0]):
            break
        position = gap.end()
    while words and words[-1][0].casefold() in PARTICLES and len(words) > 1:
        words.pop()
    name = POSSESSIVE.sub("", text[words[0].start() : words[-1].end()]) if words else ""
    if not LETTERS.search(name):
        return None
    return Finding(NAME, name, words[0].start(), words[0].start() + len(name))


def _may_be_name(text: str, before: list[re.Match[str]], word: re.Match[str]) -> bool:
    """Who writes the beginning of a name with a capital does so to its end: "Anna thx"."""
    plain = word[0].casefold().replace("’", "'")
    if plain in PARTICLES or plain.endswith("."):
        return True
    if plain in NO_NAME:
        return not before and _stands_as_a_name(text, word)
    if word[0].islower():
        return not any(other[0][0].isupper() for other in before) and not _is_deed(plain)
    return True


def _stands_as_a_name(text: str, word: re.Match[str]) -> bool:
    """ "It is under Will.": with a capital, and nothing after it."""
    return word[0].istitle() and len(word[0]) > 1 and AT_THE_END.match(text, word.end()) is not None


def _is_deed(word: str) -> bool:
    """ "changed", "travelling": a verb that the vocabulary knows."""
    found = DOING_OR_DONE.fullmatch(word)
    if not found:
        return False
    stem, doubled = found[1], found[2] or ""
    return any(is_ordinary(verb) for verb in (stem, f"{stem}e", f"{stem}{doubled}", f"{stem}{doubled * 2}"))
