"""The money of the sample airline: payments, refunds in every state, and vouchers with what went in and out."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from airline.bookings import BookingKind
from airline.fares import FareClass
from airline.payments import Payment, PaymentMethod, PaymentStatus
from airline.refunds import Refund, RefundPart, RefundReason, RefundStatus
from airline.sample_data.adding import add, add_for_ids
from airline.sample_data.bookings import Written, change_costs, was_changed
from airline.sample_data.chance import chance
from airline.sample_data.people import Person
from airline.sample_data.references import LETTERS_AND_DIGITS
from airline.sample_data.schedule import CURRENCY
from airline.vouchers import Voucher, VoucherEntry, VoucherKind

REFUND_TAKES = timedelta(days=7)
TWICE_ONE_IN = 60


def add_money(session: Session, written: Sequence[Written], now: datetime) -> None:
    """A travel agency settles by account; everybody else paid when booking."""
    paying = [one for one in written if one.journey.kind != BookingKind.AGENCY]
    vouchers = _add_gift_vouchers(session, [one for one in paying if one.journey.method == PaymentMethod.VOUCHER])
    payments = add_for_ids(session, Payment, (_payment(one, vouchers.get(one.booking_id)) for one in paying))
    add(session, Payment, (_change_payment(one) for one in paying if was_changed(one.journey) and any(change_costs(one.journey))))
    add(session, Payment, _paid_twice(paying))
    paid_with = {one.booking_id: payment_id for one, payment_id in zip(paying, payments, strict=True)}
    _add_refunds(session, [one for one in paying if one.cancelled_at], paid_with, now)


def add_goodwill(session: Session, people: Sequence[Person], count: int, now: datetime) -> None:
    """Vouchers that customers hold; some are spent in part, some have expired."""
    luck = chance("goodwill")
    rows = []
    for person in luck.sample(people, min(count, len(people))):
        amount = luck.choice([2500, 5000, 7500, 10000])
        issued = now - timedelta(days=luck.randint(5, 420))
        rows.append(_voucher(luck, person.id, VoucherKind.GOODWILL, amount, issued, spent=luck.choice([0, 0, 0, 1000])))
    ids = add_for_ids(session, Voucher, rows)
    add(session, VoucherEntry, (entry for voucher_id, row in zip(ids, rows, strict=True) for entry in _entries(voucher_id, row)))


# ── payments ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _payment(one: Written, voucher_id: int | None) -> dict[str, Any]:
    reference = one.journey.reference
    key = f"booked-{reference}"
    return {
        "booking_id": one.booking_id,
        "voucher_id": voucher_id,
        "amount_minor": one.paid_minor,
        "currency": CURRENCY,
        "method": one.journey.method,
        "what": f"Booking {reference}",
        "provider_reference": None if voucher_id else f"ch-{key}",
        "status": PaymentStatus.CAPTURED,
        "key": key,
        "at": one.journey.booked_at,
    }


def _change_payment(one: Written) -> dict[str, Any]:
    reference = one.journey.reference
    key = f"changed-{reference}"
    seated = sum(kind != "infant" for kind in one.journey.kinds)
    return {
        "booking_id": one.booking_id,
        "voucher_id": None,
        "amount_minor": sum(change_costs(one.journey)) * seated,
        "currency": CURRENCY,
        "method": PaymentMethod.CARD,
        "what": f"Change of booking {reference}",
        "provider_reference": f"ch-{key}",
        "status": PaymentStatus.CAPTURED,
        "key": key,
        "at": one.journey.booked_at + timedelta(days=2),
    }


def _paid_twice(paying: Sequence[Written]) -> list[dict[str, Any]]:
    """A few customers clicked twice on a page that was slow, before there were keys for that."""
    by_card = [one for one in paying if one.journey.method == PaymentMethod.CARD and not one.cancelled_at]
    clicked = chance("paid twice").sample(by_card, len(by_card) // TWICE_ONE_IN)
    return [_again(_payment(one, None)) for one in clicked]


def _again(payment: dict[str, Any]) -> dict[str, Any]:
    key = f"{payment['key']}-again"
    return payment | {"key": key, "provider_reference": f"ch-{key}", "at": payment["at"] + timedelta(minutes=2)}


# ── refunds ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_refunds(session: Session, cancelled: Sequence[Written], paid_with: dict[int, int], now: datetime) -> None:
    refunds = [_refund(one, now) for one in cancelled]
    ids = add_for_ids(session, Refund, refunds)
    add(session, RefundPart, (
        _part(refund_id, row, paid_with[one.booking_id])
        for refund_id, row, one in zip(ids, refunds, cancelled, strict=True)
    ))  # fmt: skip
    into_vouchers = [(one, row) for one, row in zip(cancelled, refunds, strict=True) if row["way"] == PaymentMethod.VOUCHER]
    _add_refund_vouchers(session, [(one, row) for one, row in into_vouchers if row["status"] == RefundStatus.PAID])


def _refund(one: Written, now: datetime) -> dict[str, Any]:
    luck, asked = one.journey.luck, one.cancelled_at or now
    due = asked + REFUND_TAKES
    waiting = [RefundStatus.REQUESTED, RefundStatus.REQUESTED, RefundStatus.IN_DOUBT, RefundStatus.FAILED]
    status = RefundStatus.PAID if due < now or luck.random() < 0.3 else luck.choice(waiting)
    flex = one.journey.fare_class == FareClass.FLEX
    return {
        "booking_id": one.booking_id,
        "conversation_id": None,
        "amount_minor": one.paid_minor if flex else one.taxes_minor,
        "currency": CURRENCY,
        "reason": RefundReason.CANCELLATION,
        "way": PaymentMethod.VOUCHER
        if one.journey.method == PaymentMethod.VOUCHER or luck.random() < 0.15
        else PaymentMethod.CARD,
        "status": status,
        "key": f"cancelled-{one.journey.reference}",
        "requested_at": asked,
        "due_at": due,
        "paid_at": min(now, asked + timedelta(days=luck.randint(1, 6))) if status == RefundStatus.PAID else None,
    }


def _part(refund_id: int, refund: dict[str, Any], payment_id: int) -> dict[str, Any]:
    paid = refund["status"] == RefundStatus.PAID
    return {
        "refund_id": refund_id,
        "payment_id": payment_id,
        "amount_minor": refund["amount_minor"],
        "provider_reference": f"re-{refund['key']}" if paid and refund["way"] == PaymentMethod.CARD else None,
        "paid_at": refund["paid_at"],
    }


# ── vouchers ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _add_gift_vouchers(session: Session, paid_so: Sequence[Written]) -> dict[int, int]:
    """The voucher that paid for each of these bookings, with a little left on it; ids by booking."""
    rows = []
    for one in paid_so:
        amount = -(-one.paid_minor // 5000) * 5000 + 5000
        bought = one.journey.booked_at - timedelta(days=40)
        row = _voucher(one.journey.luck, one.journey.customer.id, VoucherKind.GIFT, amount, bought, spent=one.paid_minor)
        rows.append(row)
    ids = add_for_ids(session, Voucher, rows)
    entries = zip(ids, rows, paid_so, strict=True)
    add(session, VoucherEntry, (
        entry for voucher_id, row, one in entries for entry in _entries(voucher_id, row, one.journey.reference)
    ))  # fmt: skip
    return {one.booking_id: voucher_id for one, voucher_id in zip(paid_so, ids, strict=True)}


def _add_refund_vouchers(session: Session, given: Sequence[tuple[Written, dict[str, Any]]]) -> None:
    rows = [
        {
            **_voucher(one.journey.luck, one.journey.customer.id, VoucherKind.REFUND, refund["amount_minor"], refund["paid_at"]),
            "issued_for": one.booking_id,
        }
        for one, refund in given
    ]
    ids = add_for_ids(session, Voucher, rows)
    add(session, VoucherEntry, (entry for voucher_id, row in zip(ids, rows, strict=True) for entry in _entries(voucher_id, row)))


def _voucher(luck: Any, customer_id: int, kind: VoucherKind, amount_minor: int, at: datetime, spent: int = 0) -> dict[str, Any]:
    return {
        "code": f"AZ-{''.join(luck.choices(LETTERS_AND_DIGITS, k=8))}",
        "customer_id": customer_id,
        "kind": kind,
        "amount_minor": amount_minor,
        "balance_minor": amount_minor - spent,
        "currency": CURRENCY,
        "issued_at": at,
        "expires_on": (at + timedelta(days=365)).date(),
        "issued_for": None,
    }


def _entries(voucher_id: int, row: dict[str, Any], reference: str = "") -> Iterator[dict[str, Any]]:
    """What went in, and, when some is gone, what went out."""
    code, amount, balance = row["code"], row["amount_minor"], row["balance_minor"]
    at: datetime = row["issued_at"]
    yield {"voucher_id": voucher_id, "amount_minor": amount, "what": f"Voucher {code}", "key": f"issued-{code}", "at": at}
    if balance < amount:
        what, key = (f"Booking {reference}", f"booked-{reference}") if reference else ("An extra bag", f"spent-{code}")
        later = at + timedelta(days=40 if reference else 3)
        yield {"voucher_id": voucher_id, "amount_minor": balance - amount, "what": what, "key": key, "at": later}
