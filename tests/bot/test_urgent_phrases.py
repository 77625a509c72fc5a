"""What gets a person at once by its words alone: the wish for one, danger, the law; and what only sounds like it."""

import pytest

from bot.frustration.phrases import Family, UnknownPhrases, UnreadablePhrases, definitions, says, wishes_for_a_person


@pytest.mark.parametrize(
    "text",
    [
        '"agent"',
        "*human* please",
        "(a person)",
        "agent :)",
        "agent/human",
        "🙄 adviser 🙏 please",
        "I want to talk to a *real* person",
        "human\u200b",
        "\u202ehuman",
        "ｈｕｍａｎ",
        "h u m a n",
        "Booking QX7P2L\nagent please",
        "The flight was late\ncan I speak\nto someone",
    ],
)
def test_marks_and_unusual_letters_around_a_wish_change_nothing(text: str) -> None:
    assert wishes_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "human asap thanks",
        "thanks, human please",
        "supervisor, thank you so much",
        "I said agent",
        "I told you: a person",
        "agent agent",
        "human, I beg you",
        "ok then, an adviser",
        "ffs agent",
        "I'm done with you, person now",
        "human or nothing",
    ],
)
def test_what_is_said_around_the_one_word_changes_nothing(text: str) -> None:
    assert wishes_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "gimme a human",
        "switch me to a person",
        "hand me off to an agent",
        "forward me to someone competent",
        "bring in a human",
        "let a colleague take over",
        "could I be put through to a member of staff",
        "put me through",
        "transfer me please",
        "connect me to your complaints team",
        "please call me back",
        "arrange a callback please",
        "arrange for someone to call me",
        "connect me to your executive",
        "I want to talk with your senior only",
        "let me speak with your oga",
        "mi waan talk to a manager",
        "gimme ah agent nah man",
        "spk 2 agt pls",
        "hmn pls",
    ],
)
def test_a_wish_has_many_verbs_and_many_englishes(text: str) -> None:
    assert wishes_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "Don't you have a human?",
        "do you have an agent I could speak with",
        "are you a human? if not get me one",
        "Is this a human? No? Then get me one",
        "still waiting for a human",
        "where is the person you promised",
        "any human available?",
        "why don't you connect me to an agent",
        "you won't put me through to a person",
        "I don't want an agent who reads a script, I want a manager",
        "why do I get a bot instead of a real person",
    ],
)
def test_a_question_or_reproach_can_be_a_wish(text: str) -> None:
    assert wishes_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "do not connect me to anyone",
        "please don't put me through to an agent",
        "You don't have to connect me to a person",
        "no human please",
        "no thanks, no agent",
        "I no longer need a human",
        "I don't think I need an agent",
        "I'd rather have a bot than a person",
        "I'd prefer not to talk to anyone",
        "can I do it without speaking to someone",
        "stop transferring me to agents",
        "I won't speak to a manager",
    ],
)
def test_who_declines_a_person_wishes_for_none(text: str) -> None:
    assert not wishes_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "transfer my booking to another person",
        "can the voucher be transferred to somebody else",
        "change the contact person on my booking",
        "what is the price per person",
        "I need a seat for one person",
        "will someone look after him",
        "will someone be at the gate to help with the wheelchair",
        "can I send someone to collect my bag",
        "can a person who has epilepsy fly",
        "I'd like to thank the agent who helped me",
        "I want to report an agent",
        "can I have the agent's name",
        "I got a call from an agent",
        "I was talking to an agent and he told me the refund is on its way",
        "I'm flying with a colleague.",
        "my passport is not machine readable",
        "do you employ real people?",
        "get me executive class",
        "will someone call me when my bag is found",
        "call me Maria please",
    ],
)
def test_another_person_or_thing_is_no_wish(text: str) -> None:
    assert not wishes_for_a_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "my father collapsed and he isn't breathing",
        "my baby is turning blue",
        "he's having a fit on the floor here",
        "my mum fainted in the queue and won't wake up",
        "her throat is swelling up",
        "I've taken too many pills",
        "my waters just broke in the taxi",
        "i dont want to be here anymore",
        "my toddler wandered off in departures",
        "a drunk man is threatening me",
        "my husband hit me",
        "someone is following me in the car park",
        "I'm being trafficked",
        "I was groped by the man in 14C",
        "there's a man with a gun at check-in",
        "someone left a bag with wires and ran off",
        "there is a fire in the lounge",
        "my power bank is smoking",
        "I smell gas",
    ],
)
def test_danger_in_plain_words_is_heard(text: str) -> None:
    assert says("safety", text)


@pytest.mark.parametrize(
    "text",
    [
        "what happens in a medical emergency on board?",
        "her last seizure was a year ago",
        "what if I have a seizure on board",
        "I need a doctor's note form",
        "is my booking in danger of being cancelled",
        "my son is missing a shoe",
        "is there a bomb cyclone near Boston",
        "the photo bomb in your advert is funny",
        "is there a fire exit near my row",
        "can I bring a gun in checked baggage",
        "you hit me with another charge",
        "my suitcase collapsed",
        "we lost our son, we cannot travel",
        "can't find my son on the booking",
    ],
)
def test_past_general_and_other_things_are_no_danger(text: str) -> None:
    assert not says("safety", text)


