"""A message in parts, and the requests that its parts make. Pure: the classifier's readings are written down here."""

import time
from typing import Any

import pytest

from bot.entities.everything import find
from bot.languages.detector import language_of
from bot.requests.choice import (
    Reading,
    as_bare_things,
    as_things,
    beside_the_whole,
    questions_in,
    requests_in,
    takes_over,
    with_the_whole,
)
from bot.requests.opposites import as_meant, parts_as_meant, unless_unwanted
from bot.requests.parts import MOST_PARTS, Part, bare_things, split, things
from bot.requests.taken_back import taken_back_at, without_taken_back

WISHES = {"ask_flight_status", "view_booking", "change_flight_date"}
STATUS, CHANGE, BOOKING = "ask_flight_status", "change_flight_date", "view_booking"


def parts(text: str) -> list[str]:
    return [part.of(text) for part in split(text)]


def named(text: str) -> list[str]:
    """The things under one verb, and whose they are."""
    found = things(text, Part(0, len(text)))
    return [part.of(text) for part in (*found.each, *filter(None, [found.rest]))] if found else []


def reading(text: str, intent: str, confidence: float = 0.9, *entities: dict[str, Any]) -> Reading:
    return Reading(text, intent, confidence, entities=entities)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Is ZE412 on time and can you move my booking X7K2PL to Friday?",
            ["Is ZE412 on time", "can you move my booking X7K2PL to Friday?"],
        ),
        ("show my booking, then move it to Friday", ["show my booking", "move it to Friday"]),
        ("Hello! I want to move my flight.", ["Hello!", "I want to move my flight."]),
        ("what's my gate & when do I land", ["what's my gate", "when do I land"]),
        ("Move it\nIs it late", ["Move it", "Is it late"]),
        ("Hmm, no. Can you add a bag instead?", ["Hmm, no.", "Can you add a bag instead?"]),
        ("I'm stuck – is ZE 412 late?", ["I'm stuck", "is ZE 412 late?"]),
        ("don't move the flight, only the seat", ["don't move the flight", "only the seat"]),
        ("Also, please show my booking as well as tell me the gate", ["please show my booking", "tell me the gate"]),
    ],
)
def test_parts_of_a_message(text: str, expected: list[str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mr. and Mrs. O'Brien",
        "flight no. 412 please",
        "move my flight to Friday",
        "my wife and children",
        "is ZE 412 late",
        "12.12.2026",
        "at 7.30",
        "a.b@example.co.uk",
        "Martin and Lebrun",
        "St. Martin",
        "€1,200.50",
        "salt and pepper",
        "X7K2PL, Martin",
        "yes",
        "",
        "...",
    ],
)
def test_what_is_not_divided(text: str) -> None:
    assert len(parts(text)) <= 1


def test_nothing_of_a_long_message_is_lost_and_its_parts_are_few() -> None:
    story = "We went there and it rained. " * 150
    divided = parts(story)
    assert len(divided) <= MOST_PARTS
    assert "".join(divided).replace(" ", "") == story.replace(" ", "")


ODD = [
    "x" * 4000,
    "? " * 1500,
    "a\n" * 900,
    "ZE 412 " * 500,
    "🛫" * 2000,
    "and " * 900,
    "- " * 1900,
    "one hundred and " * 240,
    "€" * 3000,
]


@pytest.mark.timeout(5)
@pytest.mark.parametrize("text", ODD, ids=[text[:8] for text in ODD])
def test_odd_messages_are_read_in_no_time(text: str) -> None:
    split(text)
    find(text, ("ZE",))
    language_of(text)
    named(text)
    named("a " + text + " and a")
    as_meant(reading(text, "add_bag"), {"add_bag"}, {"add_bag"})


def test_someone_without_full_stops_is_read_in_pieces() -> None:
    assert max(len(part) for part in parts("blah " * 600)) <= 400


