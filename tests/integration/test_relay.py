"""Customers' messages on their way to the assistant and back, while the assistant fails in each of the ways that Rasa does."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from customer_care import clock, context, conversations, database, frustration, handoffs, journal, outbox, privacy
from customer_care.conversations import Conversation
from customer_care.journal import Speaker
from customer_care.outbox import Errand
from webrtc_gateway.assistant import Assistant
from webrtc_gateway.hub import Hub
from webrtc_gateway.outbox_relay import OutboxRelay

pytestmark = pytest.mark.usefixtures("connected")

RUN_OUT = timedelta(seconds=-1)  # a lease that is over already, as after a crash
UNREACHABLE = "I could not answer that, and nothing was changed."
UNCERTAIN = "I do not know yet whether it was done."

Answer = Callable[[httpx.Request], Awaitable[httpx.Response]]


async def refuse(_: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody listens")


async def break_down(_: httpx.Request) -> httpx.Response:
    return httpx.Response(500)


async def say_nothing(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json=[])


async def hang_up(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("closed half-way")


def saying(*replies: dict[str, Any], after: float = 0.0) -> Answer:
    async def answer(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(after)
        return httpx.Response(200, json=list(replies))

    return answer


class Rasa:
    """Answers at Rasa's addresses; `heard` is what was said to it."""

    def __init__(self, webhook: Answer, events: list[dict[str, Any]] | None = None, frustration: object = None) -> None:
        self.webhook, self.events, self.frustration = webhook, events or [], frustration
        self.responses: list[str | None] = []
        self.heard: list[str] = []
        self.told_of_noticing: list[str] = []
        self.told_of_waiting: list[str | None] = []
        self.forgot: list[str] = []
        self.may_forget = True
        self.at_once = self.most_at_once = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/webhooks/rest/webhook":
            return await self._say(request)
        if request.method == "DELETE":
            return self._forget(request.url.path)
        if request.url.path.endswith("/tracker"):
            return httpx.Response(200, json={"events": self.events})
        return httpx.Response(404)

    def _forget(self, path: str) -> httpx.Response:
        if self.may_forget:
            self.forgot.append(path.removeprefix("/webhooks/forgetting/"))
        return httpx.Response(204 if self.may_forget else 500)

    async def _say(self, request: httpx.Request) -> httpx.Response:
        body = httpx.Response(200, content=request.content).json()
        self.heard.append(body["message"])
        self.told_of_noticing.append(body["metadata"]["noticing"])
        self.told_of_waiting.append(body["metadata"].get("waits_for"))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            answer = await self.webhook(request)
        finally:
            self.at_once -= 1
        findings = {"frustration": self.frustration, "responses": self.responses}
        answer.headers["Reassure-Findings"] = json.dumps({name: found for name, found in findings.items() if found})
        return answer


def a_conversation_with(*messages: str) -> int:
    with database.unit_of_work() as session:
        conversation = conversations.start(session, "web", "en", clock.now())
        for message in messages:
            turn, _ = journal.append(session, conversation, Speaker.CUSTOMER, message, clock.now())
            outbox.put(session, conversation, Errand.SAY, {"turn": turn.seq}, clock.now())
        return conversation.id


async def deliver(rasa: Rasa, conversation_id: int, patience: float = 5.0) -> None:
    assistant = Assistant("http://rasa", "token", "http://actions", httpx.MockTransport(rasa))
    relay = OutboxRelay(assistant, Hub(), patience)
    relay.wake(conversation_id)
    await relay.drain(seconds=20)
    await assistant.close()


def told(conversation_id: int) -> list[str]:
    with database.reading() as session:
        turns = journal.read_after(session, session.get_one(Conversation, conversation_id), 0)
        return [turn.text for turn in turns if turn.speaker == Speaker.ASSISTANT]


def person_is_offered(conversation_id: int) -> bool:
    with database.reading() as session:
        return handoffs.under_way(session, session.get_one(Conversation, conversation_id)) is not None


async def test_answers_are_journalled_in_order_with_their_cards() -> None:
    conversation_id = a_conversation_with("my flight?")
    rasa = Rasa(saying({"text": "It is on time."}, {"custom": {"work": {"done": "Looked it up"}}}, {"text": "Anything else?"}))
    await deliver(rasa, conversation_id)
    assert told(conversation_id) == ["It is on time.", "Anything else?"]
    with database.reading() as session:
        turn = journal.turn_number(session, session.get_one(Conversation, conversation_id), 2)
        assert turn is not None
        assert turn.extras["work"] == {"done": "Looked it up"}


