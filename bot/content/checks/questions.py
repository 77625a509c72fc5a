"""Frequent questions: `faq/<name>` in data/nlu, each with its answer `utter_faq/<name>` and what stands behind it."""

from collections.abc import Iterator

from bot.content.checks.placeholders import PLACEHOLDER
from bot.content.checks.requests import groups
from bot.content.content import Content, Wording
from bot.content.findings import Level, Problem, check

RULE = "rule"
EXAMPLE = 'custom: {source: {words: "conditions of carriage, 8.1", rule: ""}}'


@check("question-without-answer", Level.ERROR)
def questions_without_answer(content: Content) -> Iterator[Problem]:
    """A frequent question with examples and without its answer `utter_faq/<name>`: it would be understood and not answered."""
    for question, block in content.example_blocks:
        if "/" in question and f"utter_{question}" not in content.responses:
            yield Problem(block.at, f"There is no answer to {question}.", f"Write utter_{question} in domain.yml.")


@check("answer-without-source", Level.ERROR)
def answers_without_source(content: Content) -> Iterator[Problem]:
    """An answer to a frequent question that does not say where it is decided: `custom: {source: {words: "…", rule: ""}}`."""
    for wording in answers(content):
        source = wording.entry["custom"]["source"]
        if not isinstance(source["words"].value, str) or not source["words"].value.strip():
            fix = f"Write below its text from what it is known: {EXAMPLE}; rule is the id of a rule in airline/rules, if any."
            yield Problem(wording.at, f"{wording.response} names no source.", fix)


@check("answer-without-rule", Level.ERROR)
def answers_without_rule(content: Content) -> Iterator[Problem]:
    """An answer to a frequent question whose rule is not in airline/rules, or with a {word} that nobody fills: only {rule} is."""
    known = {rule["id"].text() for rule in content.rules_of_the_airline}
    for wording in answers(content):
        source = wording.entry["custom"]["source"]
        rule = source[RULE]
        if rule.text() and rule.text() not in known:
            fix = 'Correct the id, write the rule, or write rule: "".'
            yield Problem(rule.at, f"{rule.text()} in {wording.response} is no rule in airline/rules.", fix)
        for name in PLACEHOLDER.findall(wording.text):
            if name != RULE:
                yield Problem(wording.at, f"{{{name}}} in {wording.response} is filled by nobody.", "Write {rule}, or no braces.")
            elif source.map() and not rule.text():
                fix = "Name its rule: source: {words: …, rule: questions.liquids}; or say it without {rule}."
                yield Problem(wording.at, f"{wording.response} tells a rule and names none.", fix)


def answers(content: Content) -> Iterator[Wording]:
    beginnings = tuple(f"utter_{group}/" for group in groups(content))
    return (wording for wording in content.wordings if wording.response.startswith(beginnings))
