"""A call is recorded when both agreed to it, as they see it, and not a moment longer: two browsers, and the file that is left."""

import io
import math
import sqlite3
import time
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import av
import numpy as np
import pytest
from playwright.sync_api import Locator, Playwright, expect

from tests.browser import axe
from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import PATIENCE, AdviserAtDesk, Customer, at_a_browser, begin_call, finish
from tests.gateway import Gateway, alone

COLLEAGUE_TONE = 1600.0
RATE = 48_000
WINDOW = RATE // 10
HEARD = 0.02  # of full scale


@pytest.fixture(scope="module")
def gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with alone(tmp_path_factory.mktemp("gateway"), RECORDING="ask") as gateway:
        yield gateway


@pytest.fixture
def talking(gateway: Gateway, customer: Customer, adviser: AdviserAtDesk) -> tuple[Customer, AdviserAtDesk]:
    begin_call(gateway, customer, adviser)
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    return customer, adviser


def question(customer: Customer) -> Locator:
    return customer.page.get_by_role("region", name="Recording", exact=True)


def both_see(customer: Customer, adviser: AdviserAtDesk, state: str) -> None:
    for person in (customer, adviser):
        expect(person.button(state)).to_be_visible(timeout=PATIENCE)


def both_read(customer: Customer, adviser: AdviserAtDesk, line: str) -> None:
    for person in (customer, adviser):
        expect(person.log).to_contain_text(line, timeout=PATIENCE)


def files(gateway: Gateway) -> list[Path]:
    return sorted((gateway.state_dir / "recordings").glob("*"), key=lambda path: path.stat().st_mtime)


def channels(ogg: bytes) -> np.ndarray:
    """Left and right as a common player has them."""
    with av.open(io.BytesIO(ogg), "r") as container:
        return np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)


def tones(sound: np.ndarray) -> list[str]:
    """What is heard in each tenth of a second of one channel: c and a for the tones of customer and adviser, "" for silence."""
    windows = [sound[at : at + WINDOW] for at in range(0, len(sound) - WINDOW, WINDOW)]
    return ["".join(name for name, hertz in (("c", CUSTOMER_TONE), ("a", ADVISER_TONE)) if has(it, hertz)) for it in windows]


def has(sound: np.ndarray, hertz: float) -> bool:
    wave = np.exp(-1j * math.tau * hertz * np.arange(len(sound)) / RATE)
    return float(2 * abs(sound @ wave) / len(sound)) > HEARD


def told(sound: np.ndarray) -> list[tuple[str, float]]:
    """The same as a story: what was heard, and for how many seconds. Not told are sounds shorter than 0.3 s, and silences shorter
    than a second: on a busy machine a browser that takes pictures stops hearing its own tone for so long.
    """
    heard: list[str] = []
    for name, run in groupby(tones(sound)):
        length = len(list(run))
        is_told = length >= (3 if name else 10)
        if is_told or heard:
            heard += [name if is_told else heard[-1]] * length
    return [(name, len(list(run)) / 10) for name, run in groupby(heard)]


def lasts(seconds: float) -> object:
    """The buttons are pressed by hand, so to say."""
    return pytest.approx(seconds, abs=1.2)


def test_proposed_agreed_paused_resumed_and_stopped(gateway: Gateway, talking: tuple[Customer, AdviserAtDesk]) -> None:
    customer, adviser = talking
    it_is_agreed_on(customer, adviser)
    adviser.page.wait_for_timeout(3000)
    axe.looks_right(adviser, "desk-recording", axe.AT_THE_DESK, ("Recording is on",))
    axe.looks_right(customer, "widget-recording", axe.AT_THE_WIDGET, ("Recording is on",))
    began = time.monotonic()
    adviser.presses("Pause recording")
    both_see(customer, adviser, "Recording is paused")
    both_read(customer, adviser, "The recording is paused.")
    customer.waits_to_hear(ADVISER_TONE)
    adviser.page.wait_for_timeout(3000)
    adviser.presses("Go on recording")
    both_see(customer, adviser, "Recording is on")
    both_read(customer, adviser, "The recording goes on.")
    paused = time.monotonic() - began
    adviser.page.wait_for_timeout(2500)
    customer.presses("Recording is on")
    for person in (customer, adviser):
        expect(person.button("Recording is on")).to_be_hidden(timeout=PATIENCE)
    both_read(customer, adviser, "The recording was stopped.")
    # The customer has stopped it: the adviser cannot ask again.
    expect(adviser.button("Record this call")).to_be_hidden()
    customer.waits_to_hear(ADVISER_TONE)
    adviser.page.wait_for_timeout(1500)  # the last of what was recorded is being written
    size = files(gateway)[-1].stat().st_size
    adviser.page.wait_for_timeout(1500)
    assert files(gateway)[-1].stat().st_size == size, "something was written after the end"

    left, right = channels(by_the_customer(gateway, customer))
    assert [name for name, _ in told(left)] == ["c", "", "c"]
    assert [name for name, _ in told(right)] == ["a", "", "a"]
    for channel in (left, right):
        assert told(channel)[1][1] == lasts(paused)
        assert told(channel)[2][1] == lasts(2.7)

    adviser.presses("Hang up")
    finish(adviser)
    lead_listens_with_a_reason(gateway, adviser)


