"""Setting up: what is done, what is not done again, and what is said."""

from pathlib import Path

import pytest

from deploy import steps
from deploy.steps import Step, StepFailed, carry_out


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "node_modules").mkdir(parents=True)
    (folder / "page.ts").write_text("page")
    return folder


def step(source: Path, done: list[str]) -> Step:
    return Step("Building", [source, "3.11"], source.parent / "made", lambda: done.append("built"), "Mend it.")


def test_a_second_set_up_does_nothing_and_says_nothing(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []
    carry_out([step(source, done)])
    assert capsys.readouterr().out == "[1/1] Building … 0 s\n"
    carry_out([step(source, done)])
    assert done == ["built"]
    assert capsys.readouterr().out == ""


def test_a_changed_source_is_built_again(source: Path) -> None:
    done: list[str] = []
    carry_out([step(source, done)])
    (source / "page.ts").write_text("another page")
    carry_out([step(source, done)])
    assert done == ["built", "built"]


def test_a_renamed_source_is_built_again(source: Path) -> None:
    done: list[str] = []
    carry_out([step(source, done)])
    (source / "page.ts").rename(source / "desk.ts")
    carry_out([step(source, done)])
    assert done == ["built", "built"]


def test_what_tools_make_beside_the_source_is_no_change(source: Path) -> None:
    done: list[str] = []
    carry_out([step(source, done)])
    (source / "node_modules" / "package.json").write_text("{}")
    carry_out([step(source, done)])
    assert done == ["built"]


def test_removing_what_was_made_has_it_made_again(source: Path) -> None:
    done: list[str] = []
    carry_out([step(source, done)])
    step(source, done).stamp.unlink()
    carry_out([step(source, done)])
    assert done == ["built", "built"]


def test_a_failed_step_says_what_to_do_and_is_not_taken_for_done(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    failing = Step(
        "Building",
        [source],
        source.parent / "made",
        lambda: steps.command(["sh", "-c", "echo no such module; exit 3"]),
        "Mend what the output names.",
    )
    with pytest.raises(StepFailed) as failed:
        carry_out([failing])
    assert failed.value.advice == "Mend what the output names."
    assert failed.value.output == "no such module\n"
    assert capsys.readouterr().out == "[1/1] Building … failed\n"
    assert not failing.is_done()


def test_a_command_that_is_not_there_is_a_failure_with_its_name() -> None:
    with pytest.raises(steps.CommandFailed, match="no-such-program"):
        steps.command(["no-such-program"])


def test_a_long_output_is_shown_by_its_beginning_and_its_end() -> None:
    shown = steps.gist("\n".join(f"line {number}" for number in range(100))).splitlines()
    assert shown[0] == "    line 0"
    assert "    …" in shown
    assert shown[-1] == "    line 99"
    assert len(shown) < 30
