"""What the program does with the wording, read out of its source without running it.

Actions say a response by its name and pass the values of its {placeholders}: `reply.say("utter_x", flight=…)`. Where names or
values are put together while the program runs, that cannot be read; then it is said to be open, and checks only warn.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

SPEAKERS = ("actions", "customer_care", "webrtc_gateway", "bot")
RECORDS = ("airline", "customer_care")
NOT_THE_PRODUCT = {"migrations", "content", "weights", "__pycache__"}
RESPONSE = re.compile(r"utter_[\w/]*")
OPEN = ".+"
ANY_RESPONSE = f"utter_{OPEN}"
COMMITMENTS = "customer_care/commitments.py"
MENDED = "another_answer_may_do"
SPEAKING = {"say", "ask", "show", "tell_done", "refusal", "utter_message", "words_of"}


@dataclass(frozen=True)
class Saying:
    """One place that says a response with values. `open`: there may be more values than `given`."""

    response: str
    given: frozenset[str]
    open: bool
    path: str
    line: int


@dataclass(frozen=True)
class Class:
    """A class: those above it, the texts that it holds, and, for a request, the errors after which another answer may do."""

    name: str
    path: str
    above: frozenset[str]
    texts: dict[str, str]
    methods: frozenset[str]
    mended: frozenset[str]


@dataclass
class Code:
    """`said` are names and patterns of responses, `words` all names of values and parameters, `texts` all other plain texts.

    `attributes` are the names after a dot, by file; `quote_lines` the names of a quote's lines, each with a file that has it.
    """

    sayings: list[Saying] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    unreadable: list[tuple[str, int]] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    quote_lines: dict[str, str] = field(default_factory=dict)

    @cached_property
    def refusals(self) -> set[str]:
        """The codes of the airline's refusals: "no", because of a rule."""
        return {each.texts["code"] for each in self.refusal_classes}

    @cached_property
    def refusal_classes(self) -> list[Class]:
        return [each for each in self.classes if "code" in each.texts and self._stands_below(each, "Refusal")]

    @cached_property
    def mendable(self) -> set[str]:
        """The codes after which the question is asked again, because another answer may do."""
        names = set().union(*(each.mended for each in self.classes))
        return {each.texts["code"] for each in self.classes if each.name in names and "code" in each.texts}

    @cached_property
    def error_codes(self) -> set[str]:
        return {each.texts["code"] for each in self.classes if "code" in each.texts}

    @cached_property
    def requests(self) -> set[str]:
        """The intents of all requests that are served (actions/routine.py)."""
        return self._texts_of("Routine", "intent")

    @cached_property
    def writes(self) -> set[str]:
        """Those of them that change something."""
        return self._texts_of("Write", "intent")

    @cached_property
    def worded_in_several_ways(self) -> set[str]:
        """The intents whose request says by itself which of several wordings is meant: `add_bag` and `add_bag_free`, say."""
        return {each.texts["intent"] for each in self.classes if "intent" in each.texts and "wording" in each.methods}

    @cached_property
    def commitment_kinds(self) -> set[str]:
        kinds = (each for each in self.classes if each.path == COMMITMENTS and each.name.endswith("Kind"))
        return {name for each in kinds for name in each.texts if name.isupper()}

    @cached_property
    def commitments_made(self) -> set[str]:
        """The kinds that some file besides their own names."""
        elsewhere = (names for path, names in self.attributes.items() if path != COMMITMENTS)
        return self.commitment_kinds.intersection(set().union(*elsewhere))

    def says(self, response: str, intents: set[str]) -> bool:
        """Whether some place may say this response; `utter_` and something unknown is an intent or the code of an error."""
        base = response.removesuffix("_again")
        if base.removeprefix("utter_") in intents | self.error_codes:
            return True
        return any(re.fullmatch(pattern, base) for pattern in self.said if pattern != ANY_RESPONSE)

    def _texts_of(self, above: str, name: str) -> set[str]:
        return {each.texts[name] for each in self.classes if name in each.texts and self._stands_below(each, above)}

    def _stands_below(self, each: Class, above: str) -> bool:
        parents = [other for other in self.classes if other.name in each.above and other.name != each.name]
        return above in each.above or any(self._stands_below(parent, above) for parent in parents)


def read_code(folder: Path) -> Code:
    code = Code()
    for top in dict.fromkeys((*SPEAKERS, *RECORDS)):
        for path in sorted((folder / top).rglob("*.py")):
            parts = path.relative_to(folder).parts
            if not NOT_THE_PRODUCT & set(parts):
                read_file(code, path, "/".join(parts))
    return code


def read_file(code: Code, path: Path, name: str) -> None:
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError) as problem:
        code.unreadable.append((name, getattr(problem, "lineno", 1) or 1))
        return
    names = constants(tree)
    for node in ast.walk(tree):
        note(code, node, name, names)
    for function in functions(tree):
        values = dicts(function)
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
            code.sayings += sayings(call, names, values, name)


