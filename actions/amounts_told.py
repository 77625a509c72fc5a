"""What a price is for, when that is asked before the yes: for whom, on which flights, and what it comes to for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from actions.conversation import Dialogue, Slot
from actions.matters import look_into_matter
from actions.reply import Reply
from actions.routine import Matter
from actions.wording import travellers_words
from airline import quotes
from airline.bookings import Booking, Segment
from airline.money import money_words
from airline.quotes import Quote

DECISIONS = {Slot.CONFIRMED, Slot.CHANGE_CONFIRMED}


@dataclass(frozen=True)
class Covered:
    """What the quote is about: how many travellers, in words too, and which flights of the booking."""

    people: int
    who: str
    flights: Sequence[Segment]


def told_amount(dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
    """Answers what is asked about the amount of the open quote. False when nothing is, or no price is open."""
    if not dialogue.asks_amount or dialogue.asked not in DECISIONS:
        return False
    with look_into_matter(dialogue, now) as matter:
        quote = quotes.of_conversation(matter.session, matter.talk.id, matter.memory.quote or 0)
        if quote is None or quote.booking is None:
            return False
        reply.say("utter_amount_told", words=" ".join(_sentences(quote, quote.booking, matter, reply)))
    return True


def _sentences(quote: Quote, booking: Booking, matter: Matter, reply: Reply) -> list[str]:
    covered, minor = _covered(quote, booking), abs(quote.total_minor)
    total = money_words(minor, quote.currency)
    flights = " and ".join(segment.flight.name for segment in covered.flights)
    whole = "utter_amount_free" if not minor else "utter_amount_paid_back" if quote.total_minor < 0 else "utter_amount_whole"
    said = [reply.words_of(whole, total=total, who=covered.who, flights=flights)]
    for count, of_each in ((covered.people, "traveller"), (len(covered.flights), "flight")):
        if minor and count > 1 and minor % count == 0:
            each = money_words(minor // count, quote.currency)
            said.append(reply.words_of(f"utter_amount_each_{of_each}", each=each, count=str(count)))
    if any(segment not in covered.flights for segment in booking.segments_ahead(matter.now)):
        said.append(reply.words_of("utter_amount_not_all_flights"))
    return said


def _covered(quote: Quote, booking: Booking) -> Covered:
    facts = quote.facts
    named = [facts["passenger_id"]] if "passenger_id" in facts else [traveller for traveller, _ in facts.get("seats", ())]
    who = [traveller.first_name for traveller in booking.passengers if traveller.id in named]
    if "first_name" in facts:
        who = [facts["first_name"]]
    people = len(who) or facts.get("travellers") or len(booking.passengers)
    ids = facts.get("segment_ids") or facts.get("segments") or [facts.get("segment_id")]
    flights = [segment for segment in booking.segments if segment.id in ids] or booking.segments
    return Covered(people, " and ".join(who) or travellers_words(people), flights)
