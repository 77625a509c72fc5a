"""Tries wording and examples before they are published: what is understood of each sentence, and what would be said.

    python -m bot.content.trying [< sentences.txt]

Trains what has changed, in a folder of its own under STATE_DIR: a product that runs is neither needed nor changed. Each sentence
stands alone, as the first one of a conversation. What an action works out is not known here: its words keep their {placeholders}.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import numpy as np

from bot import train
from bot.content import checks  # noqa: F401  they add themselves to CHECKS
from bot.content.__main__ import show_as_text
from bot.content.content import Content, read
from bot.content.findings import what_stops
from bot.content.meanings import embedded, meanings
from bot.content.walks import LISTEN, moments
from bot.embedder import EmbeddingsNotBuilt
from bot.light_rasa import forget_how_models_were_trained, log_without_words, prepare
from bot.standard_streams import in_utf8

NEAREST = 3
GUESSES = 3
MOST_RESPONSES = 8
KEPT_BETWEEN_TRAININGS = ("embeddings-*.npz", "*.detector")
BANDS = {"sure": "sure", "fairly_sure": "fairly sure", "unsure": "unsure, so it asks what is meant"}
WITHOUT_HELP = {"none": "goes on", "offer": "offers a person", "handover": "fetches a person"}
NOT_UNDERSTOOD = "nlu_fallback"


def main() -> int:
    state = Path(os.environ.get("STATE_DIR", "var"))
    content = read(Path(), datetime.now(timezone.utc).date(), state)
    try:
        if mistakes := what_stops(content):
            show_as_text(mistakes, content)
            return 1
        model = trained(state)
    except EmbeddingsNotBuilt as problem:
        print(problem, file=sys.stderr)
        return 2
    with in_utf8(), contextlib.suppress(KeyboardInterrupt):
        asyncio.run(try_lines(model, content))
    return 0


def trained(state: Path) -> Path:
    """The model of the present content: the published one, or one that is made here and never served."""
    published = train.model_path()
    if published.exists():
        return published
    os.environ["STATE_DIR"] = str(state / "try")
    model = train.model_path()
    if not model.exists():
        print("The content has changed, so the assistant is trained to try it; that takes about a minute.", flush=True)
        model.parent.mkdir(parents=True, exist_ok=True)
        lend(published.parent, model.parent)
        with contextlib.redirect_stdout(sys.stderr):
            train.main()
        forget_others(model)
    return model


def lend(published: Path, to_try: Path) -> None:
    """What the last training has worked out need not be worked out again."""
    for pattern in KEPT_BETWEEN_TRAININGS:
        for file in published.glob(pattern):
            if not (to_try / file.name).exists():
                shutil.copy2(file, to_try)


def forget_others(model: Path) -> None:
    for tried in model.parent.glob("*.tar.gz"):
        if tried != model:
            tried.unlink()


async def try_lines(model: Path, content: Content) -> None:
    prepare()
    from rasa.core.agent import Agent  # noqa: PLC0415  (after prepare)

    log_without_words()
    forget_how_models_were_trained()
    agent, nearest = Agent.load(str(model)), examples_near(content)
    for text in sentences():
        understood = await agent.parse_message(text)
        lines = [f"  {name:<12} {line}" for name, line in told(understood, content, nearest)]
        print("\n".join([f"> {text}", *lines, ""]), flush=True)


def sentences() -> Iterator[str]:
    """One a line; on a terminal they are asked for, until Ctrl-D."""
    if sys.stdin.isatty():
        print("Write what a customer may say, one sentence a line. Ctrl-D ends it.", flush=True)
    return (line.strip() for line in sys.stdin if line.strip())


Near = Callable[[str], list[str]]


def examples_near(content: Content) -> Near:
    """A function that names the examples which mean most nearly the same, with their places."""
    examples = [example for example in content.examples if example.said]
    vectors = meanings([example.said for example in examples], content.state)

    def near(text: str) -> list[str]:
        cosines = vectors @ embedded(text)
        found = [(float(cosines[at]), examples[at]) for at in np.argsort(-cosines)[:NEAREST]]
        return [f'{cosine:.2f} of 1: "{each.said}" ({each.intent}, {each.at.path}:{each.at.line})' for cosine, each in found]

    return near


def told(understood: dict[str, Any], content: Content, nearest: Near) -> Iterator[tuple[str, str]]:
    """What is shown of a sentence: a name and a line, or no name where the line goes on with the one above."""
    intent, sureness, felt = understood["intent"]["name"], understood["understanding"], understood["frustration"]
    asked = understood["question"] if intent == "faq" else intent
    yield "intent", f"{asked}, {BANDS[sureness['band']]} ({sureness['confidence']:.2f})"
    yield "else", ", ".join(f"{guess['name']} {guess['confidence']:.2f}" for guess in others(understood)) or "nothing"
    yield from under("near", nearest(understood["text"]))
    yield from under("found", [f"{each['entity']}: {each['value']}" for each in understood["entities"]] or ["nothing"])
    yield "frustration", f"{felt['score']:.2f}, {WITHOUT_HELP[felt['level']]}: {', '.join(felt['reasons']) or 'no reason'}"
    yield from under("says", wordings_of(responses_to(intent, understood["question"], content), content))


def others(understood: dict[str, Any]) -> list[dict[str, Any]]:
    first = understood["intent"]["name"]
    return [guess for guess in understood["intent_ranking"] if guess["name"] not in (first, NOT_UNDERSTOOD)][:GUESSES]


def under(name: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    yield from ((name if at == 0 else "", line) for at, line in enumerate(lines))


def responses_to(intent: str, question: str | None, content: Content) -> list[str]:
    """What may be said after it: the answer of a frequent question, or what a rule, its request or an action says."""
    if f"utter_{question}" in content.responses and question and question.split("/")[0] == intent:
        return [f"utter_{question}"]
    actions = actions_after(intent, content)
    found = [*actions, f"utter_{intent}", *asked_by(intent, content), *said_by({intent, *actions}, content)]
    return [name for name in found if name in content.responses]


def actions_after(intent: str, content: Content) -> list[str]:
    """What rules do right after it, those first that always hold."""
    rules = sorted((walk for walk in content.walks if walk.is_rule), key=lambda walk: bool(walk.condition))
    found = [moment for walk in rules for moment in moments(walk) if moment.action != LISTEN]
    return [moment.action for moment in found if moment.state.said[-1:] == (("intent", intent),)]


def asked_by(intent: str, content: Content) -> Iterator[str]:
    """What the form of a request asks, in order, and then for the yes."""
    form = content.forms.get(f"{intent}_form")
    for slot in (each.text() for each in form.slots) if form else ():
        own = f"utter_ask_{intent}_{slot}"
        yield own if own in content.responses else f"utter_ask_{slot}"
    yield from (name for name in content.responses if name.startswith((f"utter_confirm_{intent}", f"utter_done_{intent}")))


def said_by(names: set[str], content: Content) -> Iterator[str]:
    """What the classes in actions/ say that serve this intent or are these actions, as far as that can be read."""
    for each in content.code.classes:
        if names & {each.texts.get("intent"), each.texts.get("action_name")}:
            after = [other.line for other in content.code.classes if other.path == each.path and other.line > each.line]
            within = range(each.line, min(after, default=sys.maxsize))
            yield from (said.response for said in content.code.sayings if said.path == each.path and said.line in within)


def wordings_of(responses: list[str], content: Content) -> list[str]:
    """Each wording in a line of its own, since any of them may be chosen."""
    names = list(dict.fromkeys(responses))[:MOST_RESPONSES]
    lines = [f"{name}: {wording.text.strip()}" for name in names for wording in content.wordings if wording.response == name]
    return lines or ["what an action works out; no response can be named here"]


if __name__ == "__main__":
    sys.exit(main())
