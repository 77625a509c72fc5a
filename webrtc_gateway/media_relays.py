"""Media relays (TURN, RFC 8656) for browsers whose network lets no UDP through to us, with passwords that run out.

The scheme is of draft-uberti-behave-turn-rest-00, which coturn calls `use-auth-secret`: relay and gateway share a secret, and
the password is an HMAC over a user name that begins with the time at which it runs out. The name says nothing of who it is for.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

GOOD_FOR = timedelta(hours=2)  # coturn asks for the password again with each refresh of an allocation: longer than calls last
RENEW_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class RelayAccess:
    """What one browser shows to the relays (RTCIceServer), and from when on it is to be given anew."""

    urls: tuple[str, ...]
    username: str
    credential: str
    renew_at: datetime


@dataclass(frozen=True)
class MediaRelays:
    """The relays of this deployment; without urls there are none, and browsers contact no server but the gateway."""

    urls: tuple[str, ...]
    secret: str

    def access(self, now: datetime) -> RelayAccess | None:
        """A fresh user name and its password, or None where there is no relay."""
        if not self.urls:
            return None
        username = f"{int((now + GOOD_FOR).timestamp())}:{secrets.token_hex(8)}"
        # SHA-1 is what the protocol names, and all that coturn takes.
        digest = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        return RelayAccess(self.urls, username, base64.b64encode(digest).decode(), now + RENEW_AFTER)
