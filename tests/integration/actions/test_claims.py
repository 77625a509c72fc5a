"""Claims in a conversation: decided by the record, worded by how they end, refused with their rule."""

from typing import Any

import pytest

from airline.claims import Claim, ClaimKind, ClaimStatus
from customer_care.commitments import Kind
from tests.integration.actions.asking import ask
from tests.integration.actions.talking import Talk
from tests.integration.actions.troubled import Customer, added, cancelled, flown, late, promised, receipts_here

pytestmark = pytest.mark.usefixtures("company")


def claims_made() -> list[tuple[ClaimKind, ClaimStatus, int]]:
    return [(claim.kind, claim.status, claim.amount_minor) for claim in added(Claim, "opened_at")]


def amount(value: str) -> dict[str, Any]:
    """What the bot finds in a message that names an amount."""
    return {"entities": [{"entity": "amount", "value": value}]}


def begin_and_refuse(customer: Customer, words: str, intent: str) -> Talk:
    """Asks, and shows who they are; the refusal comes before any code."""
    talk = Talk()
    talk.say(words, intent)
    talk.say(customer.reference)
    talk.say(customer.surname)
    assert talk.form is None
    return talk


# ── compensation ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_late_flight_is_compensated_after_a_yes() -> None:
    talk = late(240).begin("I want compensation for the delay", "claim_delay_compensation")
    assert talk.said[-1] == "utter_confirm_claim_delay_compensation"
    total = talk.cards[-1]["quote"]["total"].removeprefix("-")
    assert total in talk.text
    assert claims_made() == []
    talk.say("yes", "affirm")
    ((kind, status, amount_minor),) = claims_made()
    assert (kind, status) == (ClaimKind.DELAY, ClaimStatus.ACCEPTED)
    (receipt,) = receipts_here()
    assert receipt.amount_minor == -amount_minor
    assert talk.cards[-1]["receipt"]["amount"] == f"-{total}"
    assert [kind for kind, _ in promised()] == [Kind.REFUND_PAID]


def test_a_cancelled_flight_is_compensated_too() -> None:
    talk = cancelled().begin("you cancelled my flight, I want compensation", "claim_delay_compensation")
    talk.say("yes", "affirm")
    assert [status for _, status, _ in claims_made()] == [ClaimStatus.ACCEPTED]


def test_where_the_record_tells_no_cause_the_words_promise_no_money() -> None:
    talk = late(240, cause=None).begin("compensation please", "claim_delay_compensation")
    assert talk.said[-1] == "utter_confirm_claim_delay_compensation_open"
    talk.say("yes", "affirm")
    assert talk.said[-1] == "utter_done_claim_delay_compensation_open"
    assert [status for _, status, _ in claims_made()] == [ClaimStatus.OPEN]
    assert [kind for kind, _ in promised()] == [Kind.CLAIM_ANSWERED]


def test_a_storm_is_refused_with_its_rule_before_any_code() -> None:
    talk = begin_and_refuse(late(400, cause="a storm", extraordinary=True), "compensation", "claim_delay_compensation")
    assert talk.said[-1] == "utter_refused_extraordinary_circumstances"
    assert "a storm" in talk.text
    assert "Yes, a person please" in talk.buttons


def test_a_short_delay_is_refused_with_its_minutes() -> None:
    talk = begin_and_refuse(late(100), "compensation", "claim_delay_compensation")
    assert talk.said[-1] == "utter_refused_delay_too_short"
    assert "100 minutes late" in talk.text


def test_a_flight_on_time_is_refused() -> None:
    talk = begin_and_refuse(flown(), "compensation", "claim_delay_compensation")
    assert talk.said[-1] == "utter_refused_not_disrupted"


def test_a_refusal_that_asks_about_a_person_asks_nothing_else_and_what_waits_is_offered_later() -> None:
    customer, talk = flown(), Talk()
    expenses = {"intent": "claim_expenses", "text": "I had to pay a hotel"}
    wishes = [{"intent": "claim_delay_compensation", "text": "compensation"}, expenses]
    talk.say("compensation, and I had to pay a hotel", "claim_delay_compensation", requests=wishes)
    talk.say(customer.reference)
    talk.say(customer.surname)
    assert talk.said == ["utter_refused_not_disrupted", "utter_next_request_waits"]
    assert (talk.text.count("?"), talk.buttons) == (1, ["Yes, a person please", "No, carry on"])
    offered = ask("action_offer_next_request", "no", "deny", said_before=talk.said, **talk.slots)
    assert (offered.said, offered.then) == (["utter_offer_next_request"], "action_listen")


