"""The proxy that checks speak through: student, reference or misconception alike.

A `Subject` turns calls into requests of the protocol; an `Answer` is what came back.
An answer of the wrong kind, shape or dtype raises `Rejected`, which is the student's
`failed`; any other exception in a check is the course's fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from grader.records import Outcome, Plain, Reason
from grader.sandbox.client import Failure
from grader.sandbox.protocol import (
    Array,
    Handle,
    Items,
    Pairs,
    Reference,
    Scalar,
    Value,
)

Shape = tuple[int | None, ...]


class Rejected(Failure):
    """An answer is not what was asked for: the check is failed, not broken."""

    def __init__(self, reason: Reason, **details: Plain) -> None:
        super().__init__(Outcome.FAILED, reason, None, **details)


class Conversation(Protocol):
    """What a subject needs of the process that holds the code."""

    def ask(
        self, verb: str, target: str, values: Sequence[Value], **fields: Any
    ) -> list[Value]:
        """Send a request; `target` is a label for people."""


@dataclass(frozen=True)
class _Input:
    """An input with a stated kind."""

    value: Value


def as_ndarray(array: npt.ArrayLike) -> _Input:
    """An input that arrives as a numpy array."""
    return _Input(Array("ndarray", np.asarray(array)))


def as_tensor(array: npt.ArrayLike) -> _Input:
    """An input that arrives as a tf.Tensor (numpy arrays do by default)."""
    return _Input(Array("tf.Tensor", np.asarray(array)))


def as_variable(array: npt.ArrayLike) -> _Input:
    """An input that arrives as a tf.Variable."""
    return _Input(Array("tf.Variable", np.asarray(array)))


def one_shot(elements: Sequence[Any]) -> _Input:
    """An input that arrives as an iterator which can be walked once."""
    return _Input(Items("iterator", tuple(as_value(element) for element in elements)))


def as_value(thing: Any) -> Value:
    """A protocol value for whatever a check passes as an input.

    Raises:
        TypeError: it is nothing that can be sent.
    """
    match thing:
        case _Input(value):
            return value
        case Answer():
            return thing.reference()
        case None | bool() | int() | float() | str() if not isinstance(thing, np.generic):
            return Scalar(type(thing).__name__, thing)
        case np.ndarray() | np.generic():
            return Array("tf.Tensor", np.asarray(thing))
        case list() | tuple():
            kind = "list" if isinstance(thing, list) else "tuple"
            return Items(kind, tuple(map(as_value, thing)))
        case dict():
            return Pairs(
                tuple((as_value(key), as_value(item)) for key, item in thing.items())
            )
        case np.dtype():
            return Scalar("dtype", thing.name)
        case _:
            raise TypeError(f"a {type(thing).__name__} cannot be sent to a subject")


class Answer:
    """What came back. Arrays are copies; objects stay with the subject as handles."""

    def __init__(self, conversation: Conversation, value: Value, label: str) -> None:
        self._conversation = conversation
        self._value = value
        self._label = label

    def __repr__(self) -> str:
        return f"<Answer {self._label}: {self.kind}>"

    @property
    def kind(self) -> str:
        """`tf.Tensor`, `tf.Variable`, `ndarray`, `float`, `int`, `bool`, `str`,
        `NoneType`, `list`, `tuple`, `dict`, `iterator`, `dtype`, `shape` or `object`."""
        match self._value:
            case Scalar(kind) | Array(kind) | Items(kind):
                return kind
            case Pairs():
                return "dict"
            case _:
                return "object"

    @property
    def type_name(self) -> str:
        """The class's own name where `kind` is `object`, else `kind`."""
        return self._value.type_name if isinstance(self._value, Handle) else self.kind

    @property
    def dtype(self) -> str | None:
        """The dtype's name; None for what is no array."""
        return self._value.data.dtype.name if isinstance(self._value, Array) else None

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape; () for a Python number, None for what is no array."""
        match self._value:
            case Array(_, data):
                return data.shape
            case Scalar("bool" | "int" | "float"):
                return ()
            case _:
                return None

    def array(
        self,
        shape: Shape | None = None,
        dtype: str | tuple[str, ...] | None = None,
        kind: str | tuple[str, ...] | None = None,
    ) -> npt.NDArray[Any]:
        """The numbers as a plain array.

        Tensors, Variables, ndarrays, Python numbers and (nested) lists or tuples of
        them that form a rectangle are accepted. None in `shape` stands for any length.

        Raises:
            Rejected: kind, dtype or shape are not as asked.
        """
        kinds = (kind,) if isinstance(kind, str) else kind
        if kinds is not None and self.kind not in kinds:
            raise Rejected(
                Reason.WRONG_KIND,
                expected_kind=" or ".join(kinds),
                observed_kind=self.type_name,
            )
        data = numbers_in(self._value)
        if data is None:
            raise Rejected(
                Reason.WRONG_KIND, expected_kind="numbers", observed_kind=self.type_name
            )
        if shape is not None and not _fits(data.shape, shape):
            raise Rejected(
                Reason.WRONG_SHAPE,
                expected_shape=_spell(shape),
                observed_shape=_spell(data.shape),
            )
        dtypes = (dtype,) if isinstance(dtype, str) else dtype
        if dtypes is not None and data.dtype.name not in dtypes:
            raise Rejected(
                Reason.WRONG_DTYPE,
                expected_dtype=" or ".join(dtypes),
                observed_dtype=data.dtype.name,
            )
        return data

    def number(self) -> float:
        """A single number of shape (). Raises `Rejected`."""
        return float(self.array(shape=()))

    def numbers(self, length: int | None = None) -> npt.NDArray[np.float64]:
        """A sequence of numbers or scalar tensors, as float64 of shape (length,).

        Raises:
            Rejected: no such sequence, or of another length.
        """
        data = self.array(shape=(None,))
        if length is not None and len(data) != length:
            raise Rejected(
                Reason.WRONG_LENGTH, expected_length=length, observed_length=len(data)
            )
        return data.astype(np.float64)

    def items(self, count: int | None = None) -> list[Answer]:
        """The elements of a list or tuple, or of an array along its first axis.

        Raises:
            Rejected: it has no elements, or not `count` of them.
        """
        match self._value:
            case Items(kind, items) if kind != "iterator":
                values: Sequence[Value] = items
            case Array(kind, data) if data.ndim:
                values = [Array(kind, np.asarray(row)) for row in data]
            case _:
                expected = "a tuple" if count is None else f"{count} values"
                raise Rejected(
                    Reason.WRONG_KIND, expected_kind=expected, observed_kind=self.type_name
                )
        if count is not None and len(values) != count:
            raise Rejected(
                Reason.WRONG_LENGTH, expected_length=count, observed_length=len(values)
            )
        return [self._part(value, f"[{index}]") for index, value in enumerate(values)]

    def mapping(self) -> dict[str | int, Answer]:
        """The entries of a dict whose keys are strings or whole numbers.

        Raises:
            Rejected: no dict, or other keys.
        """
        if not isinstance(self._value, Pairs):
            raise Rejected(
                Reason.WRONG_KIND, expected_kind="dict", observed_kind=self.type_name
            )
        entries: dict[str | int, Answer] = {}
        for key, value in self._value.items:
            plain = _plain(key)
            if isinstance(plain, float) or not isinstance(plain, str | int):
                raise Rejected(
                    Reason.WRONG_KIND, expected_kind="dict", observed_kind=self.type_name
                )
            entries[plain] = self._part(value, f"[{plain!r}]")
        return entries

    def text(self) -> str:
        """A string, or a dtype's name. Raises `Rejected`."""
        match self._value:
            case Scalar("str" | "dtype", str() as text):
                return text
            case _:
                raise Rejected(
                    Reason.WRONG_KIND, expected_kind="str", observed_kind=self.type_name
                )

    def plain(self) -> Any:
        """Nested Python data for loosely spelled answers: shapes and arrays as lists of
        numbers, dtypes as their name. Raises `Rejected` for anything with handles."""
        plain = _plain(self._value)
        if plain is _NO_PLAIN:
            raise Rejected(
                Reason.WRONG_KIND,
                expected_kind="plain values",
                observed_kind=self.type_name,
            )
        return plain

    def reference(self) -> Value:
        """The value by which this is spoken of in a request."""
        match self._value:
            case Array(_, _, int() as number) | Items(_, _, int() as number):
                return Handle(number, self.type_name)
            case Pairs(_, int() as number):
                return Handle(number, "dict")
            case _:
                return self._value

    def __call__(self, *arguments: Any, **keywords: Any) -> Answer:
        """Call the object."""
        values = [self.reference(), *map(as_value, arguments)]
        values += map(as_value, keywords.values())
        return self._ask_one("call", "", values, keywords=list(keywords))

    def get(self, name: str) -> Answer:
        """An attribute."""
        return self._ask_one("get", f".{name}", [self.reference()], name=name)

    def set(self, name: str, value: Any) -> None:
        """Set an attribute."""
        values = [self.reference(), as_value(value)]
        self._conversation.ask("set", f"{self._label}.{name}", values, name=name)

    def assign(self, value: Any) -> None:
        """Give a Variable new content."""
        values = [self.reference(), as_value(value)]
        self._conversation.ask("assign", self._label, values)

    def index(self, key: Any) -> Answer:
        """`answer[key]` as the live object gives it."""
        return self._ask_one("index", f"[{key!r}]", [self.reference(), as_value(key)])

    def iterate(self, count: int) -> list[Answer]:
        """The first `count` elements, or all when there are fewer."""
        values = self._conversation.ask(
            "iterate", self._label, [self.reference()], count=count
        )
        return [self._part(value, f"[{index}]") for index, value in enumerate(values)]

    def _ask_one(
        self, verb: str, suffix: str, values: list[Value], **fields: Any
    ) -> Answer:
        label = self._label + suffix
        value = _single(self._conversation.ask(verb, label, values, **fields))
        return Answer(
            self._conversation, value, label if verb != "call" else f"{label}(...)"
        )

    def _part(self, value: Value, suffix: str) -> Answer:
        return Answer(self._conversation, value, self._label + suffix)


