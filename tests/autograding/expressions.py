"""The expressions of workflows, `${{ ... }}`, as far as ours need them."""

import json
import re
from collections.abc import Mapping
from typing import Any

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_][\w.-]*)|(?P<sign>&&|\|\||[=!]=|[!(),]))"
)
_SIGNS = {"&&": " and ", "||": " or ", "!": " not "}
_IN_TEXT = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)


def evaluate(expression: str, contexts: Mapping[str, Any], status: str = "success") -> Any:
    """The value of an expression; status: of the job so far."""
    functions = {
        "success": lambda: status == "success",
        "failure": lambda: status == "failure",
        "cancelled": lambda: status == "cancelled",
        "always": lambda: True,
        "contains": lambda where, what: what in where,
        "fromJSON": json.loads,
    }
    python, at = "", 0
    expression = expression.strip()
    while at < len(expression):
        found = _TOKEN.match(expression, at)
        assert found, f"not understood: {expression[at:]!r}"
        python += _translated(found, functions)
        at = found.end()
    names = {"look": lambda path: _look(path, contexts), **functions}
    return eval(python, {"__builtins__": {}}, names)


def _translated(found: re.Match[str], functions: Mapping[str, Any]) -> str:
    if found["text"]:
        return repr(found["text"][1:-1].replace("''", "'"))
    if found["name"] in functions:
        return found["name"]
    if found["name"]:
        return f"look({found['name']!r})"
    return _SIGNS.get(found["sign"], found["sign"])


def _look(path: str, contexts: Mapping[str, Any]) -> Any:
    value: Any = contexts
    for part in path.split("."):
        value = value.get(part, "") if isinstance(value, Mapping) else ""
    return value


def condition(text: str | None, contexts: Mapping[str, Any], status: str) -> bool:
    """Whether an `if:` holds. One that asks for no status wants success, as at GitHub."""
    wanted = (text or "success()").strip().removeprefix("${{").removesuffix("}}")
    if not re.search(r"\b(success|failure|cancelled|always)\(", wanted):
        wanted = f"success() && ({wanted})"
    return bool(evaluate(wanted, contexts, status))


def filled(value: Any, contexts: Mapping[str, Any]) -> str:
    """A value of `with:` or `env:` with its expressions filled in, as the runner does."""
    text = _plain(value)
    return _IN_TEXT.sub(lambda found: _plain(evaluate(found[1], contexts)), text)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
