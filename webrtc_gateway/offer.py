"""What a browser may offer, and what may be made of it.

An SDP offer comes from the network, so it is read here, line by line, and written anew: aiortc only ever sees
`Offer.canonical()`, one audio section made of values that were checked. Further audio sections in which the browser only listens
are its places for further voices; they share the first one's transport, so they are answered here. What else the browser offered
(video, data) is declined in the answer with port 0 (RFC 3264 §6), which is also where video will be taken up one day.
"""

import ipaddress
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from customer_care.errors import ReassureError

OPUS_FORMAT = "minptime=10;useinbandfec=1;usedtx=1;stereo=0"
OF_THE_TRANSPORT = ("a=ice-ufrag:", "a=ice-pwd:", "a=fingerprint:", "a=setup:")

MEDIA_LINE = re.compile(r"m=([a-z]{1,16}) (\d{1,10}) ([A-Z/]{1,32}) ([\x21-\x7e ]{1,512})")
CANDIDATE_LINE = re.compile(
    r"(?:a=)?candidate:([A-Za-z0-9+/]{1,64}) (\d{1,3}) ([A-Za-z]{1,8}) (\d{1,10}) ([\x21-\x7e]{1,255}) (\d{1,10})"
    r" typ ([a-z]{1,8})(?: [\x20-\x7e]{0,1000})?"
)
OPUS_MAP = re.compile(r"a=rtpmap:(\d{1,3}) opus/48000/2", re.IGNORECASE)
FINGERPRINT = re.compile(r"a=fingerprint:(sha-256|sha-384|sha-512) ((?:[0-9a-f]{2}:){31,63}[0-9a-f]{2})", re.IGNORECASE)
UFRAG = re.compile(r"a=ice-ufrag:([A-Za-z0-9+/]{4,256})")
PASSWORD = re.compile(r"a=ice-pwd:([A-Za-z0-9+/]{22,256})")
SETUP = re.compile(r"a=setup:(actpass|active|passive)")
MID = re.compile(r"a=mid:([A-Za-z0-9_+./-]{1,32})")
DIRECTION = re.compile(r"a=(sendrecv|sendonly|recvonly|inactive)")

# RFC 5761 §4: with RTP and RTCP on one port, 64-95 would be taken for RTCP.
PAYLOAD_TYPES = frozenset(range(35, 64)) | frozenset(range(96, 128))

NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Refusal(StrEnum):
    """Why an offer or a candidate was refused; the screen has a sentence for each."""

    TOO_LARGE = "too_large"
    GARBAGE = "garbage"
    NUL_BYTES = "nul_bytes"
    TOO_MANY_MEDIA = "too_many_media"
    TOO_MANY_CANDIDATES = "too_many_candidates"
    NO_AUDIO = "no_audio"
    NOT_OPUS = "not_opus"
    BAD_PORT = "bad_port"
    BAD_CANDIDATE = "bad_candidate"
    NO_ICE = "no_ice"
    NO_DTLS = "no_dtls"
    NO_RTCP_MUX = "no_rtcp_mux"


class SdpRefused(ReassureError):
    """An offer or candidate that no leg is opened for. Carries the reason and never the text."""

    code: ClassVar[str] = "sdp_refused"

    def __init__(self, reason: Refusal) -> None:
        super().__init__(f"The offer was refused: {reason.value}.")
        self.reason = reason


@dataclass(frozen=True)
class SdpRules:
    """What this gateway accepts. `allow_loopback` and `allow_private` are for development and for networks of one's own."""

    allow_loopback: bool
    allow_private: bool
    max_candidates: int = 32
    max_media: int = 3
    max_bytes: int = 65536


@dataclass(frozen=True)
class Candidate:
    """An address that the browser may be reached at (RFC 8839 §5.1); UDP, first component, checked against the rules."""

    foundation: str
    priority: int
    address: str
    port: int
    kind: str

    def line(self) -> str:
        return f"candidate:{self.foundation} 1 udp {self.priority} {self.address} {self.port} typ {self.kind}"


