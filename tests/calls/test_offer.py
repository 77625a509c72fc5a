"""What browsers may offer, and what is made of the offers of others."""

import time

import pytest
from aiortc.sdp import SessionDescription
from hypothesis import given
from hypothesis import strategies as st

from tests.calls.offers import DATA, GOOD_OFFER, HOST, LISTENING, VIDEO, with_candidates
from webrtc_gateway.offer import Refusal, SdpRefused, SdpRules, read_candidate, read_offer

STRICT = SdpRules(allow_loopback=False, allow_private=False)
OPEN = SdpRules(allow_loopback=True, allow_private=True)


def changed(old: str, new: str) -> str:
    assert old in GOOD_OFFER
    return GOOD_OFFER.replace(old, new)


def host(address: str, port: int = 40000) -> str:
    return f"candidate:1 1 udp 2122260223 {address} {port} typ host"


HOSTILE = [
    ("", Refusal.GARBAGE),
    ("hello", Refusal.GARBAGE),
    ("v=1\r\n", Refusal.GARBAGE),
    ("v=0\r\n", Refusal.NO_AUDIO),
    ("\x00" * 100, Refusal.NUL_BYTES),
    (changed("s=-", "s=\x00"), Refusal.NUL_BYTES),
    (GOOD_OFFER + "a=x\r\n" * 40_000, Refusal.TOO_LARGE),
    (GOOD_OFFER + "a=" + "ä" * 40_000, Refusal.TOO_LARGE),
    (GOOD_OFFER + "a=" + "\ud800" * 30_000, Refusal.TOO_LARGE),
    ("v=0" + "\n" * 65_000, Refusal.NO_AUDIO),
    (with_candidates(*[HOST] * 33), Refusal.TOO_MANY_CANDIDATES),
    (with_candidates(*[HOST] * 500), Refusal.TOO_MANY_CANDIDATES),
    (GOOD_OFFER + VIDEO * 3, Refusal.TOO_MANY_MEDIA),
    ("v=0\r\n" + VIDEO, Refusal.NO_AUDIO),
    ("v=0\r\n" + DATA, Refusal.NO_AUDIO),
    (changed("m=audio 9", "m=audio 99999"), Refusal.BAD_PORT),
    (changed("m=audio 9", "m=audio -1"), Refusal.BAD_PORT),
    (changed("m=audio 9", "m=audio nine"), Refusal.BAD_PORT),
    (changed("m=audio 9", "m=audio"), Refusal.BAD_PORT),
    (changed("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "m=audio"), Refusal.GARBAGE),
    (with_candidates(host("203.0.113.7", 70000)), Refusal.BAD_PORT),
    (with_candidates("candidate:1 1 udp"), Refusal.BAD_CANDIDATE),
    (with_candidates("candidate:1 1 udp 99999999999 203.0.113.7 5000 typ host"), Refusal.BAD_CANDIDATE),
    (with_candidates("candidate:1 1 udp 9999999999 203.0.113.7 5000 typ host"), Refusal.BAD_CANDIDATE),
    (changed("opus/48000/2", "opus/8000"), Refusal.NOT_OPUS),
    (changed("rtpmap:111 opus/48000/2", "rtpmap:300 opus/48000/2"), Refusal.NOT_OPUS),
    (changed("SAVPF 111", "SAVPF 64").replace("rtpmap:111", "rtpmap:64"), Refusal.NOT_OPUS),
    (changed("a=rtcp-mux\r\n", ""), Refusal.NO_RTCP_MUX),
    (changed("a=ice-ufrag:a+B/\r\n", ""), Refusal.NO_ICE),
    (changed("a=ice-pwd:0123456789abcdefghijklmn", "a=ice-pwd:short"), Refusal.NO_ICE),
    (changed("a=ice-ufrag:a+B/", "a=ice-ufrag:" + "a" * 10_000), Refusal.NO_ICE),
    (changed("a=setup:actpass", "a=setup:holdconn"), Refusal.NO_DTLS),
    (changed("a=fingerprint:sha-256 AB", "a=fingerprint:sha-256 XY"), Refusal.NO_DTLS),
    (changed("a=fingerprint:sha-256", "a=fingerprint:md5"), Refusal.NO_DTLS),
    (changed("a=mid:0", "a=mid:0 0"), Refusal.GARBAGE),
]


@pytest.mark.parametrize(("text", "reason"), HOSTILE)
def test_a_hostile_offer_is_refused_with_its_reason_and_at_once(text: str, reason: Refusal) -> None:
    began = time.process_time()
    with pytest.raises(SdpRefused) as refused:
        read_offer(text, OPEN)
    assert refused.value.reason is reason
    assert time.process_time() - began < 0.05


@given(st.text())
def test_no_text_whatever_does_more_than_be_refused(text: str) -> None:
    with pytest.raises(SdpRefused):
        read_offer(text, OPEN)


@given(
    at=st.integers(min_value=0, max_value=GOOD_OFFER.count("\r\n")),
    line=st.one_of(st.text(max_size=40), st.from_regex(r"[amc]=[a-z-]{1,12}[: ][^\r\n]{0,60}", fullmatch=True)),
    instead=st.booleans(),
)
def test_whatever_line_is_slipped_in_aiortc_sees_one_sound_audio_section(at: int, line: str, instead: bool) -> None:
    lines = GOOD_OFFER.split("\r\n")
    lines[at : at + instead] = [line]
    try:
        offer = read_offer("\r\n".join(lines), OPEN)
    except SdpRefused:
        return
    (section,) = SessionDescription.parse(offer.canonical()).media
    assert section.kind == "audio"
    assert [codec.mimeType for codec in section.rtp.codecs] == ["audio/opus"]


@given(st.text(max_size=200))
def test_no_line_whatever_is_taken_for_a_candidate(line: str) -> None:
    with pytest.raises(SdpRefused):
        read_candidate("candidate:" + line, OPEN)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "::1",
        "169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
        "224.0.0.251",
        "ff02::fb",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "fd00::1",
        "0.0.0.0",
        "::",
        "255.255.255.255",
        "240.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:93.184.216.34",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::1",
        "2001:0:7f00:1::1",
        "0x7f000001",
        "2130706433",
        "localhost",
        "metadata.internal",
        "d3b07384-d9a0-4c9b-8f8a-1c2d3e4f5a6b.local",
    ],
)
def test_a_candidate_that_leads_inside_is_dropped_in_silence(address: str) -> None:
    assert read_candidate(host(address), STRICT) is None
    assert read_offer(with_candidates(host(address)), STRICT).audio.candidates == ()


