"""Claims: compensation for a cancelled or late flight, expenses meanwhile, a damaged bag."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import ClassVar

from actions import reading
from actions.conversation import Slot
from actions.dates import Day, day_in
from actions.questions import (
    HowMuch,
    InOwnWords,
    OneOf,
    Question,
    WhichFlight,
    WhichTraveller,
    amount_of,
    flight_of,
    traveller_of,
)
from actions.routine import Level, Matter, NotThat, Write
from actions.wording import day_of, deadline_words, travellers_words
from airline import after_landing, compensation, damaged_bags, disruptions, expenses, rebooking, rulebook
from airline.bookings import Passenger, Segment
from airline.expenses import ExpenseAlreadyClaimed, ExpenseKind, NoAmount
from airline.flights import Flight, local_day
from airline.money import money_words
from airline.quotes import Quote
from airline.rebooking import NotDisrupted
from customer_care.errors import ReassureError

SERIOUS_MINUTES = 120  # a flight that is so late, or cancelled, is the one that is meant among others that are hardly late

WORDS_OF_EXPENSE: Mapping[str, Sequence[str]] = {
    ExpenseKind.MEALS: (
        "Meals", "meal", "food", "dinner", "lunch", "breakfast", "drinks", "restaurant", "sandwich", "sandwiches", "snacks",
    ),
    ExpenseKind.HOTEL: ("Hotel", "room", "accommodation", "overnight", "hostel", "lodging", "airbnb"),
    ExpenseKind.TRANSPORT: ("Transport", "taxi", "cab", "bus", "train", "uber", "shuttle", "transfer", "parking"),
    ExpenseKind.ESSENTIALS: (
        "Clothes and toiletries", "clothes", "clothing", "toiletries", "toothbrush", "underwear", "pyjamas", "essentials",
        "shirt", "shampoo", "cosmetics",
    ),
}  # fmt: skip


class WhichTroubled(Question):
    """A flight of the booking that was cancelled or late, also one that the booking was moved away from; kept as its id."""

    slot = Slot.TROUBLED_FLIGHT

    def candidates(self, matter: Matter) -> list[Flight]:
        booked = {booked.flight.id: booked.flight for booked in rebooking.flights_booked(matter.session, matter.own_booking)}
        return [flight for flight in booked.values() if _went_wrong(matter, flight, minutes=1)]

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        if matter.booking is None:
            return None
        number = reading.flight_number_in(matter.text, expected=asked)
        by_number = [flight for flight in self.candidates(matter) if flight.number == number]
        fitting = by_number if number else [flight for flight in self.candidates(matter) if self._is_of_day(flight, matter)]
        return str(fitting[0].id) if len(fitting) == 1 else None

    def assume(self, matter: Matter) -> str | None:
        candidates = self.candidates(matter)
        serious = [flight for flight in candidates if _went_wrong(matter, flight, minutes=SERIOUS_MINUTES)]
        likely = serious or candidates
        return str(likely[0].id) if len(likely) == 1 else None

    def choices(self, matter: Matter) -> list[tuple[str, str]]:
        return [(f"{flight.name}, {day_of(flight, matter.now)}", flight.name) for flight in self.candidates(matter)]

    def _is_of_day(self, flight: Flight, matter: Matter) -> bool:
        today = local_day(flight, matter.now)
        meant = day_in(matter.text, today, booked=flight.day, expected=True, month_first=matter.dialogue.month_first, past=True)
        return isinstance(meant, Day) and meant.day == flight.day


class WhichCostly(WhichTroubled):
    """Also a flight on which a bag did not arrive."""

    def candidates(self, matter: Matter) -> list[Flight]:
        booked = {booked.flight.id: booked.flight for booked in rebooking.flights_booked(matter.session, matter.own_booking)}
        return [flight for flight in booked.values() if _may_have_cost(matter, flight)]


class InEuros(HowMuch):
    """An amount in euros, in which we pay."""

    def read(self, matter: Matter, *, asked: bool) -> str | None:
        said = super().read(matter, asked=asked)
        if said and not said.startswith("EUR "):
            raise NotThat("utter_amount_in_euros", said=said)
        return said


class ClaimDelayCompensation(Write):
    intent = "claim_delay_compensation"
    goal = "Compensation for a delay or a cancellation"
    level = Level.CODE
    covers = frozenset({"ask_flight_status"})
    questions: ClassVar[Sequence[Question]] = (WhichTroubled(),)

    def demand_possible(self, matter: Matter) -> None:
        if matter.has(Slot.TROUBLED_FLIGHT):
            compensation.assess(matter.session, matter.own_booking, troubled_flight_of(matter), matter.now)
        else:
            _demand_trouble(matter)

    def quote(self, matter: Matter) -> Quote:
        flight = troubled_flight_of(matter)
        return compensation.quote_delay_compensation(matter.session, matter.own_booking, flight, matter.now, matter.talk.id)

    def wording(self, matter: Matter, quote: Quote) -> str:
        return _accepted_or_open(self.intent, quote)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        flight = matter.session.get_one(Flight, quote.facts["flight_id"])
        travellers = len(matter.own_booking.passengers)
        return {
            "flight": flight.name,
            "day": day_of(flight, matter.now),
            "travellers": travellers_words(travellers),
            "each": money_words(abs(quote.total_minor) // travellers, quote.currency),
        } | _by_when(matter, "compensation.payment")


class ClaimExpenses(Write):
    intent = "claim_expenses"
    goal = "Expenses during a delay or a cancellation"
    level = Level.CODE
    covers = frozenset({"ask_flight_status"})
    questions: ClassVar[Sequence[Question]] = (
        WhichCostly(),
        OneOf(Slot.EXPENSE, WORDS_OF_EXPENSE),
        InEuros(Slot.EXPENSE_AMOUNT),
    )
    another_answer_may_do: ClassVar[Mapping[type[ReassureError], Slot]] = {
        NoAmount: Slot.EXPENSE_AMOUNT,
        ExpenseAlreadyClaimed: Slot.EXPENSE_AMOUNT,
    }

    def demand_possible(self, matter: Matter) -> None:
        flights = [flown.flight for flown in rebooking.flights_booked(matter.session, matter.own_booking)]
        if not any(_may_have_cost(matter, flight) for flight in flights):
            raise NotDisrupted(rulebook.rule("claims.expenses"), flight=flights[0].name)
        if matter.has(Slot.TROUBLED_FLIGHT) and matter.has(Slot.EXPENSE):
            kind, flight = ExpenseKind(matter.answer(Slot.EXPENSE)), troubled_flight_of(matter)
            expenses.demand_reason(matter.session, matter.own_booking, flight, kind)

    def quote(self, matter: Matter) -> Quote:
        amount_minor, _ = amount_of(matter, Slot.EXPENSE_AMOUNT)
        kind, flight = ExpenseKind(matter.answer(Slot.EXPENSE)), troubled_flight_of(matter)
        return expenses.quote_expenses(matter.session, matter.own_booking, flight, kind, amount_minor, matter.now, matter.talk.id)

    def wording(self, matter: Matter, quote: Quote) -> str:
        return _accepted_or_open(self.intent, quote)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        flight = matter.session.get_one(Flight, quote.facts["flight_id"])
        return {
            "flight": flight.name,
            "day": day_of(flight, matter.now),
            "expense": quote.facts["kind"],
            "amount": money_words(quote.facts["amount_minor"], quote.currency),
        } | _by_when(matter, "claims.answers")


class ClaimDamagedBag(Write):
    intent = "claim_damaged_bag"
    goal = "Claim for a damaged bag"
    level = Level.CODE
    questions: ClassVar[Sequence[Question]] = (WhichFlight(flown=True), WhichTraveller(), InOwnWords(Slot.DAMAGE, words=2))

    def demand_possible(self, matter: Matter) -> None:
        after_landing.demand_flown(matter.own_booking, matter.now)
        if matter.has(Slot.FLIGHT):
            damaged_bags.demand_claimable(flight_of(matter), matter.now)

    def quote(self, matter: Matter) -> Quote:
        segment, traveller = flight_of(matter), traveller_of(matter)
        damage = matter.answer(Slot.DAMAGE)
        return damaged_bags.quote_damaged_bag(matter.session, segment, traveller, damage, matter.now, matter.talk.id)

    def values(self, matter: Matter, quote: Quote) -> dict[str, str]:
        segment = matter.session.get_one(Segment, quote.facts["segment_id"])
        traveller = matter.session.get_one(Passenger, quote.facts["passenger_id"])
        what = {"flight": segment.flight.name, "traveller": traveller.first_name, "damage": quote.facts["description"]}
        return what | _by_when(matter, "claims.damaged_bag")


def troubled_flight_of(matter: Matter) -> Flight:
    """The flight that was chosen."""
    return matter.session.get_one(Flight, int(matter.answer(Slot.TROUBLED_FLIGHT)))


def _went_wrong(matter: Matter, flight: Flight, *, minutes: int) -> bool:
    late = disruptions.minutes_late(matter.session, flight) >= minutes
    return late or disruptions.was_cancelled(matter.session, flight)


def _may_have_cost(matter: Matter, flight: Flight) -> bool:
    return _went_wrong(matter, flight, minutes=1) or expenses.bag_was_missing(matter.session, matter.own_booking, flight)


def _demand_trouble(matter: Matter) -> None:
    """Raises NotDisrupted when none of the booking's flights was cancelled or late."""
    booked = rebooking.flights_booked(matter.session, matter.own_booking)
    if not any(_went_wrong(matter, flown.flight, minutes=1) for flown in booked):
        raise NotDisrupted(rulebook.rule("compensation.delay"), flight=booked[0].flight.name)


def _accepted_or_open(intent: str, quote: Quote) -> str:
    return intent if quote.facts["decided"] else f"{intent}_open"


def _by_when(matter: Matter, rule_id: str) -> dict[str, str]:
    """{pay_by} and {answer_by}: by when such a claim is paid, or answered."""
    days = rulebook.rule(rule_id).parameters
    dues = {"pay_by": days.get("pay_days"), "answer_by": days["answer_days"]}
    return {name: deadline_words(matter.now + timedelta(days=count), matter.now) for name, count in dues.items() if count}
