"""The check of content, through its command: each mistake is found at its line, and nothing is found where there is none."""

import json
import os
import re
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.bot import small_content
from tests.bot.asking import BOT_PYTHON, ROOT
from tests.bot.inside import inside_rasa

pytestmark = pytest.mark.timeout(400)
DOMAIN, RULES, STORIES = "domain.yml", "data/rules/rules.yml", "data/stories/stories.yml"
FLIGHTS, BAGS, AIRLINE_RULES = "data/nlu/flights.yml", "data/nlu/bags.yml", "airline/rules/bags.yml"
QUESTIONS = "data/nlu/faq.yml"
PHRASES, OUTRIGHT = "data/frustration/phrases.yml", "data/frustration/outright.yml"
CONVERSATIONS = "data/frustration/conversations/bags.yml"
TODAY = "2026-11-22"
STATUS_TEXT = "Your flight {flight} leaves at {departs}. It boards {minutes} minutes before."
FINISHED_TEXT = "I am back. Never send your card number here; nobody will ring you about it."
STEP = "      - action: action_tell_status\n"
SECOND_RULE = "  - rule: No\n    steps:\n      - intent: ask_status\n      - action: utter_finished\n\n"
CALM_TURNS = small_content.FILES[CONVERSATIONS].partition("never\n  ")[2]
FIRST_LINES = "    examples: |\n      - when does my plane leave\n"
OPPOSITE = "    metadata: {opposite_of: add_bag}\n    examples: |\n"
LONG = "one two three four five six seven eight nine ten " * 6 + "more"

