"""Moving a flight to another day or time: which flight, to when, what it costs, an explicit yes, and the receipt."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy.orm import Session

from actions import doubts, other_flight, refusals
from actions.care_action import CareAction
from actions.codes import demand_identity, holds_code, take_code
from actions.consent import corrects, decision
from actions.conversation import Dialogue, Memory, Slot, Task
from actions.dates import Day, Meant, NoSuchDay, WrongWeekday, day_in
from actions.identification import holds_identity, identify
from actions.other_flight import Wanted, wanted_in
from actions.reading import flight_number_in, place_among_flights, says_yes_or_no
from actions.receipts_told import receipt_of_quote, tell_already_done, tell_change_done, words_of_change
from actions.reply import Reply
from actions.requests import BeginTask, go_on, offer_next
from actions.routine import Level
from actions.tasks import AskAction, TaskForm
from actions.what_is_wrong import answer_to_correction, is_correcting, names_slot, says_wrong, thing_named
from actions.wording import day_of, day_words, deadline_words, travellers_words
from airline import bookings, changes, doing, quotes
from airline.airports import HOME
from airline.bookings import Booking, Segment
from airline.changes import AlreadyFlown, ChangeNotAllowed
from airline.doing import PaymentInDoubt, PaymentReturned
from airline.flights import Flight
from airline.identity import IdentityNotShown
from airline.money import money_words
from airline.payment_provider import PaymentDeclined
from airline.quotes import Quote, QuoteExpired, QuoteOutdated
from customer_care import conversations, database, worklog
from customer_care.errors import ReassureError
from customer_care.worklog import Result

DAYS_SUGGESTED = 4


class BeginChangeDate(BeginTask):
    action_name = "action_begin_change_date"
    intent = "change_flight_date"
    deed = "Moving a flight to another day"

    def begin(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        memory = dialogue.memory
        kept, memory.answers = memory.answers, {}
        memory.forget_change()
        memory.take_up_change(kept)
        known = memory.quote
        if identify(dialogue, reply, now):
            _take_day(dialogue, reply, now)
            if known and memory.quote == known:
                _price_again(dialogue, reply, now)


class ChangeDateForm(TaskForm):
    task = Task.CHANGE_DATE
    deed = "Moving a flight to another day"

    def kept_aside(self, dialogue: Dialogue) -> dict[str, str]:
        return dialogue.memory.change_begun()

    def holds_answer(self, dialogue: Dialogue, now: datetime) -> bool:
        return (
            holds_identity(dialogue)
            or holds_code(dialogue)
            or _meant(dialogue, now) is not None
            or (dialogue.asked in {Slot.NEW_DATE, Slot.CHANGE_CONFIRMED} and bool(wanted_in(dialogue.text)))
            or (dialogue.asked == Slot.FLIGHT_TO_CHANGE and _chosen(dialogue.text) is not None)
            or (dialogue.asked == Slot.CHANGE_CONFIRMED and decision(dialogue, self.intent) is not None)
            or (dialogue.asked in {Slot.NEW_DATE, Slot.CHANGE_CONFIRMED} and _says_it_is_wrong(dialogue))
        )

    def take(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        if holds_code(dialogue):
            take_code(dialogue, reply, now)
            return
        if not holds_identity(dialogue) and self._take_decision(dialogue, reply, now):
            return
        known = dialogue.memory.quote
        if identify(dialogue, reply, now):
            _take_day(dialogue, reply, now)
        asked_again = dialogue.asked == Slot.CHANGE_CONFIRMED and dialogue.memory.quote not in {None, known}
        if asked_again and is_correcting(dialogue.text):
            reply.say(answer_to_correction(dialogue.text))

    def _take_decision(self, dialogue: Dialogue, reply: Reply, now: datetime) -> bool:
        """A yes or no to the price; "yes, Friday" is one if Friday is the day that was priced. "No, Saturday" is another day."""
        memory, meant = dialogue.memory, _meant(dialogue, now)
        as_priced = not _wants_another(dialogue) and (meant is None or meant == Day(memory.new_date or date.min))
        decided = decision(dialogue, self.intent)
        if decided is None and (meant or wanted_in(dialogue.text)) and not corrects(dialogue.text):
            decided = says_yes_or_no(dialogue.text)
        if dialogue.asked == Slot.CHANGE_CONFIRMED and decided is not None and as_priced:
            memory.change_confirmed = decided
            return True
        if _says_it_is_wrong(dialogue) and meant is None and not wanted_in(dialogue.text):
            thing = thing_named(dialogue.text)
            if thing and names_slot(thing, Slot.FLIGHT) and _flights_ahead(memory, now) > 1:
                memory.forget_change()
                reply.say("utter_correct_answer")
            else:
                memory.forget_date()
                reply.say("utter_correct_new_date")
            return True
        return False


class AskFlightToChange(AskAction):
    slot = Slot.FLIGHT_TO_CHANGE
    steps: ClassVar[dict[Task, tuple[int, int]]] = {Task.CHANGE_DATE: (4, 6)}

    def ask(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            ahead = [segment.flight for segment in _booking(session, dialogue.memory).segments_ahead(now)]
            buttons = [(f"{flight.name}, {day_of(flight, now)}", flight.name) for flight in ahead]
        reply.ask("utter_ask_flight_to_change", step=self.step(dialogue), buttons=buttons)


class AskNewDate(AskAction):
    slot = Slot.NEW_DATE
    steps: ClassVar[dict[Task, tuple[int, int]]] = {Task.CHANGE_DATE: (5, 6)}

    def ask(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            segment = _segment(_booking(session, dialogue.memory), dialogue.memory)
            flight = segment.flight
            in_doubt = doubts.choices(dialogue.memory, *_bookable(session, segment, now))
            days = in_doubt or sorted(changes.days_with_seats(session, segment, now, DAYS_SUGGESTED))
        suggested = [day_words(day, now.astimezone(HOME.zone).date()) for day in days]
        reply.ask(
            "utter_ask_new_date",
            step=self.step(dialogue),
            buttons=[(day, day) for day in suggested],
            flight=flight.name,
            origin=flight.leaves_from.city,
            destination=flight.lands_in.city,
            day=day_of(flight, now),
        )


class AskChangeConfirmed(AskAction):
    slot = Slot.CHANGE_CONFIRMED
    steps: ClassVar[dict[Task, tuple[int, int]]] = {}  # its card is in domain.yml, with the step

    def name(self) -> str:
        return f"action_ask_{Task.CHANGE_DATE}_{self.slot}"

    def ask(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            quote = _quote(session, dialogue)
            change = changes.change_of(session, quote)
        reply.say(
            "utter_ask_change_confirmed" if quote.total_minor else "utter_ask_change_confirmed_free",
            **words_of_change(reply, change, now),
            travellers=travellers_words(change.travellers),
            fee=money_words(change.fee_minor, quote.currency),
            difference=money_words(change.difference_minor, quote.currency),
            total=money_words(quote.total_minor, quote.currency),
            rule=quote.rule_words,
            valid_until=deadline_words(quote.expires_at, now),
        )


class ChangeFlightDate(CareAction):
    """The deed. It also speaks after a "no", and says either way whether anything was changed."""

    action_name = "action_change_flight_date"
    deed = "Moving a flight to another day"

    def answer(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        confirmed, dialogue.memory.change_confirmed = dialogue.memory.change_confirmed, None
        if not confirmed:
            self._keep(dialogue, reply, now)
            return
        try:
            self._change(dialogue, reply, now)
        except ReassureError as refused:
            reply.take_back()
            self._tell_refusal(dialogue, reply, refused, now)

    def own_up(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        """The transaction may have been kept although its answer was lost: look before saying that nothing was changed."""
        try:
            receipt = receipt_of_quote(dialogue)
        except Exception:  # the database is what is down
            reply.say("utter_change_uncertain")
            return
        if receipt:
            tell_already_done(reply, receipt)
        else:
            super().own_up(dialogue, reply, now)

    def _keep(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            change = changes.change_of(session, _quote(session, dialogue))
            flight, reference = change.from_flight, change.segment.booking.reference
        reply.say("utter_change_declined", flight=flight.name, day=day_of(flight, now), reference=reference)
        dialogue.memory.forget_change()
        go_on(dialogue, reply)

    def _change(self, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
        with database.reading() as session:
            quote = _quote(session, dialogue)
            booking = _booking(session, dialogue.memory)
            demand_identity(session, dialogue.memory, quote.conversation_id or 0, booking, Level.CODE)
        receipt = doing.carry_out(quote.id, quote.conversation_id or 0, now)
        with database.unit_of_work() as session:
            change = changes.change_of(session, quote)
            talk = conversations.by_public_id(session, dialogue.public_id)
            worklog.note(session, talk, receipt.what, Result.DONE, now, reference=receipt.number)
            tell_change_done(reply, change, quote.rule_words, receipt, now)
        go_on(dialogue, reply)

    def _tell_refusal(self, dialogue: Dialogue, reply: Reply, refused: ReassureError, now: datetime) -> None:
        """Nothing was done. An outdated price is worked out again, another day is asked for, or the task ends."""
        if isinstance(refused, QuoteExpired | QuoteOutdated):
            reply.say(f"utter_{refused.code}")
            _price_again(dialogue, reply, now)
            reply.then(Task.CHANGE_DATE)
        elif isinstance(refused, IdentityNotShown):
            reply.say(f"utter_refused_{refused.code}")
            reply.then(Task.CHANGE_DATE)
        elif isinstance(refused, PaymentDeclined | PaymentInDoubt | PaymentReturned):
            reply.say(f"utter_refused_{refused.code}", reference=dialogue.memory.booking_reference or "")
            dialogue.memory.forget_change()
            offer_next(dialogue, reply)
        elif _told(dialogue, reply, refused, now):
            reply.then(Task.CHANGE_DATE)
        else:
            offer_next(dialogue, reply)


# ── the flight, the day, the price ────────────────────────────────────────────────────────────────────────────────────


def _take_day(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """Takes flight and day out of the message, as far as they are there, and works out the price once all is known."""
    memory = dialogue.memory
    if not memory.verified:
        _note_wish(dialogue, now)
        return
    with _refusals_told(dialogue, reply, now), database.unit_of_work() as session:
        booking = _booking(session, memory)
        chosen = _choose(booking, dialogue, now)
        if chosen is None:
            _note_wish(dialogue, now)
            return
        if memory.flight_to_change not in {None, chosen}:
            memory.forget_date()  # the price was for the other flight
        memory.flight_to_change = chosen
        segment = _segment(booking, memory)
        changes.demand_changeable(segment, now)
        _price(session, segment, dialogue, reply, now)


def _price(session: Session, segment: Segment, dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    memory = dialogue.memory
    meant = _meant(dialogue, now, segment.flight.day) or _wished(memory, now, segment.flight.day)
    said = "" if dialogue.asked == Slot.FLIGHT_TO_CHANGE else dialogue.text  # "the last one" is one of theirs
    wanted = (wanted_in(said) or wanted_in(memory.wish or "")).instead_of(segment.flight)
    wish, memory.wish = memory.wish, None
    if isinstance(meant, WrongWeekday | NoSuchDay):
        memory.forget_date()
        refusals.tell_no_such_day(reply, meant, now)
        return
    if meant and _is_doubted(session, segment, meant.day, wish or dialogue.text, memory, reply, now):
        return
    day = meant.day if meant else memory.new_date
    about = changes.change_of(session, _quote(session, dialogue)).to_flight if memory.quote else segment.flight
    flight = _other_flight(session, segment, wanted, day, about, reply, now)
    if flight is None and (day is None or (day == memory.new_date and memory.quote)):
        return
    talk = conversations.by_public_id(session, dialogue.public_id)
    memory.new_date = flight.day if flight else day
    if flight:
        memory.quote = changes.quote_flight_change(session, segment, flight, now, talk.id).id
    elif day:
        memory.quote = changes.quote_date_change(session, segment, day, now, talk.id).id
    memory.change_confirmed = None
    memory.misses = 0


def _is_doubted(session: Session, segment: Segment, day: date, said: str, memory: Memory, reply: Reply, now: datetime) -> bool:
    """A day that is probably a slip is questioned before anything is priced."""
    first, last = _bookable(session, segment, now)
    doubt = doubts.doubt_about(day, said, memory, first, last)
    if doubt is None:
        return False
    memory.forget_date()
    reply.say(doubt.response, day=day_words(day, first), likely=day_words(doubt.likely, first))
    return True


def _bookable(session: Session, segment: Segment, now: datetime) -> tuple[date, date]:
    """From today to the last day on which this route is flown."""
    return now.astimezone(HOME.zone).date(), changes.timetable_end(session, segment)


def _other_flight(
    session: Session, segment: Segment, wanted: Wanted, day: date | None, about: Flight, reply: Reply, now: datetime
) -> Flight | None:
    """The flight that was named by more than its day. Raises NoFlightThen when it would be of the day on which they fly."""
    if not wanted:
        return None
    flight = other_flight.find(session, segment, wanted, day or segment.flight.day, about, now)
    if flight is None and day in {None, segment.flight.day}:
        raise changes.NoFlightThen
    if flight is None and day and changes.flight_instead(session, segment, day):
        reply.say("utter_no_flight_at_that_time", day=day_words(day, now.astimezone(HOME.zone).date()))
    return flight


def _price_again(dialogue: Dialogue, reply: Reply, now: datetime) -> None:
    """The same flight at the price of now."""
    with _refusals_told(dialogue, reply, now), database.unit_of_work() as session:
        change = changes.change_of(session, _quote(session, dialogue))
        talk = conversations.by_public_id(session, dialogue.public_id)
        dialogue.memory.quote = changes.quote_flight_change(session, change.segment, change.to_flight, now, talk.id).id


def _note_wish(dialogue: Dialogue, now: datetime) -> None:
    """When they want to fly is known before it is known which flight it is about."""
    if _meant(dialogue, now) or wanted_in(dialogue.text):
        dialogue.memory.wish = dialogue.text


def _wants_another(dialogue: Dialogue) -> bool:
    """A flight is named that is not the one that was priced."""
    wanted = wanted_in(dialogue.text)
    if not wanted or dialogue.memory.quote is None:
        return bool(wanted)
    with database.reading() as session:
        change = changes.change_of(session, _quote(session, dialogue))
        named = wanted.instead_of(change.from_flight)
        return bool(named) and not named.fits(change.to_flight, change.to_flight)


@contextmanager
def _refusals_told(dialogue: Dialogue, reply: Reply, now: datetime) -> Iterator[None]:
    """The airline's refusals become sentences; after one that no other day can mend, the task ends."""
    try:
        yield
    except ReassureError as refused:
        if not _told(dialogue, reply, refused, now):
            offer_next(dialogue, reply)
            reply.end_task()
            reply.then_listen()


