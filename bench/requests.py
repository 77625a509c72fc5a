"""What a request takes: the plain conversations of tests/conversations, had with the running product."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.figures import Bar, Figure, Part
from bench.progress import say
from customer_care import database
from tests.conversations.company import Airline
from tests.conversations.having import Talked, differences, have
from tests.conversations.written import Written, all_written
from tests.product import Product

MILLISECONDS = 1000
PLAIN = re.compile(r"\bplain\b")


@dataclass(frozen=True)
class Served:
    """One request: the customer's messages, the seconds that they waited, and whether it ended as it should without a person."""

    messages: int
    waits: Sequence[float]
    finished: bool


def measure(product: Product) -> Part:
    """Each request once, one after the other. The seconds are those of waiting; what a customer takes to write is theirs."""
    engine = database.connect(f"sqlite:///{product.state_dir / 'reassure.db'}")
    airline, plain = Airline(product, engine), [each for each in all_written() if PLAIN.search(each.id)]
    served = []
    for number, written in enumerate(plain, start=1):
        served.append(_serve(airline, written))
        say(f"{number} of {len(plain)} requests")
    engine.dispose()
    waits = [wait * MILLISECONDS for each in served for wait in each.waits]
    return Part(
        "requests",
        "Requests, from the first word to the receipt",
        [
            Figure(
                "Messages of the customer a request", "messages", [float(each.messages) for each in served], ("p50", "p95", "max")
            ),
            Figure("Waiting for answers a request", "s", [sum(each.waits) for each in served], ("p50", "p95", "max")),
            Figure("From Send to the reply", "ms", waits, ("p50", "p95", "max"), Bar("p95", 250)),
            Figure("Finished without a person", "%", [100 * sum(each.finished for each in served) / len(served)], ("value",)),
        ],
        notes=[f"{len(served)} requests, each in its plain wording (tests/conversations)"],
    )


def _serve(airline: Airline, written: Written) -> Served:
    try:
        talked = have(airline, written)
    except AssertionError:  # a step that could not be taken: the request was not finished
        return Served(len(written.say), [], finished=False)
    return Served(len(written.say), talked.seconds, finished=_is_finished(airline, written, talked))


def _is_finished(airline: Airline, written: Written, talked: Talked) -> bool:
    return not differences(airline, written, talked) and not any(turn.offer for turn in talked.turns)
