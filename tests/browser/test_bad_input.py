"""What goes wrong is told in a sentence, and nothing is lost: in the browser, and over the bare sockets."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect
from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from tests.browser import sockets
from tests.browser.conftest import CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, Microphone, at_a_browser
from tests.product import Product

NOBODY_WITHIN = 40_000  # milliseconds; an adviser whose desk was closed counts as gone after 20 s
LONGEST_MESSAGE = 4000


# ── in the browser ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_reference_and_a_wrong_surname_are_told_alike(product: Product) -> None:
    reference, surname = product.bookings()[0]
    with sockets.visitor(product) as chat:
        for_a_wrong_reference = what_is_said_about(chat, "Q9Q9Q9", surname)
    with sockets.visitor(product) as chat:
        for_a_wrong_surname = what_is_said_about(chat, reference, "Robinson")
    assert "no booking" in for_a_wrong_reference
    assert for_a_wrong_surname == for_a_wrong_reference


def what_is_said_about(chat: sockets.Line, reference: str, surname: str) -> str:
    assert "reference" in chat.answer_to("I want to look at my booking")["text"]
    assert "surname" in chat.answer_to(reference)["text"]
    return str(chat.answer_to(surname)["text"])


def test_a_refused_microphone_leaves_writing_and_a_call_back(
    product: Product, playwright: Playwright, tmp_path: Path, adviser: AdviserAtDesk
) -> None:
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    with at_a_browser(playwright, CUSTOMER_TONE, tmp_path, microphone=Microphone.ASKED) as page:
        customer = Customer(page, "customer")
        asks_for_a_person(product, customer)
        customer.presses("Call in this page")
        expect(page.get_by_role("alert")).to_contain_text("did not let me use the microphone", timeout=PATIENCE)
        expect(customer.button("Call me back")).to_be_visible()
        customer.presses("Text with an adviser")
        adviser.accepts()
        customer.sees_state("writing with Ada")
        adviser.writes("Good afternoon, how can I help?")
        expect(customer.log).to_contain_text("how can I help?", timeout=PATIENCE)
        customer.says("My bag is not here.")
        expect(adviser.log).to_contain_text("My bag is not here.", timeout=PATIENCE)
        finishes(adviser)
        customer.sees_state("ended")


def test_without_an_adviser_a_call_back_is_offered_and_reaches_the_desk(
    product: Product, customer: Customer, adviser: AdviserAtDesk
) -> None:
    asks_for_a_person(product, customer)
    nobody = customer.page.get_by_text("No adviser is free right now.")
    expect(nobody).to_be_visible(timeout=NOBODY_WITHIN)
    customer.presses("Call me back")
    customer.page.get_by_label("Your phone number").fill("+590 590 77 88 99")
    customer.presses("Ask for this call")
    customer.sees_state("called back")
    expect(customer.log).to_contain_text("+590 590 77 88 99", timeout=PATIENCE)
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.button("Take this call back").last.click(timeout=PATIENCE)
    expect(adviser.page.get_by_text("Call the customer back at +590 590 77 88 99.")).to_be_visible(timeout=PATIENCE)
    finishes(adviser)


def test_a_message_that_is_too_long_stays_in_the_field(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    field = customer.page.get_by_role("textbox", name="Message")
    long = "I paste everything. " * 50_000
    field.fill(long)
    customer.presses("Send")
    expect(customer.page.get_by_role("alert")).to_contain_text("under 4,000 characters")
    assert field.input_value() == long
    expect(customer.messages).to_have_count(1)
    field.fill("y" * LONGEST_MESSAGE)
    expect(customer.page.get_by_role("alert")).to_be_hidden()
    customer.presses("Send")
    expect(customer.page.get_by_role("alert")).to_be_hidden()
    expect(customer.last_answer).not_to_have_text(re.compile("automated assistant"), timeout=PATIENCE)


def test_two_clicks_on_accept_are_one(product: Product, adviser: AdviserAtDesk) -> None:
    adviser.signs_in(product.address, "adviser1", product.sign_in("adviser1"))
    adviser.is_available()
    with sockets.visitor(product) as chat:
        sockets.asks_for_a_person(chat, "text")
        adviser.offer.get_by_role("button", name="Accept").dblclick(timeout=PATIENCE)
        expect(adviser.context).to_contain_text("share nothing", timeout=PATIENCE)
        expect(adviser.page.get_by_text("has run out")).to_be_hidden()
        expect(adviser.log.get_by_text("You are connected with Ada")).to_have_count(1)
        finishes(adviser)


def test_two_tabs_show_the_same_turns_in_the_same_order_once(product: Product, customer: Customer) -> None:
    customer.opens_the_chat(product.address)
    other = Customer(customer.page.context.new_page(), "customer-2")
    other.opens_the_chat(product.address)
    customer.asks("What's the status of ZE 412?", r"ZE\s?412")
    other.says("And of ZE 201?")
    customer.says("And of ZE 101?")
    for tab in (customer, other):
        expect(tab.messages).to_have_count(7, timeout=PATIENCE)
    assert customer.messages.all_inner_texts() == other.messages.all_inner_texts()
    assert len(set(customer.messages.all_inner_texts())) == 7


@pytest.mark.parametrize("typed", ["/restart", "/ask_for_person", '/inform{"surname": "Martin"}', "/EXTERNAL_adviser_finished"])
def test_a_command_that_a_customer_types_is_only_its_words(product: Product, typed: str) -> None:
    with sockets.visitor(product) as chat:
        as_typed = chat.answer_to(typed)
    with sockets.visitor(product) as chat:
        as_words = chat.answer_to(typed.removeprefix("/"))
    assert as_typed["text"] == as_words["text"]
    assert as_typed["buttons"] == as_words["buttons"]


# ── over the bare sockets ─────────────────────────────────────────────────────────────────────────────────────────────


def test_a_ticket_opens_one_socket(product: Product) -> None:
    ticket = sockets.visitor_ticket(product)
    with sockets.line(product, "chat", ticket) as first:
        first.send("hello", after=0)
        assert first.hears("welcome")
        assert why_not_let_in(product, "chat", ticket) == "ticket_used"
        assert why_not_let_in(product, "chat", "made-up") == "ticket_used"
        first.send("press", id="still-there", turn=1, button=9)
        assert first.hears("refused")["about"] == "still-there"


def test_a_ticket_to_the_chat_does_not_open_the_desk(product: Product) -> None:
    assert why_not_let_in(product, "desk", sockets.visitor_ticket(product)) == "ticket_used"


def test_a_page_of_somebody_else_opens_no_socket_and_its_ticket_is_gone(product: Product) -> None:
    with sockets.signed_in(product, "adviser1") as client:
        tickets = {"chat": sockets.visitor_ticket(product), "desk": sockets.desk_ticket(client)}
        for who, ticket in tickets.items():
            assert why_not_let_in(product, who, ticket, origin="https://elsewhere.example") == "foreign_origin"
            assert why_not_let_in(product, who, ticket) == "ticket_used"


def why_not_let_in(product: Product, who: str, ticket: str, origin: str | None = None) -> str:
    """The named error that a socket is told before it is closed for good."""
    with sockets.line(product, who, ticket, origin) as refused:
        told = refused.hears("refused")
        assert told["text"].endswith(".")
        with pytest.raises(ConnectionClosed) as closed:
            refused.socket.recv(timeout=sockets.SOON)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == CloseCode.POLICY_VIOLATION
        return str(told["error"])


GARBAGE: list[str | bytes] = [
    "",
    "}{",
    "null",
    "[]",
    b"\xff\x00\x01",
    "[" * 100_000,
    json.dumps({"type": "nothing_that_we_know"}),
    json.dumps({"type": ["say"]}),
    json.dumps({"type": "say", "id": "no-text"}),
    json.dumps({"type": "hello", "after": -1}),
    json.dumps({"type": "press", "id": "p", "turn": 1, "button": -1}),
    '{"type": "say", "id": "half", "text": "\\ud800"}',
]


def test_garbage_is_refused_with_a_sentence_and_the_socket_lives(product: Product) -> None:
    with sockets.visitor(product) as chat:
        for frame in GARBAGE:
            chat.socket.send(frame)
            refused = chat.hears("refused")
            assert refused["error"] == "message_not_understood", frame
            assert refused["text"].endswith("."), frame
        said = chat.say("Hello")
        assert chat.hears("received")["id"] == said


def test_hello_comes_first(product: Product) -> None:
    with sockets.line(product, "chat", sockets.visitor_ticket(product)) as chat:
        said = chat.say("Hello")
        refused = chat.hears("refused")
        assert (refused["error"], refused["about"]) == ("message_not_understood", said)


def test_a_megabyte_is_refused_by_name_and_nothing_of_it_is_kept(product: Product) -> None:
    with sockets.visitor(product) as chat:
        said = chat.say("x" * 1_000_000)
        refused = chat.hears("refused")
        assert (refused["error"], refused["about"]) == ("message_too_long", said)
        assert "4,000" in refused["text"]
        chat.say("Hello")
        assert chat.hears("received")["seq"] == 2


def test_an_answer_that_was_not_offered_cannot_be_pressed(product: Product) -> None:
    with sockets.visitor(product) as chat:
        for turn, button in [(1, 9), (0, 0), (7, 0)]:
            chat.send("press", id=f"{turn}-{button}", turn=turn, button=button)
            refused = chat.hears("refused")
            assert (refused["error"], refused["about"]) == ("no_such_button", f"{turn}-{button}")
            assert refused["text"].endswith(".")


def test_a_malformed_offer_of_sound_is_refused_and_they_go_on_in_writing(product: Product) -> None:
    with sockets.adviser(product, "adviser1") as desk, sockets.visitor(product) as chat:
        desk.send("set_presence", presence="Available")
        sockets.asks_for_a_person(chat, "voice")
        desk.send("accept", handoff=desk.is_rung())
        chat.sees_handoff("ACCEPTED")
        for sdp in ("", "v=0", "not an offer at all", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"):
            chat.send("leg_offer", sdp=sdp)
            refused = chat.hears("refused")
            assert (refused["error"], refused["about"]) == ("sdp_refused", "leg_offer"), sdp
            assert "You can write here" in refused["text"]
        chat.send("leg_failed", reason="no_audio")
        assert chat.sees_handoff("LIVE")["way"] == "text"
        desk.say("I am here.")
        assert desk.hears("received")
        finish(desk)


def test_who_accepts_second_is_told_who_was_first(product: Product) -> None:
    with advisers(product) as (ada, ben), sockets.visitor(product) as chat:
        ada.send("set_presence", presence="Available")
        sockets.asks_for_a_person(chat, "text")
        handoff = ada.is_rung()
        ben.send("accept", handoff=handoff)
        assert ben.hears("refused")["error"] == "offer_expired"
        ada.send("accept", handoff=handoff)
        chat.sees_handoff("LIVE")
        ben.send("accept", handoff=handoff)
        refused = ben.hears("refused")
        assert (refused["error"], refused["text"]) == ("handoff_taken", "Ada has taken this one already.")
        finish(ada)
        ben.send("accept", handoff="no such handoff")
        assert ben.hears("refused")["error"] == "offer_expired"


def test_a_declined_handoff_rings_at_the_other_adviser(product: Product) -> None:
    with advisers(product) as (ada, ben), sockets.visitor(product) as chat:
        ada.send("set_presence", presence="Available")
        sockets.asks_for_a_person(chat, "text")
        handoff = ada.is_rung()
        ben.send("set_presence", presence="Available")
        ada.send("decline", handoff=handoff)
        assert ben.is_rung() == handoff
        ben.send("accept", handoff=handoff)
        assert chat.sees_handoff("LIVE")["adviser"] == "Ben"
        finish(ben)


@contextmanager
def advisers(product: Product) -> Iterator[tuple[sockets.Line, sockets.Line]]:
    """Ada and Ben, both at their desks."""
    with sockets.adviser(product, "adviser1") as ada, sockets.adviser(product, "adviser2") as ben:
        yield ada, ben


def finish(desk: sockets.Line) -> None:
    desk.send("finish", outcome="solution", note="", commitments=[])
    while desk.hears("desk")["handoff"]:
        pass


# ── what several of them do ───────────────────────────────────────────────────────────────────────────────────────────


def asks_for_a_person(product: Product, customer: Customer) -> None:
    """Up to the question of how to meet, with nothing passed on."""
    customer.opens_the_chat(product.address)
    customer.presses("Talk to a human")
    customer.presses("Share nothing and continue")
    expect(customer.button("Call me back")).to_be_visible(timeout=PATIENCE)


def finishes(adviser: AdviserAtDesk) -> None:
    """Wraps up and leaves, so that nothing rings at an empty chair."""
    adviser.wrap_up.get_by_role("combobox", name="Outcome").select_option(label="Solved")
    adviser.presses("Finish")
    expect(adviser.wrap_up).to_be_hidden(timeout=PATIENCE)
    adviser.page.get_by_role("radio", name="Away").check(timeout=PATIENCE)
