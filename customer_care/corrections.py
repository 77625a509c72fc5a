"""Telling those who received a wrong answer, after a content designer has corrected it.

    python -m customer_care.corrections utter_faq/liquids --since 2026-12-01                          lists whom it concerns
    python -m customer_care.corrections utter_faq/liquids --since 2026-12-01 --say "…" [--what "…"]   tells them

Each of them gets a repair, opened by what was wrong (`--what`). What is said explains, apologises and offers; the customer's
decision and the recheck follow as in every repair. Nobody is told of one correction (a response, and since when) twice. The
budget and the quiet hours of unasked messages hold: who cannot be told now is told when the command is run again. A name that
domain.yml does not have, and from which nothing was ever said, is refused with the nearest ones.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches

from sqlalchemy.orm import Session

from customer_care import clock, database, journal, repair_talk, repairs, settings, unasked, wording
from customer_care.conversations import Conversation
from customer_care.database import reading, unit_of_work
from customer_care.errors import ReassureError
from customer_care.repairs import Mistake, RepairStatus
from customer_care.unasked import Manners

NEAREST_SHOWN = 3
EVER = datetime.fromtimestamp(0, UTC)


class UnknownResponse(ReassureError):
    """domain.yml has no response of this name, and nobody was ever told anything from one."""

    code = "unknown_response"

    def __init__(self, response: str) -> None:
        super().__init__(response)
        nearest = get_close_matches(response, wording.names(), NEAREST_SHOWN, cutoff=0)
        self.values = {"name": response, "nearest": ", ".join(nearest)}


@dataclass(frozen=True)
class Told:
    """How many of those concerned were told now, how many had been before, and how many have to wait."""

    now: int = 0
    before: int = 0
    later: int = 0


def demand_known(session: Session, response: str) -> None:
    """Raises UnknownResponse. One that has been deleted since is known by what was said from it."""
    if response not in wording.names() and not journal.said_from(session, response, EVER):
        raise UnknownResponse(response)


def concerned(session: Session, response: str, since: datetime) -> list[Conversation]:
    """The conversations, not deleted ones, in which this response was said since then; each once, oldest first."""
    ids = dict.fromkeys(turn.conversation_id for turn in journal.said_from(session, response, since))
    found = (session.get_one(Conversation, conversation_id) for conversation_id in ids)
    return [conversation for conversation in found if conversation.erased_at is None]


def tell_all(response: str, since: datetime, words: str, what: str, now: datetime, manners: Manners) -> Told:
    """Tells everybody concerned, each in a transaction of their own, whom this correction has not reached yet."""
    with reading() as session:
        ids = [conversation.id for conversation in concerned(session, response, since)]
    outcomes = []
    for conversation_id in ids:
        with unit_of_work() as session:
            outcomes.append(told_again(session, conversation_id, f"{response} {since:%Y-%m-%d}", words, what, now, manners))
    return Told(*(outcomes.count(outcome) for outcome in ("now", "before", "later")))


def told_again(
    session: Session, conversation_id: int, correction: str, words: str, what: str, now: datetime, manners: Manners
) -> str:
    """Tells one customer that an answer was wrong, once for each `correction`. "now", "before" or "later"."""
    conversation = session.get_one(Conversation, conversation_id)
    repair = repairs.open_for(session, conversation_id, Mistake.WRONG_ANSWER, correction, what, now)
    if repair.status != RepairStatus.OPEN:
        return "before"
    said = wording.say("utter_correction", words=words).text
    about, buttons = f"repair-{repair.id}", repair_talk.answers_to_an_offer()
    if not unasked.tell(session, conversation, said, now, manners, about=about, buttons=buttons):
        return "later"
    repairs.told_in_one(session, repair, said, words, now)
    return "now"


def main(arguments: Sequence[str]) -> str | None:
    asked = _parser().parse_args(arguments)
    database.connect()
    try:
        with reading() as session:
            demand_known(session, asked.response)
    except UnknownResponse as unknown:
        return wording.refusal(unknown.code, **unknown.values)
    if not asked.say:
        with reading() as session:
            found = concerned(session, asked.response, asked.since)
        print("".join(f"{conversation.public_id}  {conversation.started_at:%Y-%m-%d}\n" for conversation in found), end="")
        print(f"{len(found)} conversations. Nobody was told: say what is right with --say.")
        return None
    manners = unasked.manners_of(settings.current())
    what = asked.what or wording.say("utter_correction_what").text
    told = tell_all(asked.response, asked.since, asked.say, what, clock.now(), manners)
    print(f"Told {told.now} now; {told.before} had been told before; {told.later} wait: run this again later.")
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m customer_care.corrections", description="Tell who received a wrong answer.")
    parser.add_argument("response", help="its name in domain.yml, such as utter_faq/liquids")
    parser.add_argument("--since", required=True, type=_day, help="the day from which on it was wrong, such as 2026-12-01 (UTC)")
    parser.add_argument("--say", help="what is right, as the customer reads it; without it they are only listed")
    parser.add_argument("--what", help="what was wrong, in one line for customer and adviser")
    return parser


def _day(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
