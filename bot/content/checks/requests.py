"""Requests that are served by their names (actions/routine.py): what each needs in domain.yml, and what each change needs."""

import re
from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Place

YES = "confirmed"


@check("request-without-program", Level.ERROR)
def requests_without_program(content: Content) -> Iterator[Problem]:
    """An action `action_do_<request>` for which the program has no request, or a request whose action is not in domain.yml."""
    for action, at in content.actions.items():
        request = action.removeprefix("action_do_")
        if action.startswith("action_do_") and request not in content.code.requests:
            yield Problem(
                at, f"No program does {request}.", f'Write a routine with intent = "{request}" in actions/, or delete the line.'
            )
    for request in sorted(content.code.requests):
        if f"action_do_{request}" not in content.actions:
            yield Problem(place_of(request, content), f"action_do_{request} is not in domain.yml.", "Add it under actions.")


@check("request-without-words", Level.ERROR)
def requests_without_words(content: Content) -> Iterator[Problem]:
    """A request without its title (on buttons and cards), its wish ("Now …"), or the words that ask for one of its slots."""
    for request in sorted(content.code.requests & content.intents.keys() - groups(content)):
        for needed in (f"utter_title_{request}", f"utter_wish_{request}"):
            if needed not in content.responses:
                yield Problem(place_of(request, content), f"{request} has no {needed}.", f"Write {needed}: a few words.")
        form = content.forms.get(f"{request}_form")
        for slot in form.slots if form else ():
            asks = {f"utter_ask_{slot.text()}", f"utter_ask_{request}_{slot.text()}"}
            if slot.text() != YES and not asks & content.responses.keys():
                fix = f"Write utter_ask_{slot.text()}, or utter_ask_{request}_{slot.text()} for this request alone."
                yield Problem(slot.at, f"There are no words to ask for {slot.text()}.", fix)


@check("refusal-without-words", Level.ERROR)
def refusals_without_words(content: Content) -> Iterator[Problem]:
    """A refusal of the airline without its response `utter_refused_<code>`: the customer would hear that something failed."""
    for refusal in content.code.refusal_classes:
        if f"utter_refused_{refusal.texts['code']}" not in content.responses:
            sentence = f"There are no words for the refusal {refusal.texts['code']} ({refusal.path})."
            yield Problem(
                content.domain["responses"].at, sentence, f"Write utter_refused_{refusal.texts['code']}, with {{rule}}."
            )


@check("quote-line-without-words", Level.ERROR)
def quote_lines_without_words(content: Content) -> Iterator[Problem]:
    """A line of a quote without its words `utter_line_<name>`: the price could not be shown."""
    for name, path in content.code.quote_lines.items():
        if f"utter_line_{name}" not in content.responses:
            sentence = f"There are no words for the line {name} of a quote ({path})."
            yield Problem(content.domain["responses"].at, sentence, f"Write utter_line_{name}: a few words.")


@check("write-without-confirm", Level.ERROR)
def writes_without_confirm(content: Content) -> Iterator[Problem]:
    """A request that changes something and does not ask for an explicit yes: its form ends with `confirmed`."""
    for request in sorted(content.code.writes):
        form = content.forms.get(f"{request}_form")
        if form is None or YES not in {slot.text() for slot in form.slots}:
            sentence = f"{request} changes something and does not ask for a yes."
            fix = f"Let the required_slots of {request}_form end with {YES}."
            yield Problem(form.at if form else place_of(request, content), sentence, fix)
        for wording in wordings_of(request, content):
            if f"utter_confirm_{wording}" not in content.responses:
                fix = f"Write utter_confirm_{wording}: what is done to what, what it costs, and what follows."
                yield Problem(form.at if form else place_of(request, content), f"No words ask for the yes to {wording}.", fix)


@check("yes-before-the-end", Level.ERROR)
def yes_before_the_end(content: Content) -> Iterator[Problem]:
    """A form that asks for the yes before it has asked for everything else: the customer would agree to what is not known yet."""
    for form in content.forms.values():
        for slot in form.slots[:-1]:
            if slot.text() == YES or slot.text().endswith(f"_{YES}"):
                yield Problem(
                    slot.at, f"{form.name} asks for the yes before its last question.", f"Put {slot.text()} at the end."
                )


@check("write-without-receipt", Level.ERROR)
def writes_without_receipt(content: Content) -> Iterator[Problem]:
    """A request that changes something and never says so: the receipt is told with `utter_done_<request>`."""
    for request in sorted(content.code.writes):
        for wording in wordings_of(request, content):
            if f"utter_done_{wording}" not in content.responses:
                at = place_of(request, content)
                yield Problem(at, f"Nothing tells that {wording} is done.", f"Write utter_done_{wording}, with {{receipt}}.")


@check("receipt-not-named", Level.WARNING)
def receipts_not_named(content: Content) -> Iterator[Problem]:
    """A response `utter_done_<request>` that shows the receipt's number on the card alone: not everybody sees the card."""
    told = {f"utter_done_{wording}" for request in content.code.writes for wording in wordings_of(request, content)}
    for wording in content.wordings:
        if wording.response in told and "{receipt}" not in wording.text:
            yield Problem(wording.at, f"{wording.response} names no receipt.", 'Add "Your receipt is {receipt}."')


def wordings_of(request: str, content: Content) -> list[str]:
    """The names under which a change is asked and told: its own, or those that begin with it where the program chooses.

    Not those that end in `_free`: they ask for the yes where nothing is paid, and what is done then is told like any other.
    """
    if request not in content.code.worded_in_several_ways:
        return [request]
    said = re.compile(rf"utter_(?:confirm|done)_({re.escape(request)}(?:_\w+)?)")
    found = {match[1] for name in content.responses if (match := said.fullmatch(name.removesuffix("_again")))}
    others = {wording for wording in found if any(belongs_to(other, wording) for other in content.code.writes - {request})}
    free = {wording for wording in found if wording.removesuffix("_free") in found - {wording}}
    return sorted(found - others - free) or [request]


def belongs_to(request: str, wording: str) -> bool:
    return wording == request or wording.startswith(f"{request}_")


def groups(content: Content) -> set[str]:
    """Intents that stand for many questions, each with an answer of its own: `faq` for `faq/liquids` and others."""
    return {intent.split("/")[0] for intent, _ in content.example_blocks if "/" in intent}


def place_of(request: str, content: Content) -> Place:
    return content.intents.get(request, content.domain.at)
