"""How a named error leaves over HTTP: a status, its code, and a sentence for the person."""

import structlog
from sanic import HTTPResponse, Request, Sanic, json
from sanic.exceptions import SanicException
from sqlalchemy.exc import OperationalError

from customer_care.access import NotSignedIn, TicketUsed
from customer_care.advisers import WrongSignIn
from customer_care.database import DatabaseUnavailable
from customer_care.errors import NotFound, ReassureError
from webrtc_gateway import metrics
from webrtc_gateway.auth import BadToken, ForeignOrigin, TooManyRequests
from webrtc_gateway.connection import refusal

log = structlog.get_logger()

STATUS: dict[type[ReassureError], int] = {
    BadToken: 401,
    NotSignedIn: 401,
    WrongSignIn: 401,
    ForeignOrigin: 403,
    TicketUsed: 403,
    NotFound: 404,
    TooManyRequests: 429,
    DatabaseUnavailable: 503,
}


def answer_failures(app: Sanic) -> None:  # type: ignore[type-arg]
    app.error_handler.add(ReassureError, _refused)
    app.error_handler.add(OperationalError, _database_down)
    app.error_handler.add(SanicException, _not_served)
    app.error_handler.add(Exception, _broken)


def _refused(_: Request, error: ReassureError) -> HTTPResponse:
    metrics.refusals.labels(error.code).inc()
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, TooManyRequests) else {}
    body = {"error": error.code, "text": refusal(error)}
    return json(body, status=STATUS.get(type(error), 400), headers=headers)


def _database_down(request: Request, _: OperationalError) -> HTTPResponse:
    return _refused(request, DatabaseUnavailable())


def _not_served(_: Request, error: SanicException) -> HTTPResponse:
    return json({"error": "not_served", "text": str(error)}, status=error.status_code)


def _broken(request: Request, error: Exception) -> HTTPResponse:
    # The path is ours; the query may hold a ticket and the body a customer's words, so neither is logged.
    log.error("request failed", path=request.path, error=type(error).__name__, exc_info=error)
    return json({"error": "broken", "text": refusal(ReassureError())}, status=500)
