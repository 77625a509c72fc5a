"""What a person of ours owes: on the list as long as it is promised, given once, told to the customer, and then kept."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from airline import bag_reports, claims, deeds, duties, lost_items, loyalty, undoing
from airline.ancillaries import Ancillary, AncillaryStatus, Order
from airline.bag_reports import BagStatus, quote_bag_report
from airline.bookings import Booking
from airline.cases import Case, quote_complaint
from airline.claims import Claim, ClaimStatus
from airline.damaged_bags import quote_damaged_bag
from airline.duties import AmountUnclear, Answer, Duty, Given, NotAnAnswer, WordsMissing
from airline.expenses import ExpenseKind, quote_expenses
from airline.fares import FareClass
from airline.lost_items import LostItemStatus, quote_lost_item
from airline.missing_miles import quote_missing_miles
from airline.payment_provider import PaymentDeclined
from airline.quotes import Quote
from airline.sandbox_provider import Failure, SandboxProvider
from airline.sports_equipment import Equipment, quote_sports_equipment
from customer_care import commitments, database, journal, mail
from customer_care.commitments import Commitment, CommitmentStatus, DueInThePast, Kind
from customer_care.conversations import Conversation
from customer_care.errors import NotFound
from tests.integration.airline.small_airline import NOW, Airline, small_airline
from tests.integration.airline.trouble import late, member

FLOWN, AHEAD = -2, 6
LATER = NOW + timedelta(hours=1)
DAY = timedelta(days=1)

Wish = Callable[[Airline, Booking], Quote]


def complaint(it: Airline, booking: Booking) -> Quote:
    return quote_complaint(it.session, booking, "Nobody told us about the gate", NOW, it.conversation_id)


def missing_bag(it: Airline, booking: Booking) -> Quote:
    segment, passenger = booking.segments[0], booking.passengers[0]
    return quote_bag_report(it.session, segment, passenger, "a green suitcase", NOW, it.conversation_id)


def damaged_bag(it: Airline, booking: Booking) -> Quote:
    segment, passenger = booking.segments[0], booking.passengers[0]
    return quote_damaged_bag(it.session, segment, passenger, "a broken wheel", NOW, it.conversation_id)


def hotel(it: Airline, booking: Booking) -> Quote:
    flight = booking.segments[0].flight
    late(it, flight, 300)
    return quote_expenses(it.session, booking, flight, ExpenseKind.HOTEL, 50000, NOW, it.conversation_id)


def lost_phone(it: Airline, booking: Booking) -> Quote:
    return quote_lost_item(it.session, booking.segments[0], "a phone", "seat 12A", NOW, it.conversation_id)


def miles(it: Airline, booking: Booking) -> Quote:
    member(it, booking)
    return quote_missing_miles(it.session, booking.segments[0], NOW, it.conversation_id)


def surfboard(it: Airline, booking: Booking) -> Quote:
    order = Order(booking.passengers[0], tuple(booking.segments))
    return quote_sports_equipment(it.session, order, Equipment.SURF, NOW, it.conversation_id)


def given(answer: Answer, words: str = "", **more: object) -> Given:
    return Given(answer, words, "Ada", **more)  # type: ignore[arg-type]


@pytest.fixture
def wished(connected: Engine) -> Callable[..., Duty]:
    """Something that the customer has asked for, and what is owed since."""

    def ask(wish: Wish, *days: int) -> Duty:
        with database.unit_of_work() as session:
            airline = small_airline(session)
            booking = airline.book(FareClass.LIGHT, *(days or (FLOWN,)))
            booking.contact_email = "ines@example.org"
            quote = wish(airline, booking)
            deeds.of(quote)(session, quote, quote.key, NOW)
        [duty] = listed()
        return duty

    return ask


def listed() -> list[Duty]:
    with database.reading() as session:
        return duties.owed(session)


def said(duty: Duty) -> list[str]:
    with database.reading() as session:
        conversation = session.get_one(Conversation, duty.promise.conversation_id)
        return [turn.text for turn in journal.read_after(session, conversation, 0) if turn.name == "Ada"]


def status(duty: Duty) -> CommitmentStatus:
    with database.reading() as session:
        return session.get_one(Commitment, duty.promise.id).status


@pytest.mark.parametrize(
    ("wish", "answer", "words", "reads"),
    [
        (complaint, Answer.ANSWERED, "The screen was broken.", "K-5201: The screen was broken."),
        (damaged_bag, Answer.REFUSED, "The wheel was worn before.", "The wheel was worn before. The rule behind it:"),
        (hotel, Answer.REFUSED, "No bill came.", "C-31001"),
        (lost_phone, Answer.NOT_FOUND, "The crew looked twice.", "The crew looked twice."),
        (lost_phone, Answer.FOUND, "It is at the desk of hall 1.", "It is at the desk of hall 1."),
        (missing_bag, Answer.DELIVERED, "", "was delivered"),
    ],
)
def test_what_is_given_is_told_and_keeps_the_promise(
    wished: Callable[..., Duty], wish: Wish, answer: Answer, words: str, reads: str
) -> None:
    duty = wished(wish)
    assert answer in duty.answers
    duties.give(duty.promise.id, given(answer, words), LATER)
    assert listed() == []
    assert status(duty) == CommitmentStatus.KEPT
    [told] = said(duty)
    assert reads in told


def test_an_answer_is_given_once(wished: Callable[..., Duty]) -> None:
    duty = wished(complaint)
    duties.give(duty.promise.id, given(Answer.ANSWERED, "Sorry."), LATER)
    with pytest.raises(NotFound):
        duties.give(duty.promise.id, given(Answer.ANSWERED, "Something else."), LATER)
    assert len(said(duty)) == 1


def test_the_adviser_reads_the_customers_words_and_booking(wished: Callable[..., Duty]) -> None:
    duty = wished(complaint)
    assert duty.told.words == "Nobody told us about the gate"
    assert duty.told.booking
    assert duty.told.booking.reference == "AB000C"
    assert not duty.late


def test_a_granted_claim_is_owed_until_it_is_paid(wished: Callable[..., Duty]) -> None:
    duty = wished(hotel)
    assert (duty.told.claimed_minor, duty.told.grants_money) == (50000, True)
    duties.give(duty.promise.id, given(Answer.GRANTED, "Two of three nights.", amount_minor=30000), LATER)
    [payment] = listed()
    assert (payment.promise.kind, payment.answers) == (Kind.REFUND_PAID, [Answer.PAID, Answer.LATER])
    assert "€300.00" in said(duty)[0]
    duties.give(payment.promise.id, given(Answer.PAID), LATER + DAY)
    assert listed() == []
    with database.reading() as session:
        assert session.scalars(select(Claim.status)).one() == ClaimStatus.PAID


@pytest.mark.parametrize("amount_minor", [None, 0, -1, 50001])
def test_no_more_is_granted_than_was_claimed(wished: Callable[..., Duty], amount_minor: int | None) -> None:
    duty = wished(hotel)
    with pytest.raises(AmountUnclear):
        duties.give(duty.promise.id, given(Answer.GRANTED, amount_minor=amount_minor), LATER)
    assert status(duty) == CommitmentStatus.OPEN
    with database.reading() as session:
        assert session.scalars(select(Claim.status)).one() == ClaimStatus.OPEN


def test_granted_miles_are_on_the_account_at_once(wished: Callable[..., Duty]) -> None:
    duty = wished(miles)
    assert not duty.told.grants_money
    duties.give(duty.promise.id, given(Answer.GRANTED), LATER)
    assert listed() == []
    with database.reading() as session:
        claim = session.scalars(select(Claim)).one()
        account = loyalty.account_of(session, claim.booking)
        assert (claim.status, loyalty.balance(session, account)) == (ClaimStatus.PAID, claim.facts["miles"])


def test_a_bag_that_is_found_is_owed_until_it_is_brought(wished: Callable[..., Duty]) -> None:
    duty = wished(missing_bag)
    duties.give(duty.promise.id, given(Answer.FOUND, "Lyon"), LATER)
    [delivery] = listed()
    assert (delivery.promise.kind, delivery.promise.due_at) == (Kind.BAG_DELIVERED, LATER + 2 * DAY)
    duties.give(delivery.promise.id, given(Answer.ON_THE_WAY, "Lyon"), LATER)
    duties.give(delivery.promise.id, given(Answer.DELIVERED), LATER + DAY)
    assert listed() == []
    with database.reading() as session:
        report = bag_reports.with_number(session, duty.promise.subject)
        assert report
        assert (report.status, report.where) == (BagStatus.DELIVERED, "Lyon")
    assert ["found" in said(duty)[0], "on its way" in said(duty)[1], "delivered" in said(duty)[2]] == [True] * 3


def test_what_takes_longer_is_promised_anew_before_it_is_due(wished: Callable[..., Duty]) -> None:
    duty, due_at = wished(complaint), NOW + 20 * DAY
    duties.give(duty.promise.id, given(Answer.LATER, "The station has not answered yet.", due_at=due_at), LATER)
    [moved] = listed()
    assert (moved.promise.due_at, moved.promise.follows_id) == (due_at, duty.promise.id)
    assert status(duty) == CommitmentStatus.RENEGOTIATED
    assert "The station has not answered yet." in said(duty)[0]
    with database.reading() as session:
        assert session.scalars(select(Case.answer_due_at)).one() == due_at
    duties.give(moved.promise.id, given(Answer.ANSWERED, "Here it is."), LATER)
    assert listed() == []


def test_a_broken_promise_stays_on_the_list_and_cannot_be_moved(wished: Callable[..., Duty]) -> None:
    duty = wished(complaint)
    with database.unit_of_work() as session:
        commitments.break_off(session, session.get_one(Commitment, duty.promise.id), NOW + 30 * DAY)
    [still] = listed()
    assert (still.late, still.answers) == (True, [Answer.ANSWERED])
    with pytest.raises(NotAnAnswer):
        duties.give(duty.promise.id, given(Answer.LATER, "Sorry", due_at=NOW + 40 * DAY), NOW + 30 * DAY)
    duties.give(duty.promise.id, given(Answer.ANSWERED, "Late, and sorry."), NOW + 31 * DAY)
    assert (listed(), status(duty)) == ([], CommitmentStatus.BROKEN)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (given(Answer.ANSWERED), WordsMissing),
        (given(Answer.ANSWERED, "x" * 1001), WordsMissing),
        (given(Answer.PAID), NotAnAnswer),
        (given(Answer.LATER, "Soon"), NotAnAnswer),
        (given(Answer.LATER, "Soon", due_at=NOW - DAY), DueInThePast),
    ],
)
def test_what_is_incomplete_is_not_given(wished: Callable[..., Duty], answer: Given, error: type[Exception]) -> None:
    duty = wished(complaint)
    with pytest.raises(error):
        duties.give(duty.promise.id, answer, LATER)
    assert status(duty) == CommitmentStatus.OPEN
    assert said(duty) == []


def test_a_place_that_was_found_is_paid_with_the_answer_and_can_be_given_back(
    wished: Callable[..., Duty], tmp_path: Path
) -> None:
    provider = SandboxProvider(tmp_path / "sandbox.db")
    duty = wished(surfboard, AHEAD, AHEAD + 1)
    assert duty.told.words == "a surfboard"
    duties.give(duty.promise.id, given(Answer.PLACE), LATER, provider)
    assert (listed(), status(duty), provider.total_minor()) == ([], CommitmentStatus.KEPT, 2 * 6500)
    assert "€130.00" in said(duty)[0]
    with database.unit_of_work() as session:
        assert set(session.scalars(select(Ancillary.status))) == {AncillaryStatus.CONFIRMED}
        undone = undoing.quote_undo(session, duty.promise.conversation_id, LATER)
        assert undone.total_minor == -2 * 6500
        undoing.undo_change(session, undone, undone.key, LATER)
        assert set(session.scalars(select(Ancillary.status))) == {AncillaryStatus.CANCELLED}


def test_a_declined_card_leaves_the_place_owed(wished: Callable[..., Duty], tmp_path: Path) -> None:
    provider = SandboxProvider(tmp_path / "sandbox.db", plan=[Failure.DECLINED])
    duty = wished(surfboard, AHEAD)
    with pytest.raises(PaymentDeclined):
        duties.give(duty.promise.id, given(Answer.PLACE), LATER, provider)
    assert (len(listed()), provider.total_minor(), said(duty)) == (1, 0, [])
    duties.give(duty.promise.id, given(Answer.NO_PLACE), LATER)
    assert listed() == []
    with database.reading() as session:
        assert session.scalars(select(Ancillary.status)).one() == AncillaryStatus.CANCELLED


def test_what_an_adviser_promised_is_owed_by_us_all(wished: Callable[..., Duty]) -> None:
    duty = wished(complaint)
    with database.unit_of_work() as session:
        about = duty.promise.conversation_id, Kind.BY_ADVISER, "Send the form", NOW + DAY, NOW
        commitments.make(session, *about, made_by="Ada")
    promised = listed()[0]
    assert (promised.told.words, promised.answers) == ("Send the form", [Answer.DONE, Answer.LATER])
    duties.give(promised.promise.id, given(Answer.DONE), LATER)
    assert "Send the form" in said(duty)[0]
    assert len(listed()) == 1


@pytest.mark.parametrize("away", [True, False])
def test_who_has_closed_the_page_gets_the_answer_by_mail(wished: Callable[..., Duty], away: bool) -> None:
    duty = wished(complaint)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, duty.promise.conversation_id)
        conversation.seen_at = LATER - timedelta(minutes=1 if away else 0)
    duties.give(duty.promise.id, given(Answer.ANSWERED, "The screen was broken."), LATER)
    with database.reading() as session:
        mails = list(session.scalars(select(mail.Mail)))
    assert [letter.to for letter in mails] == (["ines@example.org"] if away else [])
    assert len(said(duty)) == 1


def test_a_deleted_conversation_gets_no_words_back(wished: Callable[..., Duty]) -> None:
    duty = wished(complaint)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, duty.promise.conversation_id)
        conversation.erased_at = NOW
    duties.give(duty.promise.id, given(Answer.ANSWERED, "The screen was broken."), LATER)
    assert said(duty) == []
    with database.reading() as session:
        assert len(list(session.scalars(select(mail.Mail)))) == 1


def test_the_search_for_what_was_left_is_over(wished: Callable[..., Duty]) -> None:
    duty = wished(lost_phone)
    duties.give(duty.promise.id, given(Answer.FOUND, "At the desk of hall 1."), LATER)
    with database.reading() as session:
        item = lost_items.with_number(session, duty.promise.subject)
        assert item
        assert item.status == LostItemStatus.FOUND
        assert claims.with_number(session, "C-31999") is None