MISTAKES = [
    # the check, the file, what stands there, what stands there instead (its first line is where it is found)
    ("unreadable-file", DOMAIN, "intents:", 'intents: "'),
    ("unreadable-file", DOMAIN, "  utter_finished:", "  utter_ask_bags:"),
    ("unreadable-file", RULES, "  - rule: Status", "  - !!python/object/apply:os.system [ls]\n  - rule: Status"),
    ("unreadable-file", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: I am back, as number #1 of all"),
    ("unreadable-file", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: Back #1"),
    ("unreadable-file", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: I am\n        back # again"),
    ("unreadable-file", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: &more is to come"),
    ("unreadable-file", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: !Important: I am back"),
    ("unreadable-file", DOMAIN, 'text: "There is Wi-Fi. {rule}"', "text: {rule} There is Wi-Fi."),
    ("unreadable-file", AIRLINE_RULES, "Up to {most} bags, each", "Up to {most} bags, # each"),
    ("unreadable-file", OUTRIGHT, "my agent booked it", "my agent booked it as #1"),
    ("unreadable-file", CONVERSATIONS, "calm: My suitcase stayed", "calm: My suitcase #1 stayed"),
    ("missing-dash", FLIGHTS, "      - is ZE 412 on time", "      is ZE 412 on time"),
    ("examples-not-a-block", FLIGHTS, "examples: |", "examples: >"),
    ("unclosed-annotation", FLIGHTS, "is ZE 412 on time", "is [ZE 412](flight_number on time"),
    ("unclosed-annotation", FLIGHTS, "is ZE 412 on time", "is [ZE 412 on time"),
    ("unclosed-annotation", FLIGHTS, "is ZE 412 on time", 'is [ZE 412]{"entity": "flight_number" on time'),
    ("unknown-entity", FLIGHTS, "is ZE 412 on time", "is [ZE 412](flihgt_number) on time"),
    ("unknown-entity", FLIGHTS, "is ZE 412 on time", 'is [ZE 412]{"entity": "plane"} on time'),
    ("too-few-examples", FLIGHTS, "    examples: |\n      - when does my plane leave\n", "    examples: |\n"),
    ("example-in-two-intents", FLIGHTS, "is ZE 412 on time", "More kilos!"),
    ("example-twice", FLIGHTS, "is ZE 412 on time", "When does my plane leave?"),
    ("nearly-the-same-example", FLIGHTS, "is ZE 412 on time", "please include one bag"),
    ("nearly-the-same-example", FLIGHTS, FIRST_LINES, f"{OPPOSITE}      - please include one bag\n"),
    ("nearly-the-same-example", FLIGHTS, "is ZE 412 on time", "please don't include a bag"),
    ("intent-not-in-domain", FLIGHTS, FIRST_LINES, OPPOSITE.replace("add_bag", "ad_bag") + "      - which plane is mine\n"),
    ("intent-not-in-domain", FLIGHTS, "intent: ask_status", "intent: ask_stauts"),
    ("unknown-name", RULES, "intent: EXTERNAL_finished", "intent: EXTERNAL_done"),
    ("unknown-name", RULES, "action: utter_finished", "action: utter_finish"),
    ("unknown-name", RULES, "action: action_tell_status", "action: action_tell_stauts"),
    ("unknown-name", RULES, "active_loop: add_bag_form\n\n", "active_loop: bag_form\n\n"),
    ("unknown-name", RULES, "requested_slot: null", "requsted_slot: null"),
    ("unknown-name", STORIES, "          - intent: affirm", "          - intent: afirm"),
    ("unknown-slot-in-form", DOMAIN, "      - bags\n      - confirmed", "      - bag\n      - confirmed"),
    ("question-without-words", DOMAIN, "  - action_ask_confirmed", "  - action_ask_confirmation"),
    ("form-without-check", DOMAIN, "  - validate_add_bag_form", "  - validate_bag_form"),
    ("contradiction", RULES, "  - rule: Back", f"{SECOND_RULE}  - rule: Back"),
    ("contradiction", RULES, STEP, f"{STEP}      - action: utter_finished\n"),
    ("contradiction", STORIES, "      - intent: add_bag\n", "      - action: utter_finished\n      - intent: add_bag\n"),
    ("rule-with-two-messages", RULES, STEP, f"{STEP}      - intent: EXTERNAL_finished\n      - action: utter_finished\n"),
    ("contradiction", STORIES, "      - action: action_tell_status", "      - action: utter_finished"),
    ("contradiction", STORIES, "      - action: action_do_add_bag", "      - action: action_tell_status"),
    ("response-nobody-says", DOMAIN, "  utter_finished:", "  utter_hello:\n    - text: Hello.\n  utter_finished:"),
    ("intent-without-answer", DOMAIN, "  - EXTERNAL_finished", "  - EXTERNAL_finished\n  - EXTERNAL_began"),
    ("button-without-words", DOMAIN, 'title: "Add a bag"', 'title: ""'),
    ("unknown-payload", DOMAIN, "payload: /add_bag", "payload: /add_bags"),
    ("unknown-payload", DOMAIN, "payload: /add_bag", "payload: add_bag"),
    ("unknown-payload", DOMAIN, '"flight_number": "ZE412"', '"flihgt": "ZE412"'),
    ("unknown-payload", DOMAIN, '"flight_number": "ZE412"', '"flight_number": ZE412'),
    ("response-without-text", DOMAIN, FINISHED_TEXT, ""),
    ("response-without-text", DOMAIN, f'"{FINISHED_TEXT}"', '" "'),
    ("response-without-text", DOMAIN, f'text: "{FINISHED_TEXT}"', "text:"),
    ("response-without-text", DOMAIN, f'- text: "{FINISHED_TEXT}"', "- buttons: []"),
    ("response-without-text", DOMAIN, f'- text: "{FINISHED_TEXT}"', 'text: "I am back."'),
    ("not-a-text", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: yes"),
    ("not-a-text", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: 412"),
    ("not-a-text", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: [back, again]"),
    ("not-a-text", DOMAIN, f'text: "{FINISHED_TEXT}"', "text: {flight_number}"),
    ("not-a-text", DOMAIN, 'title: "Add a bag"', "title: Yes"),
    ("unknown-placeholder", DOMAIN, "leaves at {departs}", "leaves at {depart}"),
    ("unknown-placeholder", DOMAIN, "Shall I add {count}", "Shall I add {cuont}"),
    ("unknown-placeholder", DOMAIN, "more than {most}", "more than {mots}"),
    ("unknown-placeholder", DOMAIN, FINISHED_TEXT, "I am back at {departs}."),
    ("unknown-placeholder", DOMAIN, "Today it is {count}", "Today it is {cuont}"),
    ("uncertain-placeholder", DOMAIN, "Today it is {count}", "Today it is {add_bag}"),
    ("odd-placeholder", DOMAIN, "leaves at {departs}", "leaves at {departs"),
    ("odd-placeholder", DOMAIN, "leaves at {departs}", "leaves at {flight departs}"),
    ("too-long", DOMAIN, FINISHED_TEXT, LONG),
    ("two-questions", DOMAIN, "How many bags? I ask", "How many bags? Which flight? I ask"),
    ("blame", DOMAIN, FINISHED_TEXT, "You entered a wrong number."),
    ("blame", DOMAIN, FINISHED_TEXT, "You have typed an invalid date."),
    ("blame", DOMAIN, FINISHED_TEXT, "You failed to confirm."),
    ("blame", DOMAIN, 'title: "Add a bag"', 'title: "Invalid, try again"'),
    ("literal-time-promise", DOMAIN, FINISHED_TEXT, "An answer comes within 24 hours."),
    ("literal-time-promise", DOMAIN, FINISHED_TEXT, "Your bag is there in 5 minutes."),
    ("literal-time-promise", DOMAIN, FINISHED_TEXT, "It takes three to five working days."),
    ("asks-for-a-secret", DOMAIN, FINISHED_TEXT, "Please tell me your card number."),
    ("asks-for-a-secret", DOMAIN, FINISHED_TEXT, "What is your passport number?"),
    ("same-words-again", DOMAIN, '"{flight}: {departs}."', f'"{STATUS_TEXT}"'),
    ("no-way-to-a-person", DOMAIN, " A person can look at it with you.", ""),
    ("no-way-to-a-person", DOMAIN, FINISHED_TEXT, "I could not do that."),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "We will look into it."),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "You will receive an answer."),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "Somebody is going to get back to you."),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "Your case is with a person, who answers by {minutes}."),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "Cancelled. All of it goes back the way it was paid."),
    ("unknown-commitment", DOMAIN, "commitment: CONFIRMATION_SENT", "commitment: CONFIRMATION"),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "Your case is with a person, who answers by {minutes}."),
    ("promise-without-commitment", DOMAIN, FINISHED_TEXT, "Cancelled. All of it goes back the way it was paid."),
    ("unknown-commitment", DOMAIN, "commitment: CONFIRMATION_SENT", "commitment: CALL_BACK"),
    ("promise-said-by-a-rule", RULES, "action: utter_finished", "action: utter_done_add_bag"),
    ("write-without-confirm", DOMAIN, "      - confirmed\n", ""),
    ("write-without-confirm", DOMAIN, "  utter_confirm_add_bag:", "  utter_confirm_bag:"),
    ("write-without-receipt", DOMAIN, "  utter_done_add_bag:", "  utter_done_bag:"),
    ("receipt-not-named", DOMAIN, "Your receipt is {receipt}. ", ""),
    ("request-without-program", DOMAIN, "  - action_do_add_bag", "  - action_do_add_bag\n  - action_do_order_meal"),
    ("request-without-words", DOMAIN, "  utter_title_add_bag:", "  utter_title_bags:"),
    ("request-without-words", DOMAIN, "  utter_wish_add_bag:", "  utter_wish_bags:"),
    ("request-without-words", DOMAIN, "      - bags\n      - confirmed", "      - code\n      - confirmed"),
    ("refusal-without-words", DOMAIN, "  utter_refused_too_many_bags:", "  utter_refused_many_bags:"),
    ("write-without-confirm", DOMAIN, "  utter_confirm_add_bag_included:", "  utter_ask_add_bag_included:"),
    ("write-without-receipt", DOMAIN, "  utter_done_add_bag_included:", "  utter_said_add_bag_included:"),
    ("quote-line-without-words", DOMAIN, "  utter_line_extra_bag:", "  utter_line_bags:"),
    ("yes-before-the-end", DOMAIN, "      - bags\n      - confirmed\n", "      - confirmed\n      - bags\n"),
    ("question-without-answer", QUESTIONS, "intent: faq/wifi", "intent: faq/wlan"),
    ("answer-without-source", DOMAIN, '      custom: {source: {words: "service on board, 4", rule: bags.extra}}\n', ""),
    ("answer-without-source", DOMAIN, '\n        source: {words: "service on board, 4", rule: ""}', " {source: on board}"),
    ("answer-without-source", DOMAIN, 'words: "service on board, 4", rule: ""', 'words: "", rule: ""'),
    ("answer-without-rule", DOMAIN, "rule: bags.extra", "rule: bags.extras"),
    ("answer-without-rule", DOMAIN, "rule: bags.extra", 'rule: ""'),
    ("answer-without-rule", DOMAIN, "There is Wi-Fi. {rule}", "There is Wi-Fi. {rul}"),
    ("rule-incomplete", AIRLINE_RULES, "- id", "bags:\n  id"),
    ("rule-incomplete", AIRLINE_RULES, "  source: conditions of carriage, 8.1\n", ""),
    ("rule-expired", AIRLINE_RULES, "review_by: 2027-06-30", "review_by: 2026-11-21"),
    ("rule-expires-soon", AIRLINE_RULES, "review_by: 2027-06-30", "review_by: 2026-11-22"),
    ("rule-without-a-date", AIRLINE_RULES, "review_by: 2027-06-30", "review_by: next summer"),
    ("rule-word-unfilled", AIRLINE_RULES, "{most} bags", "{mots} bags"),
    ("rule-number-written-out", AIRLINE_RULES, "{most} bags", "{most} bags of 23 kg"),
    ("rule-parameter-unused", AIRLINE_RULES, "hours_before: 2", "days_before: 2"),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", 'hours_before: "2"'),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", "hours_before: two"),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", "hours_before: -2"),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", "hours_before: 2.5"),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", "hours_before: 02"),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", "hours_before: true"),
    ("odd-parameter", AIRLINE_RULES, "hours_before: 2", "hours_before: "),
    ("odd-parameter", AIRLINE_RULES, "{most: 3, price_minor: 4500, hours_before: 2}", "3"),
    ("rule-twice", AIRLINE_RULES, small_content.FILES[AIRLINE_RULES], small_content.FILES[AIRLINE_RULES] * 2),
    ("unreadable-file", PHRASES, "safety:", "asks_for_person:"),
    ("unreadable-phrase", PHRASES, "there('s| is) (a )?(fire|smoke)", "there('s| is (a )?(fire|smoke)"),
    ("unreadable-phrase", PHRASES, "travel {person}", "travel ({person}\n  - sales) team"),
    ("unreadable-phrase", PHRASES, "travel {person}", "(?<!{talk}.*) {person}"),
    ("unreadable-phrase", PHRASES, "person: (humans?|", "person: (humans?[|"),
    ("unreadable-phrase", PHRASES, "travel {person}", "no"),
    ("unreadable-phrase", PHRASES, "travel {person}", "travel: {person: agent}"),
    ("unknown-list", PHRASES, "travel {person}", "travel {perosn}"),
    ("unknown-list", PHRASES, "travel {person}", "travel {Person}"),
    ("unknown-list", PHRASES, "travel {person}", "travel {person"),
    ("unknown-list", PHRASES, "talk: >-\n    (talk(ing)?|speak|", "talk: >-\n    (talk(ing)?|{speak}|"),
    ("phrase-never-found", PHRASES, "travel {person}", "Travel {person}"),
    ("phrase-never-found", PHRASES, "there('s| is)", "there(’s| is)"),
    ("phrase-never-found", PHRASES, "travel {person}", "pleaseee not an? {person}"),
    ("phrase-never-found", PHRASES, "person: (humans?|", "person: (HUMAN|humans?|"),
    ("phrase-in-every-message", PHRASES, "travel {person}", "''"),
    ("phrase-in-every-message", PHRASES, "travel {person}", "(travel )?{person}?"),
    ("unknown-family", PHRASES, "safety:", "saftey:"),
    ("unknown-family", PHRASES, "not_asks_for_person:", "not_ask_for_person:"),
    ("unknown-family", OUTRIGHT, "legal:", "leagl:"),
    ("empty-family", PHRASES, "safety:\n  - there", "safety:\n  there"),
    ("empty-family", OUTRIGHT, "legal:\n  - you", "legal:\n  you"),
    ("empty-family", OUTRIGHT, "asks_for_person:\n  - somebody with a pulse, please\n", ""),
    ("unreadable-message", OUTRIGHT, '"my mother: she cannot breathe"', "my mother: she cannot breathe"),
    ("unreadable-message", OUTRIGHT, "my agent booked it", ""),
    ("message-in-two-families", OUTRIGHT, "my agent booked it", "You will hear from my solicitor!"),
    ("message-twice", OUTRIGHT, "- no\n", "- my agent booked it\n"),
    ("conversation-incomplete", CONVERSATIONS, "- scenario: bag-left-in-miami\n  voice", "- voice"),
    ("conversation-incomplete", CONVERSATIONS, "- scenario: bag-left-in-miami\n  voice: retired teacher\n", "- scenario: bag\n"),
    ("conversation-incomplete", CONVERSATIONS, small_content.FILES[CONVERSATIONS], "scenario: bag-left-in-miami\n"),
    ("conversation-incomplete", CONVERSATIONS, CALM_TURNS, "turns: none\n"),
    ("unknown-mood", CONVERSATIONS, "- venting: No", "- angry: No"),
    ("unknown-mood", CONVERSATIONS, "- venting: No", "- No"),
    ("odd-turn", CONVERSATIONS, "- pleased: no", "- pleased:"),
    ("odd-turn", CONVERSATIONS, "- pleased: no", '- pleased: " "'),
    ("odd-turn", CONVERSATIONS, "- venting: No suitcase, again\n    - bot", "- venting: No suitcase, again\n      bot"),
    ("odd-window", CONVERSATIONS, "person: [2, 3]", "person: [2, 4]"),
    ("odd-window", CONVERSATIONS, "person: [2, 3]", "person: [0, 3]"),
    ("odd-window", CONVERSATIONS, "person: [2, 3]", "person: [3, 2]"),
    ("odd-window", CONVERSATIONS, "person: [2, 3]", "person: [2]"),
    ("odd-window", CONVERSATIONS, "person: [2, 3]", "person: 23"),
    ("odd-window", CONVERSATIONS, "person: never", "person: nobody"),
    ("refused-by-rasa", RULES, "action: utter_finished", "akction: utter_finished"),
    ("refused-by-rasa", FLIGHTS, "    examples: |", "    colour: red\n    examples: |"),
    ("refused-by-rasa", DOMAIN, "    type: bool\n", "    type: boole\n"),
]  # fmt: skip
# What follows from a wrong name or from a line that is not read.
FOLLOWS = {"response-nobody-says", "intent-without-answer", "too-few-examples", "question-without-words", "contradiction"}
FOLLOWS_FROM = {
    "promise-without-commitment": {"unknown-placeholder"},
    "rule-word-unfilled": {"rule-parameter-unused"},
    "unreadable-file": {"unknown-name", "rule-parameter-unused", "rule-word-unfilled"},
    "question-without-answer": {"response-nobody-says"},
    "answer-without-rule": {"unknown-placeholder"},
    "rule-incomplete": {"answer-without-rule"},
    "odd-parameter": {"rule-word-unfilled"},
    "request-without-words": {"unknown-slot-in-form"},
    "unknown-slot-in-form": {"request-without-words"},
    "unknown-family": {"empty-family"},
}