def it_is_agreed_on(customer: Customer, adviser: AdviserAtDesk) -> None:
    adviser.presses("Record this call")
    expect(question(customer)).to_contain_text("Ada would like to record this call")
    expect(adviser.page.get_by_text("The customer is asked whether the call may be recorded.")).to_be_visible()
    agree, no = question(customer).get_by_role("button").all()
    assert [button.inner_text() for button in (agree, no)] == ["Agree", "No thanks"]
    look = "button => ['backgroundColor', 'color', 'fontWeight', 'width', 'height'].map(of => getComputedStyle(button)[of])"
    assert agree.evaluate(look) == no.evaluate(look)
    axe.looks_right(customer, "widget-recording-asked", axe.AT_THE_WIDGET, ("Agree", "No thanks"))
    expect(customer.button("Recording is on")).to_be_hidden()
    agree.click()
    both_see(customer, adviser, "Recording is on")
    both_read(customer, adviser, "The call is being recorded from now on.")
    for person in (customer, adviser):
        expect(person.button("Recording is on")).to_have_attribute("aria-pressed", "true")
    it_is_seen_whatever_else_is_looked_at(customer)


def it_is_seen_whatever_else_is_looked_at(customer: Customer) -> None:
    on = customer.button("Recording is on")
    customer.presses("What we hold about you")
    assert on.evaluate(axe.IN_SIGHT)
    customer.presses("Back to the conversation")
    customer.presses("Close the chat")
    assert on.evaluate(axe.IN_SIGHT)
    customer.presses("Chat with us")
    assert on.evaluate(axe.IN_SIGHT)


def by_the_customer(gateway: Gateway, customer: Customer) -> bytes:
    customer.presses("What we hold about you")
    with customer.page.expect_download() as downloading:
        customer.presses("Download this recording")
    assert downloading.value.suggested_filename == "call.ogg"
    axe.looks_right(customer, "widget-recording-held", axe.AT_THE_WIDGET)
    customer.presses("Back to the conversation")
    return Path(downloading.value.path()).read_bytes()


def lead_listens_with_a_reason(gateway: Gateway, adviser: AdviserAtDesk) -> None:
    adviser.presses("Sign out")
    adviser.signs_in(gateway.address, "lead1", gateway.sign_in("lead1"))
    recorded = adviser.page.get_by_role("list", name="Recordings").get_by_role("listitem").first
    recorded.get_by_text("Ada").click()
    recorded.get_by_role("button", name="Listen").click()
    expect(recorded.get_by_role("alert")).to_have_text("Please say why first.")
    recorded.get_by_label("Why do you listen to it?").fill("complaint K-12")
    recorded.get_by_role("button", name="Listen").click()
    player = recorded.locator("audio")
    expect(player).to_be_visible(timeout=PATIENCE)
    player.evaluate("audio => audio.play()")
    adviser.page.wait_for_function(PLAYED, timeout=PATIENCE)
    axe.looks_right(adviser, "desk-recordings", axe.AT_THE_DESK)
    with sqlite3.connect(gateway.state_dir / "reassure.db") as records:
        notes = records.execute("SELECT username, reason FROM access_log JOIN advisers ON advisers.id = adviser_id").fetchall()
    records.close()
    assert notes[-1] == ("lead1", "listened to a recording: complaint K-12")
    nobody_else_listens(gateway, adviser)


