"""E-mail addresses and telephone numbers in what a customer wrote. Pure: text in, findings out.

A number without its country is tried as one of the countries that our customers live in, nearest first.
"""

from __future__ import annotations

import re

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from bot.entities.finding import Finding

EMAIL, PHONE = "email", "phone"
ADDRESS = re.compile(r"(?<![\w.+-])[A-Za-z0-9][\w.+-]*@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}(?![\w@])")
COUNTRIES = (None, "GP", "MQ", "GF", "FR", "BB", "GB")  # None: with its country, "+596 …"
FEWEST_DIGITS = 8
LONGEST_READ = 1500  # characters: each country is a search of its own


def emails(text: str) -> list[Finding]:
    return [Finding(EMAIL, match[0].lower(), match.start(), match.end()) for match in ADDRESS.finditer(text)]


def phones(text: str) -> list[Finding]:
    """Numbers that can be dialled, as E.164 ("+596696123456")."""
    if sum(map(str.isdigit, text)) < FEWEST_DIGITS:
        return []
    found: list[Finding] = []
    for country in COUNTRIES:
        for match in PhoneNumberMatcher(text[:LONGEST_READ], country, leniency=Leniency.VALID):
            number = phonenumbers.format_number(match.number, PhoneNumberFormat.E164)
            finding = Finding(PHONE, number, match.start, match.end)
            if not finding.overlaps(found):
                found.append(finding)
    return sorted(found, key=lambda finding: finding.start)