_NO_PLAIN = object()


def _single(values: Sequence[Value]) -> Value:
    """The one value of a reply that must hold one."""
    if len(values) != 1:
        raise Failure(Outcome.ERRORED, Reason.MALFORMED)
    return values[0]


def _plain(value: Value) -> Any:
    match value:
        case Scalar(_, content):
            return content
        case Array(_, data):
            return data.tolist()
        case Items(_, items):
            parts = [_plain(item) for item in items]
            return _NO_PLAIN if _NO_PLAIN in parts else parts
        case Pairs(items):
            pairs = [(_plain(key), _plain(item)) for key, item in items]
            if any(_NO_PLAIN in pair or isinstance(pair[0], list) for pair in pairs):
                return _NO_PLAIN
            return dict(pairs)
        case _:
            return _NO_PLAIN


def numbers_in(value: Value) -> npt.NDArray[Any] | None:
    """The numbers of a value as one array; None when it is no rectangle of numbers."""
    match value:
        case Array(_, data):
            return data
        case Scalar("bool" | "int" | "float", content):
            return np.asarray(content)
        case Items("list" | "tuple" | "shape", items):
            parts = [numbers_in(item) for item in items]
            solid = [part for part in parts if part is not None]
            if len(solid) != len(parts) or len({part.shape for part in solid}) > 1:
                return None
            return np.stack(solid) if solid else np.zeros(0)
        case _:
            return None


