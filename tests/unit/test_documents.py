"""The documents say what the code says: links, errors, settings, states."""

import importlib
import pkgutil
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import actions
import airline
import customer_care
import webrtc_gateway
from customer_care import commitments, handoffs, repairs, settings, wording
from customer_care.errors import ReassureError

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE_BLOCK = re.compile(r"^( *)```.*?^\1```", re.DOTALL | re.MULTILINE)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FIRST_CELL = re.compile(r"^\| `?([A-Za-z_]+)`? \|", re.MULTILINE)
ARROW = re.compile(r"^ +([A-Z_]+) --> ([A-Z_]+)(?:$|:)", re.MULTILINE)
# Said on the terminal, before there is anybody to read a response: their message is their sentence.
SAID_WHERE_RAISED = {"misconfigured", "schema_mismatch"}


def documents() -> list[Path]:
    """Every document of the project, as git knows it: also those that are not committed yet."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"]
    found = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    return [ROOT / name for name in found if (ROOT / name).exists()]


def section(document: str, heading: str) -> str:
    """The text below a heading of second order, up to the next one."""
    text = (ROOT / document).read_text(encoding="utf-8")
    return re.split(r"^## ", text.split(f"\n## {heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def anchors(document: Path) -> set[str]:
    headings = HEADING.findall(document.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links(document: Path) -> Iterator[str]:
    text = CODE_BLOCK.sub("", document.read_text(encoding="utf-8"))
    yield from (link for link in LINK.findall(text) if not re.match(r"[a-z]+:", link))


def leads_somewhere(document: Path, link: str) -> bool:
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    return target.exists() and (not anchor or anchor in anchors(target))


def error_codes() -> set[str]:
    for package in (actions, airline, customer_care, webrtc_gateway):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__") and "migrations" not in module.name:
                importlib.import_module(module.name)
    return {error.code for error in descendants(ReassureError)}


def descendants(error: type[ReassureError]) -> Iterator[type[ReassureError]]:
    for child in error.__subclasses__():
        if child.__module__.split(".")[0] != "tests":
            yield child
            yield from descendants(child)


def rows_of_errors() -> dict[str, str]:
    """Each code of the tables in errors.md, with its whole row."""
    page = (ROOT / "docs/reference/errors.md").read_text(encoding="utf-8")
    tables = page.split("\n## Why a person was offered\n")[0]
    return {row.group(1): row.group() for row in re.finditer(r"^\| `([a-z_]+)` \|.*$", tables, re.MULTILINE)}


def responses() -> dict[str, list[dict[str, Any]]]:
    domain: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    return domain["responses"]


@pytest.mark.parametrize("document", documents(), ids=lambda document: str(document.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert [link for link in links(document) if not leads_somewhere(document, link)] == []


@pytest.mark.parametrize("document", documents(), ids=lambda document: str(document.relative_to(ROOT)))
def test_every_test_that_is_named_exists(document: Path) -> None:
    named = set(re.findall(r"`(test_\w+)`", document.read_text(encoding="utf-8")))
    written = {
        name for file in (ROOT / "tests").rglob("test_*.py") for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))
    }
    assert named - written == set()


def test_every_named_error_has_its_row_and_no_row_is_of_an_error_that_is_gone() -> None:
    assert rows_of_errors().keys() == error_codes()


def test_every_named_error_has_a_sentence_in_the_wording() -> None:
    """Its own refusal, or the response that its row names."""
    known = responses()
    for code, row in rows_of_errors().items():
        said_by = re.findall(r"`(utter_\w+)`", row) or [f"utter_refused_{code}"]
        assert code in SAID_WHERE_RAISED or set(said_by) <= known.keys(), f"{code} has no sentence: {said_by}"


def test_the_sentences_of_the_errors_page_are_the_ones_that_are_said() -> None:
    known = responses()
    for code, row in rows_of_errors().items():
        refusal = known.get(f"utter_refused_{code}")
        assert refusal is None or refusal[0]["text"] in row


def test_every_reason_for_a_person_is_explained_with_its_words() -> None:
    explained = section("docs/reference/errors.md", "Why a person was offered")
    worded = {name.removeprefix("utter_reason_"): said for name, said in responses().items() if name.startswith("utter_reason_")}
    assert set(FIRST_CELL.findall(explained)) - {"reason"} == worded.keys()
    assert all(said[0]["text"] in explained for said in worded.values())


def test_every_reason_that_is_recorded_can_be_said_with_an_offer() -> None:
    recorded = {name.removeprefix("utter_reason_") for name in responses() if name.startswith("utter_reason_")}
    assert recorded == {name.removeprefix("utter_because_") for name in responses() if name.startswith("utter_because_")}


def test_it_is_called_hard_about_where_the_assistant_offers_a_person() -> None:
    score = (ROOT / "bot/frustration/score.py").read_text(encoding="utf-8")
    (offers_from,) = re.findall(r"^OFFER = ([\d.]+)$", score, re.MULTILINE)
    assert abs(wording.FELT_FROM[1] - float(offers_from)) < 0.1


def test_the_settings_and_their_table_have_the_same_names(tmp_path: Path) -> None:
    asked = AskedFor(STATE_DIR=str(tmp_path))
    settings.load(asked)
    assert set(FIRST_CELL.findall(section("deploy/README.md", "Settings"))) - {"name"} == asked.names


def test_the_diagram_of_the_handoff_has_exactly_its_moves() -> None:
    drawn = {(source, target) for source, target in ARROW.findall(section("customer_care/README.md", "Handoff"))}
    assert drawn == {(source, target) for source, targets in handoffs.MOVES.items() for target in targets}


@pytest.mark.parametrize(("heading", "moves"), [("Commitment", commitments.MOVES), ("Repair", repairs.MOVES)])
def test_the_diagrams_of_commitment_and_repair_have_exactly_their_moves(heading: str, moves: dict[Any, set[Any]]) -> None:
    drawn = {(source, target) for source, target in ARROW.findall(section("customer_care/README.md", heading))}
    assert drawn == {(source, target) for source, targets in moves.items() for target in targets}


class AskedFor(dict[str, str]):
    """An environment that notes which variables were asked for."""

    def __init__(self, **values: str) -> None:
        super().__init__(**values)
        self.names: set[str] = set()

    def get(self, name: str, default: Any = None) -> Any:
        self.names.add(name)
        return super().get(name, default)
