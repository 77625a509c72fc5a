"""Whether the product is alive and ready, and its figures."""

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Blueprint, HTTPResponse, Request, json, raw
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from customer_care import clock, leases
from customer_care.database import read_in_thread
from webrtc_gateway.house import House

health = Blueprint("health")


@health.get("/healthz")
async def alive(_: Request) -> HTTPResponse:
    return json({"alive": True})


@health.get("/readyz")
async def ready(request: Request) -> HTTPResponse:
    """Each dependency by name, `media` by a call of our own. 503 while one is missing; the chat opens all the same, and says what
    it cannot do."""
    house: House = request.app.ctx.house
    dependencies = {
        "database": await _database_answers(),
        "assistant": await house.assistant.is_ready(),
        "actions": await house.assistant.actions_are_ready(),
        "worker": await _worker_works(),
        "media": await house.media_check.works(),
        "web": (house.settings.web_dir / "widget.js").is_file(),
    }
    return json({"ready": all(dependencies.values()), **dependencies}, status=200 if all(dependencies.values()) else 503)


@health.get("/metrics")
async def figures(_: Request) -> HTTPResponse:
    return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)


async def _database_answers() -> bool:
    try:
        return await read_in_thread(_ask) == 1
    except SQLAlchemyError:
        return False


async def _worker_works() -> bool:
    """Whether a worker, here or elsewhere, has the lease."""
    try:
        return await read_in_thread(leases.is_held, leases.WORKER, clock.now())
    except SQLAlchemyError:
        return False


def _ask(session: Session) -> int:
    return int(session.scalar(text("SELECT 1")) or 0)
