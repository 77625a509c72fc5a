"""A synthetic browser: ICE, DTLS and SRTP as they are, and nothing else, so that hundreds of them fit on one core.

It names one address, nominates the first path that answers (RFC 8445 §8), and once the keys are agreed it only counts: what it
sent and when, and what came to it from the other one. Arrival is when the kernel had the packet, not when we came to look.
"""

import contextlib
import re
import secrets
import socket
import struct
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
from aioice import stun
from aiortc.rtcdtlstransport import generate_certificate
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from OpenSSL import SSL
from pylibsrtp import Policy, Session

PAYLOAD_TYPE = 111
FRAME = 960  # 20 ms of the RTP clock
REPORT_EVERY = 50  # packets: one sender report a second
KEPT = 1024  # packets whose time of sending is remembered: 20 s
LARGEST = 2048  # bytes

RTP_HEADER = struct.Struct("!BBHII")
SENDER_REPORT = struct.Struct("!BBHIQIII")
NUMBER = struct.Struct("!IH")
KERNEL_TIME = struct.Struct("qq")
SO_TIMESTAMPNS = 35  # <asm-generic/socket.h>; Python has no name for it
ANCILLARY = socket.CMSG_SPACE(KERNEL_TIME.size)
KEY, SALT = 16, 14  # bytes, of SRTP_AES128_CM_SHA1_80, which Chromium prefers
NTP_EPOCH = 2_208_988_800
RETRY = 0.2  # seconds

UFRAG = re.compile(r"a=ice-ufrag:(\S+)")
PASSWORD = re.compile(r"a=ice-pwd:(\S+)")
SETUP = re.compile(r"a=setup:(\S+)")
CANDIDATE = re.compile(r"a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ host", re.IGNORECASE)
MID = re.compile(r"a=mid:(\S+)")
OPUS = re.compile(r"a=rtpmap:(\d+) opus/48000/2", re.IGNORECASE)


class Identity:
    """A certificate, shared by all clients of a run as no browsers would: making hundreds of them is not what is measured."""

    def __init__(self) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = generate_certificate(key)
        digest = certificate.fingerprint(hashes.SHA256()).hex().upper()
        self.fingerprint = ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
        self.context = SSL.Context(SSL.DTLS_METHOD)
        self.context.set_verify(SSL.VERIFY_PEER | SSL.VERIFY_FAIL_IF_NO_PEER_CERT, lambda *_: True)
        self.context.use_certificate(certificate)
        self.context.use_privatekey(key)
        self.context.set_tlsext_use_srtp(b"SRTP_AES128_CM_SHA1_80")


@dataclass
class Remote:
    """What the other end's description says."""

    ufrag: str
    password: str
    address: tuple[str, int]
    connects: bool  # whether it opens DTLS, so that we wait

    @classmethod
    def read(cls, sdp: str, local: str) -> "Remote":
        """`local` picks, among the addresses named, the one on our own interface."""
        places = [(host, int(port)) for host, port in CANDIDATE.findall(sdp)]
        place = next((place for place in places if place[0] == local), places[0])
        return cls(_found(UFRAG, sdp), _found(PASSWORD, sdp), place, _found(SETUP, sdp) != "passive")


def _found(pattern: re.Pattern[str], sdp: str) -> str:
    match = pattern.search(sdp)
    assert match, f"the description lacks {pattern.pattern}"
    return match[1]


