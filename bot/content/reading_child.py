"""The child process that reads YAML (`reading.py` says why): paths in, one JSON object for each file out. It builds no objects.

    python -m bot.content.reading_child FOLDER < paths

Each answer is {"root": entry or null, "troubles": [[line, sentence, fix], …]}.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from pathlib import Path
from typing import Any

import yaml

MOST_BYTES = 4_000_000
MOST_ENTRIES = 500_000
CPU_SECONDS = 15
MEMORY_BYTES = 1_500_000_000
PLAIN_TAGS = {f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "str", "timestamp", "merge", "value")}
KNOWN_TAGS = PLAIN_TAGS | {"tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"}
TAG_FIX = "Remove the tag, or put a text that begins with ! between double quotes."
# Under these names stands what somebody reads; anywhere else only what has several words is taken for a text.
TEXTS = {"text", "title", "words"}
WHOLE_NUMBER = re.compile(r"[-+]?(?:0|[1-9][\d_]*)")  # 010 would be 8, and 1:30 would be 90
ANCHOR = re.compile(r"&(\S*)")
Answer = dict[str, Any]


class Unreadable(Exception):
    """Refused, with the line, a sentence and what to do."""

    def __init__(self, line: int, sentence: str, fix: str) -> None:
        super().__init__(line, sentence, fix)
        self.trouble = [line, sentence, fix]


def main() -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    sys.setrecursionlimit(5_000)
    folder = Path(sys.argv[1])
    for path in sys.stdin.read().splitlines():
        print(json.dumps(read(folder / path)), flush=True)
    return 0


def read(path: Path) -> Answer:
    try:
        text = text_of(path)
        node = composed(text)
        if node is None:
            return {"root": None, "troubles": []}
        demand_small(node)
        demand_plain(node)
        return {"root": written(node), "troubles": lost(node, text)}
    except Unreadable as refused:
        return {"root": None, "troubles": [refused.trouble]}


def text_of(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Unreadable(1, "This file is larger than 4 MB.", "Divide it into several files.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        line = path.read_bytes()[: problem.start].count(b"\n") + 1
        raise Unreadable(line, "This line holds a character that is not UTF-8.", "Save the file as UTF-8.") from problem
    except OSError as problem:
        raise Unreadable(
            1, f"This file cannot be opened: {problem.strerror}.", "Look whether it is there and may be read."
        ) from problem


def composed(text: str) -> yaml.Node | None:
    try:
        return yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        reason = ", ".join(filter(None, [problem.context, problem.problem]))
        fix = (
            "Compare the blanks at the beginning of the line with its neighbours; put a text that holds : or #, "
            "or begins with a sign such as {, [, *, & or %, between double quotes."
        )
        raise Unreadable(mark.line + 1 if mark else 1, f"This is not readable YAML: {reason}.", fix) from problem
    except yaml.YAMLError as problem:
        raise Unreadable(1, f"This is not readable YAML: {problem}.", "Remove the character that it names.") from problem
    except RecursionError as problem:
        raise Unreadable(1, "This file is nested too deeply.", "Look for brackets that are never closed.") from problem


def demand_small(root: yaml.Node) -> None:
    """Raises Unreadable when the anchors unfold to more than anybody would write, or contain themselves.

    Each node is counted once, and the counts of what it holds are added: a bomb is recognised without setting it off.
    """
    sizes: dict[int, int] = {}
    open_nodes: set[int] = set()

    def size(node: yaml.Node) -> int:
        if id(node) in open_nodes:
            raise Unreadable(line_of(node), "This anchor contains itself.", "Write the text out instead of using *name.")
        if id(node) not in sizes:
            open_nodes.add(id(node))
            sizes[id(node)] = 1 + sum(size(inner) for inner in inside(node))
            open_nodes.discard(id(node))
        if sizes[id(node)] > MOST_ENTRIES:
            sentence = f"The anchors of this file unfold to more than {MOST_ENTRIES:,} entries."
            raise Unreadable(line_of(node), sentence, "Write the texts out instead of using &name and *name.")
        return sizes[id(node)]

    size(root)


def demand_plain(root: yaml.Node) -> None:
    """Raises Unreadable at a tag that would make more than text, numbers, lists and names."""
    seen: set[int] = set()
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.tag not in KNOWN_TAGS:
            shown = node.tag.replace("tag:yaml.org,2002:", "!!")
            raise Unreadable(line_of(node), f"The tag {shown} is refused: content is text, never a program.", TAG_FIX)
        waiting += inside(node)


def inside(node: yaml.Node) -> list[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return [each for pair in node.value for each in pair]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def written(node: yaml.Node) -> list[Any]:
    """The entry as JSON."""
    value: Any
    if isinstance(node, yaml.MappingNode):
        value = {"map": [[line_of(key), key.value, written(inner)] for key, inner in pairs(node)]}
    elif isinstance(node, yaml.SequenceNode):
        value = [written(inner) for inner in node.value]
    else:
        value = plain(node)
    return [line_of(node), getattr(node, "style", None) or "", value]


def lost(root: yaml.Node, text: str) -> list[Any]:
    """What would be lost without a word: of a name that stands twice in one place, and of a text without quotes."""
    found: list[Any] = []
    seen: set[int] = set()
    lines = text.split("\n")
    waiting = [(root, "")]
    while waiting:
        node, name = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            found += named_twice(node)
            waiting += [(inner, key.value) for key, inner in pairs(node)]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [(inner, name) for inner in node.value]
        elif not node.style and is_text(node, name):
            found += cut_off(node, lines, text)
    return found


def is_text(node: yaml.ScalarNode, name: str) -> bool:
    return name in TEXTS or (node.tag.endswith(":str") and " " in node.value)


def cut_off(node: yaml.ScalarNode, lines: list[str], text: str) -> list[Any]:
    """What YAML takes out of a text without quotes: a comment behind it, or its first word as an anchor that nobody uses."""
    start, end = node.start_mark, node.end_mark
    rest = lines[end.line][end.column :].strip() if end.line < len(lines) else ""
    anchor = ANCHOR.match(lines[start.line][start.column :])
    fix = "Put the text between double quotes."
    if rest.startswith("#"):
        sentence = f'"{rest}" is read as a comment and no longer belongs to the text before it.'
        return [[end.line + 1, sentence, f"{fix} A comment may stand behind them."]]
    if anchor and f"*{anchor[1]}" not in text:
        return [[start.line + 1, f'"{anchor[0]}" is read as a name and does not belong to the text behind it.', fix]]
    return []


def pairs(node: yaml.MappingNode) -> list[tuple[yaml.Node, yaml.Node]]:
    return [(key, inner) for key, inner in node.value if isinstance(key, yaml.ScalarNode)]


def named_twice(node: yaml.MappingNode) -> list[Any]:
    first: dict[str, int] = {}
    found = []
    for key, _ in pairs(node):
        line = first.setdefault(key.value, line_of(key))
        if line != line_of(key):
            sentence = f"{key.value} stands here a second time (first in line {line}); only one of the two would count."
            found.append([line_of(key), sentence, "Give one of them another name, or put the two together."])
    return found


def plain(node: yaml.ScalarNode) -> str | int | float | bool | None:
    kind = node.tag.rpartition(":")[2]
    if kind == "null":
        return None
    if kind == "int" and not WHOLE_NUMBER.fullmatch(node.value):
        return str(node.value)
    if kind == "bool":
        return bool(yaml.constructor.SafeConstructor.bool_values[node.value.lower()])
    try:
        return {"int": int, "float": float}.get(kind, str)(node.value)
    except ValueError:
        return str(node.value)


def line_of(node: yaml.Node) -> int:
    line: int = node.start_mark.line + 1
    return line


if __name__ == "__main__":
    sys.exit(main())
