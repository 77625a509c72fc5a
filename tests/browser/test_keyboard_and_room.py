"""After each decision the keyboard is where the next step is, and with however little room every step can be reached."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.axe import IN_SIGHT
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, Person
from tests.product import Product

FOCUS = """
() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  return focused === document.body ? "nowhere" : focused.ariaLabel || focused.innerText?.trim() || focused.id;
}
"""
# Phones held sideways, a desk's screen at 200 % and 400 %, and a low window.
SCROLLS_AS_A_WHOLE = 320  # pixels; with less height nothing fits beside anything, and the buttons are scrolled to
LITTLE_ROOM: list[ViewportSize] = [
    {"width": 320, "height": 256},
    {"width": 640, "height": 360},
    {"width": 640, "height": 400},
    {"width": 844, "height": 390},
    {"width": 960, "height": 470},
]
ORDINARY: ViewportSize = {"width": 1280, "height": 800}
PACKAGE = ("Share and continue", "Share nothing and continue", "Not now")
WAYS = ("Call in this page", "Text with an adviser", "Call me back")
CALL = ("Mute", "Hang up")


def by_enter(person: Person, name: str) -> None:
    person.button(name).press("Enter", timeout=PATIENCE)


def goes_on_at(person: Person, what: str) -> None:
    """Until the focus is at something of this name, which begins so."""
    person.page.wait_for_function(f"what => ({FOCUS.strip()})().startsWith(what)", arg=what, timeout=PATIENCE)


def quick_answers(customer: Customer) -> Locator:
    return customer.page.get_by_role("group", name="Quick answers").get_by_role("button")


@contextmanager
def large_text(page: Page) -> Iterator[None]:
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    try:
        yield
    finally:
        page.evaluate("document.documentElement.style.fontSize = ''")


def is_within_reach(customer: Customer, names: tuple[str, ...]) -> None:
    """Each of these can be scrolled to, with little room and with large text."""
    for size in LITTLE_ROOM:
        customer.page.set_viewport_size(size)
        _can_be_scrolled_to(customer, names, str(size))
    customer.page.set_viewport_size(ORDINARY)
    with large_text(customer.page):
        _can_be_scrolled_to(customer, names, "large text")


def _can_be_scrolled_to(customer: Customer, names: tuple[str, ...], where: str) -> None:
    for name in names:
        button = customer.button(name)
        button.scroll_into_view_if_needed()
        assert button.evaluate(IN_SIGHT), f"{where}: {name} cannot be reached"


def stands_in_sight(customer: Customer, names: tuple[str, ...]) -> None:
    """Each of these is seen without scrolling, wherever the panel was scrolled to."""
    for size in (size for size in LITTLE_ROOM if size["height"] >= SCROLLS_AS_A_WHOLE):
        customer.page.set_viewport_size(size)
        for end in (customer.log, customer.button("Talk to a human")):
            end.scroll_into_view_if_needed()
            for name in names:
                assert customer.button(name).evaluate(IN_SIGHT), f"{size}: {name} is out of sight"
    customer.page.set_viewport_size(ORDINARY)


def test_a_whole_handoff_by_keyboard_and_with_little_room(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    customer.opens_the_chat(product.address)
    customer.asks("flurb the wobbly gnatter", "not sure")
    quick_answers(customer).first.press("Enter")
    goes_on_at(customer, "Message")
    customer.page.keyboard.press("Escape")
    expect(customer.button("Chat with us")).to_be_focused()
    customer.page.keyboard.press("Enter")
    decides_and_changes_their_mind(customer)
    enters_the_desk(product, adviser)
    they_talk(customer, adviser)
    it_is_wrapped_up(customer, adviser)


def decides_and_changes_their_mind(customer: Customer) -> None:
    by_enter(customer, "Talk to a human")
    goes_on_at(customer, "What the adviser will see")
    is_within_reach(customer, PACKAGE)
    by_enter(customer, "Not now")
    goes_on_at(customer, "Message")
    by_enter(customer, "Talk to a human")
    goes_on_at(customer, "What the adviser will see")
    by_enter(customer, "Share and continue")
    goes_on_at(customer, "How would you like to talk?")
    is_within_reach(customer, WAYS)
    by_enter(customer, "Text with an adviser")
    goes_on_at(customer, "You are in the queue")
    is_within_reach(customer, ("Stop waiting",))
    by_enter(customer, "Stop waiting")
    goes_on_at(customer, "Message")
    by_enter(customer, "Talk to a human")
    by_enter(customer, "Share and continue")
    by_enter(customer, "Call in this page")
    goes_on_at(customer, "You are in the queue")


def enters_the_desk(product: Product, adviser: AdviserAtDesk) -> None:
    adviser.page.goto(f"{product.address}/desk")
    adviser.page.get_by_role("textbox", name="Username").fill("adviser1")
    adviser.page.get_by_role("textbox", name="Password").fill(product.sign_in("adviser1"))
    by_enter(adviser, "Sign in")
    goes_on_at(adviser, "Advisers' desk")


def they_talk(customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.is_available()
    by_enter(adviser, "Accept")
    goes_on_at(adviser, "Message to customer")
    customer.sees_state("talking with")
    stands_in_sight(customer, CALL)
    by_enter(customer, "Hang up")
    goes_on_at(customer, "The conversation has ended")


def it_is_wrapped_up(customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.button("Add a promise").press("Enter")
    by_enter(adviser, "Remove promise 1")
    goes_on_at(adviser, "Add a promise")
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved")
    by_enter(adviser, "Finish")
    goes_on_at(adviser, "Queue")
    adviser.goes_away()
    customer.page.get_by_role("radio").first.check()
    by_enter(customer, "Give this answer")
    goes_on_at(customer, "Message")


def test_an_adviser_who_hangs_up_goes_on_at_the_wrap_up(product: Product, customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.signs_in(product.address, "adviser2", product.sign_in("adviser2"))
    adviser.is_available()
    customer.opens_the_chat(product.address)
    customer.asks_for_a_call()
    by_enter(adviser, "Accept")
    customer.sees_state("talking with")
    by_enter(adviser, "Hang up")
    goes_on_at(adviser, "Wrap-up")
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved")
    adviser.presses("Finish")
    expect(adviser.wrap_up).to_be_hidden()
    adviser.goes_away()


def test_the_sentence_that_quick_answers_answer_is_in_sight_beside_the_package(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.presses("Talk to a human")
    expect(customer.package).to_be_visible()
    customer.asks("flurb the wobbly gnatter", "not sure")
    customer.log.scroll_into_view_if_needed()
    assert customer.last_answer.get_by_text("not sure").evaluate(IN_SIGHT)
    assert quick_answers(customer).count() > 1
    for answer in quick_answers(customer).all():
        assert answer.evaluate(IN_SIGHT), f"{answer.inner_text()} is not in sight"


# How often an article came into the log, and what a screen reader was to make of it.
ADDITIONS = """
log => {
  window.added = [];
  new MutationObserver(changes => {
    for (const change of changes)
      for (const node of change.addedNodes)
        if (node.localName === "article") window.added.push(node.innerText);
  }).observe(log, { childList: true });
}
"""


def test_a_message_of_mine_comes_into_the_log_once(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    customer.log.evaluate(ADDITIONS)
    customer.asks("What may I take on board?", ".")
    expect(customer.log.get_by_text("On its way")).to_be_hidden()
    mine = [text for text in customer.page.evaluate("added") if "What may I take on board?" in text]
    assert len(mine) == 1


def test_what_was_said_before_is_not_read_out_on_every_page(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    expect(customer.log).to_have_attribute("aria-busy", "false")
    customer.asks("What may I take on board?", ".")
    customer.page.add_init_script(WATCHES_THE_LOG)
    customer.page.reload()
    expect(customer.messages.nth(1)).to_be_visible()
    expect(customer.log).to_have_attribute("aria-busy", "false")
    assert customer.page.evaluate("busyWhenFilled") == "true"


WATCHES_THE_LOG = """
{
  const look = () => {
    const log = document.querySelector("reassure-chat")?.shadowRoot?.querySelector("reassure-transcript")
      ?.shadowRoot?.querySelector("[role=log]");
    if (log?.querySelector("article")) window.busyWhenFilled = log.ariaBusy;
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""