def _told(dialogue: Dialogue, reply: Reply, refused: ReassureError, now: datetime) -> bool:
    """Says why not. True when another day may do; raises on what is no refusal of the airline."""
    memory = dialogue.memory
    with database.reading() as session:
        _bring_back(session, refused)
        booking = _booking(session, memory)
        segment = _segment(booking, memory) if memory.flight_to_change else booking.segments[-1]
        another_day_may_do = refusals.tell(reply, refused, segment, memory.new_date, now)
    memory.forget_date()
    if not another_day_may_do:
        memory.forget_change()
    if isinstance(refused, ChangeNotAllowed):
        memory.rule = refused.rule.id
        _note_refusal(dialogue, refused, now)
    return another_day_may_do


def _bring_back(session: Session, refused: ReassureError) -> None:
    """The record that a refusal carries was let go with the transaction that failed; its words need it once more."""
    if isinstance(refused, changes.FlightFull):
        refused.flight = session.merge(refused.flight)
    elif isinstance(refused, changes.DatesCross):
        refused.other = session.merge(refused.other)


def _note_refusal(dialogue: Dialogue, refused: ChangeNotAllowed, now: datetime) -> None:
    """The adviser who may make an exception reads which rule said no."""
    with database.unit_of_work() as session:
        talk = conversations.by_public_id(session, dialogue.public_id)
        what = f"Moving a flight to another day: rule {refused.rule.id} says no"
        worklog.note(session, talk, what, Result.FAILED, now, reference=dialogue.memory.booking_reference)