@pytest.mark.parametrize(
    ("told_of", "kept"),
    [
        (["utter_flight_on_time", None], ["utter_flight_on_time", None]),
        (["utter_flight_on_time"], [None, None]),  # it cannot be told which of the two this was
        ([], [None, None]),
    ],
)
async def test_it_is_kept_from_which_response_an_answer_was_made(told_of: list[str | None], kept: list[str | None]) -> None:
    conversation_id = a_conversation_with("my flight?")
    rasa = Rasa(saying({"text": "It is on time."}, {"custom": {"work": {"done": "Looked it up"}}}, {"text": "Anything else?"}))
    rasa.responses = told_of
    await deliver(rasa, conversation_id)
    with database.reading() as session:
        turns = journal.read_after(session, session.get_one(Conversation, conversation_id), 1)
    assert [turn.extras.get(journal.RESPONSE) for turn in turns] == kept


@pytest.mark.parametrize(
    ("failure", "sentence"), [(refuse, UNREACHABLE), (break_down, UNCERTAIN), (say_nothing, UNCERTAIN), (hang_up, UNCERTAIN)]
)
async def test_a_failing_assistant_becomes_words_and_the_offer_of_a_person(failure: Answer, sentence: str) -> None:
    conversation_id = a_conversation_with("my flight?")
    await deliver(Rasa(failure), conversation_id)
    (apology,) = told(conversation_id)
    assert sentence in " ".join(apology.split())
    assert person_is_offered(conversation_id)


async def test_a_slow_answer_is_announced_and_still_arrives() -> None:
    conversation_id = a_conversation_with("my flight?")
    await deliver(Rasa(saying({"text": "It is on time."}, after=0.6)), conversation_id, patience=0.1)
    apology, answer = told(conversation_id)
    assert UNCERTAIN in " ".join(apology.split())
    assert answer == "It is on time."


async def test_one_message_is_in_flight_a_conversation_and_they_keep_their_order() -> None:
    conversation_id = a_conversation_with("one", "two", "three")
    rasa = Rasa(saying({"text": "Yes."}, after=0.05))
    await deliver(rasa, conversation_id)
    assert rasa.heard == ["one", "two", "three"]
    assert rasa.most_at_once == 1


async def test_what_was_heard_before_a_crash_is_not_said_again() -> None:
    conversation_id = a_conversation_with("change it")
    with database.unit_of_work() as session:
        row = outbox.claim_next(session, conversation_id, RUN_OUT, clock.now())
        assert row is not None
    events = [
        {"event": "user", "text": "change it", "metadata": {"turn": 1}, "parse_data": {"frustration": JUDGED}},
        {"event": "bot", "text": "Done: receipt R-1.", "data": {}},
        {"event": "user", "text": "/greet", "metadata": {"turn": 2}, "parse_data": {}},
    ]
    rasa = Rasa(break_down, events)
    await deliver(rasa, conversation_id)
    assert rasa.heard == []
    assert told(conversation_id) == ["Done: receipt R-1."]
    assert scores(conversation_id) == [0.6]


async def test_what_was_never_heard_is_said_after_a_crash() -> None:
    conversation_id = a_conversation_with("change it")
    with database.unit_of_work() as session:
        assert outbox.claim_next(session, conversation_id, RUN_OUT, clock.now()) is not None
    rasa = Rasa(saying({"text": "Which day?"}), events=[])
    await deliver(rasa, conversation_id)
    assert rasa.heard == ["change it"]
    assert told(conversation_id) == ["Which day?"]


async def test_the_assistant_does_not_hear_what_is_said_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation_id = a_conversation_with("hello Ada")
    monkeypatch.setattr(handoffs, "with_adviser", lambda session, conversation: object())
    rasa = Rasa(saying({"text": "I am a bot"}))
    await deliver(rasa, conversation_id)
    assert rasa.heard == []
    assert told(conversation_id) == []


async def test_a_card_that_does_not_fit_is_left_out_and_the_words_stay() -> None:
    conversation_id = a_conversation_with("hello")
    await deliver(Rasa(saying({"text": "Hi"}, {"custom": {"receipt": {"wrong": 1}, "nonsense": 2}})), conversation_id)
    assert told(conversation_id) == ["Hi"]