def test_requests_come_in_the_order_of_asking() -> None:
    found = requests_in([reading("is it late", STATUS), reading("move it", CHANGE), reading("is it really late", STATUS)], WISHES)
    assert [(request.intent, request.text) for request in found] == [
        (STATUS, "is it late is it really late"),
        (CHANGE, "move it"),
    ]


def test_what_is_no_request_goes_with_the_one_before_it() -> None:
    found = requests_in([reading("move my flight", CHANGE), reading("Friday would be best", "correct", 0.3)], WISHES)
    assert [request.text for request in found] == ["move my flight Friday would be best"]


def test_a_name_belongs_to_every_request() -> None:
    name = {"entity": "name", "value": "Martin"}
    found = requests_in(
        [reading("I am called Martin", "greet", 0.4, name), reading("is it late", STATUS), reading("move it", CHANGE)], WISHES
    )
    assert [request.entities for request in found] == [[name], [name]]


def test_a_guess_is_no_request() -> None:
    assert requests_in([reading("is it late", STATUS, 0.4), reading("flurb", "nlu_fallback", 0.9)], WISHES) == []


def test_a_greeting_gives_way_to_the_request_after_it() -> None:
    told = [reading("Hello!", "greet"), reading("move my flight", CHANGE)]
    chosen = takes_over(reading("Hello! move my flight", "greet", 0.6), told, requests_in(told, WISHES), in_task=False)
    assert chosen is not None
    assert chosen.intent == CHANGE


@pytest.mark.parametrize("intent", ["affirm", "deny", "correct", "cancel_task"])
def test_in_a_task_an_answer_stays_an_answer(intent: str) -> None:
    told = [reading("yes", intent), reading("is it late", STATUS, 0.95)]
    requests = requests_in(told, WISHES)
    assert takes_over(reading("yes, is it late", intent), told, requests, in_task=True) is None
    assert takes_over(reading("yes, is it late", intent), told, requests, in_task=False) is not None


@pytest.mark.parametrize("intent", ["ask_for_person", "insult", "not_now"])
def test_a_wish_for_a_person_and_an_insult_never_give_way(intent: str) -> None:
    told = [reading("you idiot", intent), reading("is it late", STATUS, 0.95)]
    assert takes_over(reading("you idiot, is it late", intent), told, requests_in(told, WISHES), in_task=False) is None


def test_a_lost_bag_with_a_late_flight_is_about_the_bag() -> None:
    told = [reading("my bag is lost", "out_of_scope", 0.95), reading("the flight was late", STATUS, 0.7)]
    assert takes_over(reading("…", "out_of_scope", 0.6), told, requests_in(told, WISHES), in_task=False) is None


def test_what_the_whole_says_surely_stays() -> None:
    told = [reading("my flight was delayed", STATUS, 0.7), reading("I want compensation", "out_of_scope", 0.6)]
    assert takes_over(reading("…", "out_of_scope", 0.97), told, requests_in(told, WISHES), in_task=False) is None


def test_an_unsure_whole_gives_way_to_a_sure_part() -> None:
    told = [reading("I hope you are well", "greet", 0.4), reading("my flight is delayed", STATUS, 0.95)]
    assert takes_over(reading("…", "out_of_scope", 0.5), told, requests_in(told, WISHES), in_task=False) is not None


def test_a_long_story_gives_way_to_its_wish_whatever_frequent_question_it_sounds_like() -> None:
    story = "We have been flying with you ever since the children were small. " * 5
    told = [reading(story, "nlu_fallback", 0.4), reading("move my flight", CHANGE, 0.97)]
    chosen = takes_over(reading(story, "faq", 0.9), told, requests_in(told, WISHES, long=True), in_task=False)
    assert chosen is not None
    assert chosen.intent == CHANGE


