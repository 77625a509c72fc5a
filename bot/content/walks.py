"""Rules and stories as walks: what was said and done before each action, and in which state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, product

from bot.content.marked import Entry, Place

LISTEN = "action_listen"
ANY_VALUE, NO_VALUE = "(any)", "(nothing)"
KINDS = {"action": "action", "active_loop": "loop", "checkpoint": "checkpoint"}
Slots = frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """One thing of a walk. `kind` is intent, action, loop, slot or checkpoint."""

    at: Place
    kind: str
    name: str
    value: str = ""


Choice = tuple[Step, ...]


@dataclass(frozen=True)
class Walk:
    """A rule or a story. Each of `steps` has one choice, or several where it says `or`; a choice may set several slots."""

    at: Place
    title: str
    is_rule: bool
    from_start: bool
    waits: bool
    condition: tuple[Step, ...]
    steps: tuple[tuple[Choice, ...], ...]

    def all_steps(self) -> Iterator[Step]:
        yield from self.condition
        yield from (step for choices in self.steps for choice in choices for step in choice)

    def ways(self) -> Iterator[tuple[Step, ...]]:
        """The walk in a row, once for each combination of choices."""
        for chosen in product(*self.steps):
            yield tuple(chain.from_iterable(chosen))


@dataclass(frozen=True)
class State:
    """What is known before an action: `said` are intents and actions so far, `loop` the form that is active."""

    said: tuple[tuple[str, str], ...] = ()
    loop: str = ""
    slots: Slots = frozenset()

    def after(self, step: Step) -> State:
        if step.kind in {"intent", "action"}:
            return replace(self, said=(*self.said, (step.kind, step.name)))
        if step.kind == "loop":
            return replace(self, loop=step.name)
        if step.kind == "slot":
            others = {slot for slot in self.slots if slot[0] != step.name}
            return replace(self, slots=frozenset({*others, (step.name, step.value)}))
        return State()


@dataclass(frozen=True)
class Moment:
    """In this state the walk does `action` next; `at` says where it says so."""

    at: Place
    walk: Walk
    state: State
    action: str


def moments(walk: Walk) -> Iterator[Moment]:
    """Each point at which something must be done. Waiting for the customer, which nobody writes down, is one of them."""
    for way in walk.ways():
        state = State()
        for step in walk.condition:
            state = state.after(step)
        for step in way:
            if step.kind == "action" or (step.kind == "intent" and state.said):
                yield Moment(step.at, walk, state, step.name if step.kind == "action" else LISTEN)
            state = state.after(step)
        if walk.waits and state.said and state.said[-1][0] == "action":
            yield Moment(way[-1].at, walk, state, LISTEN)


def walks_of(root: Entry) -> Iterator[Walk]:
    yield from (walk_of(entry, "rule") for entry in root["rules"].list())
    yield from (walk_of(entry, "story") for entry in root["stories"].list())


def walk_of(entry: Entry, kind: str) -> Walk:
    return Walk(
        at=entry.at,
        title=entry[kind].text(),
        is_rule=kind == "rule",
        from_start=entry["conversation_start"].value is True or kind == "story",
        waits=entry["wait_for_user_input"].value is not False,
        condition=tuple(step for each in entry["condition"].list() for choice in choices_of(each) for step in choice),
        steps=tuple(choices for each in entry["steps"].list() if (choices := tuple(choices_of(each)))),
    )


def choices_of(entry: Entry) -> Iterator[Choice]:
    """What an entry under `steps` stands for. What the assistant does not act upon (`bot:`, `metadata:`) stands for nothing."""
    what = entry.map()
    if "or" in what:
        yield from (choice for each in entry["or"].list() for choice in choices_of(each))
    elif "slot_was_set" in what:
        yield tuple(step for each in entry["slot_was_set"].list() for step in slots_of(each))
    elif "intent" in what:
        yield (Step(entry.at, "intent", entry["intent"].text().split("/")[0]),)
    else:
        kinds = [kind for kind in KINDS if kind in what]
        yield from ((Step(entry.at, KINDS[kind], entry[kind].text()),) for kind in kinds)


def slots_of(entry: Entry) -> Iterator[Step]:
    if not entry.map():
        yield Step(entry.at, "slot", entry.text(), ANY_VALUE)
    for name, value in entry.map().items():
        yield Step(value.at, "slot", name, NO_VALUE if value.value is None else value.text())
