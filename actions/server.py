"""The action server: Rasa's webhook, on loopback only.

rasa-sdk runs the actions; its own endpoint is not used, because it listens to everybody and answers a failure with the whole
request, the customer's words among it. Neither answers nor log lines here hold more than names.
"""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionNotFoundException
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from actions import bookings, changes, flights, handoffs, languages, requests, talk, waiting
from actions.care_action import CareAction
from actions.conversation import Slot
from actions.routine import Routine
from actions.routines import ROUTINES
from actions.serving import AskForSlot, BeginRoutine, DoRoutine, RoutineForm

log = logging.getLogger("actions")

ACTIONS: tuple[type[CareAction], ...] = (
    flights.BeginFlightStatus,
    flights.FlightStatusForm,
    flights.AskFlightNumber,
    flights.TellFlightStatus,
    bookings.BeginBooking,
    bookings.BookingForm,
    bookings.AskBookingReference,
    bookings.AskSurname,
    bookings.ShowBooking,
    changes.BeginChangeDate,
    changes.ChangeDateForm,
    changes.AskFlightToChange,
    changes.AskNewDate,
    changes.AskChangeConfirmed,
    changes.ChangeFlightDate,
    talk.SmallTalk,
    waiting.NotSolved,
    waiting.LeaveQueue,
    waiting.CancelCallBack,
    waiting.MoveCallBack,
    talk.AnswerYes,
    talk.AnswerNo,
    talk.Correct,
    talk.OfferGuesses,
    talk.AskWhy,
    talk.Repeat,
    talk.Stop,
    requests.OfferNext,
    languages.SpeakOtherLanguage,
    handoffs.ResumeAfterHandoff,
)


def make_app() -> Sanic[Any, Any]:
    """Rasa's action webhook with every action of this package; `/health` for who watches over it."""
    executor = make_executor()
    app: Sanic[Any, Any] = Sanic("reassure-actions", configure_logging=False)

    @app.post("/webhook")
    async def webhook(request: Request) -> HTTPResponse:
        result = await executor.run(request.json)
        return json(result.model_dump() if result else None)

    @app.get("/health")
    async def health(_: Request) -> HTTPResponse:
        return json({"status": "ok"})

    app.exception(ActionNotFoundException)(_unknown_action)
    app.exception(Exception)(_failure)
    return app


def make_executor() -> ActionExecutor:
    executor = ActionExecutor()
    for action in (*(kind() for kind in ACTIONS), *actions_of(ROUTINES)):
        executor.register_function(action.name(), action.run)
    return executor


def actions_of(routines: Sequence[Routine]) -> Iterator[CareAction]:
    """The three actions of each routine, and one that asks for each slot."""
    by_form = {routine.form: routine for routine in routines}
    for routine in routines:
        yield DoRoutine(routine)
        if routine.asks_something:
            yield BeginRoutine(routine)
            yield RoutineForm(routine)
    asked = {question.slot for routine in routines for question in routine.questions}
    yield from (AskForSlot(slot, by_form) for slot in (*sorted(asked), Slot.CODE, Slot.CONFIRMED))


async def _unknown_action(_: Request, missing: ActionNotFoundException) -> HTTPResponse:
    return json({"error": missing.message, "action_name": missing.action_name}, status=404)


async def _failure(_: Request, failure: Exception) -> HTTPResponse:
    log.error("a call failed: %s", type(failure).__name__)
    return json({"error": type(failure).__name__}, status=500)