JUDGED = {"score": 0.6, "level": "offer", "reasons": ["upset_words"]}


def scores(conversation_id: int) -> list[float]:
    with database.reading() as session:
        return [report.score for report in frustration.over_time(session, session.get_one(Conversation, conversation_id))]


def contested(conversation_id: int) -> set[str]:
    with database.reading() as session:
        return frustration.contested(session, session.get_one(Conversation, conversation_id))


def switch_off(conversation_id: int) -> None:
    with database.unit_of_work() as session:
        frustration.switch(session, session.get_one(Conversation, conversation_id), on=False, now=clock.now())


async def test_how_a_message_seemed_is_kept_as_score_and_codes() -> None:
    conversation_id = a_conversation_with("this is useless")
    await deliver(Rasa(saying({"text": "I am sorry."}), frustration=JUDGED), conversation_id)
    assert scores(conversation_id) == [0.6]


async def test_a_pressed_button_was_not_judged_and_makes_no_zero() -> None:
    conversation_id = a_conversation_with("No, carry on")
    await deliver(Rasa(saying({"text": "Of course."}), frustration=None), conversation_id)
    assert scores(conversation_id) == []


@pytest.mark.parametrize("findings", ["not even JSON", "[]", "{}", '{"frustration": null}'])
async def test_an_assistant_that_tells_no_findings_is_understood_all_the_same(findings: str) -> None:
    async def plain_rasa(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=[{"text": "It is on time."}], headers={"Reassure-Findings": findings})

    conversation_id = a_conversation_with("my flight?")
    await deliver(Rasa(plain_rasa), conversation_id)
    assert told(conversation_id) == ["It is on time."]
    assert scores(conversation_id) == []


async def test_what_is_said_to_a_person_is_not_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    conversation_id = a_conversation_with("hello Ada")
    monkeypatch.setattr(handoffs, "with_adviser", lambda session, conversation: object())
    await deliver(Rasa(saying({"text": "I am a bot"}), frustration=JUDGED), conversation_id)
    assert scores(conversation_id) == []


async def test_the_assistant_is_told_with_each_message_whether_it_may_notice() -> None:
    conversation_id = a_conversation_with("hello")
    rasa = Rasa(saying({"text": "Hello."}), frustration=JUDGED)
    await deliver(rasa, conversation_id)
    switch_off(conversation_id)
    with database.unit_of_work() as session:
        outbox.put(session, session.get_one(Conversation, conversation_id), Errand.SAY, {"turn": 1}, clock.now())
    await deliver(rasa, conversation_id)
    assert rasa.told_of_noticing == ["on", "off"]
    assert scores(conversation_id) == []


async def test_a_reason_contested_in_words_is_noted_and_the_offer_is_withdrawn() -> None:
    conversation_id = a_conversation_with("I am not angry")
    with database.unit_of_work() as session:
        handoffs.offer(session, session.get_one(Conversation, conversation_id), ["upset_words"], clock.now())
    noted = {"custom": {"contested": {"reasons": ["upset_words", ""]}}}
    await deliver(Rasa(saying({"text": "Noted."}, noted)), conversation_id)
    assert contested(conversation_id) == {"upset_words"}
    assert not person_is_offered(conversation_id)


async def test_not_now_at_the_package_is_heard_by_the_assistant() -> None:
    rasa = Rasa(saying({"text": "Of course. We carry on."}))
    conversation_id = a_conversation_with("useless")
    await deliver(rasa, conversation_id)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, ["upset_words"], clock.now())
        handoffs.step_back(session, conversation, handoff, clock.now())
    await deliver(rasa, conversation_id)
    assert rasa.heard == ["useless", "/not_now"]
    assert told(conversation_id)[-1] == "Of course. We carry on."


async def test_stop_waiting_is_heard_by_the_assistant_once_it_is_so() -> None:
    rasa = Rasa(saying({"text": "Then we go on here."}))
    conversation_id = a_conversation_with("hello")
    await deliver(rasa, conversation_id)
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        handoff = handoffs.offer(session, conversation, ["asked_for_person"], clock.now())
        handoffs.agree(session, handoff, context.digest(context.from_json(handoff.shown)), [], None, clock.now())
        handoffs.request(session, conversation, handoff, handoffs.Way.TEXT, "a few minutes", clock.now())
        handoffs.step_back(session, conversation, handoff, clock.now())
    await deliver(rasa, conversation_id)
    assert rasa.heard == ["hello", "/stop_waiting"]
    assert told(conversation_id)[-1] == "Then we go on here."


