"""A gateway that is told to stop says so to whoever talks, is gone within ten seconds, and costs no call."""

import signal
import time
from pathlib import Path

import psutil
from playwright.sync_api import expect

from tests.browser.conftest import ADVISER_TONE, CUSTOMER_TONE
from tests.browser.people import AdviserAtDesk, Customer, begin_call, finish
from tests.gateway import alone

GONE_WITHIN = 10.0  # seconds


def test_a_gateway_that_stops_says_so_is_gone_in_ten_seconds_and_the_call_goes_on_with_the_next(
    customer: Customer, adviser: AdviserAtDesk, tmp_path: Path
) -> None:
    with alone(tmp_path / "gateway") as gateway:
        begin_call(gateway, customer, adviser)
        customer.waits_to_hear(ADVISER_TONE)
        adviser.waits_to_hear(CUSTOMER_TONE)
        assert gateway.process
        children = psutil.Process(gateway.process.pid).children(recursive=True)

        told_at = time.monotonic()
        assert gateway.stop(signal.SIGTERM) == 0
        assert time.monotonic() - told_at < GONE_WITHIN
        assert not [child for child in children if child.is_running()]
        for person in (customer, adviser):
            expect(person.page.get_by_text("The service restarts. Your call connects again by itself")).to_be_visible()

        gateway.start()
        customer.waits_to_hear(ADVISER_TONE)
        adviser.waits_to_hear(CUSTOMER_TONE)
        for person in (customer, adviser):
            expect(person.page.get_by_text("The service restarts.")).to_be_hidden()
        adviser.presses("Hang up")
        finish(adviser)