def note(code: Code, node: ast.AST, path: str, names: dict[str, str]) -> None:
    """Keeps what one piece of the source says about names of responses, values and errors."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        (code.said if RESPONSE.fullmatch(node.value) else code.texts).add(spread(node.value))
    elif isinstance(node, ast.JoinedStr):
        code.said.update(pattern for pattern in [pattern_of(node, names)] if pattern.startswith("utter_"))
    elif isinstance(node, ast.keyword) and node.arg:
        code.words.add(node.arg)
        code.quote_lines.update(dict.fromkeys(lines_in(node), path))
    elif isinstance(node, ast.Dict):
        code.words.update(key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str))
    elif isinstance(node, ast.arg):
        code.words.add(node.arg)
    elif isinstance(node, ast.Attribute):
        code.words.add(node.attr)
        code.attributes.setdefault(path, set()).add(node.attr)
    elif isinstance(node, ast.ClassDef):
        code.classes.append(class_of(node, path))


def lines_in(argument: ast.keyword) -> list[str]:
    """The names in `lines=[("extra_bag", 4500)]`, however the list is put together."""
    pairs = [node for node in ast.walk(argument.value) if isinstance(node, ast.Tuple)] if argument.arg == "lines" else []
    names = [pair.elts[0] for pair in pairs if len(pair.elts) == 2]
    return [name.value for name in names if isinstance(name, ast.Constant) and isinstance(name.value, str)]


def class_of(node: ast.ClassDef, path: str) -> Class:
    above = frozenset(name_of(base) for base in node.bases) - {""}
    mended = [each.value for each in node.body if isinstance(each, ast.AnnAssign) and name_of(each.target) == MENDED]
    names = frozenset(name_of(key) for each in mended if isinstance(each, ast.Dict) for key in each.keys if key)
    methods = frozenset(each.name for each in node.body if isinstance(each, ast.FunctionDef))
    return Class(node.name, path, above, constants(node), methods, names)


def functions(tree: ast.AST) -> Iterator[ast.AST]:
    """The module itself for what stands outside of functions, and each function."""
    yield from (node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)))


def constants(scope: ast.Module | ast.ClassDef) -> dict[str, str]:
    """Names that stand for a text: `UNSURE = "utter_unsure"`."""
    found = {}
    for node in scope.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.update({target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)})
    return found


def dicts(function: ast.AST) -> dict[str, set[str] | None]:
    """Local names that stand for a dict with names that can be read; None where they cannot."""
    found: dict[str, set[str] | None] = {}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    found[target.id] = keys_of(node.value)
    return found


def keys_of(value: ast.AST) -> set[str] | None:
    if isinstance(value, ast.Dict) and all(isinstance(key, ast.Constant) for key in value.keys):
        return {str(key.value) for key in value.keys if isinstance(key, ast.Constant)}
    if isinstance(value, ast.Call) and name_of(value.func) == "dict" and not value.args:
        return {each.arg for each in value.keywords if each.arg}
    return None


def sayings(call: ast.Call, names: dict[str, str], values: dict[str, set[str] | None], path: str) -> Iterator[Saying]:
    if name_of(call.func) not in SPEAKING:
        return
    first = next(iter(call.args), None) or next((each.value for each in call.keywords if each.arg == "response"), None)
    responses = [pattern for pattern in responses_of(first, names) if pattern.startswith("utter_")]
    if not responses:
        return
    given = {each.arg for each in call.keywords if each.arg}
    unknown = False
    for starred in (each.value for each in call.keywords if each.arg is None):
        keys = values.get(starred.id) if isinstance(starred, ast.Name) else keys_of(starred)
        given |= keys or set()
        unknown = unknown or keys is None
    for response in responses:
        yield Saying(response, frozenset(given), unknown, path, call.lineno)


def responses_of(node: ast.AST | None, names: dict[str, str]) -> list[str]:
    """The names, as patterns, that an argument may stand for."""
    if isinstance(node, ast.IfExp):
        return [*responses_of(node.body, names), *responses_of(node.orelse, names)]
    return [pattern_of(node, names)] if node is not None else []


def pattern_of(node: ast.AST, names: dict[str, str]) -> str:
    """A regular expression for a text that may be put together; what cannot be read stands for anything."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.Name) and node.id in names:
        return re.escape(names[node.id])
    if isinstance(node, ast.JoinedStr):
        return "".join(pattern_of(each, names) for each in node.values)
    if isinstance(node, ast.FormattedValue):
        return pattern_of(node.value, names)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return pattern_of(node.left, names) + pattern_of(node.right, names)
    return OPEN


def spread(text: str) -> str:
    """A name that ends with _ is the beginning of several."""
    return f"{text}{OPEN}" if text.startswith("utter_") and text.endswith("_") else text


def name_of(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
