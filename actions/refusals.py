"""Why a flight cannot move to a day, told in the airline's sentences, with what can be done instead."""

from datetime import date, datetime

from actions.dates import NoSuchDay, WrongWeekday
from actions.reply import Reply
from actions.wording import day_of, day_words, travellers_words
from airline import changes
from airline.airports import HOME
from airline.bookings import Segment
from airline.flights import OutsideTimetable
from customer_care.errors import ReassureError

RESPONSES: dict[type[ReassureError], str] = {
    changes.ChangeNotAllowed: "utter_change_not_allowed",
    changes.AlreadyFlown: "utter_change_already_flown",
    changes.FlightCancelled: "utter_change_flight_cancelled",
    changes.SameDate: "utter_date_same",
    changes.DateHasPassed: "utter_date_past",
    changes.NoFlightThatDay: "utter_no_flight_that_day",
    changes.NoFlightThen: "utter_no_flight_then",
    changes.FlightFull: "utter_flight_full",
    OutsideTimetable: "utter_date_beyond",
}
# Another day may be possible; after the others the task is over.
ANOTHER_DAY_MAY_DO = (
    changes.SameDate,
    changes.DateHasPassed,
    changes.DatesCross,
    changes.NoFlightThatDay,
    changes.NoFlightThen,
    changes.FlightFull,
    OutsideTimetable,
)


def tell(reply: Reply, refused: ReassureError, segment: Segment, new_day: date | None, now: datetime) -> bool:
    """Says why `segment` cannot move to `new_day`. True when another day may do. Raises `refused` when it is no such thing."""
    response, values = _words(refused, segment, now)
    today = now.astimezone(HOME.zone).date()
    reply.say(response, day=day_words(new_day or segment.flight.day, today), **values)
    return isinstance(refused, ANOTHER_DAY_MAY_DO)


def tell_no_such_day(reply: Reply, meant: WrongWeekday | NoSuchDay, now: datetime) -> None:
    if isinstance(meant, NoSuchDay):
        reply.say("utter_date_impossible", said=meant.said)
        return
    day = day_words(meant.day, now.astimezone(HOME.zone).date())
    reply.say("utter_date_mismatch", day=day, weekday=meant.weekday)


def _words(refused: ReassureError, segment: Segment, now: datetime) -> tuple[str, dict[str, str]]:
    """The response for a refusal, and its values."""
    response = RESPONSES.get(type(refused))
    if isinstance(refused, changes.DatesCross):
        response = _crossing(refused.other, segment)
    if response is None:
        raise refused
    flight = segment.flight
    values = {
        "flight": flight.name,
        "booked_day": day_of(flight, now),
        "origin": flight.leaves_from.city,
        "destination": flight.lands_in.city,
        "travellers": travellers_words(len(segment.booking.passengers)),
        "reference": segment.booking.reference,
    }
    return response, values | _facts(refused, now)


def _facts(refused: ReassureError, now: datetime) -> dict[str, str]:
    """What the error itself carries."""
    match refused:
        case changes.ChangeNotAllowed(rule=rule):
            return {"rule": rule.words, "rule_id": rule.id}
        case changes.DatesCross(other=other):
            return {"other_flight": other.flight.name, "other_day": day_of(other.flight, now)}
        case changes.FlightFull(flight=full):
            return {"flight": full.name}
        case OutsideTimetable(last=last):
            return {"last_day": day_words(last, now.astimezone(HOME.zone).date())}
        case _:
            return {}


def _crossing(other: Segment, segment: Segment) -> str:
    earlier = other.position < segment.position
    return "utter_date_before_earlier_flight" if earlier else "utter_date_after_later_flight"
