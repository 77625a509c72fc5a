"""Changing where news of a booking goes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from actions.conversation import Slot
from actions.questions import Question
from actions.routine import Level, Matter, Write
from airline import contact_details
from airline.contact_details import NotAnEmail, NotAPhone, SameContact
from airline.quotes import Quote
from customer_care.errors import ReassureError

LIKE_AN_ADDRESS = re.compile(r"\S*@\S*")
LIKE_A_NUMBER = re.compile(r"\+?\d[\d\s().\-/]{5,}\d")


@dataclass
class NewContact(Question):
    """An e-mail address, a telephone number or both, kept with a space between them."""

    slot: Slot

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        found = [_new(matter.dialogue.details.emails, matter), _new(matter.dialogue.details.phones, matter)]
        if asked and not any(found):
            # Kept as it is: the airline says what is wrong with it.
            address, number = LIKE_AN_ADDRESS.search(matter.text), LIKE_A_NUMBER.search(matter.text)
            found = [address[0] if address else None, re.sub(r"\s", "", number[0]) if number and not address else None]
        return " ".join(part for part in found if part) or None


class UpdateContact(Write):
    intent = "update_contact"
    goal = "Change contact details"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (NewContact(Slot.NEW_CONTACT),)
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {
        NotAnEmail: Slot.NEW_CONTACT,
        NotAPhone: Slot.NEW_CONTACT,
        SameContact: Slot.NEW_CONTACT,
    }

    def quote(self, matter: Matter) -> Quote:
        parts = matter.answer(Slot.NEW_CONTACT).split()
        email = next((part for part in parts if "@" in part), None)
        phone = next((part for part in parts if "@" not in part), None)
        return contact_details.quote_contact(matter.session, matter.own_booking, email, phone, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        old_email, old_phone = quote.facts["before"]
        new = [quote.facts["email"] if quote.facts["email"] != old_email else ""]
        new.append(quote.facts["phone"] if quote.facts["phone"] != old_phone else "")
        return {"contact": ", ".join(part for part in new if part)}


def _new(found: Sequence[str], matter: Matter) -> str | None:
    """The last one that is not on the booking yet: "from old@… to new@…" names both."""
    known = {matter.booking.contact_email, matter.booking.contact_phone} if matter.booking else set()
    return next((part for part in reversed(found) if part not in known), found[-1] if found else None)