# What only looks like a mistake, as the words of a response.
SILENT = [
    "We have no flight on that day. A person can help you now.",
    "Please never write your card number here.",
    "You pay with the card that you used for the booking.",
    "I cannot take payment details; a person can.",
    "Nobody will ring you.",
    "The flight leaves in the afternoon, after one stop.",
    "You can check in some hours before departure.",
    "Your passport has to be valid on the day you travel.",
    "Which day suits you better?",
    "You did well to ask.",
    "Shall I ask a person, who answers by {confirmed}?",
    "That is not a number I can look up.",
]
SILENT_CHANGES = [
    *((DOMAIN, FINISHED_TEXT, text) for text in SILENT),
    (DOMAIN, f'"{FINISHED_TEXT}"', '"I am back, as #1." # a comment'),
    (DOMAIN, f'"{FINISHED_TEXT}"', "I am back, as no#1."),
    (DOMAIN, f'"{FINISHED_TEXT}"', '"Yes"'),
    (FLIGHTS, FIRST_LINES, f"{OPPOSITE}      - please don't include a bag\n"),
    (FLIGHTS, FIRST_LINES, f"{OPPOSITE.replace('add_bag', '[affirm, all]')}      - please don't include a bag\n"),
    (DOMAIN, "type: text", "type: text # a comment"),
    (AIRLINE_RULES, "hours_before: 2", "hours_before: 2_000"),
    (PHRASES, "travel {person}", r"travel\W+{person}{1,2} \{sic\} \p{L}+"),
    (PHRASES, "travel {person}", "aaa* {person}"),
    (OUTRIGHT, "- no\n", "- no\n  - No.\n  - MY AGENT BOOKED IT\n  - 112\n  - 112\n"),
    (CONVERSATIONS, small_content.FILES[CONVERSATIONS], "# Nothing is written here yet.\n"),
    (CONVERSATIONS, "person: [2, 3]", "person: [3, 3]"),
]