@pytest.mark.parametrize(
    "text",
    [
        "I am going to consumer court",
        "I'll file a case in consumer forum",
        "I am instructing solicitors",
        "my solicitor will be in touch",
        "I'll have my day in court",
        "i go carry una go court",
        "I will drag you to FCCPC",
        "I'm filing a complaint with the DOT",
        "I will lodge a complaint with DGCA",
        "I'll press charges",
        "you will be served papers",
    ],
)
def test_a_threat_with_the_law_is_heard(text: str) -> None:
    assert says("legal", text)


@pytest.mark.parametrize(
    "text",
    [
        "my solicitor is on the same flight",
        "my attorney needs the receipt for his files",
        "I need the invoice for our legal team",
        "we're off to see a lawyer in Madrid",
        "my wife Sue you know was on the same flight",
        "legal advice: may I import cheese?",
        "write to me at anna dot smith",
        "I have a court date on the 5th",
    ],
)
def test_lawyers_who_travel_and_names_are_no_threat(text: str) -> None:
    assert not says("legal", text)


@pytest.mark.parametrize(
    "text",
    [
        "I'll find the clerk and break his arms",
        "i am going to beat up your driver tomorrow",
        "I'm coming to your counter with a hammer",
        "somebody should burn down your office, I will",
        "our cab driver is drunk and the doors are locked, he won't let us out",
        "trapped in the elevator of your hotel since nine",
        "they left my son alone on the highway",
        "my daughter is six and I cannot find her anywhere",
        "grandma is ice cold and barely conscious",
        "dad is diabetic and he is sweating and confused",
        "the carbon monoxide alarm is going off",
        "the socket in the bathroom is sparking",
        "the battery exploded and burned my leg",
    ],
)
def test_danger_and_threats_outside_an_aeroplane_are_heard(text: str) -> None:
    assert says("safety", text)


@pytest.mark.parametrize(
    "text",
    [
        "I will beat you at chess",
        "this wait will break my heart",
        "the queue is barely moving",
        "your gym won't let me out of the contract",
        "is there a lift? I was stuck in a queue",
        "can I bring my insulin",
        "does the flat have a carbon monoxide alarm",
        "which socket do they have in Malta",
        "we burn wood in your holiday home, right?",
        "I'm coming to your counter with my mother",
    ],
)
def test_what_only_sounds_like_danger_is_none(text: str) -> None:
    assert not says("safety", text)


@pytest.mark.parametrize(
    "text",
    [
        "if this isn't sorted by Friday I'll lodge a complaint with the Telecommunications Industry Ombudsman",
        "it is still not solved",
        "when will it be sorted",
        "not very helpful",
        "I would be grateful for an answer",
        "thanks for ruining my holiday",
        "that's not right",
    ],
)
def test_what_is_not_yet_good_is_not_content(text: str) -> None:
    assert not says("content", text)


@pytest.mark.parametrize(
    "text", ["sorted, thanks", "thank you, that's all", "perfect", "all good now", "It's fixed!", "not bad, thanks"]
)
def test_content_stays_content(text: str) -> None:
    assert says("content", text)


@pytest.mark.parametrize(
    "text", ["ur dumb", "god your so useless", "u are literally the dumbest bot ever", "worst chatbot in the world"]
)
def test_plain_insults_at_the_assistant_are_heard(text: str) -> None:
    assert says("insults", text)


@pytest.mark.parametrize(
    "text",
    [
        "y'all are trash lol",
        "You guys really suck",
        "a pack of cheats, that's all",
    ],
)
def test_a_whole_company_can_be_insulted(text: str) -> None:
    assert says("insults", text)


@pytest.mark.parametrize(
    "text",
    [
        "Never again!",
        "two nights on a floor, never again!",
        "last time I book anything with you",
        "is there anyone even awake there",
        "do you honestly take us for fools",
        "don't bother replying",
        "how many more times must I explain this",
        "I demand an answer",
        "you are an embarrassment. An absolute embarrassment",
        "so eine Unverschämtheit",
        "es una estafa",
        "bakwas service",
    ],
)
def test_contempt_without_a_rude_word_is_heard(text: str) -> None:
    assert says("clearly_upset", text)


@pytest.mark.parametrize(
    "text",
    [
        "how many times do I have to change planes",
        "never again will I pack at midnight, can I still check in?",
        "how hard is it to find the gate?",
        "will anyone there even speak French?",
        "when is the last time I can book for Friday",
        "who sucks the water out of the pool",
        "one chilli bomb sauce please",
    ],
)
def test_ordinary_words_are_no_contempt(text: str) -> None:
    assert not any(says(family, text) for family in ("insults", "clearly_upset", "safety"))


@pytest.mark.parametrize("text", ["it is in your rubbish bin", "my dumbest idea yet", "is your useless dog fee per flight"])
def test_other_things_may_be_rubbish(text: str) -> None:
    assert not says("insults", text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("i want " * 3000, False),
        ("real live human " * 3000, True),
        ("very " * 20000 + "i want to talk to a person", True),
        ("half a sign \ud800 and i want to talk to a person", True),
    ],
)
def test_what_is_said_thousands_of_times_over_is_still_read(text: str, wanted: bool) -> None:
    assert wishes_for_a_person(text) is wanted


def test_a_list_of_words_that_does_not_exist_is_named() -> None:
    with pytest.raises(UnknownPhrases, match="attacker_s"):
        definitions("(?&attacker_s) hit me", {"attacker": "he|she"})


def test_phrases_that_cannot_be_read_are_named_and_not_silently_missed() -> None:
    with pytest.raises(UnreadablePhrases, match=r"'legal'.*make content"):
        Family("(court", "legal").are_in("see you in court")
