"""Reads the program's source (`code.py` is what is kept of it): which responses are said, with which values, and by whom."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from bot.content.code import OPEN, Class, Code, Saying

PACKAGES = ("actions", "airline", "customer_care", "webrtc_gateway", "bot")
NOT_THE_PRODUCT = {"migrations", "content", "weights", "__pycache__"}
FAMILY = re.compile(r"[a-z]+_\.\+")  # f"tell_{reason}"
RESPONSE = re.compile(r"utter_[\w/]*")
SPEAKING = {"say", "ask", "show", "tell_done", "refusal", "utter_message", "words_of", "NotThat"}
PROMISING = {"make", "promise"}
MENDED = "another_answer_may_do"

# What a name in a file stands for, as patterns of texts.
Names = dict[str, list[str]]
# Names of values that are passed, None where they cannot be read.
Keys = set[str] | None


def read_code(folder: Path) -> Code:
    code = Code()
    for top in PACKAGES:
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
    names = {constant: [re.escape(text)] for constant, text in constants(tree).items()}
    for node in ast.walk(tree):
        note(code, node, name, names)
    for function in functions(tree):
        nodes = list(ast.walk(function))
        values, known = dicts(nodes), {**names, **responses_by_name(nodes, names)}
        for call in (node for node in nodes if isinstance(node, ast.Call)):
            code.sayings += sayings(call, known, values, name)
            if name_of(call.func)[:1].isupper():
                code.made.append(Saying(name_of(call.func), *passed(call, values), name, call.lineno))


def note(code: Code, node: ast.AST, path: str, names: Names) -> None:
    """Keeps what one piece of the source says about names of responses, values, promises and errors."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        (code.said if RESPONSE.fullmatch(node.value) else code.texts).add(spread(node.value))
    elif isinstance(node, ast.JoinedStr):
        note_pattern(code, pattern_of(node, names))
    elif isinstance(node, ast.ClassDef):
        code.classes.append(class_of(node, path))
    elif isinstance(node, ast.Call) and name_of(node.func) in PROMISING:
        code.promised.update(argument.attr for argument in node.args if isinstance(argument, ast.Attribute))
    elif isinstance(node, ast.keyword):
        code.quote_lines.update(dict.fromkeys(lines_in(node), path))
    code.words.update(words_in(node))


def note_pattern(code: Code, pattern: str) -> None:
    if pattern.startswith("utter_"):
        code.said.add(pattern)
    elif FAMILY.fullmatch(pattern):
        code.families.add(pattern)


def words_in(node: ast.AST) -> list[str]:
    """Names under which a value may be passed."""
    if isinstance(node, (ast.keyword, ast.arg)):
        return [node.arg] if node.arg else []
    if isinstance(node, ast.Attribute):
        return [node.attr]
    if isinstance(node, ast.Dict):
        return [key.value for key in node.keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
    return []


def lines_in(argument: ast.keyword) -> list[str]:
    """The names in `lines=[("extra_bag", 4500)]`, however the list is put together."""
    pairs = [node for node in ast.walk(argument.value) if isinstance(node, ast.Tuple)] if argument.arg == "lines" else []
    names = [pair.elts[0] for pair in pairs if len(pair.elts) == 2]
    return [name.value for name in names if isinstance(name, ast.Constant) and isinstance(name.value, str)]


def class_of(node: ast.ClassDef, path: str) -> Class:
    above = frozenset(name_of(base) for base in node.bases) - {""}
    mended = [each.value for each in node.body if isinstance(each, ast.AnnAssign) and name_of(each.target) == MENDED]
    names = frozenset(name_of(key) for each in mended if isinstance(each, ast.Dict) for key in each.keys if key)
    methods = {each.name: each for each in node.body if isinstance(each, ast.FunctionDef)}
    values = values_of(methods["values"]) if "values" in methods else None
    return Class(node.name, path, node.lineno, above, constants(node), frozenset(methods), names, values)


def values_of(method: ast.FunctionDef) -> frozenset[str] | None:
    """The names in the dict that it returns; None when there are several returns or one that cannot be read."""
    returned = [node.value for node in ast.walk(method) if isinstance(node, ast.Return)]
    keys = keys_of(returned[0], dicts(list(ast.walk(method)))) if len(returned) == 1 else None
    return None if keys is None else frozenset(keys)


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


def dicts(nodes: list[ast.AST]) -> dict[str, Keys]:
    """Local names that stand for a dict with names that can be read; None where they cannot, or where more is added later."""
    found: dict[str, Keys] = {}
    for name, value in assigned(nodes):
        found[name] = keys_of(value, found)
    added = {name_of(node.target) for node in nodes if isinstance(node, ast.AugAssign)}
    return {name: None if name in added else keys for name, keys in found.items()}


def responses_by_name(nodes: list[ast.AST], names: Names) -> Names:
    """Local names that stand for a response: `response = f"utter_refused_{code}"`."""
    found: Names = {}
    for name, value in assigned(nodes):
        found.setdefault(name, []).extend(each for each in responses_of(value, names) if each.startswith("utter_"))
    return {name: patterns for name, patterns in found.items() if patterns}


def assigned(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.AST]]:
    for node in nodes:
        if isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))


def keys_of(value: ast.AST | None, known: dict[str, Keys]) -> Keys:
    """The names in a dict that is written out, or in several that are put together with |."""
    if isinstance(value, ast.Name):
        return known.get(value.id)
    if isinstance(value, ast.Dict) and all(isinstance(key, ast.Constant) for key in value.keys):
        return {str(key.value) for key in value.keys if isinstance(key, ast.Constant)}
    if isinstance(value, ast.Call) and name_of(value.func) == "dict" and not value.args:
        return {each.arg for each in value.keywords if each.arg}
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.BitOr):
        left, right = keys_of(value.left, known), keys_of(value.right, known)
        return None if left is None or right is None else left | right
    return None


def sayings(call: ast.Call, names: Names, values: dict[str, Keys], path: str) -> Iterator[Saying]:
    if name_of(call.func) not in SPEAKING:
        return
    first = next(iter(call.args), None) or next((each.value for each in call.keywords if each.arg == "response"), None)
    responses = [pattern for pattern in responses_of(first, names) if pattern.startswith("utter_")]
    given, is_open = passed(call, values)
    for response in responses:
        yield Saying(response, given, is_open, path, call.lineno)


def passed(call: ast.Call, values: dict[str, Keys]) -> tuple[frozenset[str], bool]:
    """The names of what a call passes, and whether there may be more."""
    given = {each.arg for each in call.keywords if each.arg}
    starred = [keys_of(each.value, values) for each in call.keywords if each.arg is None]
    return frozenset(given.union(*(keys for keys in starred if keys))), None in starred


def responses_of(node: ast.AST | None, names: Names) -> list[str]:
    """The names, as patterns, that an argument may stand for."""
    if isinstance(node, ast.IfExp):
        return [*responses_of(node.body, names), *responses_of(node.orelse, names)]
    if isinstance(node, ast.Name):
        return names.get(node.id, [])
    return [pattern_of(node, names)] if node is not None else []


def pattern_of(node: ast.AST, names: Names) -> str:
    """A regular expression for a text that may be put together; what cannot be read stands for anything."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.Name) and len(names.get(node.id, [])) == 1:
        return names[node.id][0]
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
