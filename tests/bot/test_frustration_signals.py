"""What the detector decides about a conversation, and for which reasons."""

import pytest

from bot.frustration.signals import Turn
from tests.bot.judging import Judge


def misunderstood(text: str) -> Turn:
    return Turn("customer", text, intent="nlu_fallback")


def bot(text: str) -> Turn:
    return Turn("bot", text)


ANSWERED = Turn("bot", "ZE 412 leaves at 10:40, gate 7.", done=True)
ASKED = Turn("bot", "Which flight?")
BROKE = Turn("bot", "Something on our side failed. Nothing was changed.", failed=True)
LOST = Turn("bot", "I am not sure what you mean.")
LOST_AGAIN = Turn("bot", "Sorry, I did not understand that.")
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
def test_a_wish_for_a_person_leads_to_one_at_once(judge: Judge, text: str) -> None:
    assessment = judge(text)[-1]
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
def test_the_mention_of_a_person_is_no_wish_for_one(judge: Judge, text: str) -> None:
    assessment = judge(text)[-1]
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
        "I want to make a complaint",
        "what has become of my complaint",
        "he had a heart attack last year, can he fly",
    ],
)
def test_ordinary_messages_raise_nothing(judge: Judge, text: str) -> None:
    assert judge(ASKED, text)[-1].level == "none"


@pytest.mark.parametrize(
    "text", ["you are useless", "stupid bot", "what an idiot", "this is useless!!", "u r so dumb", "shut up you stupid machine"]
)
def test_an_insult_leads_to_the_offer_of_a_person(judge: Judge, text: str) -> None:
    assert judge(text)[-1].level in ("offer", "handover")


@pytest.mark.parametrize("text", ["where the hell is my flight", "damn, I mistyped my name", "bloody weather again"])
def test_swearing_at_the_situation_is_no_insult(judge: Judge, text: str) -> None:
    assessment = judge("is ZE 412 on time", ANSWERED, text)[-1]
    assert (assessment.level, "insulted" in assessment.reasons) == ("none", False)


def test_a_second_insult_gets_a_person(judge: Judge) -> None:
    assert judge("you stupid bot", OFFERED, "are you deaf, you idiot")[-1].level == "handover"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("my son has gone missing at the airport", "safety"),
        ("hello, I have chest pains and nobody here helps", "safety"),
        ("I do not want to live any more", "safety"),
        ("my lawyer will be in touch with you", "legal"),
        ("fine. see you in court", "legal"),
        ("I am going to report this to the ombudsman", "legal"),
    ],
)
def test_danger_and_the_law_get_a_person_at_once(judge: Judge, text: str, code: str) -> None:
    assessment = judge(text)[-1]
    assert (assessment.level, assessment.reasons[0], assessment.asks_for_human) == ("handover", code, False)


@pytest.mark.parametrize(
    "text",
    ["my bag is missing", "is the airport near the court house", "I booked it for labour day", "my sister is a lawyer in Paris"],
)
def test_what_only_sounds_like_danger_or_the_law_does_not(judge: Judge, text: str) -> None:
    assert judge(text)[-1].level == "none"


def test_two_misunderstandings_lead_to_an_offer_that_says_so(judge: Judge) -> None:
    first, second = judge(misunderstood("my thing is broken"), LOST, misunderstood("the reclining one"))
    assert first.level == "none"
    assert (second.level, second.reasons[0]) == ("offer", "misunderstood_twice")


def test_whoever_is_asked_for_the_third_time_is_offered_a_person_however_calm(judge: Judge) -> None:
    reference = bot("What is your booking reference?")
    first, second, third = judge("my ref is ABC123", reference, "ABC123", reference, "I just gave it twice")
    assert (first.level, second.level) == ("none", "none")
    assert (third.level, third.reasons[0]) == ("offer", "asked_again")


def test_misunderstood_twice_is_never_said_after_one_time(judge: Judge) -> None:
    assert "misunderstood_twice" not in judge(misunderstood("my seat is broken, this is a disgrace"))[-1].reasons


def test_a_wish_said_three_times_leads_to_an_offer(judge: Judge) -> None:
    wish = "I want to change my booking"
    first, second, third = judge(wish, ASKED, wish, bot("What would you like?"), wish)
    assert first.level == "none"
    assert {"offer", "handover"} & {second.level, third.level}
    assert "repeated_yourself" in third.reasons


def test_the_same_question_after_it_was_answered_is_no_repetition(judge: Judge) -> None:
    wish = "is ZE 412 on time"
    assert all(one.level == "none" for one in judge(wish, ANSWERED, wish))


def test_a_bot_that_says_the_same_again_gives_that_as_the_reason(judge: Judge) -> None:
    same = bot("Please choose one of these topics: flights, bags, refunds.")
    judged = judge("my case came without its wheels", same, "it is about damage", same, "damage, as I said", same, "so?")
    assert "bot_repeated" in judged[-1].reasons
    assert {"offer", "handover"} & {one.level for one in judged}


