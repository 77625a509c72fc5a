"""A customer and an adviser, each at a real Chromium of their own, doing what UI_CONTRACT lets people rely on."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from playwright.sync_api import Locator, Page, Playwright, expect

from tests.calls.browsers import FLAGS
from tests.calls.browsers import tone as tone_file

OUT = Path(__file__).parents[1] / "out"
PATIENCE = 20_000  # milliseconds
expect.set_options(timeout=PATIENCE)  # what is expected may take a while on a busy machine, also where no time is named

# Keeps every connection with its remote tracks, and measures how loud one frequency is in what the newest one brings.
EARS = """
(() => {
  const tracks = new Map();
  const ears = new Map();
  const peers = [];
  window.newestPeer = () => peers.at(-1);
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...args) {
      super(...args);
      peers.push(this);
      tracks.set(this, []);
      this.addEventListener("track", event => tracks.get(this).push(event.track));
    }
  };
  const listening = track => {
    if (ears.has(track)) return ears.get(track);
    const context = new AudioContext();
    const analyser = new AnalyserNode(context, { fftSize: 32768, smoothingTimeConstant: 0 });
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    ears.set(track, { context, analyser });
    return ears.get(track);
  };
  const amplitude = ({ context, analyser }, hertz) => {
    const bins = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(bins);
    const at = Math.round((hertz * analyser.fftSize) / context.sampleRate);
    return 10 ** (Math.max(...bins.slice(at - 2, at + 3)) / 20);
  };
  window.loudness = hertz => {
    return Math.max(0, ...newestVoices().map(track => amplitude(listening(track), hertz)));
  };
  const newestVoices = () => tracks.get(peers.findLast(peer => tracks.get(peer).length)) ?? [];
  const volume = ({ analyser }) => {
    const samples = new Float32Array(analyser.fftSize);
    analyser.getFloatTimeDomainData(samples);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  };
  window.volume = () => Math.max(0, ...newestVoices().map(track => volume(listening(track))));
  window.connections = () => peers.length;
})();
"""
LOUD = 0.02  # of full scale; silence is below 0.0005


@dataclass
class Person:
    """Somebody at a browser, whose microphone hears one tone."""

    page: Page
    name: str

    def hears(self, hertz: float) -> bool:
        return float(self.page.evaluate("hertz => loudness(hertz)", hertz)) > LOUD

    def waits_to_hear(self, hertz: float, heard: bool = True) -> None:
        """Until the tone is there (or gone)."""
        sign = ">" if heard else "<"
        self.page.wait_for_function(f"hertz => loudness(hertz) {sign} {LOUD}", arg=hertz, timeout=PATIENCE, polling=200)

    def waits_to_hear_something(self) -> None:
        """Until there is any sound at all, such as music."""
        self.page.wait_for_function("() => volume() > 0.003", timeout=PATIENCE, polling=200)

    def connections(self) -> int:
        """How many peer connections this page has made since it was loaded."""
        return int(self.page.evaluate("connections()"))

    def button(self, name: str, exact: bool = True) -> Locator:
        return self.page.get_by_role("button", name=name, exact=exact)

    def presses(self, name: str) -> None:
        self.button(name).click(timeout=PATIENCE)

    def picture(self, step: str) -> None:
        """A screenshot, kept as a result of the test."""
        OUT.mkdir(exist_ok=True)
        self.page.screenshot(path=OUT / f"{step}-{self.name}.png")

    def state(self, words: str) -> Locator:
        """What a status says, if it says that."""
        return self.page.get_by_role("status").filter(has_text=re.compile(words, re.IGNORECASE)).first

    def sees_state(self, words: str) -> None:
        expect(self.state(words)).to_be_visible(timeout=PATIENCE)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log", name="Conversation")


class Customer(Person):
    def opens_the_chat(self, address: str) -> None:
        self.page.goto(address)
        self.presses("Chat with us")
        expect(self.page.get_by_role("textbox", name="Message")).to_be_focused(timeout=PATIENCE)
        expect(self.messages.first).to_be_visible(timeout=PATIENCE)

    def asks_for_a_call(self) -> None:
        """Up to the queue, with everything passed on."""
        self.presses("Talk to a human")
        self.presses("Share and continue")
        self.presses("Call in this page")

    @property
    def messages(self) -> Locator:
        return self.log.get_by_role("article")

    @property
    def last_answer(self) -> Locator:
        return self.log.get_by_role("article", name=re.compile("^Assistant")).last

    def says(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message").fill(text)
        self.presses("Send")

    def asks(self, text: str, answer: str) -> None:
        """Says something and waits for an answer with these words."""
        before = self.log.get_by_role("article", name=re.compile("^Assistant")).count()
        self.says(text)
        answers = self.log.get_by_role("article", name=re.compile("^Assistant"))
        expect(answers.nth(before)).to_be_visible(timeout=PATIENCE)
        expect(self.last_answer).to_contain_text(re.compile(answer, re.IGNORECASE), timeout=PATIENCE)

    @property
    def package(self) -> Locator:
        return self.page.get_by_role("region", name="What the adviser will see")


class AdviserAtDesk(Person):
    def signs_in(self, address: str, username: str, password: str) -> None:
        self.page.goto(f"{address}/desk")
        self.page.get_by_role("textbox", name="Username").fill(username)
        self.page.get_by_role("textbox", name="Password").fill(password)
        self.presses("Sign in")
        expect(self.page.get_by_role("radiogroup", name="Presence")).to_be_visible(timeout=PATIENCE)

    def is_available(self) -> None:
        self.page.get_by_role("radio", name="Available").check(timeout=PATIENCE)

    def goes_away(self) -> None:
        """So that nothing rings at a desk that is about to close."""
        self.page.get_by_role("radio", name="Away").check(timeout=PATIENCE)

    @property
    def offer(self) -> Locator:
        return self.page.get_by_role("alertdialog", name="Incoming handoff")

    def accepts(self) -> None:
        self.offer.get_by_role("button", name="Accept").click(timeout=PATIENCE)

    @property
    def context(self) -> Locator:
        return self.page.get_by_role("region", name="Context")

    @property
    def wrap_up(self) -> Locator:
        return self.page.get_by_role("region", name="Wrap-up")

    def writes(self, text: str) -> None:
        self.page.get_by_role("textbox", name="Message to customer").fill(text)
        self.presses("Send")


class Address(Protocol):
    """A running product, or its gateway alone."""

    @property
    def address(self) -> str: ...

    def sign_in(self, username: str) -> str:
        """The password of a demo adviser."""


def begin_call(at: Address, customer: Customer, adviser: AdviserAtDesk) -> None:
    """The adviser signs in, the customer asks for a call, and the adviser accepts it."""
    adviser.signs_in(at.address, "adviser1", at.sign_in("adviser1"))
    adviser.is_available()
    customer.opens_the_chat(at.address)
    customer.asks_for_a_call()
    adviser.accepts()


def finish(adviser: AdviserAtDesk) -> None:
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved", timeout=PATIENCE)
    adviser.presses("Finish")
    expect(adviser.wrap_up).to_be_hidden(timeout=PATIENCE)


class Microphone(Enum):
    """What a browser has for one: a tone, or a reason for none, with the flags of Chromium that bring it about.

    `ASKED` is a tone that each page must be let to (`BrowserContext.grant_permissions`), and that can be taken away from it
    (`clear_permissions`): its track then ends as with a plug that is pulled. Nobody answers the browser's question, so that who
    was not let to it beforehand is refused. `IN_USE` is a device that the system does not start, which is all that a page gets to
    see of one that another program holds; a machine without a sound card has none that could be held.
    """

    TONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
    ASKED = ("--use-fake-device-for-media-stream", "--deny-permission-prompts")
    ABSENT = ("--use-fake-ui-for-media-stream",)
    IN_USE = (*TONE, "--fail-audio-stream-creation")


@contextmanager
def at_a_browser(
    playwright: Playwright,
    hertz: float,
    folder: Path,
    microphone: Microphone = Microphone.TONE,
    program: Path | None = None,
    more_flags: Sequence[str] = (),
) -> Iterator[Page]:
    """A Chromium with a tone for a microphone, or without one. `program` starts it elsewhere."""
    others = [flag for flag in FLAGS if flag not in Microphone.TONE.value]
    flags = [*others, *microphone.value, *more_flags, f"--use-file-for-fake-audio-capture={tone_file(folder, hertz)}"]
    browser = playwright.chromium.launch(executable_path=program or shutil.which("chromium"), args=flags)
    try:
        context = browser.new_context(viewport={"width": 1280, "height": 800})
        context.add_init_script(EARS)
        yield context.new_page()
    finally:
        browser.close()
