"""One WebSocket: reads frames one by one, writes in order, and looks again whenever something it shows has changed."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any, ClassVar, TypeVar

import structlog
from pydantic import TypeAdapter, ValidationError
from sanic import Websocket
from sanic.exceptions import WebsocketClosed
from sqlalchemy.exc import OperationalError

from customer_care import clock, wording
from customer_care.database import DatabaseUnavailable
from customer_care.errors import NotFound, ReassureError
from webrtc_gateway import auth, messages, metrics
from webrtc_gateway.auth import Limits
from webrtc_gateway.hub import Hub
from webrtc_gateway.media_relays import MediaRelays, RelayAccess
from webrtc_gateway.offer import Refusal, SdpRefused
from webrtc_gateway.switchboard import ShuttingDown

log = structlog.get_logger()

T = TypeVar("T")

POLICY_VIOLATION = 1008  # RFC 6455 §7.4.1
SERVICE_RESTART = 1012  # registered with IANA
SIGNALLING = {"leg_offer", "leg_candidate", "mute", "hello"}


class MessageTooLong(ReassureError):
    """More text than a message may have; nothing of it was kept."""

    code = "message_too_long"


class FieldTooLong(ReassureError):
    """A goal, a number, a note or a promise that is longer than its field may be."""

    code = "field_too_long"


class MessageNotUnderstood(ReassureError):
    """Not a message of this protocol."""

    code = "message_not_understood"


async def let_in(socket: Websocket, enter: Awaitable[T]) -> T | None:
    """Who comes with this socket, or None: then the reason was said over it, and it is closed.

    Nothing of its address is logged, because the ticket is in it.
    """
    try:
        return await enter
    except ReassureError as refused:
        metrics.refusals.labels(refused.code).inc()
        await socket.send(messages.to_customer.dump_json(messages.Refused(refused.code, refusal(refused))).decode())
        await socket.close(POLICY_VIOLATION, refused.code)
        return None


@dataclass(eq=False)
class Connection(ABC):
    """A client's socket. Subclasses say what its messages do and what it is shown."""

    socket: Websocket
    hub: Hub
    limits: Limits
    who: str

    def __post_init__(self) -> None:
        self.woken = asyncio.Event()
        self._outgoing: asyncio.Queue[bytes] = asyncio.Queue(maxsize=1000)
        self._sent_states: dict[str, bytes] = {}
        self._greeted = False
        self._relays: RelayAccess | None = None
        # The handoff whose call this browser takes part in, as of its newest offer.
        self.in_call: str | None = None

    incoming: ClassVar[TypeAdapter[Any]]
    outgoing: ClassVar[TypeAdapter[Any]]

    @abstractmethod
    async def handle(self, message: Any) -> None:
        """Does what a message asks. A ReassureError becomes a sentence for the person."""

    @abstractmethod
    async def hello(self, message: messages.Hello) -> None:
        """The first message of a socket."""

    @abstractmethod
    async def look(self) -> None:
        """Sends what is new since the last look."""

    async def run(self) -> None:
        """Serves the socket until it closes."""
        async with asyncio.TaskGroup() as tasks:
            doing = (self._write(), self._keep_looking(), self._leave_with_the_gateway())
            helpers = [tasks.create_task(helper) for helper in doing]
            try:
                await self._read()
            finally:
                for helper in helpers:
                    helper.cancel()

    def send(self, message: Any) -> None:
        self._outgoing.put_nowait(self.outgoing.dump_json(message))

    def send_state(self, state: Any, always: bool = False) -> None:
        """Sends a whole state if it differs from the one this socket has."""
        frame = self.outgoing.dump_json(state)
        if always or self._sent_states.get(state.type) != frame:
            self._sent_states[state.type] = frame
            self._outgoing.put_nowait(frame)

    def give_relays(self, relays: MediaRelays) -> None:
        """The media relays for this browser's legs: before the first one is joined, and anew before the password runs out."""
        now = clock.now()
        if self._relays is None or now >= self._relays.renew_at:
            self._relays = relays.access(now)
            if self._relays:
                self.send(messages.Relays(list(self._relays.urls), self._relays.username, self._relays.credential))

    def refuse(self, error: ReassureError, about: str | None) -> None:
        """A named error and its sentence. Counted, and logged without a word of what was said."""
        metrics.refusals.labels(error.code).inc()
        log.info("refused", error=error.code, about=about, who=self.who)
        self.send(messages.Refused(error.code, refusal(error), about))

    async def _read(self) -> None:
        while (frame := await self.socket.recv()) is not None:
            await self._take(frame)

    async def _take(self, frame: str | bytes) -> None:
        about = None
        try:
            message = self._understood(frame)
            about = getattr(message, "id", None) or message.type
            limit = auth.SIGNALS if message.type in SIGNALLING else auth.MESSAGES
            self.limits.count(limit, self.who)
            await self._dispatch(message)
        except ReassureError as error:
            self.refuse(error, about or _about(frame))
        except OperationalError:
            self.refuse(DatabaseUnavailable(), about)
        except Exception as broken:
            # Answered all the same: a browser asks again for what was not, and would come back with it for ever.
            log.exception("message failed", about=about, error=type(broken).__name__)
            self.refuse(ReassureError(), about)

    async def _dispatch(self, message: Any) -> None:
        if isinstance(message, messages.Hello):
            await self.hello(message)
            self._greeted = True
            self.woken.set()
        elif not self._greeted:
            raise MessageNotUnderstood("hello comes first")
        else:
            await self.handle(message)
            # What has an id is answered by it; signals are good now or never.
            if message.type not in SIGNALLING and not hasattr(message, "id"):
                self.send(messages.Done(message.type))

    def _understood(self, frame: str | bytes) -> Any:
        try:
            return self.incoming.validate_json(frame)
        except ValidationError as unknown:
            # The cause would carry the customer's words into the log.
            raise _named(unknown) from None

    async def _write(self) -> None:
        with contextlib.suppress(WebsocketClosed):  # between its closing and our hearing of it
            while True:
                await self.socket.send((await self._outgoing.get()).decode())

    async def _leave_with_the_gateway(self) -> None:
        """Before the gateway stops: a word to whoever is in a call, and a closed line, so that the browser looks for another."""
        await self.hub.closing.wait()
        if self.in_call:
            error = ShuttingDown()
            await self.socket.send(self.outgoing.dump_json(messages.Refused(error.code, refusal(error))).decode())
        await self.socket.close(SERVICE_RESTART)

    async def _keep_looking(self) -> None:
        while True:
            await self.woken.wait()
            self.woken.clear()
            if self._greeted:
                try:
                    await self.look()
                except OperationalError:
                    log.warning("database does not answer", who=self.who)
                except NotFound as gone:
                    self.refuse(gone, None)  # deleted in another tab
                    return


def _named(unknown: ValidationError) -> ReassureError:
    """Which limit a frame went over, so that the person is told what to shorten."""
    too_long = [problem["loc"][-1] for problem in unknown.errors(include_input=False) if problem["type"] == "string_too_long"]
    if not too_long:
        return MessageNotUnderstood()
    if too_long[0] == "sdp":
        return SdpRefused(Refusal.TOO_LARGE)
    return MessageTooLong() if unknown.errors(include_input=False)[0]["loc"][0] == "say" else FieldTooLong()


def refusal(error: ReassureError) -> str:
    """The sentence for an error, with the facts that it carries."""
    values = {name: "" if value is None else value for name, value in vars(error).items()}
    return wording.refusal(error.code, **values)


def _about(frame: str | bytes) -> str | None:
    """Which message was not understood: its client id if one can be read, so that the widget can mark it."""
    try:
        message = TypeAdapter(dict[str, Any]).validate_json(frame)
    except ValidationError:
        return None
    name = message.get("id") or message.get("type")
    return name[:64] if isinstance(name, str) else None
