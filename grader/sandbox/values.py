"""Between live Python objects and the protocol's values, on the worker's side.

Knows TensorFlow only by what is already imported, so that a course without it works.
Exact copies are made at once: later changes by the student do not reach the examiner.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

import numpy as np

from grader.sandbox.protocol import (
    DTYPES,
    MAX_DEPTH,
    Array,
    Handle,
    Items,
    Pairs,
    Reference,
    Scalar,
    Value,
)

MAX_STRING = 16 * 1024
_INT64 = range(-(2**63), 2**63)


class TooLarge(Exception):
    """An answer is over the size that the examiner accepts."""


def tensorflow() -> ModuleType | None:
    """TensorFlow if it is imported in this process."""
    return sys.modules.get("tensorflow")


class ObjectTable:
    """Live objects of the conversation, by number."""

    def __init__(self, data: Mapping[str, Any], max_bytes: int) -> None:
        self._objects: dict[int, Any] = {}
        self._next = 0
        self._data = data
        self._max_bytes = max_bytes
        self._bytes = 0

    def keep(self, thing: Any) -> int:
        """Remember a live object; its number."""
        self._next += 1
        self._objects[self._next] = thing
        return self._next

    def release(self, numbers: list[int] | None) -> None:
        """Forget some objects, or all of them."""
        if numbers is None:
            self._objects.clear()
        else:
            for number in numbers:
                self._objects.pop(number, None)

    def live(self, value: Value) -> Any:
        """The Python object that a value from the examiner stands for.

        Arrays arrive as new tensors, Variables or ndarrays.

        Raises:
            KeyError: unknown handle or data set.
        """
        match value:
            case Scalar("dtype", name):
                return np.dtype(str(name))
            case Scalar(_, content):
                return content
            case Array(kind, data, _):
                return _new_array(kind, data)
            case Items("iterator", items):
                return iter([self.live(item) for item in items])
            case Items("list", items):
                return [self.live(item) for item in items]
            case Items(_, items):
                return tuple(self.live(item) for item in items)
            case Pairs(items):
                return {self.live(key): self.live(item) for key, item in items}
            case Handle(number, _):
                return self._objects[number]
            case Reference("data", name):
                return self._data[name]
            case Reference(kind, name):
                raise KeyError(f"{kind} {name}")

    def wire(self, thing: Any) -> Value:
        """The value that a live object crosses the wire as.

        Raises:
            TooLarge: its arrays together are over the limit.
        """
        self._bytes = 0
        return self._wire(thing, MAX_DEPTH - 1)

    def _wire(self, thing: Any, depth: int) -> Value:
        if depth <= 1:
            return self.as_handle(thing)
        scalar = _scalar(thing)
        if scalar is not None:
            return scalar
        array = _array(thing)
        if array is not None:
            self._bytes += array[1].nbytes
            if self._bytes > self._max_bytes:
                raise TooLarge(f"an answer of more than {self._max_bytes} bytes")
            return Array(*array, handle=self.keep(thing))
        return self._container(thing, depth) or self.as_handle(thing)

    def _container(self, thing: Any, depth: int) -> Value | None:
        tf = tensorflow()
        if tf is not None and isinstance(thing, tf.TensorShape) and thing.rank is not None:
            dimensions = tuple(Scalar("int", -1 if n is None else int(n)) for n in thing)
            return Items("shape", dimensions)
        if isinstance(thing, list | tuple):
            base: Any = list if isinstance(thing, list) else tuple
            items = tuple(self._wire(item, depth - 1) for item in base.__iter__(thing))
            return Items(base.__name__, items, self.keep(thing))
        if isinstance(thing, dict):
            pairs = tuple(
                (self._wire(key, depth - 1), self._wire(item, depth - 1))
                for key, item in dict.items(thing)
            )
            return Pairs(pairs, self.keep(thing))
        return None

    def as_handle(self, thing: Any) -> Handle:
        """A handle alone, whatever the object is."""
        return Handle(self.keep(thing), type(thing).__name__[:200])


def _new_array(kind: str, data: np.ndarray[Any, Any]) -> Any:
    tf = tensorflow()
    own = np.array(data)
    if kind == "ndarray" or tf is None:
        return own
    return tf.Variable(own) if kind == "tf.Variable" else tf.constant(own)


def _scalar(thing: Any) -> Scalar | None:
    """A value for None, bool, int, float, str and dtypes, subclasses stripped."""
    if thing is None:
        return Scalar("NoneType", None)
    if isinstance(thing, bool):
        return Scalar("bool", thing)
    if isinstance(thing, int):
        number = int.__int__(thing)
        return Scalar("int", number) if number in _INT64 else None
    if isinstance(thing, float) and not isinstance(thing, np.generic):
        return Scalar("float", float.__float__(thing))
    if isinstance(thing, str):
        return Scalar("str", str.__str__(thing)[:MAX_STRING])
    return _dtype(thing)


def _dtype(thing: Any) -> Scalar | None:
    tf = tensorflow()
    if isinstance(thing, np.dtype):
        return Scalar("dtype", thing.name)
    if isinstance(thing, type) and issubclass(thing, np.generic):
        return Scalar("dtype", np.dtype(thing).name)
    if tf is not None and isinstance(thing, tf.DType):
        return Scalar("dtype", thing.name)
    return None


def _array(thing: Any) -> tuple[str, np.ndarray[Any, Any]] | None:
    """Kind and plain copy of a tensor, Variable, ndarray or numpy scalar."""
    kind = array_kind(thing)
    if kind is None:
        return None
    if kind != "ndarray":
        try:
            thing = thing.numpy()
        except (AttributeError, NotImplementedError, RuntimeError):
            return None
    data = np.array(thing, copy=True, subok=False)
    if data.dtype.name not in DTYPES:
        return None
    return kind, np.ascontiguousarray(data).reshape(data.shape)


def array_kind(thing: Any) -> str | None:
    """`tf.Tensor`, `tf.Variable`, `ndarray`, or None for anything else."""
    if isinstance(thing, np.ndarray | np.generic):
        return "ndarray"
    tf = tensorflow()
    if tf is None:
        return None
    if isinstance(thing, tf.Variable):
        return "tf.Variable"
    if isinstance(thing, tf.Tensor):
        return "tf.Tensor"
    keras = sys.modules.get("keras")
    if keras is not None and isinstance(thing, keras.Variable):
        return "tf.Variable"
    return None


def iterate(thing: Any, count: int) -> Iterator[Any]:
    """At most `count` elements of an iterable."""
    iterator = iter(thing)
    for _ in range(count):
        try:
            yield next(iterator)
        except StopIteration:
            return
