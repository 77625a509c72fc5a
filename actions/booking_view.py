"""A booking, told: who travels, on which flights, and what comes next."""

from datetime import datetime

from actions.conversation import Dialogue
from actions.reply import Reply
from actions.wording import day_words, moment_words, names_words, segment_words
from airline import bookings
from airline.airports import HOME
from airline.bookings import Booking
from customer_care import conversations, database, worklog
from customer_care.worklog import Result


def tell_booking(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Says what is on the booking that the customer has shown to be theirs. Raises BookingNotFound."""
    reference, surname = dialogue.memory.booking_reference, dialogue.memory.surname
    with database.unit_of_work() as session:
        booking = bookings.find(session, reference or "", surname or "")
        talk = conversations.by_public_id(session, dialogue.public_id)
        worklog.note(session, talk, f"Showed booking {booking.reference}", Result.DONE, now, reference=booking.reference)
        _tell(reply, booking, now)


def _tell(reply: Reply, booking: Booking, now: datetime) -> None:
    values = {
        "reference": booking.reference,
        "fare": booking.fare_class.capitalize(),
        "travellers": names_words(booking),
        "flights": "\n".join(segment_words(segment, now) for segment in booking.segments),
    }
    ahead = [segment.flight for segment in booking.segments_ahead(now)]
    flying = [flight for flight in ahead if not flight.cancelled]
    if flying:
        departs = moment_words(flying[0].estimated_departure, flying[0].leaves_from, now)
        reply.say("utter_booking_shown", next_flight=flying[0].name, next_departs=departs, **values)
    elif ahead:
        reply.say("utter_booking_shown_cancelled_flight", flight=ahead[0].name, **values)
    elif booking.cancelled_at:
        day = day_words(booking.cancelled_at.astimezone(HOME.zone).date(), now.astimezone(HOME.zone).date())
        reply.say("utter_booking_shown_given_up", day=day, **values)
    else:
        reply.say("utter_booking_shown_flown", **values)