class Client:
    """One end of a call. `frames` are the Opus packets that it sends, over and over."""

    def __init__(self, number: int, address: str, identity: Identity, frames: Sequence[bytes]) -> None:
        self.number = number
        self.address = address
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.other: Client = self
        self.connected = False
        self.heard = 0
        self.sent = 0
        self._ready: deque[bytes] = deque()
        self.sent_at = [0] * KEPT  # nanoseconds since 1970, by packet number
        self.shift: int | None = None  # from the other's packet numbers to the sequence numbers that arrive
        self.frames = frames
        self.payload_type = PAYLOAD_TYPE
        self._mid = "0"
        self._identity = identity
        self._ufrag, self._password = secrets.token_hex(4), secrets.token_hex(16)
        self._ssrc = secrets.randbits(32)
        self._tie_breaker = secrets.randbits(64)
        self._controls = True
        self._path_works = False
        self._remote: Remote | None = None
        self._retry_at = 0.0
        self._ssl: SSL.Connection | None = None
        self._asked_early: list[stun.Message] = []

    # --- set-up ---

    def offer(self) -> str:
        return self._description("actpass")

    def answer(self, offer: str) -> str:
        """The answer to the other end's offer, who nominates (RFC 8445 §6.1.1) and opens DTLS.

        A browser would open it itself; when its first message comes too early, the other end would seem to need a second more.
        """
        self._controls = False
        self._mid, self.payload_type = _found(MID, offer), int(_found(OPUS, offer))
        self._meet(Remote.read(offer, self.address), waits=True)
        return self._description("passive")

    def accept(self, answer: str) -> None:
        """The other end's answer to our offer."""
        remote = Remote.read(answer, self.address)
        self._meet(remote, waits=remote.connects)

    def nudge(self, now: float) -> None:
        """Ask again, or answer again, while something is still missing."""
        if self.connected or self._remote is None or now < self._retry_at:
            return
        self._retry_at = now + RETRY
        if not self._path_works:
            self._check_path()
        elif self._ssl is not None and self._ssl.DTLSv1_handle_timeout():
            self._send_flight()

    def take_other(self, data: bytes) -> None:
        """STUN or DTLS has come in (RFC 7983)."""
        if data[0] < 4:
            self._take_stun(data)
        elif 19 < data[0] < 64 and self.connected:
            self._repeat_last_flight(data)
        elif 19 < data[0] < 64:
            self._shake_hands(data)

    def close(self) -> None:
        self.socket.close()

    # --- media ---

    def prepare(self, packets: int) -> None:
        """Encrypt so many beforehand: there is hardly time for it while hundreds of clients speak."""
        while len(self._ready) < packets:
            self._ready.append(self._encrypted())

    def send(self) -> None:
        """The next packet, which carries its number; and once a second a report."""
        number = self.sent
        packet = self._ready.popleft() if self._ready else self._encrypted()
        self.sent = number + 1
        self.sent_at[number % KEPT] = time.time_ns()
        self._send(packet)
        if number % REPORT_EVERY == REPORT_EVERY - 1:
            self._send_report()

    def number_of(self, data: bytes) -> int | None:
        """The number of the packet that came in, of those that the other one sent; None until it is known.

        The first packet is decrypted; from then on the header tells, for a bridge shifts all numbers by the same.
        """
        sequence = data[2] << 8 | data[3]
        if self.shift is None:
            payload = self._in.unprotect(data)
            number, sender = NUMBER.unpack(payload[-NUMBER.size :])
            assert sender == self.other.number, "somebody else is heard"
            self.shift = sequence - number
        return (sequence - self.shift) & 0xFFFF

    def _send(self, data: bytes) -> None:
        try:
            self.socket.send(data)
        except ConnectionRefusedError:
            # The other end has closed, or does not listen yet. The socket tells of it once and works on.
            return

    def _encrypted(self) -> bytes:
        number = self.sent + len(self._ready)
        header = RTP_HEADER.pack(0x80, self.payload_type, number & 0xFFFF, number * FRAME & 0xFFFFFFFF, self._ssrc)
        return self._out.protect(header + self._payload(number))

    def _payload(self, number: int) -> bytes:
        return self.frames[number % len(self.frames)] + NUMBER.pack(number, self.number)

    # --- what a browser does by itself ---

    def _description(self, setup: str) -> str:
        host, port = self.socket.getsockname()
        lines = [
            "v=0",
            f"o=- {self.number + 1} 1 IN IP4 0.0.0.0",
            "s=-",
            "t=0 0",
            f"a=group:BUNDLE {self._mid}",
            "a=msid-semantic: WMS *",
            f"m=audio {port} UDP/TLS/RTP/SAVPF {self.payload_type}",
            f"c=IN IP4 {host}",
            f"a=mid:{self._mid}",
            "a=sendrecv",
            "a=rtcp-mux",
            f"a=rtpmap:{self.payload_type} opus/48000/2",
            f"a=fmtp:{self.payload_type} minptime=10;useinbandfec=1",
            f"a=ice-ufrag:{self._ufrag}",
            f"a=ice-pwd:{self._password}",
            f"a=fingerprint:sha-256 {self._identity.fingerprint}",
            f"a=setup:{setup}",
            f"a=msid:s{self.number} t{self.number}",
            f"a=ssrc:{self._ssrc} cname:c{self.number}",
            f"a=candidate:1 1 udp 2122260223 {host} {port} typ host",
            "a=end-of-candidates",
        ]
        return "\r\n".join(lines) + "\r\n"

    def _meet(self, remote: Remote, *, waits: bool) -> None:
        self._remote, self._waits = remote, waits
        self.socket.connect(remote.address)
        self._ssl = SSL.Connection(self._identity.context, None)
        if waits:
            self._ssl.set_accept_state()
        else:
            self._ssl.set_connect_state()
        for request in self._asked_early:
            self._respond(request)
        self._check_path()

    def _check_path(self) -> None:
        assert self._remote
        self._retry_at = time.monotonic() + RETRY
        request = stun.Message(stun.Method.BINDING, stun.Class.REQUEST)
        request.attributes["USERNAME"] = f"{self._remote.ufrag}:{self._ufrag}"
        request.attributes["PRIORITY"] = 2122260223
        if self._controls:
            request.attributes["ICE-CONTROLLING"] = self._tie_breaker
            request.attributes["USE-CANDIDATE"] = None
        else:
            request.attributes["ICE-CONTROLLED"] = self._tie_breaker
        request.add_message_integrity(self._remote.password.encode())
        self._send(bytes(request))

    def _take_stun(self, data: bytes) -> None:
        message = stun.parse_message(data)
        if message.message_class == stun.Class.REQUEST and self._remote is None:
            self._asked_early.append(message)
        elif message.message_class == stun.Class.REQUEST:
            self._respond(message)
        elif message.message_class == stun.Class.RESPONSE and not self._path_works:
            self._path_works = True
            self._shake_hands(b"")

    def _respond(self, request: stun.Message) -> None:
        response = stun.Message(stun.Method.BINDING, stun.Class.RESPONSE, request.transaction_id)
        response.attributes["XOR-MAPPED-ADDRESS"] = self.socket.getpeername()
        response.add_message_integrity(self._password.encode())
        self._send(bytes(response))

    def _shake_hands(self, data: bytes) -> None:
        if self._ssl is None:
            return
        if data:
            self._ssl.bio_write(data)
        try:
            self._ssl.do_handshake()
        except SSL.WantReadError:
            self._send_flight()
        else:
            self._send_flight()
            self._agree_on_keys(self._ssl)

    def _repeat_last_flight(self, data: bytes) -> None:
        """The other end asks again, because our end of the handshake was lost (RFC 6347 §4.2.4); or it says goodbye."""
        assert self._ssl
        self._ssl.bio_write(data)
        with contextlib.suppress(SSL.Error):
            self._ssl.recv(LARGEST)
        self._send_flight()

    def _send_flight(self) -> None:
        assert self._ssl
        try:
            self._send(self._ssl.bio_read(LARGEST))
        except SSL.WantReadError:
            return

    def _agree_on_keys(self, ssl: SSL.Connection) -> None:
        """RFC 5764 §4.2."""
        material = ssl.export_keying_material(b"EXTRACTOR-dtls_srtp", 2 * (KEY + SALT))
        keys = [material[:KEY], material[KEY : 2 * KEY]]
        salts = [material[2 * KEY : 2 * KEY + SALT], material[2 * KEY + SALT :]]
        client, server = (key + salt for key, salt in zip(keys, salts, strict=True))
        ours, theirs = (server, client) if self._waits else (client, server)
        self._out = Session(Policy(key=ours, ssrc_type=Policy.SSRC_ANY_OUTBOUND))
        self._in = Session(Policy(key=theirs, ssrc_type=Policy.SSRC_ANY_INBOUND))
        self.connected = True

    def _send_report(self) -> None:
        now = time.time()
        ntp = int((now + NTP_EPOCH) * (1 << 32)) & 0xFFFFFFFFFFFFFFFF
        report = SENDER_REPORT.pack(0x80, 200, 6, self._ssrc, ntp, self.sent * FRAME & 0xFFFFFFFF, self.sent, self.sent * 80)
        self._send(self._out.protect_rtcp(report))


