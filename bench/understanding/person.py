"""An explicit wish for a person, on the requests of Bitext: one intent of 27 is that wish, so all others are no wish."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from bench import progress
from bench.report import OUT
from bench.understanding.measures import Measure, Section, Table, at_least, at_most
from bench.understanding.scoring import Line, judged
from bench.understanding.shared_data import rows_of

WISH = "contact_human_agent"
# The data set's own tags (Bitext, customer support, "language generation tags") of the wishes.
TAGS = {
    "Q": "colloquial",
    "Z": "with typing errors",
    "W": "offensive",
    "P": "polite",
    "K": "keywords only",
    "I": "a question",
    "C": "several clauses",
    "E": "with abbreviations written out",
}


class Request(NamedTuple):
    text: str
    intent: str
    tags: str
    heard: bool  # as an explicit wish

    @property
    def is_wish(self) -> bool:
        return self.intent == WISH


def measure(*, quick: bool = False) -> Section:
    """A quick run takes the smaller half of the data set. Raises CannotBeMeasured."""
    rows = [row for part in (["dev"] if quick else ["train", "dev"]) for row in rows_of(f"frustration/bitext_{part}.csv")]
    progress.say(f"{len(rows)} requests, each the first message of a conversation")
    heard = judged([[Line("customer", row["utterance"])] for row in rows])
    requests = [
        Request(row["utterance"], row["intent"], row["tags"], one.asks_for_human[0]) for row, one in zip(rows, heard, strict=True)
    ]
    keep_for_reading(requests)
    return section(requests)


def section(requests: Sequence[Request]) -> Section:
    wishes = [request for request in requests if request.is_wish]
    others = [request for request in requests if not request.is_wish]
    return Section(
        "person",
        "An explicit wish for a person (Bitext)",
        [
            Measure("Wishes for a person that were heard (recall)", share_heard(wishes), "%", at_least(99), digits=2),
            Measure("Other requests taken for such a wish (false positives)", share_heard(others), "%", at_most(0.1), digits=3),
        ],
        [by_kind(wishes), by_intent(others)],
        notes=[
            f"{len(wishes)} wishes and {len(others)} other requests. Texts of the misses: bench/out/understanding-person.txt."
        ],
    )


def share_heard(requests: Sequence[Request]) -> float:
    return 100 * sum(request.heard for request in requests) / max(1, len(requests))


def by_kind(wishes: Sequence[Request]) -> Table:
    rows = [
        (kind, len(tagged), sum(not wish.heard for wish in tagged))
        for tag, kind in TAGS.items()
        if (tagged := [wish for wish in wishes if tag in wish.tags])
    ]
    return Table("Wishes by kind, by the data set's own tags (a wish may have several)", ["kind", "wishes", "not heard"], rows)


def by_intent(others: Sequence[Request]) -> Table:
    wrong = Counter(request.intent for request in others if request.heard)
    rows = wrong.most_common() or [("none", 0)]
    return Table("Other requests taken for a wish, by what they really are", ["intent", "taken for a wish"], rows)


def keep_for_reading(requests: Sequence[Request]) -> None:
    """For whoever works on the phrases; git ignores that folder, because texts of data sets are not copied into the project."""
    OUT.mkdir(exist_ok=True)
    wrong = [f"{request.intent}\t{request.text}" for request in requests if request.heard != request.is_wish]
    (OUT / "understanding-person.txt").write_text("\n".join(wrong) + "\n", "utf-8")
