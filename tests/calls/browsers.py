"""Real Chromiums that call a leg of ours, each with a known tone for a microphone. No web server of ours is needed."""

import asyncio
import functools
import http.server
import math
import shutil
import threading
import wave
from array import array
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, Playwright

from tests.calls.peers import LOCAL
from webrtc_gateway.leg import Leg, LegState, open_leg

HERE = Path(__file__).parent
RATE = 48_000

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection",  # a machine without any network has no other path
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]


@dataclass
class Caller:
    """One browser and its leg."""

    page: Page
    leg: Leg
    states: list[LegState]

    async def loudness(self, hertz: float) -> float:
        """The amplitude of a tone in the last 0.7 s of what this browser heard, 1.0 being full scale."""
        return float(await self.page.evaluate("hertz => loudness(hertz)", hertz))

    async def hears(self, hertz: float) -> bool:
        return await self.loudness(hertz) > 0.03

    async def hears_something(self) -> bool:
        return await self.volume() > 0.003

    async def volume(self) -> float:
        return float(await self.page.evaluate("volume()"))

    async def is_quieter_than(self, volume: float) -> bool:
        return await self.volume() < volume

    async def statistics(self, kind: str) -> dict[str, Any]:
        """The first of the browser's own reports of this type (W3C webrtc-stats)."""
        found: dict[str, Any] | None = await self.page.evaluate("kind => statistics(kind)", kind)
        assert found is not None, f"Chromium has no {kind} statistics"
        return found


@contextmanager
def caller_page() -> Iterator[str]:
    """The address of the page: a microphone needs a secure context, which http://localhost is."""
    handler = functools.partial(_Quiet, directory=str(HERE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield f"http://localhost:{server.server_port}/caller.html"
        finally:
            server.shutdown()
            serving.join()


@asynccontextmanager
async def calling(
    playwright: Playwright, address: str, folder: Path, hertz: float, trickles: bool = True
) -> AsyncIterator[Caller]:
    """A browser whose microphone hears a tone, with a leg for it; both are closed at the end.

    One that does not trickle names no address of its own, as one behind mDNS names does.
    """
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={tone(folder, hertz)}"]
    browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    try:
        page = await browser.new_page()
        await page.goto(address)
        caller = await _offer(page, trickles)
        try:
            yield caller
        finally:
            await caller.leg.close()
    finally:
        await browser.close()


async def _offer(page: Page, trickles: bool) -> Caller:
    candidates: asyncio.Queue[str | None] = asyncio.Queue()
    await page.expose_function("trickled", candidates.put)
    states: list[LegState] = []
    offer = await page.evaluate("offer()")
    leg = await open_leg("".join(line for line in offer.splitlines(True) if "a=candidate" not in line), LOCAL, states.append)
    await page.evaluate("sdp => accept(sdp)", leg.answer)
    while trickles and leg.state is LegState.JOINING and (line := await candidates.get()):
        await leg.add_candidate(line)
    return Caller(page, leg, states)


def tone(folder: Path, hertz: float) -> Path:
    """Ten seconds of it; a whole number of waves, because Chromium plays the file over and over."""
    path = folder / f"{hertz}.wav"
    samples = array("h", (int(9000 * math.sin(math.tau * hertz * n / RATE)) for n in range(10 * RATE)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return path


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the base class's
        pass