def _fits(shape: tuple[int, ...], wanted: Shape) -> bool:
    return len(shape) == len(wanted) and all(
        length is None or length == have for have, length in zip(shape, wanted, strict=True)
    )


def _spell(shape: Shape) -> str:
    lengths = ["n" if length is None else str(length) for length in shape]
    return f"({', '.join(lengths)}{',' if len(lengths) == 1 else ''})"


class Subject:
    """The code under examination. `subject.NAME(...)` calls the student's NAME."""

    def __init__(self, conversation: Conversation, data: Mapping[str, Any]) -> None:
        self._conversation = conversation
        self._data = data

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *arguments, **keywords: self.call(name, *arguments, **keywords)

    def call(self, name: str, *arguments: Any, **keywords: Any) -> Answer:
        """Call a function of the student's; the answer holds what it returned."""
        return self._invoke("call", Reference("name", name), name, arguments, keywords)

    def build(self, name: str, *arguments: Any, **keywords: Any) -> Answer:
        """Call a class of the student's; the answer is a handle to the instance."""
        return self._invoke("build", Reference("name", name), name, arguments, keywords)

    def fixture(self, name: str, *arguments: Any, **keywords: Any) -> Answer:
        """Call a function of the step's `fixtures.py`."""
        return self._invoke("call", Reference("fixture", name), name, arguments, keywords)

    def library(self, name: str, *arguments: Any, **keywords: Any) -> Answer:
        """Construct an object of TensorFlow or Keras; only allow-listed names."""
        values = [*map(as_value, arguments), *map(as_value, keywords.values())]
        return self._one("library", name, values, name=name, keywords=list(keywords))

    def put(self, value: Any) -> Answer:
        """Make an input that stays, to be read back or differentiated by."""
        return self._one("put", "input", [as_value(value)])

    def read(self, answer: Answer) -> Answer:
        """The content that an input or object has now."""
        return self._one("read", answer._label, [answer.reference()])

    def data(self, name: str) -> _Input:
        """An input that names a part of a data set which the worker has mapped."""
        if name not in self._data:
            raise KeyError(f"the course declares no data {name!r}")
        return _Input(Reference("data", name))

    def gradient(
        self,
        function: str | Answer,
        arguments: Sequence[Any],
        wrt: int | Sequence[int],
        cotangent: Any = None,
    ) -> Any:
        """Gradient of sum(result * cotangent) by some positional arguments.

        Returns one Answer for an int `wrt`, else a list of them.

        Raises:
            Rejected: no gradient flows from the result to those arguments.
        """
        positions = [wrt] if isinstance(wrt, int) else list(wrt)
        named = isinstance(function, str)
        target = (
            Reference("name", function) if isinstance(function, str) else as_value(function)
        )
        label = function if isinstance(function, str) else function._label
        values = [target, as_value(cotangent), *map(as_value, arguments)]
        replies = self._conversation.ask(
            "gradient", label, values, wrt=positions, **({"about": label} if named else {})
        )
        if len(replies) != len(positions):
            raise Failure(Outcome.ERRORED, Reason.MALFORMED)
        answers = [Answer(self._conversation, value, f"d{label}") for value in replies]
        return answers[0] if isinstance(wrt, int) else answers

    def same(self, first: Answer, second: Answer) -> bool:
        """Whether two answers are one and the same object."""
        values = [first.reference(), second.reference()]
        value = _single(self._conversation.ask("same", first._label, values))
        return isinstance(value, Scalar) and value.value is True

    def seed(self, number: int) -> None:
        """Seed Python, numpy and TensorFlow in the worker."""
        self._conversation.ask("seed", "", [], seed=number)

    def release(self, *answers: Answer) -> None:
        """Forget some objects in the worker; all of them when none is named."""
        handles = [
            value.id for value in map(as_value, answers) if isinstance(value, Handle)
        ]
        self._conversation.ask("release", "", [], handles=handles if answers else None)

    def _invoke(
        self,
        verb: str,
        target: Reference,
        label: str,
        arguments: Sequence[Any],
        keywords: Mapping[str, Any],
    ) -> Answer:
        values = [target, *map(as_value, arguments), *map(as_value, keywords.values())]
        about = {"about": label} if target.kind == "name" else {}
        return self._one(verb, label, values, keywords=list(keywords), **about)

    def _one(self, verb: str, label: str, values: Sequence[Value], **fields: Any) -> Answer:
        value = _single(self._conversation.ask(verb, label, values, **fields))
        shown = f"{label}(...)" if verb in ("call", "build") else label
        return Answer(self._conversation, value, shown)