def nobody_else_listens(gateway: Gateway, adviser: AdviserAtDesk) -> None:
    address = f"{gateway.address}/api/desk/recordings/{files(gateway)[-1].stem}"
    ours = {"X-Reassure": "desk"}
    reason = {"reason": "curiosity"}
    assert adviser.page.request.post(address, data=reason).status == 403
    assert adviser.page.request.post(address, data={"reason": " "}, headers=ours).status == 400
    adviser.presses("Sign out")
    expect(adviser.button("Sign in")).to_be_visible()
    assert adviser.page.request.post(address, data=reason, headers=ours).status == 401
    adviser.signs_in(gateway.address, "adviser2", gateway.sign_in("adviser2"))
    assert adviser.page.request.post(address, data=reason, headers=ours).status == 404
    assert adviser.page.request.get(f"{gateway.address}/api/desk/recordings").json() == {"recordings": []}
    expect(adviser.page.get_by_role("list", name="Recordings")).to_be_hidden()
    stranger = adviser.page.request.post(f"{gateway.address}/api/chat/session", data={}).json()["token"]
    theirs = f"{gateway.address}/api/chat/recordings/{files(gateway)[-1].stem}"
    assert adviser.page.request.get(theirs, headers={"Authorization": f"Bearer {stranger}"}).status == 404


# The player in the page has come some way into the sound; it is inside of shadow roots.
PLAYED = """() => {
  const players = root => [...root.querySelectorAll("*")].flatMap(it => [
    ...(it.matches("audio") ? [it] : []), ...(it.shadowRoot ? players(it.shadowRoot) : [])]);
  return players(document).some(audio => audio.currentTime > 0.5 && audio.duration > 5);
}"""


