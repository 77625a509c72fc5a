"""What is noticed in a conversation, and what is not. Pure: no Rasa, no model."""

import pytest

from bot.frustration.score import Assessment, assess
from bot.frustration.signals import Turn


def judge(*turns: Turn | str) -> Assessment:
    """The assessment of the last customer turn; a bare text is a customer's."""
    return assess([Turn("customer", turn) if isinstance(turn, str) else turn for turn in turns])[-1]


def misunderstood(text: str) -> Turn:
    return Turn("customer", text, intent="nlu_fallback")


ANSWERED = Turn("bot", "Here it is.", done=True)
ASKED = Turn("bot", "Which flight?")
BROKE = Turn("bot", "Something on our side failed.", failed=True)
OFFERED = Turn("bot", "Would you like a person?", offered="offer", asks_whether_person=True)
NOT_NOW = Turn("customer", "/not_now", intent="not_now")


@pytest.mark.parametrize(
    "text",
    [
        "I want a human",
        "i want to speak to a human",
        "can i talk to someone please",
        "humna please",
        "I want to tlak to a real preson",
        "transfer me to an operater",
        "agent",
        "yes, a person please",
        "HUMAN!!!",
        "Good morning. I have tried the website twice now, so could you put me through to one of your advisers, please?",
        "are there any humans I can talk to?",
        "i dont want to talk to a bot",
        "Are you human? I want a human",
        "is a real person available",
        "can you get someone to help me",
    ],
)
def test_a_wish_for_a_person_leads_to_one_at_once(text: str) -> None:
    assessment = judge(text)
    assert (assessment.level, assessment.asks_for_human, assessment.reasons[0]) == ("handover", True, "asked_for_person")


@pytest.mark.parametrize(
    "text",
    [
        "are you a human?",
        "am I talking to a person?",
        "I don't want a human",
        "can I add another person to my booking",
        "the agent at the airport told me to ask here",
        "I booked through an agent",
        "my flight is urgent",
        "how many people can I book for",
        "I spoke to someone yesterday and they said it is fine",
        "will someone meet me at the airport",
    ],
)
def test_the_mention_of_a_person_is_no_wish_for_one(text: str) -> None:
    assessment = judge(text)
    assert (assessment.level, assessment.asks_for_human) == ("none", False)


@pytest.mark.parametrize(
    "text",
    [
        "Hello, could you tell me when ZE 412 leaves, please?",
        "no",
        "No, thank you very much.",
        "14 June",
        "Martin",
        "X7K2PL",
        "MY FLIGHT IS ZE 412 TOMORROW MORNING",
        "no, the other one please",
        "sorry, I meant the 14th",
        "Is the fare for a manager still available?",
        "my suitcase is damaged",
        "damn, that was quick, thanks!",
        "I need to change my flight because my mother is ill",
    ],
)
def test_ordinary_messages_raise_nothing(text: str) -> None:
    assert judge(ASKED, text).level == "none"


@pytest.mark.parametrize(
    "text", ["you are useless", "stupid bot", "what an idiot", "this is useless!!", "u r so dumb", "shut up you stupid machine"]
)
def test_an_insult_leads_to_the_offer_of_a_person(text: str) -> None:
    assert judge(text).level == "offer"


def test_swearing_for_emphasis_is_no_insult() -> None:
    assessment = judge("where the hell is my flight")
    assert (assessment.level, "insulted" in assessment.contributions) == ("none", False)


def test_a_second_insult_gets_a_person() -> None:
    assert judge("you stupid bot", OFFERED, "are you deaf, you idiot").level == "handover"


def test_two_misunderstandings_lead_to_an_offer_that_says_so() -> None:
    assert judge(misunderstood("my thing is broken")).level == "none"
    second = judge(misunderstood("my thing is broken"), ASKED, misunderstood("the reclining one"))
    assert (second.level, second.reasons) == ("offer", ["misunderstood_twice"])


def test_misunderstood_twice_is_never_said_after_one_time() -> None:
    assessment = judge(misunderstood("my seat is broken, this is ridiculous"))
    assert (assessment.level, assessment.reasons) == ("offer", ["upset_words"])


