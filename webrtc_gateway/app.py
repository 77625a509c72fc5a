"""The gateway: the only public door. Its list of blueprints is the table of contents."""

import asyncio
import contextlib
import gc
import itertools

from sanic import HTTPResponse, Request, Sanic
from sanic.response import BaseHTTPResponse
from sqlalchemy.exc import OperationalError

from customer_care import clock, database, migrate
from customer_care.settings import Settings
from webrtc_gateway.house import House, build
from webrtc_gateway.http.api_description import api_description
from webrtc_gateway.http.chat import chat
from webrtc_gateway.http.desk import desk
from webrtc_gateway.http.duties import duties
from webrtc_gateway.http.failures import answer_failures
from webrtc_gateway.http.health import health
from webrtc_gateway.http.mailbox import demo_mailbox
from webrtc_gateway.http.pages import pages, serve_assets
from webrtc_gateway.http.passport import passport
from webrtc_gateway.http.recordings import recordings

LARGEST_REQUEST = 64 * 1024  # bytes
# Larger than any message may be, so that a message that is too long gets a sentence and not a closed socket.
LARGEST_FRAME = 2 * 1024 * 1024
TEND_EVERY = 1.0  # seconds
MEASURED_IN_PARTS = 10
NOTE_WHO_IS_HERE_EVERY = 5  # tends
ADMISSION = "/api/chat/admission"  # tells a page of any origin whether it may open a chat
LOOK_AGAIN_EVERY = 3  # tends: everything that is woken also polls


def create_app(settings: Settings) -> Sanic:  # type: ignore[type-arg]
    """The application, with its database connected and its schema checked. Raises SchemaMismatch."""
    migrate.demand_current(database.connect(settings.database_url))
    app = Sanic("reassure", configure_logging=False)
    app.config.update(
        REQUEST_MAX_SIZE=LARGEST_REQUEST,
        WEBSOCKET_MAX_SIZE=LARGEST_FRAME,
        WEBSOCKET_PING_INTERVAL=10,
        WEBSOCKET_PING_TIMEOUT=10,
        GRACEFUL_SHUTDOWN_TIMEOUT=3,
        FALLBACK_ERROR_FORMAT="json",
        MOTD=False,
        PROXIES_COUNT=settings.proxies_count or None,
        ACCESS_LOG=False,
    )
    app.ctx.house = build(settings)
    app.blueprint([pages, chat, desk, duties, health, passport, demo_mailbox, recordings, api_description])
    serve_assets(app, settings.web_dir)
    answer_failures(app)
    app.register_middleware(_answer_preflight, "request")
    app.register_middleware(_add_headers, "response")
    app.after_server_start(_begin)
    app.before_server_stop(_end)
    return app


async def _begin(app: Sanic) -> None:  # type: ignore[type-arg]
    house: House = app.ctx.house
    app.ctx.deciding = [asyncio.create_task(work) for work in (house.relay.run(), _tend(house), _measure(house))]
    app.ctx.preparing = asyncio.create_task(house.sounds.prepare())
    app.ctx.recording = [asyncio.create_task(it.keep_records()) for it in (house.switchboard, house.recorder)]
    app.ctx.announcing = asyncio.create_task(house.switchboard.keep_announcing())
    gc.freeze()  # what is here now stays: a full collection must not stall the audio (WEBRTC_NOTES)


async def _end(app: Sanic) -> None:  # type: ignore[type-arg]
    house: House = app.ctx.house
    for task in (*app.ctx.deciding, app.ctx.preparing):
        task.cancel()
    house.hub.closing.set()
    await house.recorder.close()
    await house.switchboard.close()
    for task in app.ctx.recording:
        task.cancel()
    app.ctx.announcing.cancel()
    await house.relay.drain(seconds=4)
    await house.assistant.close()


async def _tend(house: House) -> None:
    beat = 0
    while True:
        now = clock.now()
        with contextlib.suppress(OperationalError):
            if beat % NOTE_WHO_IS_HERE_EVERY == 0:
                await house.note_who_is_here(now)
            await house.tend(now)
            await house.recorder.tend(now, set(house.switchboard.handoffs()))
        if beat % LOOK_AGAIN_EVERY == 0:
            house.hub.wake_all()
        beat += 1
        await asyncio.sleep(TEND_EVERY)


async def _measure(house: House) -> None:
    """Once a second for each call, a tenth of them at a time."""
    for part in itertools.cycle(range(MEASURED_IN_PARTS)):
        house.switchboard.measure(part, MEASURED_IN_PARTS)
        await asyncio.sleep(1 / MEASURED_IN_PARTS)


async def _answer_preflight(request: Request) -> HTTPResponse | None:
    """Browsers ask before a page of another origin may speak with the chat; the desk is for its own page only."""
    if request.method != "OPTIONS":
        return None
    return HTTPResponse(status=204)


async def _add_headers(request: Request, response: BaseHTTPResponse) -> HTTPResponse | None:
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    response.headers.setdefault("Referrer-Policy", "no-referrer")
    house: House = request.app.ctx.house
    origin = request.headers.get("origin")
    if request.path.startswith("/api/chat/") and origin in house.settings.public_origins:
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Vary"] = "Origin"
    elif request.path == ADMISSION:
        response.headers["Access-Control-Allow-Origin"] = "*"
    return None
