"""Rules and stories that contradict each other."""

from collections import defaultdict
from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry
from bot.content.walks import LISTEN, Moment, State, moments


@check("contradiction", Level.ERROR)
def contradictions(content: Content) -> Iterator[Problem]:
    """Two rules, or a rule and a story, of which one does this and the other does that after the same steps."""
    every = [moment for walk in content.walks for moment in moments(walk)]
    ruled = defaultdict(list)
    for moment in every:
        if moment.walk.is_rule and moment.state.said:
            ruled[moment.state.said[-1]].append(moment)
    for moment in every:
        for rule in ruled[moment.state.said[-1]] if moment.state.said else []:
            if rule.action != moment.action and decides(rule, moment, content) and is_told_here(rule, moment):
                yield Problem(moment.at, sentence_about(rule, moment), "Keep one of them, or let a condition tell them apart.")


def decides(rule: Moment, moment: Moment, content: Content) -> bool:
    """Whether the rule's steps and state so far are those of the other, which may have gone through more before."""
    steps, others = rule.state.said, moment.state.said
    if rule.walk.from_start and not (moment.walk.from_start and len(steps) == len(others)):
        return False
    same_steps = others[-len(steps) :] == steps
    return same_steps and rule.state.loop == moment.state.loop and told(rule.state, content) <= told(moment.state, content)


def told(state: State, content: Content) -> set[tuple[str, str]]:
    """The slots that decide what comes next."""
    return {(name, value) for name, value in state.slots if name == "requested_slot" or decides_anything(content.slots.get(name))}


def decides_anything(slot: Entry | None) -> bool:
    return slot is not None and slot["influence_conversation"].value is not False and slot["type"].text() != "any"


def is_told_here(rule: Moment, moment: Moment) -> bool:
    """Two rules with the same steps contradict each other once: that is told at the one further down."""
    same_steps = moment.walk.is_rule and rule.state.said == moment.state.said
    return not same_steps or moment.at > rule.at


def sentence_about(rule: Moment, moment: Moment) -> str:
    after = ", ".join(name for _, name in rule.state.said)
    here, there = in_words(moment.action), in_words(rule.action)
    return f'After {after} "{moment.walk.title}" {here}, but "{rule.walk.title}" ({rule.at.path}:{rule.at.line}) {there}.'


def in_words(action: str) -> str:
    return "waits for the customer" if action == LISTEN else f"goes on with {action}"