class TranscodedClient(Client):
    """A client of an engine that decodes and encodes again, so that no byte of a packet survives.

    Its frames are silent but for a burst at the beginning of each second. When the burst is heard, the RTP clock of that packet
    is taken for the one of the burst's first frame, and from then on the clock tells which frame is which.
    """

    LOUD = 0.02  # of full scale
    QUIET_BEFORE = 10  # packets

    def __init__(self, number: int, address: str, identity: Identity, frames: Sequence[bytes]) -> None:
        super().__init__(number, address, identity, frames)
        self._quiet = 0
        self._decoder = av.CodecContext.create("libopus", "r")

    def number_of(self, data: bytes) -> int | None:
        timestamp = int.from_bytes(data[4:8], "big")
        if self.shift is None and self._is_onset(data):
            burst = (self.other.sent - 1) // len(self.other.frames) * len(self.other.frames)
            self.shift = timestamp - burst * FRAME
        return None if self.shift is None else ((timestamp - self.shift) & 0xFFFFFFFF) // FRAME

    def _is_onset(self, data: bytes) -> bool:
        packet = av.Packet(self._in.unprotect(data)[RTP_HEADER.size :])
        loud = any(_loudness(frame) > self.LOUD for frame in self._decoder.decode(packet))
        onset = loud and self._quiet >= self.QUIET_BEFORE
        self._quiet = 0 if loud else self._quiet + 1
        return onset

    def _payload(self, number: int) -> bytes:
        return self.frames[number % len(self.frames)]


def _loudness(frame: av.AudioFrame) -> float:
    samples = frame.to_ndarray().astype("float64")
    return float(np.sqrt(np.mean(samples**2))) / (32768 if frame.format.name.startswith("s16") else 1)