def test_the_whole_may_be_a_request_that_no_part_is_sure_of() -> None:
    told = [reading("what's my gate", STATUS, 0.4), reading("when do I fly back", BOOKING)]
    found = with_the_whole(reading("…", STATUS, 0.6), told, requests_in(told, WISHES), WISHES)
    assert [(request.intent, request.text) for request in found] == [
        (STATUS, "what's my gate"),
        (BOOKING, "when do I fly back"),
    ]


@pytest.mark.parametrize(
    ("reason", "wishes"),
    [
        (0.95, [CHANGE]),  # the whole asks more surely for the change than this part asks for anything: it tells why
        (0.97, [STATUS, CHANGE]),
    ],
)
def test_a_part_is_a_wish_of_its_own_when_it_is_as_sure_as_the_whole(reason: float, wishes: list[str]) -> None:
    whole = reading("my flight is late, please move me", CHANGE, 0.96)
    said = [reading("my flight is late", STATUS, reason), reading("please move me", CHANGE, 0.99)]
    assert [request.intent for request in requests_in(beside_the_whole(whole, said, WISHES), WISHES)] == wishes


def test_an_unsure_whole_takes_no_part_away() -> None:
    whole = reading("what's my gate, and move me", CHANGE, 0.6)
    said = [reading("what's my gate", STATUS, 0.6), reading("move me", CHANGE, 0.9)]
    assert beside_the_whole(whole, said, WISHES) == said


@pytest.mark.parametrize(
    "text",
    [
        "please do not move my flight",
        "oh and never change my bookings without asking",
        "I don't want to be moved",
        "we didn't ask for our tickets to be cancelled",
        "I never even said I wanted any of it rebooked",
        "there's no need to change the date",
        "you'd better not rebook us",
        "I'm not changing anything",
        "nothing is to be cancelled",
        "dont refund it yet",
        "we did not request a change",
        "I didn't ask for another day",
        "leave my trip alone and not change a thing",
    ],
)
def test_an_order_or_a_wish_with_a_not_declines_what_it_names(text: str) -> None:
    assert as_meant(reading(text, CHANGE), WISHES, ()).intent == "decline_deed"


@pytest.mark.parametrize(
    "text",
    [
        "move my flight, I can't come on Friday",
        "my flight was not changed yet",
        "you never moved my flight",
        "you don't refund me although I asked",
        "why don't you move me to Friday",
        "if I don't want to change it, what then",
        "don't you change dates?",
        "I don't want to lose my seat, move me",
        "I don't want to fly on Friday, but on Saturday",
        "I don't have my reference, change my flight",
        "I can't check in",
    ],
)
def test_a_fact_or_a_question_with_a_not_declines_nothing(text: str) -> None:
    assert as_meant(reading(text, CHANGE), WISHES, ()).intent == CHANGE


@pytest.mark.parametrize(
    "text",
    [
        "cancel the wheelchair",
        "could you please take it off again",
        "I'd like to get rid of it",
        "she no longer needs it",
        "we won't be bringing it after all",
        "we don't need that any more",
        "no wheelchair needed",
        "stop these messages",
        "I want the lunch cancelled",
        "the lunch isn't needed",
        "how do I turn off the alerts",
    ],
)
def test_an_extra_with_an_order_to_take_it_off_is_not_ordered(text: str) -> None:
    assert as_meant(reading(text, "order_meal"), WISHES, {"order_meal"}).intent == "remove_extra"
    assert as_meant(reading(text, CHANGE), WISHES, {"order_meal"}).intent == CHANGE


@pytest.mark.parametrize(
    "text",
    [
        "I can't walk any more, I need a wheelchair",
        "she can no longer walk",
        "he doesn't eat meat any more",
        "tell me if you cancel my flight",
        "where do I drop off my extra bag",
        "are there any more bags to be had",
        "what if I cancel the wheelchair",
        "my meal was cancelled, I want it again",
    ],
)
def test_an_extra_is_ordered_although_something_is_no_more(text: str) -> None:
    assert as_meant(reading(text, "order_meal"), WISHES, {"order_meal"}).intent == "order_meal"


