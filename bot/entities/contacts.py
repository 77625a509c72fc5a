"""E-mail addresses and telephone numbers in what a customer wrote. Pure: text in, findings out.

A number without its country is tried as one of the countries that our customers live in, nearest first.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from bot.entities.finding import Finding
from bot.entities.labels import BOOKING, PAPERS, THINGS, is_called

EMAIL, PHONE = "email", "phone"
ADDRESS = re.compile(r"(?<![\w.+-])(?<!\w['’])\w(?:[\w.+-]|(?<=\w)['’](?=\w))*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w@])")
# "me@example.com.Thanks": the next sentence, without a blank before it.
ENDS_BEFORE = re.compile(r"@.*?\.(?:[a-z]{2,3}(?=\.[A-Z][a-z])|(?:com|net|org)(?=\.[A-Za-z]{3,}))")
COUNTRIES = (None, "GP", "MQ", "GF", "FR", "BB", "GB")  # None: with its country, "+596 …"
FEWEST_DIGITS = 8
DATE = re.compile(r"(?<!\d)(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([./-])\d{1,2}\2\d{1,2})(?!\d)")
LONGEST_READ = 1500  # characters: each country is a search of its own


def emails(text: str) -> list[Finding]:
    found = []
    for match in ADDRESS.finditer(text):
        cut = ENDS_BEFORE.search(text, match.start(), match.end())
        end = cut.end() if cut else match.end()
        found.append(Finding(EMAIL, text[match.start() : end].lower().replace("’", "'"), match.start(), end))
    return found


def phones(text: str) -> list[Finding]:
    """Numbers that can be dialled, as E.164 ("+596696123456")."""
    if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return []
    text = DATE.sub(lambda date: "\n" * len(date[0]), text[:LONGEST_READ])
    found: list[Finding] = []
    for country in COUNTRIES:
        for match in PhoneNumberMatcher(text, country, leniency=Leniency.VALID):
            number = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
            finding = Finding(PHONE, number, match.start, match.end)
            if not finding.overlaps(found) and not _is_of_something_else(text, match):
                found.append(finding)
    return sorted(found, key=lambda finding: finding.start)


def _is_of_something_else(text: str, match: phonenumbers.PhoneNumberMatch) -> bool:
    """ "bag tag 0172 123456"; with its country a number is to be rung whatever stands before it."""
    return not match.raw_string.startswith(("+", "00")) and is_called(text, match.start, (*BOOKING, *THINGS, *PAPERS))
