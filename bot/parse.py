"""Reads messages, one a line, and writes what the trained assistant understands, one JSON object a line.

    python -m bot.parse < messages.txt

Each message stands alone: there is no conversation around it.
"""

import asyncio
import json
import sys

from bot.light_rasa import forget_how_models_were_trained, log_without_words, prepare
from bot.train import model_path


def main() -> int:
    if not model_path().exists():  # Rasa would silently take any other model that lies there
        print("The assistant is not trained yet for the present content: python -m bot.train", file=sys.stderr)
        return 1
    asyncio.run(parse_lines())
    return 0


async def parse_lines() -> None:
    prepare()
    from rasa.core.agent import Agent  # noqa: PLC0415  (after prepare)

    log_without_words()
    forget_how_models_were_trained()
    agent = Agent.load(str(model_path()))
    for line in sys.stdin:
        understood = await agent.parse_message(line.rstrip("\n"))
        print(json.dumps(understood, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main())