def test_the_whole_is_not_about_what_a_part_declines() -> None:
    said = [reading("I don't want to move it", "decline_deed", 1.0), reading("only to know the rules", "nlu_fallback", 0.6)]
    assert unless_unwanted(reading("…", CHANGE), said, WISHES).intent == "decline_deed"


@pytest.mark.parametrize(
    "said",
    [
        [reading("I don't want to cancel", "decline_deed", 1.0), reading("move it", CHANGE)],
        [reading("I don't eat pork", "decline_deed", 0.5), reading("what may I have", "nlu_fallback", 0.6)],
    ],
)
def test_the_whole_stays_when_a_part_asks_for_it_or_may_not_decline_it(said: list[Reading]) -> None:
    assert unless_unwanted(reading("…", CHANGE), said, WISHES).intent == CHANGE


@pytest.mark.parametrize(
    ("how_sure", "meant"),
    [
        (0.8, ["decline_deed", "decline_deed"]),  # "I'd hate to lose my day, please don't move me"
        (1.0, [CHANGE, "decline_deed"]),  # "move the return, don't move the outbound flight"
    ],
)
def test_what_one_part_declines_another_asks_for_only_surely(how_sure: float, meant: list[str]) -> None:
    said = [reading("…", CHANGE, how_sure), reading("please don't move me", CHANGE, 0.95)]
    assert [part.intent for part in parts_as_meant(said, WISHES, ())] == meant


def test_what_is_learned_to_be_declined_is_known_by_its_second_guess() -> None:
    said = [reading("I'd hate to be moved", CHANGE), Reading("please don't move me", "decline_deed", 0.95, otherwise=CHANGE)]
    assert [part.intent for part in parts_as_meant(said, WISHES, ())] == ["decline_deed", "decline_deed"]


def test_what_is_only_felt_to_be_declined_turns_no_other_part_round() -> None:
    said = [reading("cancel it", CHANGE), Reading("I'm not flying", "decline_deed", 0.95, otherwise=CHANGE)]
    assert [part.intent for part in parts_as_meant(said, WISHES, ())] == [CHANGE, "decline_deed"]


# ── asked for and taken back in the same message ──────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    [
        "please cancel my booking BSY6YV Lebrun. no wait, don't.",
        "I want to cancel my flight. Actually no, I want to move it. Hmm no, leave it.",
        "I would like to cancel my flight... actually no, I changed my mind, I'd rather keep it.",
        "cancel my booking, no wait, don't",
        "cancel my flight please. forget it",
        "add a bag... never mind",
        "add two bags. scratch that",
        "please move my flight to Friday no wait dont",
        "I want a refund. no, leave it as it is",
        "could you cancel my booking? no wait, don't.",
        "cancel it! oh no, keep it",
        "I'd like to add a bag. Hm, better not.",
        "cancel my flight - actually no",
        "I want to cancel my trip. On second thoughts, I'll keep my booking.",
        "cancel my booking. no.",
        "add a vegan meal, or maybe not",
        "cancel my booking but no, don't",
        "I need to change my flight. Sorry, forget it, thanks",
        "order me a meal. please don't.",
        "can I bring my dog? nvm",
        "i want to move my flight. wait no",
        "I want to cancel. Actually, leave it.",
        "I want to cancel. Actually I'd rather not.",
        "cancel my flight, actually don't",
        "cancel my booking. Don’t do it!",
        "I want to cancel my flight, no sorry, I'm keeping it",
        "cancel my flight. no, I don't want to",
        "I want to cancel my flight. Actually, I don't want to.",
        "Cancel everything. Ignore that.",
        "cancel my flight. leave my booking alone",
    ],
)
def test_what_is_said_last_takes_back_what_was_asked_for(text: str) -> None:
    assert taken_back_at(text) is not None