def test_a_wish_said_three_times_leads_to_an_offer() -> None:
    wish = "I want to change my booking"
    assert judge(wish, ASKED, wish).level == "none"
    assert judge(wish, ASKED, wish, ASKED, wish).reasons == ["repeated_yourself"]


def test_the_same_wish_after_it_was_answered_is_no_repetition() -> None:
    wish = "is ZE 412 on time"
    assert judge(wish, ANSWERED, wish, ANSWERED, wish).contributions == {}


def test_answers_in_a_form_are_no_repetition() -> None:
    answer = Turn("customer", "the flight to Paris please", answers="flight_number")
    assert judge(answer, ASKED, answer, ASKED, answer).contributions == {}


def test_correcting_the_assistant_twice_leads_to_an_offer() -> None:
    assessment = judge("hello there", ASKED, "that's not what I asked", ASKED, "no, I said the 14th")
    assert (assessment.level, assessment.reasons) == ("offer", ["corrected_me"])


def test_two_failures_lead_to_an_offer_with_that_reason() -> None:
    assert judge("is ZE 412 on time", BROKE, "and ZE 118 then").level == "none"
    assert judge("is ZE 412 on time", BROKE, "and ZE 118 then", BROKE, "what of ZE 204").reasons == ["action_failed"]


def test_another_try_at_a_question_is_not_cut_off() -> None:
    missed = Turn("bot", "That is no flight number.", missed=True)
    tries = [Turn("customer", text, "nlu_fallback", answers="flight_number") for text in ("hm", "eh", "uh", "ZE 412")]
    turns = [turn for attempt in tries for turn in (attempt, missed)]
    assert judge(*turns[:-1]).level == "none"


def test_not_now_is_respected_for_a_while() -> None:
    calm = ["ZE 412", ASKED, "and ZE 118", ASKED]
    assert judge("you stupid bot", OFFERED, NOT_NOW, ASKED, *calm, "you idiot").level == "none"


def test_a_wish_for_a_person_counts_also_right_after_not_now() -> None:
    assert judge("you stupid bot", OFFERED, NOT_NOW, ASKED, "ok get me a human").level == "handover"


def test_after_a_while_a_person_is_offered_again() -> None:
    calm = [
        turn for text in ("ZE 412", "and ZE 118", "my name is Martin", "on Friday") for turn in (Turn("customer", text), ASKED)
    ]
    assert judge("you stupid bot", OFFERED, NOT_NOW, ASKED, *calm, "you idiot").level == "offer"


def test_yes_to_the_offer_is_a_wish_for_a_person() -> None:
    assert judge("you stupid bot", OFFERED, Turn("customer", "yes please", intent="affirm")).level == "handover"


def test_no_to_the_offer_declines_it() -> None:
    assessment = judge("you stupid bot", OFFERED, Turn("customer", "no", intent="deny"))
    assert (assessment.level, assessment.declines_human) == ("none", True)


def test_no_to_another_question_declines_nothing() -> None:
    assert not judge("hello there", ASKED, Turn("customer", "no", intent="deny")).declines_human


def test_thanks_calm() -> None:
    upset = ["this is so annoying"]
    assert judge(*upset, ANSWERED, "great, that worked, thank you").score < judge(*upset, ANSWERED, "ZE 412").score


def test_sarcastic_thanks_do_not_calm() -> None:
    assert judge("hello there", ASKED, "thanks for nothing").level == "offer"


def test_what_was_before_an_adviser_is_settled() -> None:
    back = Turn("bot", "", back=True)
    assert judge("you stupid bot", back, "hello again").score == 0


def test_one_more_misunderstanding_never_lowers_the_score() -> None:
    turns: list[Turn | str] = [misunderstood("first words")]
    for text in ("second words", "third attempt here", "fourth go"):
        before = judge(*turns)
        turns += [ASKED, misunderstood(text)]
        assert judge(*turns).score >= before.score


def test_a_pressed_button_has_no_words_to_judge() -> None:
    assert judge("hello there", ASKED, Turn("customer", "/view_booking", intent="view_booking")).contributions == {}


def test_no_turn_is_judged_by_what_came_later() -> None:
    turns = [Turn("customer", text) for text in ("hello", "is ZE 412 on time", "you stupid bot", "ok thanks")]
    whole = assess(turns)
    assert [assess(turns[: count + 1])[-1] for count in range(len(turns))] == whole
