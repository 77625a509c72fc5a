"""From "Talk to a human" to the package on the desk: what the product adds to the time that people take to read and decide."""

import random
import time
from dataclasses import dataclass

from bench.figures import Bar, Figure, Part
from bench.progress import say
from bench.sockets import CustomerLine, DeskLine, answers_after, customer_line, desk_line
from tests.product import Product
from webrtc_gateway.messages import Accept, AskForPerson, Consent, DeskState, Finish, Meet, PackageItem

ROUNDS = 20
ADVISER = "adviser1"
LONGEST_THOUGHT = 2.0  # seconds
MILLISECONDS = 1000


@dataclass(frozen=True)
class WayToAPerson:
    """Milliseconds: asking until the package can be read, choosing how to meet until it rings, accepting until it is there."""

    asking: float
    ringing: float
    accepting: float

    @property
    def together(self) -> float:
        return self.asking + self.ringing + self.accepting


def measure(product: Product) -> Part:
    """One adviser, a new customer each round, all at the sockets, so no browser's drawing is in it."""
    chance = random.Random(2)
    with desk_line(product.address, ADVISER, product.sign_in(ADVISER)) as desk:
        ways = [_one_round(product, desk, chance, number) for number in range(ROUNDS)]
    return Part("desk", "From “Talk to a human” to the package on the desk", _figures(ways))


def _figures(ways: list[WayToAPerson]) -> list[Figure]:
    shown = ("p50", "p95", "max")
    return [
        Figure("Talk to a human → package shown to the customer", "ms", [way.asking for way in ways], shown),
        Figure("choice of voice → ringing at the desk", "ms", [way.ringing for way in ways], shown),
        Figure("Accept → package on the desk", "ms", [way.accepting for way in ways], shown),
        Figure("Talk to a human → package on the desk (sum)", "ms", [way.together for way in ways], shown, Bar("p50", 300)),
    ]


def _one_round(product: Product, desk: DeskLine, chance: random.Random, number: int) -> WayToAPerson:
    with customer_line(product.address) as customer:
        customer.ask("What's the status of ZE 412?")
        asking = _ask(customer)
        # People think for as long as they like, so what the gateway does once a second is met at any phase of it.
        time.sleep(chance.uniform(0, LONGEST_THOUGHT))
        ringing, handoff = _choose_voice(customer, desk)
        time.sleep(chance.uniform(0, LONGEST_THOUGHT))
        way = WayToAPerson(asking, ringing, _accept(desk, handoff))
        _wrap_up(customer, desk)
    say(f"round {number + 1} of {ROUNDS}: {way.asking:.0f} + {way.ringing:.0f} + {way.accepting:.0f} ms")
    return way


def _ask(customer: CustomerLine) -> float:
    sent = customer.send(AskForPerson("ask_for_person"))
    handoff, at = customer.hears_state(lambda handoff: handoff.package is not None)
    assert handoff.package is not None
    shared = [item.key for item in handoff.package.items]
    customer.send(Consent("consent", handoff.package.digest, shared))
    customer.hears_state(lambda handoff: handoff.consented)
    return (at - sent) * MILLISECONDS


def _choose_voice(customer: CustomerLine, desk: DeskLine) -> tuple[float, str]:
    desk.drain()
    sent = customer.send(Meet("meet", "voice"))
    state, at = desk.shows(lambda state: state.ringing is not None)
    assert state.ringing is not None
    return (at - sent) * MILLISECONDS, state.ringing.handoff


def _accept(desk: DeskLine, handoff: str) -> float:
    desk.drain()
    sent = desk.send(Accept("accept", handoff))
    _, at = desk.shows(lambda state: bool(_package(state)))
    return (at - sent) * MILLISECONDS


def _package(state: DeskState) -> list[PackageItem]:
    return state.handoff.package.items if state.handoff else []


def _wrap_up(customer: CustomerLine, desk: DeskLine) -> None:
    """Until the assistant has taken over again, so that a round does not carry the one before."""
    customer.drain()
    desk.send(Finish("finish", "solution", "", []))
    desk.shows(lambda state: state.handoff is None)
    customer.wait_for(lambda message: bool(answers_after(message, 0)))
