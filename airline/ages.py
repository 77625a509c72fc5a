"""How old somebody is on a day, and what that makes them on a flight."""

from datetime import date

from airline.bookings import PassengerKind
from airline.rulebook import Rule
from customer_care.errors import ReassureError

OLDEST_YEARS = 120


class ImpossibleBirthday(ReassureError):
    """Nobody alive was born on that day: it lies ahead, or more than 120 years back."""

    code = "impossible_birthday"


def age_on(born_on: date, day: date) -> int:
    """Whole years lived on `day`; who was born on 29 February is a year older from 1 March. Raises ImpossibleBirthday."""
    years = day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))
    if not 0 <= years <= OLDEST_YEARS:
        raise ImpossibleBirthday
    return years


def kind_on(born_on: date, day: date, rule: Rule) -> PassengerKind:
    """Infant, child or adult, by the rule's `infant_under` and `child_under` years. Raises ImpossibleBirthday."""
    age = age_on(born_on, day)
    if age < rule.parameters["infant_under"]:
        return PassengerKind.INFANT
    return PassengerKind.CHILD if age < rule.parameters["child_under"] else PassengerKind.ADULT
