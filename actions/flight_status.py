"""How a flight stands, told: its times on the clocks of its airports, what is next, and what was looked up."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from actions.conversation import Dialogue
from actions.reply import Reply
from actions.wording import day_of, day_words, lands_words, span_words, time_words
from airline import flights
from airline.flights import Flight, FlightStatus, NotFlyingThatDay, OutsideTimetable
from customer_care import conversations, database, worklog
from customer_care.worklog import Result


def tell_flight_status(dialogue: Dialogue, reply: Reply, number: str, day: date | None, now: datetime) -> None:
    """Says how `number` stands on `day`, by default today where it leaves from. Raises UnknownFlight."""
    with database.unit_of_work() as session:
        today = flights.today_of(session, number, now)
        name = f"{number[:2]} {number[2:]}"
        _note_lookup(session, dialogue, f"Looked up flight {name} for {day_words(day or today, today)}", number, now)
        try:
            flight = flights.find(session, number, day or today)
        except NotFlyingThatDay as gap:
            _tell_gap(reply, name, day or today, gap.next_day, today)
        except OutsideTimetable as outside:
            words = {"day": day or today, "first_day": outside.first, "last_day": outside.last}
            reply.say("utter_flight_day_unknown", flight=name, **{key: day_words(at, today) for key, at in words.items()})
        else:
            _tell(reply, flight, now)


def _note_lookup(session: Session, dialogue: Dialogue, what: str, number: str, now: datetime) -> None:
    talk = conversations.by_public_id(session, dialogue.public_id)
    worklog.note(session, talk, what, Result.DONE, now, reference=number)


def _tell_gap(reply: Reply, name: str, day: date, next_day: date | None, today: date) -> None:
    if next_day is None:
        reply.say("utter_flight_no_more_days", flight=name, day=day_words(day, today))
    else:
        reply.say("utter_flight_not_that_day", flight=name, day=day_words(day, today), next_day=day_words(next_day, today))


def _tell(reply: Reply, flight: Flight, now: datetime) -> None:
    status = flight.status_at(now)
    values = {"delay": span_words(flight.delay)} if status == FlightStatus.DELAYED else {}
    reply.say(
        f"utter_flight_{status}",
        flight=flight.name,
        day=day_of(flight, now),
        origin=flight.leaves_from.city,
        destination=flight.lands_in.city,
        departs=time_words(flight.estimated_departure, flight.leaves_from),
        planned=time_words(flight.scheduled_departure, flight.leaves_from),
        arrives=lands_words(flight),
        boards=f"{time_words(flight.boards_at, flight.leaves_from)}, {flight.leaves_from.city} time",
        gate=flight.gate,
        **values,
    )
