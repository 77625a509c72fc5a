"""A network that loses some of the sound between one browser and the gateway, both ways: a proxy that its packets go through."""

import itertools
import re
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page

# The browser is told of no way to the gateway but the proxy, and the gateway of no address of the browser.
ONLY_THROUGH_THE_PROXY = """
(() => {
  const { setRemoteDescription } = RTCPeerConnection.prototype;
  RTCPeerConnection.prototype.setRemoteDescription = async function ({ type, sdp }) {
    const lines = sdp.split("\\r\\n");
    const ways = lines.filter(line => line.startsWith("a=candidate:"));
    const ours = ways.map(line => line.split(" ")).find(parts => parts[4] === "127.0.0.1");
    ours[5] = await window.throughTheProxy(Number(ours[5]));
    const rest = lines.map(line => (line === ways[0] ? ours.join(" ") : line)).filter(line => !ways.slice(1).includes(line));
    return setRemoteDescription.call(this, { type, sdp: rest.join("\\r\\n") });
  };
  Object.defineProperty(RTCPeerConnection.prototype, "onicecandidate", { set() {} });
})();
"""


@dataclass
class BadLine:
    """Of every `every` packets of sound in each direction, one is lost; 0 loses none."""

    every: int = 0
    _socket: socket.socket = field(default_factory=lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    _gateway: int = 0
    _browser: int = 0

    def __post_init__(self) -> None:
        self._socket.bind(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self._counts = {True: itertools.count(1), False: itertools.count(1)}
        self._over = threading.Event()

    def leads_to(self, gateway_port: int) -> int:
        """The proxy's port, from now on a way to this port of the gateway."""
        self._gateway = gateway_port
        return int(self._socket.getsockname()[1])

    def run(self) -> None:
        with selectors.DefaultSelector() as selector, self._socket:
            selector.register(self._socket, selectors.EVENT_READ)
            while not self._over.is_set():
                if selector.select(0.2):
                    self._pass_on(*self._socket.recvfrom(2048))

    def end(self) -> None:
        self._over.set()

    def _pass_on(self, packet: bytes, sender: tuple[str, int]) -> None:
        to_browser = sender[1] == self._gateway
        if not to_browser:
            self._browser = sender[1]
        if self.every and _is_sound(packet) and next(self._counts[to_browser]) % self.every == 0:
            return
        self._socket.sendto(packet, ("127.0.0.1", self._browser if to_browser else self._gateway))


def _is_sound(packet: bytes) -> bool:
    """RTP, and neither STUN, DTLS (RFC 7983) nor RTCP (RFC 5761)."""
    return 127 < packet[0] < 192 and not 64 <= packet[1] & 0x7F < 96


@contextmanager
def bad_line(page: Page) -> Iterator[BadLine]:
    """The calls of this page go through a line that can be made bad."""
    line = BadLine()
    page.expose_function("throughTheProxy", line.leads_to)
    page.add_init_script(ONLY_THROUGH_THE_PROXY)
    running = threading.Thread(target=line.run)
    running.start()
    try:
        yield line
    finally:
        line.end()
        running.join()


def in_the_last_minute(whose: str, grade: str) -> re.Pattern[str]:
    """What the plot of a line is called."""
    return re.compile(f"{whose} in the last minute. Now {grade}")