@dataclass(frozen=True)
class Declined:
    """A media section that the answer declines."""

    kind: str
    protocol: str
    first_format: str
    mid: str | None

    def lines(self) -> list[str]:
        mid = [f"a=mid:{self.mid}"] if self.mid else []
        return [f"m={self.kind} 0 {self.protocol} {self.first_format}", "c=IN IP4 0.0.0.0", "a=inactive", *mid]


@dataclass(frozen=True)
class Listening:
    """One more voice that the browser can hear at the same time, beside the one of the audio section and over its transport."""

    mid: str
    payload_type: int

    def lines(self, ssrc: int, cname: str, transport: list[str]) -> list[str]:
        """The answer: we send. The browser tells the voices apart by their SSRC, which is why it is named."""
        return [
            f"m=audio 9 UDP/TLS/RTP/SAVPF {self.payload_type}",
            "c=IN IP4 0.0.0.0",
            "a=sendonly",
            f"a=mid:{self.mid}",
            f"a=msid:- voice-{self.mid}",
            "a=rtcp-mux",
            f"a=ssrc:{ssrc} cname:{cname}",
            f"a=rtpmap:{self.payload_type} opus/48000/2",
            f"a=fmtp:{self.payload_type} {OPUS_FORMAT}",
            *transport,
        ]


@dataclass(frozen=True)
class AudioSection:
    """The one section that becomes a leg."""

    mid: str
    payload_type: int
    direction: str
    ufrag: str
    password: str
    fingerprints: tuple[str, ...]
    setup: str
    candidates: tuple[Candidate, ...]

    @property
    def sends(self) -> bool:
        """Whether the browser will send audio: one without a microphone only listens."""
        return self.direction in ("sendrecv", "sendonly")

    def lines(self) -> list[str]:
        return [
            f"m=audio 9 UDP/TLS/RTP/SAVPF {self.payload_type}",
            "c=IN IP4 0.0.0.0",
            f"a={self.direction}",
            f"a=mid:{self.mid}",
            "a=rtcp-mux",
            f"a=rtpmap:{self.payload_type} opus/48000/2",
            f"a=ice-ufrag:{self.ufrag}",
            f"a=ice-pwd:{self.password}",
            *(f"a=fingerprint:{fingerprint}" for fingerprint in self.fingerprints),
            f"a=setup:{self.setup}",
            *(f"a={candidate.line()}" for candidate in self.candidates),
        ]


@dataclass(frozen=True)
class Offer:
    """An offer that was read and found good. `sections` keeps the browser's order, which the answer must repeat."""

    sections: tuple[AudioSection | Listening | Declined, ...]
    audio: AudioSection
    bundled: bool

    @property
    def listening(self) -> tuple[Listening, ...]:
        """The places for further voices, in order."""
        return tuple(section for section in self.sections if isinstance(section, Listening))

    def canonical(self) -> str:
        """The offer in our own words: the audio section alone."""
        head = ["v=0", "o=- 0 0 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {self.audio.mid}"]
        return _text(head + self.audio.lines())

    def answer(self, audio_answer: str, ssrcs: Sequence[int] = (), cname: str = "", packet_ms: int | None = None) -> str:
        """The answer for the browser, from the answer to `canonical()`: Opus with FEC and DTX, every section in its place.

        `ssrcs` are those of the voices in `listening`, `cname` whose they are. `packet_ms` is how much speech each packet of the
        browser shall carry (RFC 8866 §6.4); without it, a browser takes 20 ms.
        """
        head, audio = _head_and_audio(audio_answer)
        audio += [f"a=ptime:{packet_ms}", f"a=maxptime:{packet_ms}"] if packet_ms else []
        head = [line for line in head if not line.startswith("a=group:")]
        if self.bundled:
            mids = [section.mid for section in self.sections if not isinstance(section, Declined)]
            head.append(f"a=group:BUNDLE {' '.join(mids)}")
        transport = [line for line in audio if line.startswith(OF_THE_TRANSPORT)]
        further = {place: place.lines(ssrc, cname, transport) for place, ssrc in zip(self.listening, ssrcs, strict=True)}
        body = [further[it] if isinstance(it, Listening) else self._answer_section(it, audio) for it in self.sections]
        return _text(head + [line for lines in body for line in lines])

    def _answer_section(self, section: AudioSection | Declined, audio: list[str]) -> list[str]:
        if isinstance(section, Declined):
            return section.lines()
        opus = f"a=rtpmap:{section.payload_type} opus/48000/2"
        at = audio.index(opus) + 1
        # Without this line Chromium sends neither FEC nor DTX (RFC 7587 §6.1).
        return [*audio[:at], f"a=fmtp:{section.payload_type} {OPUS_FORMAT}", *audio[at:]]


