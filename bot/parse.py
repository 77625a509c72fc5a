"""Reads messages, one a line, and writes what the trained assistant understands, one JSON object a line.

    python -m bot.parse < messages.txt

Each message stands alone: there is no conversation around it.
"""

import asyncio
import json
import sys

from bot.quiet import quiet_surroundings
from bot.train import model_path


def main() -> None:
    asyncio.run(parse_lines())


async def parse_lines() -> None:
    quiet_surroundings()
    from rasa.core.agent import Agent  # after the surroundings are quiet

    agent = Agent.load(str(model_path()))
    for line in sys.stdin:
        understood = await agent.parse_message(line.rstrip("\n"))
        print(json.dumps(understood, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
