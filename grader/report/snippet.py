"""Python to paste: the inputs of a recorded call, the call, and what was expected."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from grader.language import sentence
from grader.records import Call, Plain, Value
from grader.report.values import number_text, one_line
from grader.visible import visible

MAX_CHARACTERS = 6000
_VERBS = frozenset({"call"})
_CONSTRUCTORS = {"tf.Tensor": "tf.constant", "tf.Variable": "tf.Variable"}


class _NoSnippetError(Exception):
    """The id of the sentence that says why there is no snippet."""


def snippet(step_file_module: str, call: Call, names: Sequence[str] = ()) -> str:
    """A short program that repeats a call; empty when `why_no_snippet` has a reason.

    step_file_module: the step's file without `.py`, as `05_mse`; empty for a step of a
        notebook, where the snippet is a cell.
    names: what the student's function calls its parameters, where that is known.
    """
    try:
        return _program(step_file_module, call, names)
    except _NoSnippetError:
        return ""


def why_no_snippet(call: Call, names: Collection[str] | None = None) -> str:
    """The id of the sentence on why a call cannot be pasted; empty when it can.

    names: what the student's file defines, where that is known.
    """
    if names is not None and call.verb in _VERBS and call.target not in names:
        return "no_snippet.missing"
    try:
        _program("step", call, ())
    except _NoSnippetError as reason:
        return str(reason)
    return ""


def _program(module: str, call: Call, names: Sequence[str]) -> str:
    if call.verb not in _VERBS or not call.target.isidentifier():
        raise _NoSnippetError("no_snippet.verb")
    lines: list[str] = []
    words: list[str] = []
    for position, (name, value) in enumerate(call.arguments):
        known = name or (names[position] if position < len(names) else "")
        usable = known.isidentifier() and known not in {"step", "np", "tf", call.target}
        word = known if usable else f"argument_{position + 1}"
        lines.append(f"{word} = {_literal(value)}")
        words.append(f"{name}={word}" if name.isidentifier() else word)
    body = "\n".join(lines)
    if len(body) > MAX_CHARACTERS:
        raise _NoSnippetError("no_snippet.large")
    owner = "step." if module else ""
    ending = [f"print({owner}{call.target}({', '.join(words)}))"]
    if call.expected is not None:
        ending.append(f"# {sentence('label.expected')}: {one_line(call.expected, 200)}")
    return "\n".join([*_head(module, body), *lines, *ending]) + "\n"


def _head(module: str, body: str) -> list[str]:
    """The imports that a snippet needs; in a notebook the step is there already."""
    imports = []
    if "np." in body:
        imports.append("import numpy as np")
    if "tf." in body:
        imports.append("import tensorflow as tf")
    if imports:
        imports.append("")
    if not module:
        return imports
    step = f"step = import_module({visible(module)!r})"
    return ["from importlib import import_module", "", *imports, step]


def _literal(value: Value) -> str:
    match value.kind:
        case "tf.Tensor" | "tf.Variable":
            return f"{_CONSTRUCTORS[value.kind]}({_array(value)}, dtype=tf.{value.dtype})"
        case "ndarray":
            dtype = "np.bool_" if value.dtype == "bool" else f"np.{value.dtype}"
            return f"np.array({_array(value)}, dtype={dtype})"
        case "NoneType":
            return "None"
        case "bool" | "int" | "float" | "str":
            return _plain(value.data, None)
        case "dtype":
            return f"tf.as_dtype({_plain(value.data, None)})"
        case "list" | "tuple" | "iterator" | "shape":
            return _sequence(value)
        case "data":
            return _data_set(value.type_name or str(value.data))
        case _:
            raise _NoSnippetError("no_snippet.handle")


def _array(value: Value) -> str:
    if value.data is None or value.digest is not None:
        raise _NoSnippetError("no_snippet.large")
    if value.dtype is None or not value.dtype.isidentifier():
        raise _NoSnippetError("no_snippet.handle")
    text = _plain(value.data, value.dtype)
    if value.shape and 0 in value.shape and len(value.shape) > 1:
        module = "np" if value.kind == "ndarray" else "tf"
        return f"{module}.zeros({value.shape})"
    return text


def _sequence(value: Value) -> str:
    if value.items:
        inner = ", ".join(_literal(item) for item in value.items)
    elif isinstance(value.data, list):
        inner = ", ".join(_plain(item, None) for item in value.data)
    else:
        inner = ""
    match value.kind:
        case "tuple" | "shape":
            return f"({inner},)" if inner else "()"
        case "iterator":
            return f"iter([{inner}])"
        case _:
            return f"[{inner}]"


def _data_set(name: str) -> str:
    places = {
        "mnist.train_images": "[0][0]",
        "mnist.train_labels": "[0][1]",
        "mnist.test_images": "[1][0]",
        "mnist.test_labels": "[1][1]",
    }
    if name not in places:
        raise _NoSnippetError("no_snippet.large")
    return f"tf.keras.datasets.mnist.load_data(){places[name]}"


def _plain(data: Plain, dtype: str | None) -> str:
    if isinstance(data, list):
        return "[" + ", ".join(_plain(item, dtype) for item in data) + "]"
    if isinstance(data, float) and not math.isfinite(data):
        return f'float("{data}")'
    if isinstance(data, float):
        return number_text(data, dtype)
    if isinstance(data, dict):
        raise _NoSnippetError("no_snippet.handle")
    return ascii(data) if isinstance(data, str) else repr(data)