def check(folder: Path, *options: str, state: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [str(BOT_PYTHON), "-m", "bot.content", str(folder), "--today", TODAY, *options]
    environment = {**os.environ, **({"STATE_DIR": str(state)} if state else {})}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False)


@pytest.fixture(scope="session")
def found_at_once(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What is found in each of the broken projects, and in those that only look like it."""
    folder = tmp_path_factory.mktemp("contents")
    projects = [(file, old, new) for _, file, old, new in MISTAKES] + SILENT_CHANGES
    folders = [str(small_content.with_change(folder / str(at), *change)) for at, change in enumerate(projects)]
    found: list[dict[str, Any]] = inside_rasa("check_contents", TODAY, str(folder / "state"), *folders)
    return found


def test_nothing_is_found_where_there_is_no_mistake(tmp_path: Path) -> None:
    done = check(small_content.write(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Content: no mistakes found (5 intents, 70 examples")


@pytest.mark.parametrize("at", range(len(MISTAKES)), ids=[f"{name}: {new[:40]}" for name, _, _, new in MISTAKES])
def test_a_mistake_is_found_where_it_is(found_at_once: list[dict[str, Any]], at: int) -> None:
    name, file, _, _ = MISTAKES[at]
    findings = found_at_once[at]["findings"]
    assert name in {each["check"] for each in findings if each["path"] == file or file in each["sentence"]}, findings
    assert {each["check"] for each in findings} - {name} <= FOLLOWS | FOLLOWS_FROM.get(name, set())
    assert found_at_once[at]["code"] == any(each["level"] == "error" for each in findings)
    assert all(text.rstrip('"').endswith(".") for each in findings for text in (each["sentence"], each["fix"])), findings


@pytest.mark.parametrize("at", range(len(SILENT_CHANGES)), ids=[new for _, _, new in SILENT_CHANGES])
def test_what_only_looks_like_a_mistake_is_none(found_at_once: list[dict[str, Any]], at: int) -> None:
    assert found_at_once[len(MISTAKES) + at]["findings"] == []


@pytest.mark.parametrize("at", [at for at, mistake in enumerate(MISTAKES) if "frustration" in mistake[1]])
def test_a_mistake_in_what_patience_is_learned_from_is_found_in_its_line(found_at_once: list[dict[str, Any]], at: int) -> None:
    name, file, old, _ = MISTAKES[at]
    line = small_content.FILES[file].partition(old)[0].count("\n") + 1
    assert (name, line) in {(each["check"], each["line"]) for each in found_at_once[at]["findings"]}, found_at_once[at]


def test_every_check_is_broken_once_here() -> None:
    listed = {each["name"] for each in listed_checks()}
    assert listed - {name for name, _, _, _ in MISTAKES} == {"unbalanced-examples", "unreadable-program"}


def test_the_line_is_the_one_that_an_editor_would_open(tmp_path: Path) -> None:
    small_content.with_change(tmp_path, FLIGHTS, "      - is ZE 412 on time", "      is ZE 412 on time")
    done = check(tmp_path)
    assert done.returncode == 1
    assert 'data/nlu/flights.yml:6: error: "is ZE 412 on time" has no "- " in front' in done.stdout
    assert "\n    Write " in done.stdout
    assert done.stdout.splitlines()[-1].startswith("Content: 2 errors and 0 warnings")


def test_warnings_alone_do_not_fail(tmp_path: Path) -> None:
    many = "".join(f"      - plane number {word} {other}\n" for word in "abcdefghijkl" for other in "mnopqrstuvw")
    small_content.with_change(tmp_path, FLIGHTS, "      - is ZE 412 on time\n", many)
    (tmp_path / "actions/newer.py").write_text("this is no python")
    done = check(tmp_path, "--json")
    assert done.returncode == 0
    assert {each["check"] for each in json.loads(done.stdout)["findings"]} == {"unbalanced-examples", "unreadable-program"}


def test_an_alias_bomb_is_refused_at_once(tmp_path: Path) -> None:
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    bomb = f"a0: &a0 [lol]\n{levels}"
    small_content.write(tmp_path, {"data/nlu/bomb.yml": bomb})
    begun = time.monotonic()
    done = check(tmp_path)
    assert done.returncode == 1
    assert "data/nlu/bomb.yml:" in done.stdout
    assert "unfold to more than 500,000 entries" in done.stdout
    assert time.monotonic() - begun < 20


def test_the_configuration_is_read_where_there_is_one(tmp_path: Path) -> None:
    small_content.write(tmp_path, {"config.yml": 'language: en\npipeline: "\n'})
    done = check(tmp_path, "--to-publish")
    assert done.returncode == 1
    assert "config.yml:3: error: This is not readable YAML" in done.stdout


def test_a_file_that_overwhelms_its_reader_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    small_content.write(tmp_path, {"data/nlu/deep.yml": "[" * 1_000_000})
    done = check(tmp_path)
    assert done.returncode == 1
    assert [line for line in done.stdout.splitlines() if ": error: " in line and "data/nlu/deep.yml:1: " not in line] == []


def test_a_program_in_a_tag_is_refused_and_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "was-run"
    small_content.write(tmp_path, {"data/nlu/evil.yml": f'nlu: !!python/object/apply:os.system ["touch {mark}"]\n'})
    done = check(tmp_path)
    assert done.returncode == 1
    assert "data/nlu/evil.yml:1: error: The tag !!python/object/apply:os.system is refused" in done.stdout
    assert not mark.exists()


def test_the_second_run_reads_no_sentence_again(tmp_path: Path) -> None:
    """Where the embeddings are kept, they are not worked out anew."""
    project, state = small_content.write(tmp_path / "project"), tmp_path / "state"
    check(project, state=state)
    (kept,) = (state / "content").iterdir()
    written = kept.stat().st_mtime_ns
    check(project, state=state)
    assert kept.stat().st_mtime_ns == written


def test_the_products_own_content_has_no_mistakes_not_even_warnings() -> None:
    done = check(ROOT)
    assert done.stdout.startswith("Content: no mistakes found"), done.stdout


def test_the_page_about_the_checks_lists_them_as_they_are() -> None:
    page = (ROOT / "docs/reference/content-checks.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (error|warning) \| (.*) \|$", page, re.MULTILINE)
    assert rows == [(each["name"], each["level"], each["meaning"].replace("|", "\\|")) for each in listed_checks()]


def listed_checks() -> list[dict[str, str]]:
    listed: list[dict[str, str]] = json.loads(check(ROOT, "--checks").stdout)
    return listed