def _says_it_is_wrong(dialogue: Dialogue) -> bool:
    """ "That's the wrong day", and not "no wait, 10 kg", which is about something else."""
    return says_wrong(dialogue.text) or (dialogue.intent == "correct" and not corrects(dialogue.text))


def _meant(dialogue: Dialogue, now: datetime, booked: date | None = None) -> Meant | None:
    """The day in the message; weekdays and "a day later" are understood from the day that was talked about last."""
    today = now.astimezone(HOME.zone).date()
    about = dialogue.memory.new_date or booked or (today if dialogue.memory.verified else None)
    expected = dialogue.asked == Slot.NEW_DATE
    return day_in(dialogue.text, today, booked=about, expected=expected, month_first=dialogue.month_first)


def _wished(memory: Memory, now: datetime, booked: date) -> Meant | None:
    return day_in(memory.wish, now.astimezone(HOME.zone).date(), booked=booked) if memory.wish else None


def _choose(booking: Booking, dialogue: Dialogue, now: datetime) -> int | None:
    """The id of the segment to move: the one that is named, else the one chosen before, else the only one ahead."""
    ahead = booking.segments_ahead(now)
    if not ahead:
        raise AlreadyFlown
    choice = _chosen(dialogue.text)
    if isinstance(choice, int):
        return ahead[choice].id
    named = [segment.id for segment in ahead if segment.flight.number == choice]
    known = [segment.id for segment in ahead if segment.id == dialogue.memory.flight_to_change]
    only = [ahead[0].id] if len(ahead) == 1 else []
    return next(iter([*named, *known, *only]), None)


def _flights_ahead(memory: Memory, now: datetime) -> int:
    with database.reading() as session:
        return len(_booking(session, memory).segments_ahead(now)) if memory.verified else 0


def _chosen(text: str) -> int | str | None:
    """A flight out of several: by its number, or as first (0) or last (-1)."""
    return flight_number_in(text) or place_among_flights(text)


def _booking(session: Session, memory: Memory) -> Booking:
    return bookings.find(session, memory.booking_reference or "", memory.surname or "")


def _segment(booking: Booking, memory: Memory) -> Segment:
    return next(segment for segment in booking.segments if segment.id == memory.flight_to_change)


def _quote(session: Session, dialogue: Dialogue) -> Quote:
    talk = conversations.by_public_id(session, dialogue.public_id)
    quote = quotes.of_conversation(session, talk.id, dialogue.memory.quote or 0)
    if quote is None:
        raise QuoteOutdated
    return quote
