"""An offer as a browser writes it, to be taken apart by tests."""

FINGERPRINT = ":".join(["AB"] * 32)
HOST = "candidate:1 1 udp 2122260223 203.0.113.7 54321 typ host generation 0 network-id 1"

GOOD_OFFER = "\r\n".join(
    [
        "v=0",
        "o=- 4611731400430051336 2 IN IP4 127.0.0.1",
        "s=-",
        "t=0 0",
        "a=group:BUNDLE 0",
        "a=extmap-allow-mixed",
        "a=msid-semantic: WMS stream",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126",
        "c=IN IP4 0.0.0.0",
        "a=rtcp:9 IN IP4 0.0.0.0",
        "a=ice-ufrag:a+B/",
        "a=ice-pwd:0123456789abcdefghijklmn",
        "a=ice-options:trickle",
        f"a=fingerprint:sha-256 {FINGERPRINT}",
        "a=setup:actpass",
        "a=mid:0",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level",
        "a=sendrecv",
        "a=msid:stream track",
        "a=rtcp-mux",
        "a=rtcp-rsize",
        "a=rtpmap:111 opus/48000/2",
        "a=rtcp-fb:111 transport-cc",
        "a=fmtp:111 minptime=10;useinbandfec=1",
        "a=rtpmap:63 red/48000/2",
        "a=fmtp:63 111/111",
        "a=rtpmap:9 G722/8000",
        "a=rtpmap:0 PCMU/8000",
        "a=rtpmap:13 CN/8000",
        "a=rtpmap:126 telephone-event/8000",
        "a=ssrc:2154183465 cname:anybody",
        "",
    ]
)

VIDEO = "\r\n".join(
    ["m=video 9 UDP/TLS/RTP/SAVPF 96", "c=IN IP4 0.0.0.0", "a=mid:1", "a=rtcp-mux", "a=rtpmap:96 VP8/90000", "a=sendrecv", ""]
)
DATA = "\r\n".join(["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "c=IN IP4 0.0.0.0", "a=mid:2", "a=sctp-port:5000", ""])
# What Chromium writes for a transceiver that only receives; its mid is to be filled in.
LISTENING = "\r\n".join(
    [
        "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
        "c=IN IP4 0.0.0.0",
        "a=mid:{mid}",
        "a=recvonly",
        "a=rtcp-mux",
        "a=rtpmap:111 opus/48000/2",
        "",
    ]
)


def with_candidates(*lines: str) -> str:
    return GOOD_OFFER + "".join(f"a={line}\r\n" for line in lines)