def read_offer(text: str, rules: SdpRules) -> Offer:
    """The offer in `text`, checked against the rules.

    Takes time in proportion to `rules.max_bytes` at most. Raises SdpRefused.
    """
    lines = _lines_within_limits(text, rules)
    session, sections = _split(lines)
    read = _read_sections(session, sections, rules)
    audio = next((section for section in read if isinstance(section, AudioSection)), None)
    if audio is None:
        raise SdpRefused(Refusal.NO_AUDIO)
    return Offer(sections=read, audio=audio, bundled=audio.mid in _bundle(session))


def read_candidate(line: str, rules: SdpRules) -> Candidate | None:
    """The candidate in `line` (with or without `a=`), or None when it is of no use to us and dropped in silence:
    TCP, another component, a name instead of an address (mDNS), or an address that the rules forbid.

    Raises SdpRefused when it is malformed.
    """
    match = CANDIDATE_LINE.fullmatch(line.strip())
    if match is None:
        raise SdpRefused(Refusal.BAD_CANDIDATE)
    foundation, component, transport, priority, host, port, kind = match.groups()
    if not 0 <= int(port) <= 65535:
        raise SdpRefused(Refusal.BAD_PORT)
    if int(priority) >= 1 << 32:
        raise SdpRefused(Refusal.BAD_CANDIDATE)
    if component != "1" or transport.lower() != "udp" or kind not in ("host", "srflx", "relay"):
        return None
    address = _allowed_address(host, rules)
    # Browsers use no privileged port either: a candidate must not make us knock at somebody's DNS server.
    if address is None or int(port) < 1024:
        return None
    return Candidate(foundation, int(priority), address, int(port), kind)


def _allowed_address(host: str, rules: SdpRules) -> str | None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    return str(address) if _may_be_dialled(address, rules) else None


def _may_be_dialled(address: Address, rules: SdpRules) -> bool:
    if isinstance(address, ipaddress.IPv6Address) and _hides_ipv4(address):
        return False
    if address.is_loopback:
        return rules.allow_loopback
    if address.is_multicast or address.is_link_local or address.is_unspecified or address.is_reserved:
        return False
    if (
        isinstance(address, ipaddress.IPv6Address) and address.is_site_local
    ):  # RFC 3879 took fec0::/10 away; networks may have it still
        return False
    return address.is_global or rules.allow_private


def _hides_ipv4(address: ipaddress.IPv6Address) -> bool:
    hidden = address.ipv4_mapped or address.sixtofour or address.teredo
    return hidden is not None or address in NAT64 or address.scope_id is not None


def _lines_within_limits(text: str, rules: SdpRules) -> list[str]:
    if len(text) > rules.max_bytes or len(text.encode("utf-8", "surrogatepass")) > rules.max_bytes:
        raise SdpRefused(Refusal.TOO_LARGE)
    if "\x00" in text:
        raise SdpRefused(Refusal.NUL_BYTES)
    lines = text.replace("\r\n", "\n").split("\n")
    if lines[0] != "v=0":
        raise SdpRefused(Refusal.GARBAGE)
    if _count(lines, "m=") > rules.max_media:
        raise SdpRefused(Refusal.TOO_MANY_MEDIA)
    if _count(lines, "a=candidate:") > rules.max_candidates:
        raise SdpRefused(Refusal.TOO_MANY_CANDIDATES)
    return lines


def _count(lines: Iterable[str], prefix: str) -> int:
    return sum(line.startswith(prefix) for line in lines)


def _split(lines: list[str]) -> tuple[list[str], list[list[str]]]:
    session: list[str] = []
    sections: list[list[str]] = []
    for line in lines:
        if line.startswith("m="):
            sections.append([line])
        else:
            (sections[-1] if sections else session).append(line)
    return session, sections


