"""Checks what content designers write, and says for each mistake where it is, what is wrong and what to do.

    python -m bot.content [FOLDER] [--json] [--today 2027-01-31] [--to-publish] [--checks]

Ends with 1 when there are errors; warnings alone end with 0. With `--to-publish` only errors are told, and no dates of review
(deploy/assistant.py asks before it trains). Times and places come from the command: today's date decides which
rules have expired, STATE_DIR is where embeddings are kept between runs.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timezone
from pathlib import Path

from bot.content import checks  # noqa: F401  they add themselves to CHECKS
from bot.content.content import Content, read
from bot.content.findings import CHECKS, Finding, Level, all_findings, has_errors, what_stops
from bot.embedder import EmbeddingsNotBuilt


def main() -> int:
    options = read_options()
    if options.checks:
        print(json.dumps([{"name": each.name, "level": each.level.value, "meaning": each.meaning} for each in CHECKS], indent=1))
        return 0
    content = read(Path(options.folder), options.today, Path(os.environ.get("STATE_DIR", "var")))
    try:
        findings = what_stops(content) if options.to_publish else all_findings(content)
    except EmbeddingsNotBuilt as problem:
        print(problem, file=sys.stderr)
        return 2
    show = show_as_json if options.json else show_as_text
    show(findings, content)
    return 1 if has_errors(findings) else 0


def show_as_text(findings: Sequence[Finding], content: Content) -> None:
    for found in findings:
        print(f"{found.path}:{found.line}: {found.level}: {found.sentence} [{found.check}]\n    {found.fix}")
    print(summary(findings, content))


def show_as_json(findings: Sequence[Finding], content: Content) -> None:
    print(
        json.dumps({"findings": [asdict(found) for found in findings], "summary": summary(findings, content)}, ensure_ascii=False)
    )


def summary(findings: Sequence[Finding], content: Content) -> str:
    errors = sum(found.level == Level.ERROR.value for found in findings)
    read_of = (
        f"{len(content.intents)} intents, {len(content.examples)} examples, {len(content.walks)} rules and stories, "
        f"{len(content.responses)} responses, {len(content.rules_of_the_airline)} rules of the airline"
    )
    found = f"{counted(errors, 'error')} and {counted(len(findings) - errors, 'warning')}" if findings else "no mistakes found"
    return f"Content: {found} ({read_of})."


def counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.content", description="Checks data/, domain.yml and airline/rules/.")
    parser.add_argument("folder", nargs="?", default=".", help="the project's folder; none: this one")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    today = datetime.now(timezone.utc).date()
    parser.add_argument("--today", type=date.fromisoformat, default=today, metavar="DATE", help="the day that counts as today")
    parser.add_argument("--to-publish", action="store_true", help="only what stops a start: no warnings, no dates of review")
    parser.add_argument("--checks", action="store_true", help="list the checks as JSON")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
