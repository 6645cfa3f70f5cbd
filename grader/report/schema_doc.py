"""Makes docs/reference/results.md from the schema of results.json."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from grader.report.results import schema


def render() -> str:
    """The reference page as Markdown."""
    content = schema()
    lines = [
        "# results.json",
        "",
        "<!-- Made by `python -m grader.report.schema_doc docs/reference/results.md`"
        " from grader/report/results.schema.json. Do not edit. -->",
        "",
        content["description"],
        "",
        *_table("Top level", content),
    ]
    for name, part in content["$defs"].items():
        lines += _table(name, part)
    return "\n".join(lines).rstrip() + "\n"


def _table(name: str, part: Mapping[str, Any]) -> Iterator[str]:
    yield f"## {name}"
    yield ""
    if name != "Top level":
        yield part["description"]
        yield ""
    if "properties" not in part:
        if values := part.get("enum"):
            yield "One of: " + ", ".join(f"`{value}`" for value in values) + "."
            yield ""
        return
    yield "| field | type | meaning |"
    yield "|---|---|---|"
    required = set(part.get("required", ()))
    for field, spec in part["properties"].items():
        optional = "" if field in required else " (may be absent)"
        yield f"| `{field}` | {_type(spec)}{optional} | {spec['description']} |"
    yield ""


def _type(spec: Mapping[str, Any]) -> str:
    if "$ref" in spec:
        name = spec["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    if "const" in spec:
        return f"`{spec['const']}`"
    if "anyOf" in spec:
        return " or ".join(_type(one) for one in spec["anyOf"])
    if "enum" in spec:
        return ", ".join(f"`{one}`" for one in spec["enum"])
    kinds = spec.get("type", "any")
    names = [kinds] if isinstance(kinds, str) else list(kinds)
    if "array" in names and "items" in spec:
        names[names.index("array")] = f"array of {_type(spec['items'])}"
    return " or ".join(names)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(render(), encoding="utf-8")
