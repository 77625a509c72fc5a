"""Who is at the door: visitors with a token that we signed, advisers with a session that we keep, and how often each may knock.

A visitor's token names one conversation and nothing else. WebSockets are opened with single-use tickets, because a browser cannot
send a header with them and a token in an address ends up in logs.
"""

import math
import time

from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from sanic import Request

from customer_care import access, clock
from customer_care.access import Visitor
from customer_care.database import in_thread
from customer_care.errors import ReassureError
from customer_care.settings import Settings

VISITOR_FOR = 30 * 24 * 3600  # seconds
DESK_COOKIE = "reassure_desk"
DESK_HEADER = "X-Reassure"  # a foreign page cannot send it without asking first: our answer to forged requests

NEW_CONVERSATIONS = parse("120/minute")
TICKETS = parse("240/minute")
FAILED_SIGN_INS = parse("10/minute")
# One message of a conversation is answered at a time, so this is against floods, not against fast typists.
MESSAGES = parse("200/10 seconds")
SIGNALS = parse("200/10 seconds")


class BadToken(ReassureError):
    """Not a token of ours, or too old; the widget begins a new conversation."""

    code = "bad_token"


class ForeignOrigin(ReassureError):
    """A page that is not on the list of those who may open a chat."""

    code = "foreign_origin"


class TooManyRequests(ReassureError):
    """Slow down; `retry_after` is in seconds."""

    code = "too_many_requests"

    def __init__(self, retry_after: int) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Visitors:
    """Signs and reads visitors' tokens."""

    def __init__(self, secret_key: str) -> None:
        self._serializer = URLSafeTimedSerializer(secret_key, salt="visitor")

    def token(self, visitor: Visitor) -> str:
        return self._serializer.dumps(visitor.conversation)

    def read(self, token: str) -> Visitor:
        """The visitor who was given this token. Raises BadToken."""
        try:
            return Visitor(self._serializer.loads(token, max_age=VISITOR_FOR))
        except BadSignature as bad:
            raise BadToken from bad


class Limits:
    """How often something may happen, by whom; counted in this process."""

    def __init__(self) -> None:
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    def count(self, limit: RateLimitItem, who: str) -> None:
        """Raises TooManyRequests when `who` has used up `limit`."""
        self._demand(self._limiter.hit(limit, who), limit, who)

    def demand_left(self, limit: RateLimitItem, who: str) -> None:
        """Raises TooManyRequests when `who` has used up `limit`, without using any of it."""
        self._demand(self._limiter.test(limit, who), limit, who)

    def _demand(self, allowed: bool, limit: RateLimitItem, who: str) -> None:
        if not allowed:
            reset = self._limiter.get_window_stats(limit, who).reset_time
            raise TooManyRequests(max(1, math.ceil(reset - time.time())))


def bearer(request: Request) -> str:
    """The token of the Authorization header. Raises BadToken."""
    if not request.token:
        raise BadToken
    return str(request.token)


def address(request: Request) -> str:
    """Where the request came from; behind proxies (PROXIES_COUNT), what they say."""
    return request.remote_addr or request.ip


async def show_ticket(request: Request, kind: str, settings: Settings) -> str:
    """Whoever holds the ticket in the address of a socket. Raises TicketUsed, and ForeignOrigin with the ticket used up."""
    holder = await in_thread(access.use_ticket, kind, request.args.get("ticket", ""), clock.now())
    # Browsers open sockets across origins without asking.
    demand_public_origin(request.headers.get("origin"), request, settings)
    return holder


def demand_public_origin(origin: str | None, request: Request, settings: Settings) -> None:
    """Of a page that may open a chat. Raises ForeignOrigin."""
    # A socket's scheme is ws or wss, its page's http or https.
    own_page = f"{request.scheme.replace('ws', 'http')}://{request.host}"
    if origin not in {*settings.public_origins, own_page}:
        raise ForeignOrigin


def demand_admitted(request: Request, settings: Settings) -> None:
    """Whether this page may open a chat; browsers name no origin where it is our own. Raises ForeignOrigin."""
    origin = request.headers.get("origin")
    if origin is not None:
        demand_public_origin(origin, request, settings)


def demand_own_page(request: Request) -> None:
    """For the desk's requests that change something. Raises ForeignOrigin."""
    if request.headers.get(DESK_HEADER) != "desk":
        raise ForeignOrigin("no header of ours")
