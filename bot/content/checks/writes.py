"""What changes something: a quote, an explicit yes, a receipt."""

from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import Level, Problem, check

YES = "confirmed"


@check("write-without-confirm", Level.ERROR)
def writes_without_confirm(content: Content) -> Iterator[Problem]:
    """A request that changes something and does not ask for an explicit yes: `confirmed` is what its form asks last."""
    for intent in sorted(content.code.writes):
        form = content.forms.get(f"{intent}_form")
        if form is None:
            yield Problem(
                content.domain.at, f"{intent} changes something and has no form.", f"Add {intent}_form, ending with {YES}."
            )
        elif not form.slots or form.slots[-1].text() != YES:
            yield Problem(
                form.at,
                f"{form.name} changes something without asking for a yes last.",
                f"Let its required_slots end with {YES}.",
            )
        if f"utter_confirm_{intent}" not in content.responses:
            fix = f"Write utter_confirm_{intent}: what is done to what, what it costs, and what follows."
            yield Problem(form.at if form else content.domain.at, f"Nothing asks for the yes to {intent}.", fix)


@check("write-without-receipt", Level.ERROR)
def writes_without_receipt(content: Content) -> Iterator[Problem]:
    """A request that changes something and tells no receipt: `utter_done_<intent>` names {receipt} or has a receipt card."""
    for intent in sorted(content.code.writes):
        done = [wording for wording in content.wordings if wording.response == f"utter_done_{intent}"]
        if not done:
            at = content.forms[f"{intent}_form"].at if f"{intent}_form" in content.forms else content.domain.at
            yield Problem(at, f"Nothing tells that {intent} is done.", f"Write utter_done_{intent}, with {{receipt}}.")
        for wording in done:
            if "{receipt}" not in wording.text and not wording.entry["custom"]["receipt"].map():
                yield Problem(wording.at, f"{wording.response} names no receipt.", 'Add "Your receipt is {receipt}."')


@check("yes-before-the-end", Level.ERROR)
def forms_with_yes_in_the_middle(content: Content) -> Iterator[Problem]:
    """A form that asks for the yes before it has asked for everything else: the customer would agree to what is not known yet."""
    for form in content.forms.values():
        for slot in form.slots[:-1]:
            if slot.text() == YES or slot.text().endswith(f"_{YES}"):
                yield Problem(
                    slot.at, f"{form.name} asks for the yes before its last question.", f"Put {slot.text()} at the end."
                )
