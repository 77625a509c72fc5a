"""Trains a small bot in the present folder and tells what became of it: `train_small_bot.py light|as-it-comes`."""

# mypy: ignore-errors
# It runs in the bot's environment, whose libraries are not there when types are checked.
import asyncio
import json
import sys
import tarfile
from pathlib import Path

from bot.light_rasa import log_without_words, prepare
from bot.light_training import prepare_training

MESSAGES = ("hello there", "see you tomorrow", "has my plane left")


def train() -> dict[str, object]:
    from rasa.model_training import train as train_with_rasa

    try:
        result = train_with_rasa("domain.yml", "config.yml", "data", output=".", fixed_model_name="small", force_training=True)
    except Exception as refused:
        return {"refused": f"{type(refused).__name__}: {refused}"}
    return {"rules": rules(Path(result.model)), "tensorflow": "tensorflow" in sys.modules, "understood": understood(result.model)}


def rules(model: Path) -> object:
    """What the rules became; Rasa writes some of its lists in the order of a set."""
    with tarfile.open(model) as archive:
        (name,) = (name for name in archive.getnames() if name.endswith("rule_policy.json"))
        return in_order(json.load(archive.extractfile(name)))


def in_order(found: object) -> object:
    if isinstance(found, dict):
        return {key: in_order(value) for key, value in sorted(found.items())}
    return sorted(map(in_order, found), key=str) if isinstance(found, list) else found


def understood(model: str) -> list[object]:
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    return [asyncio.run(agent.parse_message(text)) for text in MESSAGES]


if __name__ == "__main__":
    prepare()
    log_without_words()
    if sys.argv[1] == "light":
        prepare_training()
    json.dump(train() | {"kept": sum(entry.is_dir() for entry in Path(".rasa/cache").glob("*"))}, sys.stdout)
