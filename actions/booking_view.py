"""A booking, told: who travels, on which flights, and what comes next."""

from datetime import datetime

from actions.conversation import Dialogue
from actions.reply import Reply
from actions.wording import moment_words, names_words, segment_words
from airline import bookings
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
    ahead = [segment.flight for segment in booking.segments_ahead(now) if not segment.flight.cancelled]
    if not ahead:
        reply.say("utter_booking_shown_flown", **values)
        return
    departs = moment_words(ahead[0].estimated_departure, ahead[0].leaves_from, now)
    reply.say("utter_booking_shown", next_flight=ahead[0].name, next_departs=departs, **values)
