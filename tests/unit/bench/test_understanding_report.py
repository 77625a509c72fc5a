"""What is told about the measurements, to the eye, to a screen reader and to a program."""

from pathlib import Path

import pytest

from bench.understanding import __main__ as program
from bench.understanding import scoring, shared_data
from bench.understanding.baselines import at_turn, keywords, never, youden
from bench.understanding.dialogue_shape import product_counts, shape_of
from bench.understanding.measures import CannotBeMeasured, Measure, Plot, Section, Table, at_least, at_most
from bench.understanding.page import section_html
from bench.understanding.report import text

CALM, ANGRY = ["hello", "thank you"], ["hello", "no", "this is ridiculous"]


def test_a_target_is_reached_from_the_side_that_it_names() -> None:
    assert Measure("recall", 99.0, "%", at_least(99)).verdict == "reached"
    assert Measure("false alarms", 0.2, "%", at_most(0.1)).verdict == "not reached"
    assert Measure("recall", 99.0, "%").verdict == ""


def test_a_table_on_the_terminal_has_the_measure_its_target_and_the_verdict_in_a_line() -> None:
    section = Section(
        "person", "A wish", [Measure("recall", 98.5, "%", at_least(99), digits=2, spread=0.25)], notes=["two files"]
    )
    assert "    recall  98.50 ± 0.25 %    ≥ 99  not reached" in text([section]).splitlines()
    assert "  two files" in text([section]).splitlines()


def test_a_plot_on_the_page_has_a_text_for_those_who_do_not_see_it_and_its_numbers() -> None:
    numbers = Table("Lines", ["method", "share"], [["<ours>", 0.5]])
    page = section_html(Section("styles", "Styles", plots=[Plot("lines", "Lines", 'one "line"', b"png", numbers)]))
    assert 'alt="one &quot;line&quot;"' in page
    assert '<th scope="row">&lt;ours&gt;</th><td>0.5</td>' in page


def test_a_part_that_cannot_be_measured_says_why_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shared_data, "FOLDER", tmp_path)
    section = program.measured("betold", 1, 1, quick=True)
    assert section.notes == [
        "Not measured. The data set frustration/betold_valid.json is not in ../shared/eval, so this part was left out."
    ]


def test_a_part_whose_program_is_not_there_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(program.PARTS, "cost", ("What it costs", "bench.understanding.no_such_part"))
    assert program.measured("cost", 1, 1, quick=True).notes == [
        "Not measured. No module named 'bench.understanding.no_such_part'"
    ]


def test_a_part_that_does_not_exist_is_refused_with_those_that_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert program.main(["moods"]) == 2
    assert "there is intents, person, betold" in capsys.readouterr().err


def test_a_command_that_leaves_conversations_out_is_noticed() -> None:
    with pytest.raises(CannotBeMeasured, match="left out 1 of 2"):
        scoring.in_order([{"id": "0", "scores": [], "decisions": [], "asks_for_human": []}], 2)


def test_methods_without_ears_keep_to_their_turn() -> None:
    assert never(ANGRY).decisions == ["none", "none", "none"]
    assert at_turn(3)(ANGRY).decisions == ["none", "none", "offer"]
    assert at_turn(3)(CALM).decisions == ["none", "none"]


def test_the_keyword_list_hears_words_and_not_parts_of_them() -> None:
    assert keywords([*ANGRY, "hello shell"]).decisions == ["none", "none", "offer", "none"]


def test_the_threshold_of_another_method_is_chosen_by_its_true_less_its_false_positives() -> None:
    assert youden(keywords, [(ANGRY, [False, True, True]), (CALM, [False, False])]) == 0.5
    assert youden(at_turn(1), [(ANGRY, [False, True, True]), (CALM, [False, False])]) == 0


def test_the_product_s_counts_see_a_repeated_question_and_the_turns_since_something_new() -> None:
    intents = [("nlg", "ask_name"), ("nlu", "noise"), ("nlg", "ask_name"), ("nlu", "negate")]
    record = {"utterances_annotations": [{"caller_name": who, "intent": intent, "entities": []} for who, intent in intents]}
    assert product_counts(shape_of(record)) == {
        "not understood": 1,
        "refused or corrected": 1,
        "failed": 0,
        "asks for a person": 0,
        "assistant repeats itself": 1,
        "turns since progress": 3,
        "done": 0,
    }
