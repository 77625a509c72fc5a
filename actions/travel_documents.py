"""Giving passport data: on a page behind a link in a mail, never in the conversation."""

from collections.abc import Sequence
from typing import ClassVar

from actions.questions import Question, WhichTraveller, traveller_of
from actions.reply import Reply
from actions.routine import Level, Lookup, Matter
from airline import travel_documents


class GivePassportData(Lookup):
    intent = "give_passport_data"
    goal = "Give passport data"
    level = Level.BOOKING
    questions: ClassVar[Sequence[Question]] = (WhichTraveller(),)

    def tell(self, matter: Matter, reply: Reply) -> None:
        traveller = traveller_of(matter)
        address = travel_documents.send_link(matter.session, traveller, matter.now)
        minutes = travel_documents.link_minutes()
        reply.say("utter_passport_link", address=address, traveller=traveller.first_name, minutes=str(minutes))
