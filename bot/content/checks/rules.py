"""The airline's rules: airline/rules/*.yml."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from bot.content.checks.placeholders import PLACEHOLDER
from bot.content.content import Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry

NEEDED = ("id", "words", "parameters", "currency", "source", "review_by")
SOON = timedelta(days=30)


@check("rule-incomplete", Level.ERROR)
def incomplete_rules(content: Content) -> Iterator[Problem]:
    """A rule without id, words, parameters, currency, source or date of review, or a file that is no list of rules."""
    for file in content.files_of_rules:
        if file.value is not None and not file.list():
            yield Problem(file.at, "This file is no list of rules.", 'Begin each with "- id: …".')
    for rule in content.rules_of_the_airline:
        for missing in [name for name in NEEDED if rule[name].value in (None, "")]:
            yield Problem(rule.at, f"{name_of(rule)} has no {missing}.", f"Write {missing}: … in this rule.")


@check("rule-twice", Level.ERROR)
def rules_twice(content: Content) -> Iterator[Problem]:
    """Two rules with the same id: only one of them would be executed."""
    first: dict[str, Entry] = {}
    for rule in content.rules_of_the_airline:
        known = first.setdefault(name_of(rule), rule)
        if known is not rule:
            yield Problem(rule.at, f"{name_of(rule)} is in {known.at.path}:{known.at.line} already.", "Give it an id of its own.")


@check("rule-expired", Level.ERROR)
def expired_rules(content: Content) -> Iterator[Problem]:
    """A rule past its date of review: customers are told words that nobody stands behind any more."""
    for rule, day in review_days(content):
        if day < content.today:
            fix = "Compare it with its source, correct it, and set the next date."
            yield Problem(rule["review_by"].at, f"{name_of(rule)} was to be reviewed by {day}.", fix)


@check("rule-expires-soon", Level.WARNING)
def rules_expiring_soon(content: Content) -> Iterator[Problem]:
    """A rule whose date of review is less than 30 days away."""
    for rule, day in review_days(content):
        if content.today <= day < content.today + SOON:
            yield Problem(
                rule["review_by"].at, f"{name_of(rule)} is to be reviewed by {day}.", "Compare it with its source in time."
            )


@check("rule-without-a-date", Level.ERROR)
def rules_without_a_date(content: Content) -> Iterator[Problem]:
    """A rule whose date of review is no date."""
    for rule in content.rules_of_the_airline:
        if rule["review_by"].text() and day_of(rule) is None:
            yield Problem(rule["review_by"].at, f"{rule['review_by'].text()} is no date.", "Write it as 2027-06-30.")


@check("rule-word-unfilled", Level.ERROR)
def unfilled_words(content: Content) -> Iterator[Problem]:
    """A {word} in a rule's words that is none of its parameters: the rule could not be told."""
    for rule in content.rules_of_the_airline:
        for name in PLACEHOLDER.findall(rule["words"].text()):
            if name not in rule["parameters"].map():
                yield Problem(
                    rule["words"].at, f"{{{name}}} is no parameter of {name_of(rule)}.", f"Add {name} under parameters."
                )


@check("odd-parameter", Level.ERROR)
def odd_parameters(content: Content) -> Iterator[Problem]:
    """A parameter that is no whole number from 0 on: a number between quotes, a fraction, true or false, one below zero."""
    for rule in content.rules_of_the_airline:
        parameters = rule["parameters"]
        if parameters.value is not None and not isinstance(parameters.value, dict):
            fix = "Write {most: 3, price_minor: 4500}, or {} where there is none."
            yield Problem(parameters.at, f"The parameters of {name_of(rule)} are no names with numbers.", fix)
        for name, entry in parameters.map().items():
            if type(entry.value) is not int or entry.value < 0:
                fix = "Write its digits alone, without quotes, such as 3500; money in cents, and 1 or 0 for yes or no."
                yield Problem(entry.at, f"{name} of {name_of(rule)} is {shown(entry)}, no whole number from 0 on.", fix)


@check("rule-number-written-out", Level.WARNING)
def numbers_written_out(content: Content) -> Iterator[Problem]:
    """A number in a rule's words that is not filled from its parameters: the words could then say other than what is done."""
    for rule in content.rules_of_the_airline:
        found = re.search(r"\b\d+(?:[.,]\d+)?\b", PLACEHOLDER.sub("", rule["words"].text()))
        if found:
            fix = "Make it a parameter, and write {its_name} in the words."
            yield Problem(rule["words"].at, f"{name_of(rule)} says {found.group()} in words that no parameter fills.", fix)


@check("rule-parameter-unused", Level.WARNING)
def unused_parameters(content: Content) -> Iterator[Problem]:
    """A parameter that the words do not tell and the program does not read."""
    read = content.code.texts | content.code.words
    for rule in content.rules_of_the_airline:
        told = set(PLACEHOLDER.findall(rule["words"].text()))
        for name, value in rule["parameters"].map().items():
            if name not in told and name not in read:
                yield Problem(value.at, f"Nobody uses {name} of {name_of(rule)}.", "Delete it, or correct its name.")


def review_days(content: Content) -> Iterator[tuple[Entry, date]]:
    for rule in content.rules_of_the_airline:
        day = day_of(rule)
        if day:
            yield rule, day


def day_of(rule: Entry) -> date | None:
    try:
        return date.fromisoformat(rule["review_by"].text())
    except ValueError:
        return None


def shown(entry: Entry) -> str:
    """As it is written; a bool, a list or nothing in YAML's words."""
    if isinstance(entry.value, str):
        return f'"{entry.value}"' if entry.style else entry.value
    return str(entry.value).lower() if isinstance(entry.value, bool) else entry.text() or "empty"


def name_of(rule: Entry) -> str:
    return f"Rule {rule['id'].text()}" if rule["id"].text() else "This rule"
