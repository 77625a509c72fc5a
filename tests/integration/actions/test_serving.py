"""Whatever is asked for: who the customer is, one question a turn, correcting, going back, a price, a yes, a receipt."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from airline.ancillaries import Ancillary
from airline.payments import Payment
from customer_care import conversations, database, receipts, worklog
from customer_care.mail import Mail
from customer_care.receipts import Receipt
from tests.integration.actions.asking import DOMAIN, WHO
from tests.integration.actions.conftest import NOW
from tests.integration.actions.talking import Talk

pytestmark = pytest.mark.usefixtures("company")


def rows(record: Any) -> list[Any]:
    with database.reading() as session:
        return list(session.scalars(select(record)).unique())


def bags_added() -> list[int]:
    return [extra.quantity for extra in rows(Ancillary) if extra.ordered_at == NOW]


def code_in_the_mail() -> str:
    return str(re.findall(r"\b\d{6}\b", rows(Mail)[-1].body)[-1])


def receipts_here() -> list[Receipt]:
    with database.reading() as session:
        return receipts.of_conversation(session, conversations.by_public_id(session, WHO).id)


def work_done() -> list[str]:
    with database.reading() as session:
        return [line.what for line in worklog.of_conversation(session, conversations.by_public_id(session, WHO))]


def asking_for(words: str) -> Talk:
    """A customer who has asked for a bag in these words and shown who they are."""
    talk = Talk()
    talk.say(words, "add_bag")
    talk.say("X7K2PL")
    talk.say("Martin")
    assert talk.asks_for == "code"
    talk.say(code_in_the_mail())
    return talk


def test_what_the_first_message_says_is_not_asked_again_once_the_booking_is_known() -> None:
    talk = asking_for("I want to add two bags")
    assert talk.asks_for == "confirmed"
    assert "2 bags" in talk.text


def test_a_yes_does_it_once_and_gives_the_receipt_of_what_was_paid() -> None:
    talk = asking_for("I want to add two bags")
    quoted = talk.cards[-1]["quote"]["total"]
    talk.say("yes please", "affirm")
    assert bags_added() == [2]
    (receipt,) = receipts_here()
    assert talk.cards[-1]["receipt"]["number"] == receipt.number
    assert talk.cards[-1]["receipt"]["amount"] == quoted
    assert [payment.amount_minor for payment in rows(Payment) if payment.at == NOW] == [receipt.amount_minor]


def test_a_no_changes_nothing_and_says_so() -> None:
    talk = asking_for("I want to add two bags")
    talk.say("no thanks", "deny")
    assert talk.said == ["utter_declined"]
    assert (bags_added(), receipts_here(), talk.form) == ([], [], None)


def test_a_number_is_corrected_after_the_price_and_priced_again() -> None:
    talk = asking_for("I want to add two bags")
    first = talk.cards[-1]["quote"]["total"]
    talk.say("no, one bag", "deny")
    assert talk.asks_for == "confirmed"
    assert talk.cards[-1]["quote"]["total"] != first
    talk.say("yes", "affirm")
    assert bags_added() == [1]


def test_one_step_back_asks_the_newest_question_again() -> None:
    talk = asking_for("I want to add a bag")
    talk.say("go back please", "go_back")
    assert talk.asks_for == "bags"
    assert talk.text.startswith("One step back.")


def test_too_many_are_refused_with_the_rule_and_another_number_may_do() -> None:
    talk = asking_for("I want to add nine bags")
    assert talk.said[0] == "utter_refused_too_many_bags"
    assert talk.asks_for == "bags"
    assert any("extras.bag says no, which the customer had not been shown before" in line for line in work_done())
    talk.say("one then")
    assert talk.asks_for == "confirmed"


def test_a_wrong_code_opens_nothing() -> None:
    talk = Talk()
    talk.say("add a bag to X7K2PL, Martin", "add_bag")
    right = code_in_the_mail()
    talk.say("000000" if right != "000000" else "111111")
    assert talk.said[0] == "utter_code_wrong"
    assert talk.asks_for == "code"


def test_another_code_is_sent_on_request() -> None:
    talk = Talk()
    talk.say("add a bag to X7K2PL, Martin", "add_bag")
    before = code_in_the_mail()
    talk.say("nothing came, send it again")
    assert len(rows(Mail)) == 2
    talk.say(before)
    assert talk.asks_for == "code"


def test_why_in_the_middle_is_answered_and_the_question_asked_again() -> None:
    talk = asking_for("I want to add a bag")
    talk.say("why?", "ask_why")
    assert talk.said == ["utter_why_refused", "utter_confirm_add_bag_again"]


def test_another_wish_is_served_and_the_first_one_waits_with_its_answers() -> None:
    talk = asking_for("I want to add two bags")
    talk.say("actually show me my booking", "view_booking")
    assert talk.form == "add_bag_form"
    assert "utter_booking_shown" in talk.said


def test_stop_ends_it_and_nothing_is_kept() -> None:
    talk = asking_for("I want to add two bags")
    talk.say("stop", "cancel_task")
    assert (talk.form, bags_added()) == (None, [])
    assert talk.said == ["utter_task_cancelled"]
    talk.say("add a bag", "add_bag")
    assert talk.asks_for == "confirmed"
    assert "1 bag " in talk.text


@pytest.mark.parametrize(("said", "bags"), [("no, not now", []), ("not now", []), ("yeah go on", [2])])
def test_not_now_to_a_price_is_an_answer(said: str, bags: list[int]) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said, "not_now")
    assert (bags_added(), talk.form) == (bags, None)


def test_what_only_seemed_to_be_another_wish_belongs_to_the_one_that_covers_it() -> None:
    words = "we cannot go any more, please cancel X7K2PL, Martin"
    wishes = [{"intent": "change_flight_date", "text": "we cannot go any more"}, {"intent": "cancel_booking", "text": words}]
    talk = Talk()
    talk.say(words, "change_flight_date", requests=wishes)
    assert (talk.form, talk.asks_for) == ("cancel_booking_form", "code")
    assert "utter_several_requests" not in talk.said


@pytest.mark.parametrize(
    ("said", "intent", "bags"),
    [
        ("👍", "nlu_fallback", [2]),
        ("please proceed", "cancel_task", [2]),
        ("mhm", "nlu_fallback", [2]),
        ("👎", "nlu_fallback", []),
        ("🛑", "affirm", []),
        ("please don't add it", "add_bag", []),
    ],
)
def test_a_clear_yes_does_it_and_a_no_stops_it(said: str, intent: str, bags: list[int]) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said, intent)
    assert (bags_added(), talk.form) == (bags, None)


@pytest.mark.parametrize(
    ("said", "intent", "band", "answered"),
    [
        ("hmm", "affirm", "fairly_sure", "utter_confirmed_unclear"),
        ("yes but only for my wife", "nlu_fallback", "unsure", "utter_confirmed_unclear"),
        ("sure, if it is free", "affirm", "sure", "utter_confirmed_unclear"),
        ("🤷", "affirm", "sure", "utter_confirmed_unclear"),
        ("ok wait", "wait_a_moment", "sure", "utter_wait_a_moment"),
    ],
)
def test_whoever_does_not_say_yes_clearly_is_asked_again(said: str, intent: str, band: str, answered: str) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said, intent, understanding={"band": band})
    assert talk.said == [answered, "utter_confirm_add_bag_again"]
    assert (talk.asks_for, bags_added()) == ("confirmed", [])
    assert "Yes or no" in talk.text


@pytest.mark.parametrize("said", ["did that work?", "great, solved then", "is it sorted"])
def test_whoever_believes_it_done_before_a_yes_hears_that_it_is_not(said: str) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said, "solved")
    assert talk.said == ["utter_nothing_done_yet", "utter_confirm_add_bag_again"]
    assert (talk.asks_for, bags_added()) == ("confirmed", [])
    talk.say("yes", "affirm")
    assert bags_added() == [2]


def test_whoever_asks_whether_it_worked_is_not_left_with_nothing() -> None:
    talk = Talk()
    talk.say("add a bag to X7K2PL, Martin", "add_bag")
    talk.say("did that work?", "solved")
    assert (talk.said[0], talk.asks_for) == ("utter_nothing_done_yet", "code")
    talk.say("it's all good now, thanks", "solved")
    assert (talk.said, talk.form) == (["utter_solved"], None)


def test_whoever_leaves_a_quote_open_is_told_that_nothing_was_done() -> None:
    talk = asking_for("I want to add two bags")
    talk.say("ok bye", "goodbye")
    assert (talk.said, talk.form, bags_added()) == (["utter_goodbye_undecided"], None, [])


def test_a_yes_that_asks_for_more_is_asked_about_again_and_the_rest_waits() -> None:
    talk = asking_for("I want to add two bags")
    moving = {"intent": "change_flight_date", "text": "move my flight", "entities": [], "spans": [[9, 23]]}
    talk.say("yes, and move my flight", "affirm", requests=[moving])
    assert talk.said == ["utter_request_noted", "utter_confirm_add_bag_again"]
    talk.say("yes", "affirm")
    assert (bags_added(), talk.form) == ([2], "change_date_form")


WIFI, LIQUIDS = "is there wifi on board", "can I take liquids"


def asked(text: str, *questions: str) -> list[dict[str, Any]]:
    """The frequent questions of a message, as the bot finds them."""
    names = {WIFI: "faq/wifi", LIQUIDS: "faq/liquids"}
    return [{"question": names[each], "spans": [[text.index(each), text.index(each) + len(each)]]} for each in questions]


def wish(intent: str, text: str, whole: str) -> dict[str, Any]:
    return {"intent": intent, "text": text, "entities": [], "spans": [[whole.index(text), whole.index(text) + len(text)]]}


def test_all_frequent_questions_of_a_message_are_answered() -> None:
    talk, text = Talk(), f"{LIQUIDS} and {WIFI}"
    talk.say(text, "faq", question="faq/wifi", questions=asked(text, LIQUIDS, WIFI))
    assert talk.said == ["utter_faq/liquids", "utter_faq/wifi"]


@pytest.mark.parametrize(
    ("wording", "said"),
    [
        ({"text": "There is Wi-Fi."}, "utter_faq/wifi"),
        ({"text": "There is Wi-Fi.", "custom": {"source": "service on board, 4"}}, "utter_faq/wifi"),
        ({"text": "There is Wi-Fi.", "custom": {"source": {"words": "service on board, 4"}}}, "utter_faq/wifi"),
        ({"text": "There is Wi-Fi.", "custom": {"source": {"words": "", "rule": "questions.none"}}}, "utter_faq/wifi"),
        ({"text": "{rule}", "custom": {"source": {"words": "service on board, 4", "rule": ""}}}, "utter_unsure_offer_person"),
    ],
    ids=["no source", "a source in words", "no rule", "an unknown rule", "a rule to tell that is not named"],
)
def test_a_frequent_question_is_answered_without_its_source(
    monkeypatch: pytest.MonkeyPatch, wording: dict[str, Any], said: str
) -> None:
    monkeypatch.setitem(DOMAIN["responses"], "utter_faq/wifi", [wording])
    talk = Talk()
    talk.say(WIFI, "faq", question="faq/wifi", questions=asked(WIFI, WIFI))
    assert talk.said == [said]


@pytest.mark.parametrize("intent", ["faq", "add_bag"])
def test_a_frequent_question_beside_a_request_is_answered_and_the_request_begins(intent: str) -> None:
    talk, text = Talk(), f"I want to add two bags. {WIFI}"
    wishes = [wish("add_bag", "I want to add two bags", text)]
    talk.say(text, intent, question="faq/wifi", questions=asked(text, WIFI), requests=wishes)
    assert talk.said[0] == "utter_faq/wifi"
    assert (talk.said.count("utter_faq/wifi"), talk.form, talk.asks_for) == (1, "add_bag_form", "booking_reference")
    talk.say("X7K2PL, Martin")
    talk.say(code_in_the_mail())
    assert (talk.asks_for, "2 bags" in talk.text) == ("confirmed", True)


def test_what_asks_nothing_is_told_before_the_request_that_asks() -> None:
    talk, text = Talk(), "I want to add a bag and how heavy may it be"
    wishes = [wish("add_bag", "I want to add a bag", text), wish("ask_allowance", "how heavy may it be", text)]
    talk.say(text, "add_bag", requests=wishes)
    assert talk.said == ["utter_allowance", "utter_ask_booking_reference"]
    assert not talk.slots.get("waiting_requests")


def test_a_lookup_and_a_frequent_question_are_both_answered() -> None:
    talk, text = Talk(), f"how heavy may my suitcase be and {WIFI}"
    wishes = [wish("ask_allowance", "how heavy may my suitcase be", text)]
    talk.say(text, "ask_allowance", questions=asked(text, WIFI), requests=wishes)
    assert sorted(talk.said) == ["utter_allowance", "utter_faq/wifi"]


@pytest.mark.parametrize("intent", ["faq", "add_bag", "nlu_fallback"])
def test_an_answer_and_a_frequent_question_are_both_heard(intent: str) -> None:
    talk = asking_for("I want to add a bag")
    talk.say("go back please", "go_back")
    assert talk.asks_for == "bags"
    text = f"3 bags and {WIFI}"
    wishes = [wish("ask_allowance", "3 bags", text)]  # what an answer alone may be taken for
    talk.say(text, intent, question="faq/wifi", questions=asked(text, WIFI), requests=wishes)
    assert talk.said == ["utter_faq/wifi", "utter_confirm_add_bag"]
    assert "3 bags" in talk.text


@pytest.mark.parametrize("intent", ["faq", "nlu_fallback", "thank"])
def test_frequent_questions_in_a_task_are_answered_and_its_question_comes_last(intent: str) -> None:
    talk, text = asking_for("I want to add two bags"), f"{LIQUIDS} and {WIFI}"
    talk.say(text, intent, question="faq/wifi", questions=asked(text, LIQUIDS, WIFI), requests=[])
    assert talk.said[:2] == ["utter_faq/liquids", "utter_faq/wifi"]
    assert talk.said[-1] == "utter_confirm_add_bag_again"
    assert "utter_confirmed_unclear" not in talk.said


def test_a_frequent_question_and_another_wish_in_a_task_are_both_kept() -> None:
    talk, text = asking_for("I want to add two bags"), f"{WIFI} and move my flight"
    moving = [wish("change_flight_date", "move my flight", text)]
    talk.say(text, "faq", question="faq/wifi", questions=asked(text, WIFI), requests=moving)
    assert talk.said == ["utter_faq/wifi", "utter_request_noted", "utter_confirm_add_bag_again"]
    assert [each["intent"] for each in talk.slots["waiting_requests"]] == ["change_flight_date"]


def test_a_yes_with_a_frequent_question_is_asked_about_again() -> None:
    talk, text = asking_for("I want to add two bags"), f"yes and {WIFI}"
    talk.say(text, "affirm", questions=asked(text, WIFI), requests=[])
    assert (talk.said, bags_added()) == (["utter_faq/wifi", "utter_confirm_add_bag_again"], [])


def test_another_task_with_a_frequent_question_answers_it_once() -> None:
    talk, text = asking_for("I want to add two bags"), f"move my flight, {WIFI}"
    moving = [wish("change_flight_date", "move my flight", text)]
    talk.say(text, "change_flight_date", questions=asked(text, WIFI), requests=moving)
    assert talk.said.count("utter_faq/wifi") == 1
    assert talk.form == "change_date_form"


def test_cancelling_is_no_yes_to_a_bag() -> None:
    talk = asking_for("I want to add two bags")
    talk.say("yes, cancel it", "cancel_task")
    assert bags_added() == []


@pytest.mark.parametrize(
    "said", ["cancel", "oh no, cancel", "cancel that please", "Cancel this!", "ok then cancel it", "I want to cancel"]
)
@pytest.mark.parametrize("intent", ["cancel_booking", "cancel_task", "deny"])
def test_a_bare_cancel_stops_what_is_under_way(said: str, intent: str) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said, intent)
    assert (talk.said, talk.form) == (["utter_task_cancelled"], None)
    talk.say("ok then yes", "affirm")
    assert bags_added() == []


def test_a_bare_cancel_stops_a_task_before_its_quote() -> None:
    talk = Talk()
    talk.say("I want to add two bags", "add_bag")
    talk.say("cancel", "cancel_booking")
    assert (talk.said, talk.form) == (["utter_task_cancelled"], None)


def test_who_names_the_booking_wants_it_cancelled_and_not_the_task() -> None:
    talk = asking_for("I want to add two bags")
    talk.say("cancel my booking", "cancel_booking")
    assert talk.form == "cancel_booking_form"


def test_a_bare_cancel_where_a_booking_is_cancelled_is_asked_about() -> None:
    talk = Talk()
    talk.say("I changed my mind", "cancel_booking")
    talk.say("X7K2PL")
    talk.say("Martin")
    talk.say(code_in_the_mail())
    talk.say("cancel", "cancel_booking")
    assert (talk.said, talk.form) == (["utter_confirm_cancel_booking_again"], "cancel_booking_form")


@pytest.mark.parametrize(
    ("said", "bags"),
    [
        ("yes but only one", 1),
        ("yes, but make it three", 3),
        ("no, one", 1),
        ("3", 3),
        ("only one please", 1),
        ("make it 1 instead of two", 1),
        ("not two, three", 3),
        ("can you make it three?", 3),
        ("one is enough", 1),
        ("sorry, I meant three", 3),
    ],
)
def test_another_number_alone_is_priced_again(said: str, bags: int) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said, "affirm")
    assert talk.asks_for == "confirmed"
    assert f"{bags} bag" in talk.text
    assert bags_added() == []


@pytest.mark.parametrize("said", ["just one second", "but only for one of us", "I have one question", "that one"])
def test_not_every_number_is_a_count(said: str) -> None:
    talk = asking_for("I want to add two bags")
    talk.say(said)
    assert "2 bags" in talk.text
    assert "1 bag" not in talk.text
