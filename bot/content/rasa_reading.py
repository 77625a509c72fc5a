"""How Rasa reads the content. Only for files that have been read safely before: Rasa has no limits of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from bot.light_rasa import log_without_words, prepare
from bot.light_training import check_files_with_fast_parser

LONGEST_COMPLAINT = 600


def complaint_about(domain: Path) -> str:
    """Why Rasa would not take this domain, in one line; "" when it does."""
    prepare()
    from rasa.shared.core.domain import Domain  # noqa: PLC0415  (after prepare)

    log_without_words()
    read_fast()
    return complaint_of(lambda: Domain.from_file(str(domain)))


def complaints_about_form(files: Sequence[Path]) -> dict[Path, str]:
    """Which of these files with examples, rules and stories have a form that Rasa does not take, and why, in one line each."""
    prepare()
    from rasa.shared.core.training_data.story_reader.yaml_story_reader import CORE_SCHEMA_FILE  # noqa: PLC0415  (after prepare)
    from rasa.shared.nlu.training_data.formats.rasa_yaml import NLU_SCHEMA_FILE  # noqa: PLC0415  (after prepare)
    from rasa.shared.utils import validation  # noqa: PLC0415  (after prepare)

    read_fast()
    complaints = {}
    for file in files:
        text = file.read_text(encoding="utf-8")
        schema = NLU_SCHEMA_FILE if "nlu:" in text else CORE_SCHEMA_FILE
        complaints[file] = complaint_of(lambda text=text, schema=schema: validation.validate_yaml_schema(text, schema))
    return {file: complaint for file, complaint in complaints.items() if complaint}


@cache
def read_fast() -> None:
    """Once a process: it stands around Rasa's own check."""
    check_files_with_fast_parser()


def complaint_of(read: Callable[[], object]) -> str:
    from rasa.shared.exceptions import RasaException  # noqa: PLC0415  (after prepare)

    try:
        read()
    except RasaException as refused:
        return " ".join(str(refused).split())[:LONGEST_COMPLAINT].rstrip(".")
    return ""