def _read_sections(
    session: list[str], sections: list[list[str]], rules: SdpRules
) -> tuple[AudioSection | Listening | Declined, ...]:
    read: list[AudioSection | Listening | Declined] = []
    main: AudioSection | None = None
    for lines in sections:
        kind, protocol, formats = _media_line(lines[0])
        if kind == "audio" and main is None:
            main = _read_audio(session, lines, formats, rules)
            read.append(main)
        else:
            declined = Declined(kind, protocol, formats[0], _first(MID, lines))
            read.append((_read_listening(session, lines, formats, main) if main else None) or declined)
    return tuple(read)


def _read_listening(session: list[str], lines: list[str], formats: list[str], main: AudioSection) -> Listening | None:
    """This section as a place for one more voice, if it is one: the browser listens there, over the transport of the first."""
    mid = _first(MID, lines)
    if not lines[0].startswith("m=audio ") or mid is None or mid == main.mid or "a=recvonly" not in lines:
        return None
    if not {mid, main.mid} <= _bundle(session):
        return None
    return Listening(mid, _opus(lines, formats))


def _bundle(session: list[str]) -> set[str]:
    """The mids that share one transport (RFC 9143)."""
    return {mid for line in session if line.startswith("a=group:BUNDLE ") for mid in line.split()[1:]}


def _media_line(line: str) -> tuple[str, str, list[str]]:
    match = MEDIA_LINE.fullmatch(line)
    if match is None:
        raise SdpRefused(Refusal.BAD_PORT if re.match(r"m=[a-z]+ [^ ]*[^0-9 ]", line) else Refusal.GARBAGE)
    kind, port, protocol, formats = match.groups()
    if int(port) > 65535:
        raise SdpRefused(Refusal.BAD_PORT)
    if not formats.split():
        raise SdpRefused(Refusal.GARBAGE)
    return kind, protocol, formats.split()


def _read_audio(session: list[str], lines: list[str], formats: list[str], rules: SdpRules) -> AudioSection:
    if "a=rtcp-mux" not in lines:
        raise SdpRefused(Refusal.NO_RTCP_MUX)
    return AudioSection(
        mid=_required(MID, lines, Refusal.GARBAGE),
        payload_type=_opus(lines, formats),
        direction=_first(DIRECTION, lines + session) or "sendrecv",
        ufrag=_required(UFRAG, lines + session, Refusal.NO_ICE),
        password=_required(PASSWORD, lines + session, Refusal.NO_ICE),
        fingerprints=_fingerprints(lines + session),
        setup=_required(SETUP, lines + session, Refusal.NO_DTLS),
        candidates=tuple(_candidates(lines, rules)),
    )


def _opus(lines: list[str], formats: list[str]) -> int:
    mapped = (int(match[1]) for line in lines if (match := OPUS_MAP.fullmatch(line)) and match[1] in formats)
    payload_type = next((number for number in mapped if number in PAYLOAD_TYPES), None)
    if payload_type is None:
        raise SdpRefused(Refusal.NOT_OPUS)
    return payload_type


def _fingerprints(lines: list[str]) -> tuple[str, ...]:
    found = [match for line in lines if (match := FINGERPRINT.fullmatch(line))]
    if not found:
        raise SdpRefused(Refusal.NO_DTLS)
    return tuple(f"{match[1].lower()} {match[2].upper()}" for match in found[:8])


def _candidates(lines: list[str], rules: SdpRules) -> Iterator[Candidate]:
    for line in lines:
        if line.startswith("a=candidate:") and (candidate := read_candidate(line, rules)):
            yield candidate


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    return next((match[1] for line in lines if (match := pattern.fullmatch(line))), None)


def _required(pattern: re.Pattern[str], lines: Iterable[str], otherwise: Refusal) -> str:
    found = _first(pattern, lines)
    if found is None:
        raise SdpRefused(otherwise)
    return found


def _head_and_audio(answer: str) -> tuple[list[str], list[str]]:
    session, sections = _split(answer.replace("\r\n", "\n").rstrip("\n").split("\n"))
    return session, sections[0]


def _text(lines: list[str]) -> str:
    return "\r\n".join(lines) + "\r\n"
