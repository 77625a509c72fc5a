"""Amounts of money in what a customer wrote: "€35", "thirty-five euros", "EC$120", "35 quid". Pure: text in, findings out.

The standard form is the currency's code and two decimals: "EUR 35.00". Dollars of no said country stay "$".
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from string import ascii_letters

from text_to_num import text2num

from bot.entities.finding import Finding
from bot.entities.pounds import is_weight

AMOUNT = "amount"
SIGNS = {
    "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP", "us$": "USD", "usd": "USD", "ec$": "XCD", "xcd": "XCD", "bds$": "BBD",
    "bbd": "BBD", "ca$": "CAD", "can$": "CAD", "c$": "CAD", "cad": "CAD", "us $": "USD", "ec $": "XCD", "usd$": "USD",
    "xcd$": "XCD", "bbd$": "BBD", "cad$": "CAD", "$": "$",
}  # fmt: skip
WORDS = {
    r"euros?": "EUR", r"(?:pounds?(?: sterling)?|quid)": "GBP", r"(?:eastern caribbean|ec) dollars?": "XCD",
    r"(?:barbados|barbadian|bajan|bds) dollars?": "BBD", r"(?:us|u\.s\.|american) dollars?": "USD",
    r"canadian dollars?": "CAD", r"(?:dollars?|bucks)": "$",
}  # fmt: skip
# Dollars whose country stands by itself: "$120 US", "EC 120 dollars". In capitals: "us" is a word.
COUNTRIES = {"US": "USD", "USD": "USD", "EC": "XCD", "XCD": "XCD", "BDS": "BBD", "BBD": "BBD", "CA": "CAD", "CAD": "CAD"}
COUNTRY = rf"({'|'.join(COUNTRIES)})"
COUNTRY_BEFORE, COUNTRY_AFTER = re.compile(rf"\b{COUNTRY}\s?$"), re.compile(rf"\s?{COUNTRY}\b")
CENTS = r"(?:cents?|pence|p|c)"
LETTERS_AND_BLANKS = f"{ascii_letters} "
TIMES = {"k": 1000, "thousand": 1000, "hundred": 100}
DIGITS = r"(?:\d{1,3}(?:[,. ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d))(?:[.,]-|\s?k\b|\s?(?:thousand|hundred)\b)?"
SIGN = "|".join(sorted(map(re.escape, SIGNS), key=len, reverse=True))
NAME = "|".join(WORDS)
NUMBER_WORD = (
    r"(?:an?(?=\s+(?:hundred|thousand))|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|fou?rty|fifty|sixty|seventy|eighty|ninety|hundred|thousand)"
)
IN_WORDS = rf"{NUMBER_WORD}(?:(?:\s+and\s+|[\s-]+){NUMBER_WORD}){{0,9}}"

SIGN_FIRST = re.compile(rf"(?<![\w$€£])({SIGN})\s?({DIGITS})(?![\w%])", re.IGNORECASE)
SIGN_LAST = re.compile(rf"(?<![\w.,$€£])({DIGITS})\s?({SIGN})(?!\w)", re.IGNORECASE)
NAME_LAST = re.compile(
    rf"(?<![\w.,$€£])({DIGITS}|{IN_WORDS})[\s-]?({NAME})\b(?:\s+(?:and\s+)?(\d\d|{IN_WORDS})(?:\s*{CENTS})?\b)?", re.IGNORECASE
)
# "a couple hundred euros" is no amount to write down.
VAGUE = re.compile(r"\b(?:couple|few|several|some|many|half|dozen)(?:\s+(?:of|an?))?\s+$", re.IGNORECASE)


def find(text: str) -> list[Finding]:
    """The amounts in the order of the text; a weight in pounds is none."""
    found = [_finding(match, match[1], match[2]) for match in SIGN_FIRST.finditer(text)]
    found += [_finding(match, match[2], match[1]) for match in SIGN_LAST.finditer(text)]
    named = [match for match in NAME_LAST.finditer(text) if not VAGUE.search(text, 0, match.start()) and not _weighs(text, match)]
    found += [_finding(match, match[2], match[1], match[3]) for match in named]
    unique: list[Finding] = []
    for finding in sorted((each for each in found if each), key=lambda each: (each.start, each.start - each.end)):
        if not finding.overlaps(unique):
            unique.append(finding)
    return unique


def _finding(match: re.Match[str], currency: str, number: str, cents: str | None = None) -> Finding | None:
    amount, small = _value(number), _value(cents) if cents else Decimal(0)
    if amount is None or small is None:
        return None
    end = match.end() if small else match.end(2) if match.end(2) > match.end(1) else match.end()
    return Finding(AMOUNT, f"{_code(currency, match)} {amount + small / 100:.2f}", match.start(), end)


def _value(number: str) -> Decimal | None:
    """35, 1,200.50, 1.200,50, 35,- and 2k in digits; "thirty-five" in words."""
    if not number[0].isdigit():
        return _value_of_words(number)
    times = next((times for word, times in TIMES.items() if number.lower().endswith(word)), 1)
    number = number.rstrip("-.,").rstrip(LETTERS_AND_BLANKS)
    whole, cents = (number[:-3], number[-2:]) if re.search(r"[.,]\d\d$", number) else (number, "")
    whole, cents = (whole[:-2], whole[-1]) if not cents and re.search(r"[.,]\d$", whole) else (whole, cents)
    try:
        return times * Decimal(f"{re.sub(r'[,. ]', '', whole)}.{cents or 0}")
    except InvalidOperation:
        return None


def _value_of_words(words: str) -> Decimal | None:
    said = re.sub(r"^an?\s+(?=hundred|thousand)", "one ", words.lower().replace("fourty", "forty"))
    try:
        return Decimal(text2num(said, "en"))
    except ValueError:
        return None


def _code(currency: str, match: re.Match[str]) -> str:
    said = currency.lower()
    code = SIGNS.get(said) or next(code for name, code in WORDS.items() if re.fullmatch(name, said))
    country = COUNTRY_BEFORE.search(match.string, 0, match.start()) or COUNTRY_AFTER.match(match.string, match.end())
    return COUNTRIES[country[1]] if code == "$" and country else code


def _weighs(text: str, match: re.Match[str]) -> bool:
    return match[2].lower().startswith("pound") and is_weight(text, match.start(), match.end(2))
