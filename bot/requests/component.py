"""Two steps of the pipeline: the first gives it the parts of a message to read as well, the last takes them away again.

Between the two, every step reads a list: the message itself, and after it its parts. What comes of them is written on the message
as `requests`: [{"intent", "text", "spans", "entities"}, …] in the order of asking, when that says more than the intent, and as
`questions`: [{"question", "spans"}, …], the frequent questions among them. Those are answered at once, whatever else is asked.
`asks_amount` says that it is about the price that waits for a yes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.requests.accompanied import TRAVELS_ALONG, unless_accompanied
from bot.requests.amounts_asked import asks_about_the_amount
from bot.requests.choice import (
    GIVES_WAY_OUTSIDE,
    LONG,
    QUESTION,
    Reading,
    Request,
    as_bare_things,
    as_things,
    beside_the_whole,
    questions_in,
    requests_in,
    takes_over,
    with_the_whole,
)
from bot.requests.moving import MOVES, UNCLEAR, as_moved
from bot.requests.opposites import as_meant, parts_as_meant, unless_unwanted
from bot.requests.parts import bare_things, split, things
from bot.requests.taken_back import without_taken_back
from bot.requests.unsolved import unless_it_complains

REQUESTS, QUESTIONS, UNDERSTANDING, LIKELIEST = "requests", "questions", "understanding", "question"
ASKS_AMOUNT = "asks_amount"
YES_OR_NO = {"confirmed", "change_confirmed"}
# Where a part stands; and of a thing named under one verb with others, which part that would replace, and whether the verb is
# said again; without articles they count outside of tasks only, where a name or a place may be the answer.
PART, THINGS_OF, CARRIED, BARE = "part_of_message", "things_of_part", "carried", "without_articles"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class MessageParts(GraphComponent):
    """Comes first. Adds the parts of each message behind it, when it has more than one."""

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> MessageParts:
        return cls()

    def process(self, messages: list[Message]) -> list[Message]:
        return [each for message in messages for each in (message, *parts_of(message), *things_of(message))]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class RequestsInMessage(GraphComponent):
    """Comes after intents and entities are known."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """`requests`: the intents of which a customer may ask several at once. `extras`: those that add to a booking."""
        return {"requests": [], "extras": []}

    def __init__(self, config: dict[str, Any]) -> None:
        self._wishes = frozenset(config["requests"])
        self._extras = frozenset(config["extras"])

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> RequestsInMessage:
        return cls(config)

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        whole = [message for message in messages if not message.get(PART)]
        parts = [message for message in messages if message.get(PART)]
        if len(whole) == 1:
            if asked_for_a_yes(tracker) and asks_about_the_amount(whole[0].get(TEXT) or ""):
                whole[0].set(ASKS_AMOUNT, True, add_to_output=True)
                take_for(whole[0], Reading(whole[0].get(TEXT), UNCLEAR, 1.0))
                return whole
            form = tracker.active_loop_name if tracker is not None else None
            self._decide(
                whole[0],
                self._in_things(whole[0], parts, in_task=form is not None),
                form,
                about_a_flight=is_about_a_flight(tracker),
            )
        return whole

    def _in_things(self, whole: Message, messages: Sequence[Message], *, in_task: bool) -> list[Reading]:
        """The parts, and in place of one that surely names several things, these."""
        parts = [reading_of(part) for part in messages if not part.get(THINGS_OF)]
        for span in dict.fromkeys(part.get(THINGS_OF) for part in messages if part.get(THINGS_OF)):
            of_it = [part for part in messages if part.get(THINGS_OF) == span]
            alone = [self._meant(part) for part in of_it if part.get(CARRIED) is False]
            carried = [self._meant(part) for part in of_it if part.get(CARRIED) is True]
            rest = [replace(reading_of(part), intent="") for part in of_it if part.get(CARRIED) is None]
            each, bare = list(zip(alone, carried, strict=True)), any(part.get(BARE) for part in of_it)
            if bare and in_task:
                continue
            around = as_bare_things(each, self._part_at(span, whole, messages), self._wishes) if bare else []
            named = around or as_things(each, self._wishes)
            if named:
                others = parts or [reading_of(whole)]
                parts = sorted((*(part for part in others if not _within(part, span)), *named, *rest), key=_place)
        return parts

    def _part_at(self, span: tuple[int, int], whole: Message, messages: Sequence[Message]) -> Reading:
        """What the things are a part of: the whole message, where it has no parts."""
        parts = (part for part in messages if not part.get(THINGS_OF) and part.get(PART) == span)
        return self._meant(next(parts, whole))

    def _meant(self, part: Message) -> Reading:
        return as_meant(reading_of(part), self._wishes, self._extras)

    def _decide(self, message: Message, parts: Sequence[Reading], form: str | None, *, about_a_flight: bool) -> None:
        read = reading_of(message)
        whole, parts = self._accompanied(as_moved(read, about_a_flight=about_a_flight), parts, form)
        whole, parts = without_taken_back(whole, parts, self._wishes)
        parts = parts_as_meant(parts, self._wishes, self._extras)
        whole = unless_unwanted(whole, parts, self._wishes) if parts else as_meant(whole, self._wishes, self._extras)
        whole = unless_it_complains(whole)
        if whole.intent != read.intent:
            if whole.intent == UNCLEAR:
                take_for(message, replace(whole, intent=MOVES))  # the likeliest guess
            take_for(message, whole)
        if parts:
            self._find_requests(message, whole, parts, in_task=form is not None)

    def _accompanied(self, whole: Reading, parts: Sequence[Reading], form: str | None) -> tuple[Reading, list[Reading]]:
        """Whole and parts; what is asked besides about children who travel along is what the message is about."""
        parts = [unless_accompanied(part, form=form) for part in parts]
        read = unless_accompanied(whole, form=form)
        asks_besides = read is not whole and any(part.is_request(self._wishes) for part in parts)
        return (replace(read, intent="") if asks_besides and len(whole.text) <= LONG else read), parts

    def _find_requests(self, message: Message, whole: Reading, parts: Sequence[Reading], *, in_task: bool) -> None:
        long = len(whole.text) > LONG
        questions = questions_in(parts, long=long)
        asking = [part for found in questions.values() for part in found]
        if asking and whole.is_question() and whole.question not in questions and not long:
            questions = {whole.question: [], **questions}  # no part says as surely what the whole asks
        parts = [part for part in parts if part not in asking]
        parts = parts if long else beside_the_whole(whole, parts, self._wishes)
        requests = requests_in(parts, self._wishes, long=long)
        requests = requests if long else with_the_whole(whole, parts, requests, self._wishes)
        chosen = takes_over(whole, parts, requests, in_task=in_task)
        if chosen:
            take_for(message, chosen.surest)
        about = chosen.intent if chosen else whole.intent
        if asking and not requests and not in_task and whole.intent in {QUESTION, *GIVES_WAY_OUTSIDE} and not whole.is_question():
            take_for(message, asking[0])
            message.set(LIKELIEST, asking[0].question, add_to_output=True)
        if questions and (in_task or len(questions) > 1 or requests or about != QUESTION):
            message.set(QUESTIONS, [asked(question, found) for question, found in questions.items()], add_to_output=True)
        if in_task or long or questions or len(requests) > 1 or any(request.intent != about for request in requests):
            message.set(REQUESTS, [written(request) for request in requests], add_to_output=True)


def asked_for_a_yes(tracker: DialogueStateTracker | None) -> bool:
    """A price was told, and the customer decides."""
    return tracker is not None and bool(tracker.active_loop_name) and tracker.get_slot(REQUESTED_SLOT) in YES_OR_NO


def is_about_a_flight(tracker: DialogueStateTracker | None) -> bool:
    """A booking or a flight has been named, so that "it" is one."""
    return tracker is not None and any(tracker.get_slot(slot) for slot in ("booking_reference", "flight_number"))


def parts_of(message: Message) -> list[Message]:
    text = message.get(TEXT) or ""
    parts = split(text) if not text.lstrip().startswith("/") else []
    return [Message({TEXT: part.of(text), PART: (part.start, part.end)}) for part in parts] if len(parts) > 1 else []


def things_of(message: Message) -> list[Message]:
    """What the parts name one after the other under one verb, each alone and with that verb, and whose it is."""
    text = message.get(TEXT) or ""
    if text.lstrip().startswith("/"):
        return []
    found = []
    for named in filter(None, (things(text, part) or bare_things(text, part) for part in split(text))):
        of_it = {THINGS_OF: (named.whole.start, named.whole.end), BARE: named.bare}
        for thing, with_verb in zip(named.each, named.carried(text), strict=True):
            place = {PART: (thing.start, thing.end)}
            found.append(Message({TEXT: thing.of(text), CARRIED: False, **place, **of_it}))
            found.append(Message({TEXT: with_verb, CARRIED: True, **place, **of_it}))
        if named.rest:
            found.append(Message({TEXT: named.rest.of(text), PART: (named.rest.start, named.rest.end), **of_it}))
    return found


def _within(part: Reading, span: tuple[int, int]) -> bool:
    """Whether it is what the things replace; the whole message, where it was not divided, is."""
    return part.span in (span, (0, 0))


def _place(part: Reading) -> tuple[int, int]:
    return part.span


def reading_of(message: Message) -> Reading:
    intent = message.get(INTENT) or {}
    return Reading(
        text=message.get(TEXT) or "",
        intent=intent.get(INTENT_NAME_KEY) or "",
        confidence=intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0,
        span=message.get(PART) or (0, 0),
        entities=tuple(message.get(ENTITIES) or ()),
        understanding=message.get(UNDERSTANDING),
        question=message.get(LIKELIEST) or "",
        otherwise=next((guess[INTENT_NAME_KEY] for guess in (message.get(INTENT_RANKING_KEY) or [])[1:]), ""),
    )


def take_for(message: Message, reading: Reading) -> None:
    """The message is about what this reading of it, or of its surest part, says."""
    intent = {INTENT_NAME_KEY: reading.intent, PREDICTED_CONFIDENCE_KEY: reading.confidence}
    others = [guess for guess in message.get(INTENT_RANKING_KEY) or [] if guess[INTENT_NAME_KEY] != reading.intent]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [intent, *others], add_to_output=True)
    if reading.question == TRAVELS_ALONG:
        message.set(LIKELIEST, reading.question, add_to_output=True)
    if reading.understanding:
        message.set(UNDERSTANDING, reading.understanding, add_to_output=True)


def written(request: Request) -> dict[str, Any]:
    """As the actions read it. `spans` are where it is asked for; entities lose their place, which was in a part."""
    kept = ("entity", "value", "role", "name")
    entities = [{key: entity[key] for key in kept if key in entity} for entity in request.entities]
    spans = [list(reading.span) for reading in request.readings if reading.intent == request.intent]
    return {"intent": request.intent, "text": request.text, "spans": spans, "entities": entities}


def asked(question: str, readings: Sequence[Reading]) -> dict[str, Any]:
    """As the actions read it. `spans` are where it is asked."""
    return {"question": question, "spans": [list(reading.span) for reading in readings]}
