"""Rules and stories that contradict each other."""

from collections import defaultdict
from collections.abc import Iterator

from bot.content.content import Content
from bot.content.findings import Level, Problem, check
from bot.content.marked import Entry
from bot.content.walks import LISTEN, Moment, State, Step, Walk, moments


@check("contradiction", Level.ERROR)
def contradictions(content: Content) -> Iterator[Problem]:
    """Two rules, or a rule and a story, of which one does this and the other does that after the same steps."""
    every = [moment for walk in content.walks for moment in moments(walk)]
    ruled = defaultdict(list)
    for moment in every:
        if moment.walk.is_rule and moment.state.said:
            ruled[moment.state.said[-1]].append(moment)
    for moment in every:
        rules = ruled[moment.state.said[-1]] if moment.state.said else []
        for rule in most_specific([rule for rule in rules if applies(rule, moment, content)]):
            if rule.action != moment.action and is_told_here(rule, moment):
                yield Problem(moment.at, sentence_about(rule, moment), "Keep one of them, or let a condition tell them apart.")


@check("rule-with-two-messages", Level.ERROR)
def rules_with_two_messages(content: Content) -> Iterator[Problem]:
    """A rule in which the customer speaks twice: Rasa refuses it, because a rule must hold wherever it begins."""
    for walk in content.walks:
        second = [step for step in first_way(walk) if step.kind == "intent"][1:2]
        if walk.is_rule and second:
            fix = "Begin another rule with it, or make it a story."
            yield Problem(second[0].at, f'In the rule "{walk.title}" the customer speaks twice.', fix)


def first_way(walk: Walk) -> tuple[Step, ...]:
    return next(iter(walk.ways()), ())


def applies(rule: Moment, moment: Moment, content: Content) -> bool:
    """Whether the rule's steps and state so far are those of the other, which may have gone through more before."""
    steps, others = rule.state.said, moment.state.said
    if rule.walk.from_start and not (moment.walk.from_start and len(steps) == len(others)):
        return False
    same_steps = others[-len(steps) :] == steps
    return same_steps and rule.state.loop == moment.state.loop and told(rule.state, content) <= told(moment.state, content)


def most_specific(rules: list[Moment]) -> list[Moment]:
    """Of several rules that apply, Rasa follows the one that says most about what came before."""
    most = max((specificity(rule) for rule in rules), default=None)
    return [rule for rule in rules if specificity(rule) == most]


def specificity(rule: Moment) -> tuple[int, int, bool]:
    return len(rule.state.said), len(rule.state.slots), rule.walk.from_start


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
