"""From Send to the reply: 200 mixed turns over the widget's socket, and the same texts said to Rasa alone."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter

import httpx

from bench.figures import Bar, Figure, Part, quantile
from bench.progress import say
from bench.sockets import customer_line, new_conversation
from tests.product import Product
from webrtc_gateway.messages import Turn

CONVERSATIONS = 10
MILLISECONDS = 1000

# What is asked for, and how. A conversation has twenty turns, within what the gateway takes from one customer in ten seconds.
SCRIPT = [
    ("small talk", "hello"),
    ("small talk", "What can you do?"),
    ("flight status", "What's the status of ZE 412?"),
    ("flight status", "is flight ZE 101 on time"),
    ("booking", "I want to look at my booking"),
    ("booking", "{reference}"),
    ("booking", "{surname}"),
    ("small talk", "thanks"),
    ("fallback", "flurb the wobbly gnatter"),
    ("booking", "what are the conditions of my fare"),
    ("booking", "how much baggage is included in my booking"),
    ("confirmation", "please send me my booking confirmation again"),
    ("confirmation", "yes"),
    ("small talk", "are you a robot"),
    ("small talk", "what is the capital of France"),
    ("flight status", "what about ZE 999, is it late"),
    ("flight status", "ZE 415"),
    ("flight status", "has ZE 102 landed"),
    ("small talk", "thank you very much"),
    ("small talk", "goodbye"),
]


@dataclass(frozen=True)
class Exchange:
    """One turn of the script, in milliseconds: over the widget's socket, and straight to Rasa."""

    kind: str
    widget: float
    straight: float
    receipt: bool


def measure(product: Product) -> Part:
    """One turn at a time; each is said to the widget and to Rasa right after each other, so both meet the same machine."""
    exchanges: list[Exchange] = []
    for number in range(CONVERSATIONS):
        exchanges += _conversation(product, number)
        p50 = quantile([exchange.widget for exchange in exchanges], 0.5)
        say(f"conversation {number + 1} of {CONVERSATIONS}: p50 {p50:.0f} ms so far")
    receipts = sum(exchange.receipt for exchange in exchanges)
    notes = [f"{receipts} of {CONVERSATIONS} confirmations ended with a receipt."]
    return Part("replies", f"From Send to the reply, {len(exchanges)} turns", _figures(exchanges), notes, _by_kind(exchanges))


def _figures(exchanges: list[Exchange]) -> list[Figure]:
    shown = ("p50", "p95", "max")
    widget, straight = [each.widget for each in exchanges], [each.straight for each in exchanges]
    return [
        Figure("Send → reply over the widget's socket", "ms", widget, shown, Bar("p95", 250)),
        Figure("the same texts straight to Rasa", "ms", straight, shown),
        Figure("the gateway's own share of a turn", "ms", [each.widget - each.straight for each in exchanges], ("p50", "p95")),
        Figure("widget ÷ straight to Rasa", "×", [each.widget / each.straight for each in exchanges], ("p50", "p95")),
    ]


def _by_kind(exchanges: list[Exchange]) -> dict[str, dict[str, dict[str, float]]]:
    kinds = defaultdict(list)
    for exchange in exchanges:
        kinds[exchange.kind].append(exchange)
    return {"p50_by_kind": {kind: _middle(found) for kind, found in kinds.items()}}


def _middle(exchanges: list[Exchange]) -> dict[str, float]:
    return {
        "widget": round(quantile([each.widget for each in exchanges], 0.5), 1),
        "straight": round(quantile([each.straight for each in exchanges], 0.5), 1),
    }


def _conversation(product: Product, number: int) -> Iterator[Exchange]:
    mine, twins = _words(product, 2 * number), _words(product, 2 * number + 1)
    with customer_line(product.address) as customer, straight_to_rasa(product) as rasa:
        for turn, ((kind, _), text, twins_text) in enumerate(zip(SCRIPT, mine, twins, strict=True)):
            # Who comes second finds warmer caches, so they take turns at it.
            if turn % 2:
                straight, (widget, answer) = rasa(twins_text), customer.ask(text)
            else:
                (widget, answer), straight = customer.ask(text), rasa(twins_text)
            yield Exchange(kind, widget * MILLISECONDS, straight * MILLISECONDS, _has_receipt(answer))


def _words(product: Product, number: int) -> list[str]:
    """The script with one of the first two bookings, each half the time."""
    reference, surname = product.bookings()[(number + number // 2) % 2]
    facts = {"reference": reference.lower(), "surname": surname}
    return [text.format(**facts) for _, text in SCRIPT]


def _has_receipt(answer: list[Turn]) -> bool:
    return any(turn.receipt for turn in answer)


@contextmanager
def straight_to_rasa(product: Product) -> Iterator[Callable[[str], float]]:
    """Says a text to Rasa's own channel, in a conversation that the records know. Returns the seconds until its answer."""
    conversation = new_conversation(product.address)
    with httpx.Client(base_url=f"http://127.0.0.1:{product.port + 1}", timeout=60, trust_env=False) as http:

        def ask(text: str) -> float:
            sent = perf_counter()
            http.post("/webhooks/rest/webhook", json={"sender": conversation, "message": text}).raise_for_status()
            return perf_counter() - sent

        yield ask