@pytest.mark.parametrize("address", ["::ffff:127.0.0.1", "169.254.169.254", "224.0.0.251", "::", "64:ff9b::7f00:1"])
def test_what_leads_nowhere_good_stays_forbidden_on_a_network_of_ones_own(address: str) -> None:
    assert read_candidate(host(address), OPEN) is None


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"])
def test_a_public_candidate_is_kept(address: str) -> None:
    (candidate,) = read_offer(with_candidates(host(address)), STRICT).audio.candidates
    assert (candidate.address, candidate.port) == (address, 40000)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "fd00::1"])
def test_loopback_and_private_candidates_are_kept_when_allowed(address: str) -> None:
    assert read_candidate(host(address), OPEN) is not None


@pytest.mark.parametrize(
    "line",
    [
        "candidate:1 1 tcp 1518280447 93.184.216.34 9 typ host tcptype active",
        "candidate:1 2 udp 2122260222 93.184.216.34 40001 typ host",
        "candidate:1 1 udp 2122260222 93.184.216.34 40001 typ prflx",
        "candidate:1 1 udp 2122260222 93.184.216.34 53 typ host",
        "candidate:1 1 udp 2122260222 93.184.216.34 0 typ host",
    ],
)
def test_a_candidate_of_no_use_is_dropped_in_silence(line: str) -> None:
    assert read_candidate(line, OPEN) is None


def test_video_and_data_are_declined_in_their_places() -> None:
    offer = read_offer(changed("BUNDLE 0", "BUNDLE 0 1 2") + VIDEO + DATA, OPEN)
    answer = SessionDescription.parse(offer.answer(offer.canonical()))
    assert [(section.kind, section.port) for section in answer.media] == [("audio", 9), ("video", 0), ("application", 0)]
    assert answer.group[0].items == ["0"]


def test_further_sections_in_which_the_browser_only_listens_are_places_for_further_voices() -> None:
    text = changed("BUNDLE 0", "BUNDLE 0 1 2") + LISTENING.format(mid=1) + LISTENING.format(mid=2)
    offer = read_offer(text, OPEN)
    answer = SessionDescription.parse(offer.answer(offer.canonical(), [7, 8], "us"))
    assert answer.group[0].items == ["0", "1", "2"]
    assert [section.direction for section in answer.media] == ["sendrecv", "sendonly", "sendonly"]
    assert [[known.ssrc for known in section.ssrc] for section in answer.media[1:]] == [[7], [8]]
    assert len({str(section.ice) for section in answer.media}) == 1
    assert len(SessionDescription.parse(offer.canonical()).media) == 1


@pytest.mark.parametrize(
    ("group", "section"),
    [
        ("BUNDLE 0", LISTENING.format(mid=1)),  # a transport of its own
        ("BUNDLE 0 1", LISTENING.format(mid=1).replace("recvonly", "sendrecv")),  # a second microphone
        ("BUNDLE 0 1", LISTENING.format(mid=1).replace("a=mid:1\r\n", "")),
        ("BUNDLE 0", LISTENING.format(mid=0)),
    ],
)
def test_any_other_further_section_is_declined(group: str, section: str) -> None:
    offer = read_offer(changed("BUNDLE 0", group) + section, OPEN)
    assert offer.listening == ()
    answer = SessionDescription.parse(offer.answer(offer.canonical()))
    assert [section.port for section in answer.media] == [9, 0]


def test_the_answer_asks_for_forward_error_correction_and_silence_suppression() -> None:
    offer = read_offer(GOOD_OFFER, OPEN)
    assert "a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;stereo=0" in offer.answer(offer.canonical()).split("\r\n")


def test_a_browser_without_a_microphone_offers_to_listen() -> None:
    assert not read_offer(changed("a=sendrecv", "a=recvonly"), OPEN).audio.sends
