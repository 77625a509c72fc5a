"""What `webrtc_gateway/rtp.py` relies on in aiortc, aioice and pylibsrtp, name by name: an upgrade fails with one sentence.

`test_browsers.py` is the other half: that what the names stand for still does the same.
"""

import importlib
from importlib.metadata import version
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

NAMES = [
    ("aioice", "aioice.candidate", "candidate_foundation"),
    ("aioice", "aioice.candidate", "candidate_priority"),
    ("aioice", "aioice.ice", "CandidatePair.remote_addr"),
    ("aioice", "aioice.ice", "get_host_addresses"),
    ("aioice", "aioice.ice", "Connection.add_remote_candidate"),
    ("aioice", "aioice.ice", "Connection.get_component_candidates"),
    ("aioice", "aioice.ice", "StunProtocol.datagram_received"),
    ("aioice", "aioice.ice", "StunProtocol.connection_made"),
    ("aioice", "aioice.ice", "StunProtocol.connection_lost"),
    ("aiortc", "aiortc.rtcconfiguration", "RTCBundlePolicy.MAX_BUNDLE"),
    ("aiortc", "aiortc.rtcdtlstransport", "RTCCertificate.generateCertificate"),
    ("aiortc", "aiortc.rtcdtlstransport", "RTCCertificate.getFingerprints"),
    ("aiortc", "aiortc.rtcdtlstransport", "RTCCertificate._create_ssl_context"),
    ("aiortc", "aiortc.rtcdtlstransport", "RTCCertificate.expires"),
    ("aiortc", "aiortc.rtcdtlstransport", "SRTPProtectionProfile"),
    ("aiortc", "aiortc", "RTCRtpReceiver.receive"),
    ("aiortc", "aiortc", "RTCRtpSender.send"),
    ("pylibsrtp", "pylibsrtp._binding", "lib.srtp_protect"),
    ("pylibsrtp", "pylibsrtp._binding", "lib.srtp_unprotect"),
    ("pylibsrtp", "pylibsrtp._binding", "ffi.addressof"),
    ("pylibsrtp", "pylibsrtp._binding", "lib.srtp_protect_rtcp"),
    ("pylibsrtp", "pylibsrtp._binding", "lib.srtp_unprotect_rtcp"),
]
ON_A_CONNECTION = [
    ("aiortc", "_RTCPeerConnection__certificates"),
    ("aiortc", "_RTCPeerConnection__cname"),
]
ON_ITS_PARTS = [
    ("aiortc", "dtls", "_rx_srtp"),
    ("aiortc", "dtls", "_tx_srtp"),
    ("aiortc", "dtls.transport", "_connection"),
    ("aiortc", "sender", "_ssrc"),
    ("aioice", "dtls.transport._connection", "_nominated"),
    ("aioice", "dtls.transport._connection", "_protocols"),
]


def demand(package: str, owner: Any, name: str) -> Any:
    for part in name.split("."):
        if not hasattr(owner, part):
            pytest.fail(f"{package} {version(package)} no longer has {name}: read webrtc_gateway/rtp.py before upgrading", False)
        owner = getattr(owner, part)
    return owner


@pytest.mark.parametrize(("package", "module", "name"), NAMES)
def test_what_is_relied_on_is_there(package: str, module: str, name: str) -> None:
    demand(package, importlib.import_module(module), name)


async def test_what_is_relied_on_is_in_a_peer_connection() -> None:
    peer = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    try:
        transceiver = peer.addTransceiver("audio")
        for package, name in ON_A_CONNECTION:
            demand(package, peer, name)
        parts = {"dtls": transceiver.receiver.transport, "sender": transceiver.sender}
        for package, path, name in ON_ITS_PARTS:
            first, *further = path.split(".")
            demand(package, demand(package, parts[first], ".".join(further)) if further else parts[first], name)
    finally:
        await peer.close()


def test_a_session_of_pylibsrtp_holds_what_libsrtp_wants() -> None:
    from pylibsrtp import Policy, Session

    session = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_OUTBOUND))
    demand("pylibsrtp", session, "_srtp")
    assert session._srtp[0], "pylibsrtp no longer keeps its session behind a pointer: read webrtc_gateway/rtp.py before upgrading"


def test_the_sentence_names_the_package_its_version_and_the_name() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"aiortc \d.* no longer has RTCRtpSender.sing: read webrtc_gateway/rtp.py"):
        demand("aiortc", importlib.import_module("aiortc"), "RTCRtpSender.sing")
