"""How Rasa reads a domain. Only for files that have been read safely before: Rasa has no limits of its own."""

from __future__ import annotations

from pathlib import Path

from bot.light_rasa import log_without_words, prepare


def complaint_about(domain: Path) -> str:
    """Why Rasa would not take this domain, in one line; "" when it does."""
    prepare()
    from rasa.shared.core.domain import Domain  # noqa: PLC0415  (after prepare)
    from rasa.shared.exceptions import RasaException  # noqa: PLC0415  (after prepare)

    log_without_words()
    try:
        Domain.from_file(str(domain))
    except RasaException as refused:
        return " ".join(str(refused).split())[:600].rstrip(".")
    return ""
