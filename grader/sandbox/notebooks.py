"""Reads the bytes of a handed-in notebook into cells that can be run.

Nothing in a notebook is trusted, and little of it is needed: of each cell the kind, the
source and the id. Outputs, attachments, tags and all other metadata are never looked at,
so a schema that they violate refuses nobody. Runs in a process with a memory limit.
"""

from __future__ import annotations

import ast
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Any, Literal

from IPython.core.inputtransformer2 import TransformerManager

from grader.sandbox.habits import spaced_magics

MAX_BYTES = 128 * 1024**2
MAX_DEPTH = 100
MAX_CELLS = 20_000
MAX_WORK = 3_000_000
"""Characters that are tokenised for `Cell.plain`, repetitions included."""

Reason = Literal[
    "too_large",
    "unreadable",
    "merge_conflict",
    "not_json",
    "too_deep",
    "not_a_notebook",
    "nbformat",
    "language",
    "no_cells",
]

# An unterminated string reaches to the end, so that no byte is looked at twice.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_STRINGS_AT_ONCE = 100_000
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")  # 1 and -1, as signed bytes
_CONFLICT = re.compile(r"^(?:<<<<<<<|>>>>>>>) ", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_KINDS = {
    "code": "code",
    "markdown": "markdown",
    "raw": "raw",
    "heading": "markdown",  # this and the next are nbformat 3
    "html": "markdown",
}

# What Jupyter calls kernels of other languages, by their beginning or in full.
_FOREIGN_NAMES = re.compile(
    r"(?:julia|scala|spylon|almond|apache_toree|xcpp|xeus-cpp|xc\d|clang|.*javascript"
    r"|jslab|tslab|deno|\.net-|octave|matlab|imatlab|ruby|kotlin|haskell|ihaskell"
    r"|gophernotes|gonb|evcxr|rust|perl|iperl|lua|xlua|sas|stata|ocaml|wolfram).*"
    r"|(?:i?r|xr|bash|calysto_bash|sh|zsh|powershell|i?java|ijavascript|node|go|c|cpp|sql"
    r"|xsql|xsqlite)(?:[-_.]?\d.*)?"
    r"|conda-env-.*-r"
)
_PYTHON_LANGUAGES = frozenset({"py", "sage", "cython"})

# Cell magics whose body is Python.
_PYTHON_MAGICS = frozenset(
    {"time", "timeit", "capture", "prun", "memit", "debug", "snakeviz", "pyinstrument"}
    | {"scalene", "heat", "wandb"}
)
_CELL_MAGIC = re.compile(r"%%(\S+)")
_SPECIAL_LINE = re.compile(r"^[ \t]*[%!?,;/]|\?[ \t]*$|=[ \t]*[%!]", re.MULTILINE)


class Unusable(Exception):
    """A notebook that cannot be run; `reason` says why.

    too_large:      more than `MAX_BYTES`, or more than `MAX_CELLS` cells.
    unreadable:     not UTF-8.
    merge_conflict: not JSON, because two versions were merged halfway.
    not_json:       not JSON for another reason, or empty.
    too_deep:       brackets nested more than `MAX_DEPTH` levels.
    not_a_notebook: JSON, but no object with cells.
    nbformat:       a version that cannot be read, or damaged beyond use.
    language:       its code is not Python.
    no_cells:       no code cell has any text.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


@dataclass(frozen=True)
class Cell:
    """One cell.

    kind:   `code`, `markdown` or `raw`.
    source: its text, with line feeds only and without lone surrogates.
    id:     its own id, "" when it has none, a malformed one or that of an earlier cell.
    plain:  of a code cell: Python without magics, on the same lines where that is possible;
            it need not parse. Else "".
    """

    kind: str
    source: str
    id: str
    plain: str


def read_cells(content: bytes) -> list[Cell]:
    """The cells of a notebook, of nbformat 3 or 4.

    Raises:
        Unusable: it cannot be run.
    """
    if len(content) > MAX_BYTES:
        raise Unusable("too_large")
    notebook = _parsed(content)
    raw = _raw_cells(notebook)
    if len(raw) > MAX_CELLS:
        raise Unusable("too_large")
    if not _is_python(notebook):
        raise Unusable("language")
    cells = list(_cells(raw))
    if not any(cell.kind == "code" and cell.source.strip() for cell in cells):
        raise Unusable("no_cells")
    return cells


def _parsed(content: bytes) -> Mapping[str, Any]:
    """The JSON object in some bytes."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unusable("unreadable") from None
    if _depth(content) > MAX_DEPTH:
        raise Unusable("too_deep")
    try:
        notebook = json.loads(text, parse_int=_integer, object_hook=_without_outputs)
    except ValueError:
        conflict = _CONFLICT.search(text)
        raise Unusable("merge_conflict" if conflict else "not_json") from None
    if not isinstance(notebook, dict):
        raise Unusable("not_a_notebook")
    return notebook


def _depth(content: bytes) -> int:
    """How deep the brackets outside of strings are nested, without recursion."""
    deepest = level = start = 0
    for end in _ends(content):
        brackets = _STRING.sub(b"", content[start:end])
        steps = memoryview(brackets.translate(_STEPS, _NO_BRACKETS)).cast("b")
        deepest = max(deepest, level + max(accumulate(steps), default=0))
        level, start = level + sum(steps), end
    return deepest


def _ends(content: bytes) -> Iterator[int]:
    """Where pieces of bounded memory end, each outside of strings."""
    for string in islice(_STRING.finditer(content), 0, None, _STRINGS_AT_ONCE):
        yield string.end()
    yield len(content)


def _without_outputs(thing: dict[str, Any]) -> dict[str, Any]:
    """An object of the notebook; what may be large in it goes as soon as it is read."""
    if "output_type" in thing and "cell_type" not in thing:
        return {}
    for name in ("outputs", "attachments"):
        thing.pop(name, None)
    return thing


def _integer(digits: str) -> int:
    """An integer of JSON; of those too long to be converted only the sign."""
    if len(digits) <= 20:
        return int(digits)
    return -(10**20) if digits.startswith("-") else 10**20


def _raw_cells(notebook: Mapping[str, Any]) -> list[Any]:
    """What stands where cells should be, of any type."""
    version, cells = notebook.get("nbformat"), notebook.get("cells")
    worksheets = notebook.get("worksheets")
    if "cells" not in notebook and "worksheets" not in notebook:
        raise Unusable("not_a_notebook")
    told = isinstance(version, int) and not isinstance(version, bool)
    if isinstance(worksheets, list) and (version == 3 or not isinstance(cells, list)):
        if told and version not in (3, 4):
            raise Unusable("nbformat")
        return [cell for sheet in worksheets for cell in _of_worksheet(sheet)]
    if not isinstance(cells, list):
        raise Unusable("nbformat")
    if told and version != 4 and not any(map(_is_version_4, cells)):
        raise Unusable("nbformat")
    return cells


def _of_worksheet(sheet: Any) -> list[Any]:
    cells = sheet.get("cells") if isinstance(sheet, dict) else None
    return cells if isinstance(cells, list) else []


def _is_version_4(cell: Any) -> bool:
    return isinstance(cell, dict) and "cell_type" in cell and "source" in cell


def _at(thing: Any, *keys: str) -> str:
    """The text at a path through objects, in lower case; "" when there is none."""
    for key in keys:
        thing = thing.get(key) if isinstance(thing, dict) else None
    return thing.strip().lower() if isinstance(thing, str) else ""


def _is_python(notebook: Mapping[str, Any]) -> bool:
    language = (
        _at(notebook, "metadata", "kernelspec", "language")
        or _at(notebook, "metadata", "language_info", "name")
        or _at(notebook, "metadata", "language")  # nbformat 3
    )
    if language:
        return _is_python_language(language)
    return not _FOREIGN_NAMES.fullmatch(_at(notebook, "metadata", "kernelspec", "name"))


def _is_python_language(language: str) -> bool:
    return not language or "python" in language or language in _PYTHON_LANGUAGES


def _cells(raw: list[Any]) -> Iterator[Cell]:
    translator = _Translator()
    seen: set[str] = set()
    for one in raw:
        cell = one if isinstance(one, dict) else {}
        kind, source, id = _kind(cell), _source(cell), _id(cell)
        plain = translator.plain(source) if kind == "code" else ""
        yield Cell(kind, source, "" if id in seen else id, plain)
        seen.add(id)


def _kind(cell: Mapping[str, Any]) -> str:
    """Its kind; code of another language, as VS Code and nbformat 3 mark it, is raw."""
    kind = _KINDS.get(_at(cell, "cell_type"), "raw")
    languages = (_at(cell, "metadata", "vscode", "languageId"), _at(cell, "language"))
    if kind == "code" and not all(map(_is_python_language, languages)):
        return "raw"
    return kind


def _source(cell: Mapping[str, Any]) -> str:
    text = _text(cell.get("source", cell.get("input")))
    if cell.get("cell_type") != "heading":
        return text
    level = cell.get("level")
    hashes = "#" * level if isinstance(level, int) and 1 <= level <= 6 else "#"
    return f"{hashes} {' '.join(text.split())}"


def _text(source: Any) -> str:
    """A multi-line text of nbformat; what is no text in it is left out."""
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return ""
    return _SURROGATE.sub("\ufffd", source.replace("\r\n", "\n").replace("\r", "\n"))


def _id(cell: Mapping[str, Any]) -> str:
    id = cell.get("id")
    return id if isinstance(id, str) and _ID.fullmatch(id) else ""


class _Translator:
    """Makes plain Python of the code cells of one notebook, with bounded work."""

    def __init__(self) -> None:
        manager: Any = TransformerManager
        self._manager = manager()
        self._manager.cleanup_transforms.append(spaced_magics)
        self._work = MAX_WORK

    def plain(self, source: str) -> str:
        """The cell without magics; as it is when that fails, or is too much work."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                if not self._affords(len(source) // 4) or _parses(source):
                    return source
                repetitions = 2 + len(_SPECIAL_LINE.findall(source))
                if not self._affords(len(source) * repetitions):
                    return source
                return self._translated(source)
            except Exception:
                return source

    def _affords(self, work: int) -> bool:
        if work > self._work:
            return False
        self._work -= work
        return True

    def _translated(self, source: str) -> str:
        lines = f"{source}\n".splitlines(keepends=True)
        body = self._cleaned(lines)
        for _ in range(10):
            magic = _CELL_MAGIC.match(body[0]) if body else None
            if magic is None:
                blank = "\n" * (len(lines) - len(body))
                return blank + "".join(self._manager.do_token_transforms(body))
            if magic[1] not in _PYTHON_MAGICS:
                return ""
            body = self._cleaned(body[1:])
        return ""

    def _cleaned(self, lines: list[str]) -> list[str]:
        for transform in self._manager.cleanup_transforms:
            lines = transform(lines)
        return lines


def _parses(source: str) -> bool:
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