@pytest.mark.parametrize(
    "text",
    [
        "I want to cancel my booking, I changed my mind",
        "I want to cancel my booking. I changed my mind.",
        "I want to change the date but keep my seat",
        "add a bag, if it costs more than 50 then leave it",
        "move my flight. If there is a fee, don't.",
        "can I bring a surfboard, yes or no",
        "Where is my refund? Did anyone answer? No.",
        "the agent told me to forget it",
        "cancel the return flight, the outbound I keep",
        "move my return and leave the outbound as it is",
        "I asked for a refund and they said never mind",
        "please cancel my booking",
        "no, cancel my booking",
        "never mind",
        "leave it",
        "actually no",
        "I have two bags, no meal",
        "my wife wants to cancel but I don't",
        "my bag was broken, you can't just leave it",
        "I want to know why you don't",
        "No wait, first tell me the price",
        "cancel it now, I don't want it any more",
        "I was given a voucher. I don't want it.",
        "my flight is cancelled and I don't want to wait",
        "should I cancel or keep it",
        "cancel it, it's fine",
        "yes ok cancel it",
        "Can I take my cello or should I leave it",
        "What happens to my bag when I leave it",
        "My flight is cancelled, oh no!",
        "is my flight cancelled? oh no",
        "I want to change the name and keep my booking",
    ],
)
def test_a_reason_a_condition_and_what_others_said_take_nothing_back(text: str) -> None:
    assert taken_back_at(text) is None


@pytest.mark.parametrize("word", ["oh no ", "keep it ", "don't ", "I'd rather ", "no wait, ", "actually "])
def test_words_that_go_on_and_on_are_read_at_once(word: str) -> None:
    began = time.monotonic()
    taken_back_at(word * 60 + "x")
    assert time.monotonic() - began < 0.5


def at(text: str, intent: str, start: int, confidence: float = 0.9) -> Reading:
    return Reading(text, intent, confidence, (start, start + len(text)))


def test_the_wishes_before_it_are_declined_and_the_one_behind_it_stands() -> None:
    said = [at("show my booking.", BOOKING, 0), at("Actually no", "deny", 17), at("I want to move it.", CHANGE, 30)]
    whole = reading("show my booking. Actually no, I want to move it.", BOOKING)
    taken, kept = without_taken_back(whole, said, WISHES)
    assert [part.intent for part in kept] == ["decline_deed", "decline_deed", CHANGE]
    assert requests_in(kept, WISHES)[0].intent == CHANGE
    assert taken.intent == BOOKING


def test_when_all_is_taken_back_the_message_declines() -> None:
    said = [at("show my booking.", BOOKING, 0), at("no wait, don't.", "cancel_task", 17)]
    taken, kept = without_taken_back(reading("show my booking. no wait, don't.", BOOKING), said, WISHES)
    assert taken.intent == "decline_deed"
    assert [part.intent for part in kept] == ["decline_deed", "decline_deed"]


def test_a_taking_back_without_a_wish_stays_what_it_is() -> None:
    said = [at("It is raining.", "out_of_scope", 0), at("never mind", "cancel_task", 15)]
    whole = reading("It is raining. never mind", "cancel_task")
    assert without_taken_back(whole, said, WISHES) == (whole, said)


# ── frequent questions, and things under one verb ─────────────────────────────────────────────────────────────────────


def question(text: str, name: str, confidence: float = 0.95) -> Reading:
    return Reading(text, "faq", confidence, question=f"faq/{name}")


def test_each_frequent_question_of_a_message_is_found_once_and_in_order() -> None:
    said = [
        question("wifi?", "wifi"),
        reading("move it", CHANGE),
        question("and liquids?", "liquids"),
        question("is it fast", "wifi"),
    ]
    assert list(questions_in(said)) == ["faq/wifi", "faq/liquids"]


