"""From Accept to the first sound in both browsers: two Chromiums, each with a tone for a microphone."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from bench.figures import Bar, Figure, Part
from bench.progress import say
from tests.browser.people import AdviserAtDesk, Customer
from tests.calls.browsers import FLAGS, tone
from tests.product import Product

CALLS = 10
ADVISER = "adviser1"
CUSTOMER_TONE = 440.0  # hertz
ADVISER_TONE = 3100.0  # above the music and most of the speech that a waiting customer hears
LONGEST_WAIT = 15_000  # milliseconds
STOPWATCH = (Path(__file__).parent / "stopwatch.js").read_text("utf-8")


@dataclass(frozen=True)
class Call:
    """Milliseconds from the click on Accept, by what happened in which browser."""

    customer: dict[str, float]
    adviser: dict[str, float]

    def both(self, mark: str) -> float:
        return max(self.customer[mark], self.adviser[mark])


def measure(product: Product) -> Part:
    with ExitStack() as open_until_done:
        folder = Path(open_until_done.enter_context(tempfile.TemporaryDirectory()))
        playwright = open_until_done.enter_context(sync_playwright())
        customers = open_until_done.enter_context(_browser(playwright, tone(folder, CUSTOMER_TONE)))
        desks = open_until_done.enter_context(_browser(playwright, tone(folder, ADVISER_TONE)))
        adviser = AdviserAtDesk(_page(desks, CUSTOMER_TONE), "adviser")
        adviser.signs_in(product.address, ADVISER, product.sign_in(ADVISER))
        adviser.is_available()
        calls = [_call(product, customers, adviser, number) for number in range(CALLS)]
    details = {"calls": [{"customer": call.customer, "adviser": call.adviser} for call in calls]}
    return Part("audio", f"From Accept to first audio, {CALLS} calls", _figures(calls), [HOW], details)


HOW = "Heard: the first 5 ms of the other side's tone in the page's own audio, found by an AnalyserNode looked at every 5 ms."


def _figures(calls: list[Call]) -> list[Figure]:
    shown = ("p50", "p95", "max")
    return [
        Figure("Accept → both browsers make their connection", "ms", [call.both("offering") for call in calls], shown),
        Figure("Accept → both connected (ICE and DTLS)", "ms", [call.both("connected") for call in calls], shown),
        Figure("Accept → the customer hears the adviser", "ms", [call.customer["heard"] for call in calls], shown),
        Figure("Accept → the adviser hears the customer", "ms", [call.adviser["heard"] for call in calls], shown),
        Figure("Accept → both hear each other", "ms", [call.both("heard") for call in calls], shown, Bar("p50", 350)),
    ]


def _call(product: Product, customers: Browser, adviser: AdviserAtDesk, number: int) -> Call:
    """A new visitor each time, whose page has never been in a call."""
    customer = Customer(_page(customers, ADVISER_TONE), "customer")
    try:
        _asks_for_a_voice(product, customer)
        adviser.offer.wait_for(timeout=LONGEST_WAIT)
        # The customer's page has settled: nobody answers in the same instant in which it rings.
        time.sleep(0.5)
        adviser.accepts()
        call = _times(_marks(customer.page), _marks(adviser.page))
        _hang_up(adviser)
    finally:
        customer.page.context.close()
    say(f"call {number + 1} of {CALLS}: both hear each other after {call.both('heard'):.0f} ms")
    return call


def _asks_for_a_voice(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.presses("Talk to a human")
    customer.presses("Share and continue")
    customer.presses("Call in this page")


def _hang_up(adviser: AdviserAtDesk) -> None:
    adviser.presses("Hang up")
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved")
    adviser.presses("Finish")
    adviser.wrap_up.wait_for(state="hidden", timeout=LONGEST_WAIT)


def _marks(page: Page) -> dict[str, float]:
    """What the stopwatch in the page has noted, once the other side was heard; it starts anew."""
    page.wait_for_function("() => stopwatch.marks.heard", timeout=LONGEST_WAIT, polling=100)
    marks: dict[str, float] = page.evaluate("() => stopwatch.takeMarks()")
    return marks


def _times(customer: dict[str, float], adviser: dict[str, float]) -> Call:
    accepted = adviser["accept"]
    return Call(
        {mark: at - accepted for mark, at in customer.items()},
        {mark: at - accepted for mark, at in adviser.items()},
    )


@contextmanager
def _browser(playwright: Playwright, microphone: Path) -> Iterator[Browser]:
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={microphone}"]
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=flags)
    try:
        yield browser
    finally:
        browser.close()


def _page(browser: Browser, hears: float) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.add_init_script(f"{STOPWATCH}\nstopwatch.listenFor({hears});")
    return page