def test_a_bot_that_asks_the_same_again_gives_that_as_the_reason(judge: Judge) -> None:
    same = bot("What is your booking reference, please?")
    judged = judge("my case is missing", same, "X7K2PL", same, "I wrote it: X7K2PL", same, "so?")
    assert "asked_again" in judged[-1].reasons
    assert "bot_repeated" not in judged[-1].reasons


WHO_TRAVELS = Turn("customer", "who is travelling with me", "ask_who_travels", answers="new_date")
TRAVELLERS = bot("Anna and Paul Martin are on this booking.")
WHICH_DAY = bot("Which day shall your flight ZE 412 be moved to, please?")
ON_FRIDAY = Turn("customer", "on friday", "inform", answers="new_date")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (WHO_TRAVELS, TRAVELLERS),
        (Turn("customer", "why?", "ask_why", answers="new_date"), bot("I look for a seat on that day.")),
        (Turn("customer", "thanks", "thank", answers="new_date"), bot("You are welcome.")),
        (Turn("customer", "say that again", "repeat", answers="new_date"), bot("I said: nothing is booked yet.")),
        (Turn("customer", "one step back", "go_back", answers="new_date"), bot("One step back, then.")),
    ],
)
def test_a_question_that_stayed_open_beside_an_answer_is_not_asked_again(judge: Judge, said: Turn, answer: Turn) -> None:
    begun = (Turn("customer", "move my flight", "change_flight_date"), WHICH_DAY)
    judged = judge(*begun, said, answer, WHICH_DAY, said, answer, WHICH_DAY, ON_FRIDAY)
    assert not {"asked_again", "bot_repeated"} & {reason for one in judged[:2] for reason in one.reasons}
    assert "asked_again" not in judged[-1].reasons


def test_at_a_question_whose_answers_were_of_no_use_the_customer_is_stuck(judge: Judge) -> None:
    missed, unclear = Turn("bot", "", missed=True), bot("I cannot read that as a day.")
    begun = (Turn("customer", "move my flight", "change_flight_date"), WHICH_DAY)
    again = (ON_FRIDAY, missed, unclear, WHICH_DAY)
    reasons = judge(*begun, *again, *again, ON_FRIDAY)[-1].reasons
    assert ("stuck_in_form" in reasons, "asked_again" in reasons) == (True, False)


def test_a_price_that_nobody_said_yes_or_no_to_is_not_asked_again(judge: Judge) -> None:
    price = Turn("bot", "Shall I keep a place in the cabin for your dog of 6 kg? You pay 55 euros.", asks_yes_or_no=True)
    two_dogs = Turn("customer", "and for two dogs?", "bring_pet", answers="confirmed")
    yes = Turn("customer", "yes, I said yes", "affirm", answers="confirmed")
    assert "asked_again" not in judge(two_dogs, price, two_dogs, price, two_dogs, price, two_dogs)[-1].reasons
    assert "asked_again" in judge(two_dogs, price, yes, price, yes, price, yes)[-1].reasons


def test_the_same_question_without_an_answer_beside_it_is_asked_again(judge: Judge) -> None:
    begun = (Turn("customer", "move my flight", "change_flight_date"), WHICH_DAY)
    told = Turn("customer", "I told you: friday", "change_flight_date", answers="new_date")
    assert "asked_again" in judge(*begun, ON_FRIDAY, WHICH_DAY, told, WHICH_DAY, told)[-1].reasons


def test_who_cannot_answer_a_question_is_stuck_at_it(judge: Judge) -> None:
    missed = Turn("bot", "That is no flight number. Which flight?", missed=True)
    tries = [
        Turn("customer", text, "nlu_fallback", answers="flight_number") for text in ("the morning one", "to Paris", "hm", "eh")
    ]
    assert "stuck_in_form" in judge(*(turn for attempt in tries for turn in (attempt, missed)))[-1].reasons


def test_answers_in_a_form_are_no_repetition(judge: Judge) -> None:
    answer = Turn("customer", "the flight to Paris please", answers="flight_number")
    assert "repeated_yourself" not in judge(answer, ASKED, answer)[-1].reasons


def test_correcting_the_assistant_again_and_again_leads_to_an_offer(judge: Judge) -> None:
    judged = judge(
        "move my flight to the 14th of June",
        bot("Moving to 4 June. Is that right?"),
        "no, that's not what I asked",
        bot("Moving to 4 July. Is that right?"),
        "wrong again. I said the 14th",
    )
    assert (judged[-1].level, "corrected_me" in judged[-1].reasons) == ("offer", True)


def test_two_failures_lead_to_an_offer_with_that_reason(judge: Judge) -> None:
    judged = judge("is ZE 412 on time", BROKE, "please try once more", BROKE, "still nothing?")
    assert [one.level for one in judged[:2]] == ["none", "none"]
    assert (judged[-1].level, "action_failed" in judged[-1].reasons) == ("offer", True)