@pytest.mark.parametrize(
    "said",
    [
        question("are there films", "films", 0.7),
        question("my son is allergic to peanuts", "allergies"),
        question("how do I pay for it", "ways_to_pay"),
        reading("is it late", STATUS),
    ],
)
def test_what_is_no_sure_question_or_only_tells_why_is_none(said: Reading) -> None:
    assert questions_in([said]) == {}


def test_in_a_long_story_a_question_must_be_surer() -> None:
    assert questions_in([question("is there wifi", "wifi", 0.85)], long=True) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("add a wheelchair and a vegan meal, BSY6YV Lebrun", ["add a wheelchair", "a vegan meal", "BSY6YV Lebrun"]),
        ("book a bag, a seat and a meal for booking X7K2PL", ["book a bag", "a seat", "a meal", "X7K2PL"]),
        ("what's my allowance and the check-in time", ["what's my allowance", "the check-in time"]),
        ("I'm looking for a meal plus a seat", ["I'm looking for a meal", "a seat"]),
        ("liquids and gels", []),
        ("Paris and London", []),
        ("a seat near the wing", []),
        ("a refund for my meal", []),
        ("refund for my meal and my seat", []),
        ("the flight was late and the food was cold", []),
    ],
)
def test_things_under_one_verb(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wifi and lounge", ["wifi", "lounge"]),
        ("wifi and a lounge", ["wifi", "a lounge"]),
        ("hi, seat + bag please", ["seat", "bag"]),
        ("I need wifi, lounge and a vegan meal", ["wifi", "lounge", "a vegan meal"]),
        ("can I get refund plus hotel", ["refund", "hotel"]),
        ("wifi", []),
        ("the flight was late and the food was cold", []),
        ("add a wheelchair for my old mother and one for me", []),
        ("X7K2PL, Martin", []),
    ],
)
def test_things_without_articles(text: str, expected: list[str]) -> None:
    found = bare_things(text, Part(0, len(text)))
    assert [part.of(text) for part in (found.each if found else ())] == expected


def test_a_thing_that_says_little_alone_is_what_the_whole_is_about() -> None:
    refund, hotel = reading("refund", CHANGE), reading("hotel", "out_of_scope")
    found = as_bare_things([(refund, refund), (hotel, hotel)], reading("refund plus hotel", STATUS), WISHES)
    assert [each.intent for each in found] == [CHANGE, STATUS]
    assert as_bare_things([(refund, refund), (hotel, hotel)], reading("refund plus hotel", CHANGE), WISHES) == []


def test_a_thing_is_read_with_the_verb_of_the_first() -> None:
    text = "please add a bag and a seat"
    found = things(text, Part(0, len(text)))
    assert found is not None
    assert found.carried(text) == ["please add a bag", "please add a seat"]


def test_things_that_surely_are_different_wishes_are_requests_of_their_own() -> None:
    bag, seat = reading("add a bag", CHANGE), reading("a seat", STATUS)
    each = as_things([(bag, bag), (seat, reading("add a seat", STATUS))], WISHES)
    # What the whole is surer of takes none of them away.
    parts = beside_the_whole(reading("…", CHANGE, 0.99), each, WISHES)
    assert [request.intent for request in requests_in(parts, WISHES)] == [CHANGE, STATUS]


@pytest.mark.parametrize(
    ("alone", "with_verb"),
    [
        (reading("my son", "nlu_fallback"), reading("move my son", "nlu_fallback")),  # no wish
        (reading("the other one", CHANGE), reading("move the other one", CHANGE)),  # the same wish
        (reading("the meal", STATUS), reading("cancel the meal", "remove_extra")),  # another one with its verb
        (reading("a seat", STATUS, 0.7), reading("move a seat", STATUS)),  # not surely
    ],
)
def test_other_things_stay_together(alone: Reading, with_verb: Reading) -> None:
    first = reading("move a flight", CHANGE)
    assert as_things([(first, first), (alone, with_verb)], WISHES) == []
