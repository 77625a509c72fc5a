"""Content is checked before it is published: a mistake is told, and what was published before stays."""

from pathlib import Path

import pytest

from deploy import assistant, setup
from deploy.steps import StepFailed, carry_out
from tests.bot import small_content

PUBLISHED = "the model of the last good content"


@pytest.fixture
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    folder = tmp_path / "state" / "models"
    folder.mkdir(parents=True)
    (folder / "good.tar.gz").write_text(PUBLISHED)
    return folder


def test_a_mistake_in_the_content_is_told_by_file_and_line_and_nothing_is_published(
    tmp_path: Path, models: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_content.with_change(tmp_path / "project", "data/nlu/flights.yml", "      - is ZE 412", "      is ZE 412")
    with pytest.raises(StepFailed) as failed:
        carry_out([assistant.content(project)])
    assert 'data/nlu/flights.yml:6: error: "is ZE 412 on time" has no "- " in front' in failed.value.output
    assert "Traceback" not in failed.value.output
    assert "goes on with the content it has" in failed.value.advice
    assert capsys.readouterr().out == "[1/1] Checking the content … failed\n"
    assert [(file.name, file.read_text()) for file in models.iterdir()] == [("good.tar.gz", PUBLISHED)]


@pytest.mark.usefixtures("models")
def test_content_is_checked_once_and_again_when_it_has_changed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = small_content.write(tmp_path / "project")
    carry_out([assistant.content(project)])
    assert capsys.readouterr().out.startswith("[1/1] Checking the content … ")
    carry_out([assistant.content(project)])
    assert capsys.readouterr().out == ""
    small_content.with_change(project, "airline/rules/bags.yml", "most: 3", "most: three")
    with pytest.raises(StepFailed, match="nothing was published"):
        carry_out([assistant.content(project)])


@pytest.mark.usefixtures("models")
def test_a_date_of_review_that_has_passed_does_not_keep_the_product_from_starting(tmp_path: Path) -> None:
    carry_out([assistant.content(small_content.with_change(tmp_path, "airline/rules/bags.yml", "2027-06-30", "2020-01-01"))])


def test_the_content_is_checked_right_before_it_is_trained() -> None:
    assert [step.title for step in setup.steps("live")][-2:] == ["Checking the content", "Training the assistant"]