def test_a_no_leaves_no_file_and_is_not_asked_about_again(gateway: Gateway, talking: tuple[Customer, AdviserAtDesk]) -> None:
    customer, adviser = talking
    before = files(gateway)
    adviser.presses("Record this call")
    question(customer).get_by_role("button", name="No thanks").click()
    both_read(customer, adviser, "The call is not recorded.")
    expect(question(customer)).to_be_hidden()
    expect(adviser.button("Record this call")).to_be_hidden()
    customer.waits_to_hear(ADVISER_TONE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    adviser.page.wait_for_timeout(1000)
    assert files(gateway) == before
    adviser.presses("Hang up")
    finish(adviser)


def test_what_the_other_one_cannot_hear_is_not_recorded(gateway: Gateway, talking: tuple[Customer, AdviserAtDesk]) -> None:
    customer, adviser = talking
    it_is_agreed_on(customer, adviser)
    adviser.page.wait_for_timeout(2000)
    adviser.presses("Hold")
    customer.sees_state("on hold")
    both_see(customer, adviser, "Recording is on")
    adviser.page.wait_for_timeout(2000)
    adviser.presses("Resume")
    adviser.waits_to_hear(CUSTOMER_TONE)
    adviser.page.wait_for_timeout(1500)
    customer.presses("Mute")
    adviser.waits_to_hear(CUSTOMER_TONE, heard=False)
    adviser.page.wait_for_timeout(1500)
    customer.presses("Unmute")
    adviser.waits_to_hear(CUSTOMER_TONE)
    customer.page.reload()
    expect(customer.button("Recording is on")).to_be_visible(timeout=PATIENCE)
    adviser.waits_to_hear(CUSTOMER_TONE)
    customer.waits_to_hear(ADVISER_TONE)
    adviser.page.wait_for_timeout(1500)
    adviser.presses("Hang up")
    both_read(customer, adviser, "The recording has ended with the call.")
    left, right = channels(by_the_customer(gateway, customer))
    assert [name for name, _ in told(left)][:5] == ["c", "", "c", "", "c"]
    assert [name for name, _ in told(left)][-1] == "c"
    assert [name for name, _ in told(right)][:3] == ["a", "", "a"]
    assert all(name in {"c", ""} for name in tones(left))
    assert all(name in {"a", ""} for name in tones(right))
    finish(adviser)


def test_a_colleague_who_is_brought_in_ends_the_recording_before_they_are_on_it(
    gateway: Gateway, talking: tuple[Customer, AdviserAtDesk], playwright: Playwright, tmp_path: Path
) -> None:
    customer, adviser = talking
    it_is_agreed_on(customer, adviser)
    with at_a_browser(playwright, COLLEAGUE_TONE, tmp_path) as page:
        colleague = AdviserAtDesk(page, "colleague")
        colleague.signs_in(gateway.address, "adviser2", gateway.sign_in("adviser2"))
        colleague.is_available()
        comes_to_be_consulted(adviser, colleague)
        customer.sees_state("Ada is talking with a colleague, Ben")
        both_see(customer, adviser, "Recording is on")
        expect(colleague.page.get_by_text("Recording is on")).to_be_visible()  # to see, and not to press
        adviser.page.wait_for_timeout(2000)

        adviser.presses("Bring all together")
        both_read(customer, adviser, "Somebody else is in the call now, so the recording has stopped.")
        for person in (customer, adviser, colleague):
            expect(person.page.get_by_text("Recording is on")).to_be_hidden()
        customer.waits_to_hear(COLLEAGUE_TONE)
        expect(adviser.button("Record this call")).to_be_hidden()
        adviser.page.wait_for_timeout(1500)  # the last of what was recorded is being written
        size = files(gateway)[-1].stat().st_size

        colleague.presses("Leave the call")
        customer.waits_to_hear(COLLEAGUE_TONE, heard=False)
        customer.waits_to_hear(ADVISER_TONE)
        assert files(gateway)[-1].stat().st_size == size, "something was written after the end"
        a_yes_begins_nothing_that_would_end_at_once(gateway, customer, adviser, colleague)
        colleague.goes_away()

    left, right = channels(by_the_customer(gateway, customer))
    for channel, tone in ((left, "c"), (right, "a")):
        assert [name for name, _ in told(channel)] == [tone, ""]
        assert not any(has(channel[at : at + WINDOW], COLLEAGUE_TONE) for at in range(0, len(channel) - WINDOW, WINDOW))
    adviser.presses("Hang up")
    finish(adviser)


def a_yes_begins_nothing_that_would_end_at_once(
    gateway: Gateway, customer: Customer, adviser: AdviserAtDesk, colleague: AdviserAtDesk
) -> None:
    kept = files(gateway)
    adviser.presses("Record this call")
    expect(question(customer)).to_be_visible()
    comes_to_be_consulted(adviser, colleague)
    adviser.presses("Bring all together")
    customer.waits_to_hear(COLLEAGUE_TONE)
    question(customer).get_by_role("button", name="Agree").click()
    expect(customer.page.get_by_text("Somebody else is in the call now. Whether it is recorded")).to_be_visible()
    colleague.presses("Leave the call")
    customer.waits_to_hear(COLLEAGUE_TONE, heard=False)
    expect(question(customer)).to_be_visible()
    assert files(gateway) == kept
    question(customer).get_by_role("button", name="No thanks").click()
    both_read(customer, adviser, "The call is not recorded.")


def comes_to_be_consulted(adviser: AdviserAtDesk, colleague: AdviserAtDesk) -> None:
    adviser.page.get_by_text("Ask a colleague").click()
    adviser.presses("Ask Ben")
    colleague.page.get_by_role("alertdialog", name="Ada asks you into a call").get_by_role("button", name="Accept").click()
    colleague.waits_to_hear(ADVISER_TONE)


def test_a_gateway_that_dies_ends_the_recording_and_keeps_what_there_was(
    gateway: Gateway, talking: tuple[Customer, AdviserAtDesk]
) -> None:
    customer, adviser = talking
    it_is_agreed_on(customer, adviser)
    adviser.page.wait_for_timeout(4000)
    gateway.stop(how=9)
    gateway.start()
    customer.waits_to_hear(ADVISER_TONE)
    both_read(customer, adviser, "A fault on our side has ended the recording.")
    for person in (customer, adviser):
        expect(person.button("Recording is on")).to_be_hidden(timeout=PATIENCE)
    left, right = channels(by_the_customer(gateway, customer))
    assert has(left[RATE:], CUSTOMER_TONE)
    assert has(right[RATE:], ADVISER_TONE)
    assert len(left) / RATE > 3
    adviser.presses("Hang up")
    finish(adviser)


def test_deleted_with_the_conversation_nothing_of_it_can_be_opened(
    gateway: Gateway, talking: tuple[Customer, AdviserAtDesk]
) -> None:
    customer, adviser = talking
    it_is_agreed_on(customer, adviser)
    adviser.page.wait_for_timeout(1500)
    customer.presses("Delete my conversation")
    customer.presses("Yes, delete it")
    expect(adviser.button("Recording is on")).to_be_hidden(timeout=PATIENCE)
    with sqlite3.connect(gateway.state_dir / "reassure.db") as records:
        name = files(gateway)[-1].stem
        assert records.execute("SELECT count(*) FROM recordings WHERE public_id = ?", [name]).fetchone() == (0,)
    records.close()
    finish(adviser)


def test_where_calls_are_not_recorded_nobody_is_asked(tmp_path: Path, customer: Customer, adviser: AdviserAtDesk) -> None:
    with alone(tmp_path / "gateway") as gateway:
        begin_call(gateway, customer, adviser)
        customer.waits_to_hear(ADVISER_TONE)
        expect(adviser.button("Hold")).to_be_visible()
        expect(adviser.button("Record this call")).to_be_hidden()
