"""Rehearses conversations with the trained assistant, without an action server: what does it decide, and what does it say?

    python -m bot.rehearse < conversations.jsonl

In, one JSON object a line: {"id": "…", "messages": ["…", …]}, and to begin in the middle of a task also
{"form": "booking_form", "asks_for": "surname"}. "noticing": "off" says that the customer has switched the noticing off,
"waits_for": "adviser" that they are in the queue for one.
Out, one a line: {"id": "…", "turns": […]}, each turn with intent, frustration, actions, replies, form, asks_for, escalation and
contested. An action that needs the action server fails, as it does when that is down.
"""

import asyncio
import json
import logging
import sys
from typing import Any

from bot.light_rasa import forget_how_models_were_trained, log_without_words, prepare
from bot.train import model_path


def main() -> int:
    if not model_path().exists():
        print("The assistant is not trained yet for the present content: python -m bot.train", file=sys.stderr)
        return 1
    asyncio.run(rehearse_lines())
    return 0


async def rehearse_lines() -> None:
    prepare()
    from rasa.core.agent import Agent  # noqa: PLC0415  (after prepare)

    log_without_words()
    logging.disable(logging.ERROR)  # that actions fail is what is rehearsed
    forget_how_models_were_trained()
    agent = Agent.load(str(model_path()))
    for number, line in enumerate(sys.stdin, start=1):
        conversation = json.loads(line)
        turns = await rehearse(agent, f"rehearsal-{number}", conversation)
        print(json.dumps({"id": conversation.get("id"), "turns": turns}, ensure_ascii=False), flush=True)


async def rehearse(agent: Any, sender: str, conversation: dict[str, Any]) -> list[dict[str, Any]]:
    await begin(agent, sender, conversation.get("form"), conversation.get("asks_for"))
    metadata = {"noticing": conversation.get("noticing", "on"), "waits_for": conversation.get("waits_for")}
    return [await say(agent, sender, message, metadata) for message in conversation["messages"]]


async def begin(agent: Any, sender: str, form: str | None, asks_for: str | None) -> None:
    """Puts the conversation where its task has just asked for something."""
    from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet  # noqa: PLC0415  (after prepare)

    tracker = await agent.processor.fetch_tracker_with_initial_session(sender)
    if form:
        asked = [ActionExecuted(form), ActiveLoop(form), SlotSet("requested_slot", asks_for), BotUttered("A question")]
        tracker.update_with_events([*asked, ActionExecuted("action_listen")], agent.domain)
    await agent.tracker_store.save(tracker)


async def say(agent: Any, sender: str, message: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """One message, and what came of it."""
    from rasa.core.channels.channel import UserMessage  # noqa: PLC0415  (after prepare)

    before = len((await agent.processor.get_tracker(sender)).events)
    replies = await agent.handle_message(UserMessage(message, sender_id=sender, metadata=metadata))
    tracker = await agent.processor.get_tracker(sender)
    happened = [event.as_dict() for event in list(tracker.events)[before:]]
    return {
        "intent": tracker.latest_message.intent_name,
        "frustration": tracker.latest_message.parse_data.get("frustration"),
        "actions": [event["name"] for event in happened if event["event"] == "action"],
        "replies": [reply["text"] for reply in replies if "text" in reply],
        "form": tracker.active_loop_name,
        "asks_for": tracker.get_slot("requested_slot"),
        "escalation": tracker.get_slot("escalation"),
        "contested": tracker.get_slot("contested_reasons"),
    }


if __name__ == "__main__":
    sys.exit(main())