async def test_the_assistant_is_told_whether_the_customer_waits_for_a_person() -> None:
    rasa = Rasa(saying({"text": "Yes."}))
    conversation_id = a_conversation_with("hello")
    await deliver(rasa, conversation_id)
    for way in (None, handoffs.Way.TEXT, handoffs.Way.CALLBACK):
        with database.unit_of_work() as session:
            conversation = session.get_one(Conversation, conversation_id)
            handoff = handoffs.offer(session, conversation, ["asked_for_person"], clock.now())
            digest = context.digest(context.from_json(handoff.shown))
            handoffs.agree(session, handoff, digest, [], None, clock.now())
            if way == handoffs.Way.CALLBACK:
                handoffs.request_callback(
                    session, conversation, handoff, "+596696123456", clock.now() + timedelta(hours=1), clock.now()
                )
            elif way:
                handoffs.request(session, conversation, handoff, way, "a few minutes", clock.now())
            turn, _ = journal.append(session, conversation, Speaker.CUSTOMER, "hello again", clock.now())
            outbox.put(session, conversation, Errand.SAY, {"turn": turn.seq}, clock.now())
        await deliver(rasa, conversation_id)
    assert rasa.told_of_waiting == [None, None, "adviser", "call_back"]


async def test_the_noticing_can_be_switched_off_in_words() -> None:
    conversation_id = a_conversation_with("stop noticing my mood")
    switched = {"custom": {"noticing": {"on": False}}}
    await deliver(Rasa(saying({"text": "I no longer notice it."}, switched), frustration=JUDGED), conversation_id)
    with database.reading() as session:
        noticing = frustration.noticing(session.get_one(Conversation, conversation_id))
    assert noticing is frustration.Noticing.OFF
    assert scores(conversation_id) == []


async def test_an_offer_names_the_reasons_that_were_filled_in() -> None:
    conversation_id = a_conversation_with("this is useless")
    offer = {"custom": {"offer": {"level": "offer", "reasons": ["upset_words", ""]}}}
    await deliver(Rasa(saying({"text": "Shall I get a person?"}, offer)), conversation_id)
    with database.reading() as session:
        handoff = handoffs.under_way(session, session.get_one(Conversation, conversation_id))
        assert handoff is not None
        assert handoff.reasons == ["upset_words"]


def erase(conversation_id: int) -> str:
    with database.unit_of_work() as session:
        conversation = session.get_one(Conversation, conversation_id)
        privacy.erase(session, conversation, clock.now())
        return conversation.public_id


def is_owed(errand: Errand) -> bool:
    with database.reading() as session:
        return any(row.errand == errand and row.done_at is None for row in session.query(outbox.OutboxRow))


async def test_the_assistant_forgets_a_conversation_that_its_customer_deleted() -> None:
    conversation_id = a_conversation_with("hello")
    public_id = erase(conversation_id)
    rasa = Rasa(saying({"text": "Hello."}))
    await deliver(rasa, conversation_id)
    assert (rasa.heard, rasa.forgot) == ([], [public_id])


async def test_an_assistant_that_is_down_forgets_it_later() -> None:
    conversation_id = a_conversation_with()
    erase(conversation_id)
    rasa = Rasa(saying({"text": "Hello."}))
    rasa.may_forget = False
    await deliver(rasa, conversation_id)
    assert is_owed(Errand.FORGET)


async def test_an_answer_that_comes_after_the_deletion_is_not_written_down() -> None:
    conversation_id = a_conversation_with("hello")

    async def delete_meanwhile(_: httpx.Request) -> httpx.Response:
        erase(conversation_id)
        return httpx.Response(200, json=[{"text": "Hello, Ms Martin."}])

    rasa = Rasa(delete_meanwhile, frustration=JUDGED)
    await deliver(rasa, conversation_id)
    assert told(conversation_id) == []
    assert scores(conversation_id) == []
    assert len(rasa.forgot) == 1


async def test_switched_off_the_assistant_forgets_what_was_noticed_before_the_next_message() -> None:
    conversation_id = a_conversation_with()
    switch_off(conversation_id)
    rasa = Rasa(saying({"text": "Hello."}))
    await deliver(rasa, conversation_id)
    assert [path.rsplit("/", maxsplit=1)[-1] for path in rasa.forgot] == ["noticed"]