@pytest.mark.parametrize(
    "refused",
    [
        "I cannot find a booking with that. Nothing was changed.",
        "That code is not valid. Please try again.",
        "I cannot book taxis or hotels. What else can I do for you?",
    ],
)
def test_a_refusal_is_no_failure_where_it_is_known_that_nothing_broke(judge: Judge, refused: str) -> None:
    said = [Turn("customer", text, "out_of_scope") for text in ("can you call me a taxi", "I don't have it", "and a hotel?")]
    judged = judge(*(turn for one in said for turn in (one, bot(refused))), Turn("customer", "hm", "out_of_scope"))
    assert not any("action_failed" in one.reasons for one in judged)


def test_of_bare_texts_the_wording_tells_what_failed(judge: Judge) -> None:
    failed = bot("Something went wrong, try again later.")
    judged = judge("is ZE 412 on time", failed, "please try once more", failed, "still nothing?")
    assert "action_failed" in judged[-1].reasons


def test_not_now_is_respected_for_a_while(judge: Judge) -> None:
    calm = ["ZE 412", ASKED, "and ZE 118", ASKED]
    assert judge("you stupid bot", OFFERED, NOT_NOW, ASKED, *calm, "you idiot")[-1].level == "none"


def test_a_wish_for_a_person_counts_also_right_after_not_now(judge: Judge) -> None:
    assert judge("you stupid bot", OFFERED, NOT_NOW, ASKED, "ok get me a human")[-1].level == "handover"


def test_after_a_while_a_person_is_offered_again(judge: Judge) -> None:
    calm = [turn for text in ("ZE 412", "and ZE 118", "my name is Martin", "on Friday") for turn in (text, ANSWERED)]
    assert judge("you stupid bot", OFFERED, NOT_NOW, ASKED, *calm, "you idiot")[-1].level in ("offer", "handover")


def test_the_same_offer_is_not_made_twice_in_a_row(judge: Judge) -> None:
    judged = judge(misunderstood("the thing"), LOST, misunderstood("the other thing"), OFFERED, "it is about my seat")
    assert [one.level for one in judged] == ["none", "offer", "none"]


def test_yes_to_the_offer_is_a_wish_for_a_person(judge: Judge) -> None:
    assert judge("you stupid bot", OFFERED, Turn("customer", "yes please", intent="affirm"))[-1].level == "handover"


GO_ON = Turn("bot", "There is still your hotel. Shall I go on with that?", asks_yes_or_no=True)


def test_yes_belongs_to_the_last_question_that_it_can_answer(judge: Judge) -> None:
    yes = Turn("customer", "yes", intent="affirm")
    assert judge("can I get money back", OFFERED, GO_ON, yes)[-1].asks_for_human is False
    assert judge("can I get money back", GO_ON, OFFERED, yes)[-1].asks_for_human is True
    assert judge("can I get money back", OFFERED, ASKED, yes)[-1].asks_for_human is True  # "Which flight?" has no yes


def test_no_to_the_offer_is_not_followed_by_another(judge: Judge) -> None:
    assert judge("you stupid bot", OFFERED, Turn("customer", "no", intent="deny"))[-1].level == "none"


def test_thanks_calm(judge: Judge) -> None:
    trouble = ("is ZE 412 on time", LOST, "ZE 412!", LOST_AGAIN, "on time or late?", ANSWERED)
    before, after = judge(*trouble, "great, that worked, thank you")[-2:]
    assert after.score < before.score
    assert judge(*trouble, "great, that worked, thank you")[-1].score <= judge(*trouble, "and ZE 118")[-1].score


@pytest.mark.parametrize(
    ("meant", "not_meant"),
    [
        ("Cheers, that was kind of you.", "Cheers. Two hours stood beside a broken toilet and you call that first class."),
        ("Thanks for finding my bag so soon", "Thanks for losing my bag a second time, brilliant work"),
    ],
)
def test_a_first_message_that_thanks_for_trouble_is_no_calm_one(judge: Judge, meant: str, not_meant: str) -> None:
    assert judge(meant)[-1].score < 0.01
    assert judge(not_meant)[-1].score > 0.05


def test_sarcastic_thanks_do_not_calm(judge: Judge) -> None:
    before, after = judge("is ZE 412 on time", LOST, "thanks for nothing")
    assert after.score > before.score


def test_what_was_before_an_adviser_is_settled(judge: Judge) -> None:
    assert judge("you stupid bot", Turn("bot", "", back=True), "hello again")[-1].score < 0.05


def test_a_pressed_button_has_no_words_to_judge(judge: Judge) -> None:
    judged = judge("hello there", ASKED, Turn("customer", "/view_booking", intent="view_booking"))
    assert (judged[-1].level, judged[-1].reasons) == ("none", [])