def test_a_second_claim_names_the_first() -> None:
    customer = late(240)
    talk = customer.begin("compensation", "claim_delay_compensation")
    talk.say("yes", "affirm")
    talk.say("I want compensation", "claim_delay_compensation")
    (claim,) = added(Claim, "opened_at")
    assert talk.said[-1] == "utter_refused_already_compensated"
    assert claim.number in talk.text


def test_no_claims_nothing() -> None:
    talk = late(240).begin("compensation", "claim_delay_compensation")
    talk.say("no, leave it", "deny")
    assert (talk.said, claims_made(), receipts_here(), promised()) == (["utter_declined"], [], [], [])


# ── expenses ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_meals_are_accepted_on_the_customers_word() -> None:
    talk = late(240).begin("I want my dinner back that I had to buy", "claim_expenses")
    assert talk.asks_for == "expense_amount"
    talk.say("22.50")
    assert talk.said[-1] == "utter_confirm_claim_expenses"
    assert "€22.50" in talk.text
    talk.say("yes", "affirm")
    assert claims_made() == [(ClaimKind.EXPENSES, ClaimStatus.ACCEPTED, 2250)]


def test_a_dear_hotel_is_left_to_a_person() -> None:
    talk = late(240).begin("I paid a hotel", "claim_expenses")
    talk.say("it was 310 euros", **amount("EUR 310.00"))
    assert talk.said[-1] == "utter_confirm_claim_expenses_open"
    talk.say("yes", "affirm")
    assert claims_made() == [(ClaimKind.EXPENSES, ClaimStatus.OPEN, 31000)]


def test_an_amount_is_corrected_before_the_yes() -> None:
    talk = late(240).begin("I had to take a taxi", "claim_expenses")
    talk.say("45")
    talk.say("sorry, it was 35 euros", "correct", **amount("EUR 35.00"))
    assert talk.asks_for == "confirmed"
    talk.say("yes", "affirm")
    assert claims_made() == [(ClaimKind.EXPENSES, ClaimStatus.ACCEPTED, 3500)]


@pytest.mark.parametrize(("said", "amount_minor"), [("24.5", 2450), ("it was 48", 4800), ("1,250", 125000), ("1.250,90", 125090)])
def test_a_bare_number_is_an_amount_as_people_write_it(said: str, amount_minor: int) -> None:
    talk = late(240).begin("taxi please", "claim_expenses")
    talk.say(said)
    assert talk.slots["expense_amount"] == f"EUR {amount_minor // 100}.{amount_minor % 100:02d}"


def test_a_late_flight_among_the_words_of_a_claim_asks_for_no_status() -> None:
    about = [{"intent": "ask_flight_status", "text": "my flight was late", "entities": [], "spans": [[0, 18]]}]
    about.append({"intent": "claim_expenses", "text": "who pays the taxi", "entities": [], "spans": [[20, 37]]})
    talk = late(240).begin("my flight was late, who pays the taxi", "claim_expenses", requests=about)
    assert "utter_several_requests" not in {event.get("metadata", {}).get("utter_action") for event in talk.events}
    assert not talk.slots.get("waiting_requests")


def test_dollars_are_asked_for_in_euros() -> None:
    talk = late(240).begin("taxi please", "claim_expenses")
    talk.say("40 dollars", **amount("USD 40.00"))
    assert talk.said[0] == "utter_amount_in_euros"
    assert talk.asks_for == "expense_amount"


def test_what_is_no_expense_of_ours_is_asked_again() -> None:
    talk = late(240).begin("I had costs", "claim_expenses")
    talk.say("a new dress")
    assert talk.said[0] == "utter_expense_unclear"
    assert talk.asks_for == "expense"


# ── damaged bags ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_damaged_bag_is_claimed_in_the_customers_words() -> None:
    talk = flown().begin("my suitcase is broken", "claim_damaged_bag")
    assert talk.asks_for == "damage"
    talk.say("the handle is gone")
    assert '"the handle is gone"' in talk.text
    talk.say("yes", "affirm")
    (claim,) = added(Claim, "opened_at")
    assert (claim.kind, claim.status, claim.facts) == (
        ClaimKind.DAMAGED_BAG,
        ClaimStatus.OPEN,
        {"description": "the handle is gone"},
    )
    assert promised() == [(Kind.CLAIM_ANSWERED, claim.number)]


def test_a_bag_on_a_flight_to_come_cannot_be_damaged_yet() -> None:
    talk = begin_and_refuse(cancelled(), "my bag is broken", "claim_damaged_bag")
    assert talk.said[-1] == "utter_refused_not_landed_yet"


def test_one_word_about_the_damage_is_too_little() -> None:
    talk = flown().begin("my suitcase is broken", "claim_damaged_bag")
    talk.say("broken")
    assert talk.said[0] == "utter_damage_unclear"
