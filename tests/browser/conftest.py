"""The product and the people of the browser tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, sync_playwright

from tests.browser.people import AdviserAtDesk, Customer, at_a_browser
from tests.product import Product, running

CUSTOMER_TONE = 440.0
ADVISER_TONE = 1000.0


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """A running product for each file of tests: nobody rings at the desk of one because another left them waiting."""
    with running(tmp_path_factory.mktemp("product")) as product:
        yield product


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture
def customer(playwright: Playwright, tmp_path: Path) -> Iterator[Customer]:
    with at_a_browser(playwright, CUSTOMER_TONE, tmp_path) as page:
        yield Customer(page, "customer")


@pytest.fixture
def adviser(playwright: Playwright, tmp_path: Path) -> Iterator[AdviserAtDesk]:
    with at_a_browser(playwright, ADVISER_TONE, tmp_path) as page:
        yield AdviserAtDesk(page, "adviser")
