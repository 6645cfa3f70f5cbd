"""The worker's one loop: answers the examiner's requests about a namespace.

`serve` assumes neither the main thread nor ownership of signals or stdout, so a forked
child, a spare process and a live notebook all use it. It knows no answer and no check.
"""

from __future__ import annotations

import contextlib
import difflib
import inspect
import linecache
import random
import re
import socket
import sys
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np

from grader.sandbox.bindings import Binding, Bindings
from grader.sandbox.delegation import Delegation
from grader.sandbox.loading import Part, define, load
from grader.sandbox.protocol import (
    Fields,
    Frame,
    FrameReader,
    Items,
    MalformedFrame,
    Reference,
    Scalar,
    Value,
    encode,
)
from grader.sandbox.values import ObjectTable, TooLarge, array_kind, iterate, tensorflow

Namespace: TypeAlias = "ModuleType | Mapping[str, Any]"
MAX_MESSAGE = 4000
MAX_FRAMES = 30
_TOLD_FRAME = re.compile(r'^ *File "([^"\n]+)", line (\d{1,9}), in (\w+)', re.MULTILINE)
LIBRARY = frozenset(
    {
        "keras.Sequential",
        "keras.layers.Dense",
        "keras.layers.Flatten",
        "keras.layers.Input",
        "keras.layers.ReLU",
        "keras.layers.Softmax",
        "keras.losses.CategoricalCrossentropy",
        "keras.losses.MeanSquaredError",
        "keras.metrics.Mean",
        "keras.metrics.SparseCategoricalAccuracy",
        "keras.optimizers.Adam",
        "keras.optimizers.SGD",
        "tf.Variable",
        "tf.constant",
        "tf.data.Dataset.from_tensor_slices",
        "tf.data.Dataset.range",
        "tf.ones",
        "tf.zeros",
    }
)


class Connection:
    """Frames over a stream socket."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._reader = FrameReader()
        self._pending: list[Frame] = []

    def receive(self) -> Frame | None:
        """The next frame; None when the other side has closed."""
        while not self._pending:
            data = self._channel.recv(1 << 20)
            if not data:
                return None
            self._pending.extend(self._reader.feed(data))
        return self._pending.pop(0)

    def send(self, frame: Frame) -> None:
        """Write a whole frame."""
        for chunk in encode(frame):
            self._channel.sendall(chunk)


class Refused(Exception):
    """A request that cannot be answered; `kind` says why, in the protocol's words."""

    def __init__(self, kind: str, message: str = "", **details: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.details = details


def serve(
    connection: Connection,
    namespace: Namespace | None = None,
    *,
    bindings: Bindings | None = None,
    data: Mapping[str, Any] | None = None,
    folder: Path | None = None,
    max_answer_bytes: int = 64 * 1024**2,
) -> None:
    """Answer requests until the examiner hangs up.

    namespace: a module or a mapping to examine at once; without it, and with a
               `folder` to put sources in, the examiner sends sources to load.
    bindings:  a notebook's namespace and what its cells have bound.
    data:      named arrays that inputs may refer to.
    """
    objects = ObjectTable(data or {}, max_answer_bytes)
    session = Session(namespace or {}, objects, folder, bindings)
    while (request := connection.receive()) is not None:
        reply = session.answer(request)
        with contextlib.suppress(BaseException):
            sys.stdout.flush()
            sys.stderr.flush()
        connection.send(reply)


class Session:
    """The state of one conversation: the verbs, and the namespace that they speak of.

    file_name: what a file of the student's is called in a traceback; None for any other
               file. By default the files in `folder` are the student's.
    """

    def __init__(
        self,
        namespace: Namespace,
        objects: ObjectTable,
        folder: Path | None,
        bindings: Bindings | None,
        file_name: Callable[[str], str | None] | None = None,
    ) -> None:
        self._namespace = namespace
        self._bindings = bindings
        self._fixtures: Namespace = {}
        self._objects = objects
        self._folder = folder
        self._file_name = file_name or _named_in(folder)
        self._delegation = Delegation(())
        self._verbs: dict[str, Callable[[Fields, tuple[Value, ...]], tuple[Value, ...]]] = {
            "load": self._load,
            "define": self._define,
            "bindings": self._tell_bindings,
            "select": self._select,
            "delegated": self._delegated,
            "put": self._put,
            "read": self._read,
            "call": self._call,
            "build": self._build,
            "get": self._get,
            "set": self._set,
            "assign": self._assign,
            "index": self._index,
            "iterate": self._iterate,
            "gradient": self._gradient,
            "same": self._same,
            "library": self._library,
            "seed": self._seed,
            "release": self._release,
        }

    def answer(self, request: Frame) -> Frame:
        """The reply to one request; whatever student code raises becomes an error."""
        number = request.fields.get("id")
        try:
            verb = self._verbs[request.fields["verb"]]
            values = verb(request.fields, request.values)
            reply = Frame({"id": number}, values)
            encode(reply)
            return reply
        except BaseException as error:
            return Frame({"id": number, "error": self._describe(error)})

    # Verbs: each takes the request's fields and values and returns the reply's values.

    def _load(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        if self._folder is None:
            raise Refused("refused", "this worker loads no sources")
        parts = [Part(part["file"], part["source"]) for part in fields["parts"]]
        module = load(parts, fields["mode"], fields["name"], self._folder)
        for name, replacement in fields["bind"].items():
            setattr(module, name, getattr(module, replacement))
        self._namespace = module
        self._prepare(fields)
        return ()

    def _prepare(self, fields: Fields) -> None:
        """Load a step's fixtures, watch what it should not use."""
        if fields["fixtures"] is not None and self._folder is not None:
            part = Part(fields["fixtures"]["file"], fields["fixtures"]["source"])
            self._fixtures = load([part], "full", "fixtures", self._folder)
        self._delegation = Delegation(fields["watched"])

    def _define(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Execute the definitions of a notebook's cells, in place of the cells."""
        if self._folder is None:
            raise Refused("refused", "this worker loads no sources")
        self._bindings = define(fields["cells"], fields["names"], self._folder)
        return ()

    def _tell_bindings(
        self, _fields: Fields, _values: tuple[Value, ...]
    ) -> tuple[Value, ...]:
        noted = self._bindings.noted if self._bindings else []
        return tuple(binding_value(one) for one in noted)

    def _select(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        """Examine the namespace as it was at one binding from now on."""
        if self._bindings is None:
            raise Refused("refused", "this worker has no notebook")
        self._bindings.restore(fields["binding"])
        self._namespace = self._bindings.namespace
        self._prepare(fields)
        return ()

    def _delegated(self, _fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(Scalar("str", name) for name in sorted(self._delegation.seen))

    def _put(self, _fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return (self._objects.as_handle(self._live(values[0])),)

    def _read(self, _fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return (self._objects.wire(self._live(values[0])),)

    def _call(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return (self._objects.wire(self._invoke(fields, values)),)

    def _build(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return (self._objects.as_handle(self._invoke(fields, values)),)

    def _invoke(self, fields: Fields, values: tuple[Value, ...]) -> Any:
        function = self._callable(values[0])
        arguments, keywords = self._arguments(fields, values[1:])
        _require_signature(function, arguments, keywords)
        with self._delegation.watching():
            return function(*arguments, **keywords)

    def _get(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        thing = self._live(values[0])
        name = fields["name"]
        if not hasattr(thing, name):
            raise Refused("not_found", name=name, of=type(thing).__name__)
        return (self._objects.wire(getattr(thing, name)),)

    def _set(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        setattr(self._live(values[0]), fields["name"], self._live(values[1]))
        return ()

    def _assign(self, _fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        variable = self._live(values[0])
        if not callable(getattr(variable, "assign", None)):
            raise Refused(
                "wrong_kind", observed=type(variable).__name__, expected="tf.Variable"
            )
        variable.assign(self._live(values[1]))
        return ()

    def _index(self, _fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return (self._objects.wire(self._live(values[0])[self._live(values[1])]),)

    def _iterate(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        elements = iterate(self._live(values[0]), fields["count"])
        return tuple(self._objects.wire(element) for element in elements)

    def _gradient(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        tf = tensorflow()
        if tf is None:
            raise Refused("refused", "this course has no TensorFlow")
        function = self._callable(values[0])
        cotangent = self._live(values[1])
        arguments = [self._live(value) for value in values[2:]]
        _require_signature(function, arguments, {})
        with tf.GradientTape() as tape:
            watched = [arguments[position] for position in fields["wrt"]]
            tape.watch(watched)
            with self._delegation.watching():
                result = function(*arguments)
        if array_kind(result) not in ("tf.Tensor", "tf.Variable"):
            raise Refused("no_gradient", observed=type(result).__name__)
        gradients = tape.gradient(result, watched, output_gradients=cotangent)
        if any(gradient is None for gradient in gradients):
            raise Refused("no_gradient", observed=type(result).__name__)
        return tuple(self._objects.wire(tf.convert_to_tensor(one)) for one in gradients)

    def _same(self, _fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return (Scalar("bool", self._live(values[0]) is self._live(values[1])),)

    def _library(self, fields: Fields, values: tuple[Value, ...]) -> tuple[Value, ...]:
        name = fields["name"]
        if name not in LIBRARY:
            raise Refused("refused", f"{name} is not on the list")
        package, _, rest = name.partition(".")
        thing: Any = sys.modules["tensorflow" if package == "tf" else package]
        for attribute in rest.split("."):
            thing = getattr(thing, attribute)
        arguments, keywords = self._arguments(fields, values)
        return (self._objects.as_handle(thing(*arguments, **keywords)),)

    def _seed(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        seed = fields["seed"]
        random.seed(seed)
        np.random.seed(seed % 2**32)
        if (tf := tensorflow()) is not None:
            tf.random.set_seed(seed)
        return ()

    def _release(self, fields: Fields, _values: tuple[Value, ...]) -> tuple[Value, ...]:
        self._objects.release(fields["handles"])
        return ()

    # Look-ups.

    def _live(self, value: Value) -> Any:
        try:
            return self._objects.live(value)
        except KeyError as error:
            raise Refused("refused", f"nothing is known as {error}") from None

    def _arguments(
        self, fields: Fields, values: tuple[Value, ...]
    ) -> tuple[list[Any], dict[str, Any]]:
        live = [self._live(value) for value in values]
        names = fields["keywords"]
        positional = len(live) - len(names)
        return live[:positional], dict(zip(names, live[positional:], strict=True))

    def _callable(self, target: Value) -> Callable[..., Any]:
        match target:
            case Reference("name", name):
                thing = _look_up(self._namespace, name)
            case Reference("fixture", name):
                thing = _look_up(self._fixtures, name)
            case _:
                name, thing = "", self._live(target)
        if not callable(thing):
            raise Refused("not_callable", name=name, observed=type(thing).__name__)
        function: Callable[..., Any] = thing
        return function

    # Errors.

    def _describe(self, error: BaseException) -> Fields:
        try:
            if isinstance(error, Refused):
                return {"kind": error.kind, "message": str(error), **error.details}
            if isinstance(error, TooLarge | MalformedFrame):
                return {"kind": "too_large", "message": str(error)}
            return _describe_exception(error, self._file_name)
        except BaseException:
            return {"kind": "exception", "type": "Exception", "message": "", "frames": []}


def binding_value(binding: Binding) -> Value:
    """A binding as it crosses the wire."""
    parameters = Items("tuple", tuple(Scalar("str", name) for name in binding.parameters))
    return Items(
        "tuple",
        (
            Scalar("int", binding.cell),
            Scalar("str", binding.name),
            parameters,
            Scalar("str", binding.digest),
            Scalar("bool", binding.stub),
        ),
    )


def _look_up(namespace: Namespace, name: str) -> Any:
    members = vars(namespace) if isinstance(namespace, ModuleType) else namespace
    if name in members:
        return members[name]
    candidates = [
        key for key, thing in members.items() if callable(thing) and not key.startswith("_")
    ]
    similar = difflib.get_close_matches(name, candidates, n=1)
    raise Refused("not_found", name=name, similar=similar[0] if similar else "")


def _require_signature(
    function: Callable[..., Any], arguments: list[Any], keywords: dict[str, Any]
) -> None:
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*arguments, **keywords)
    except TypeError as error:
        raise Refused(
            "wrong_signature", str(error), signature=str(signature)[:200]
        ) from None


def _describe_exception(
    error: BaseException, file_name: Callable[[str], str | None]
) -> Fields:
    message = _message(error)
    described: Fields = {
        "kind": "exception",
        "type": type(error).__name__[:200],
        "message": message,
        "frames": _student_frames(error, file_name) or _told_frames(message, file_name),
        "column": None,
        "package": "",
    }
    if isinstance(error, SyntaxError) and error.lineno is not None:
        described["kind"] = "syntax"
        described["message"] = str(error.msg)[:MAX_MESSAGE]
        described["column"] = error.offset
        line = linecache_line(error)
        file = Path(error.filename or "").name
        described["frames"] = [[file, error.lineno, "", line]]
    elif isinstance(error, ModuleNotFoundError):
        described["kind"] = "missing_package"
        described["package"] = str(error.name)[:200]
    elif isinstance(error, MemoryError) or described["type"] == "ResourceExhaustedError":
        described["kind"] = "memory"
    elif isinstance(error, SystemExit | GeneratorExit):
        described["kind"] = "exit"
    elif isinstance(error, EOFError) and "reading a line" in described["message"]:
        described["kind"] = "input"
    elif isinstance(error, KeyboardInterrupt):
        described["kind"] = "interrupted"
    return described


def linecache_line(error: SyntaxError) -> str:
    """The line a syntax error points at, without its end."""
    return (error.text or "").rstrip("\r\n")[:500]


def _message(error: BaseException) -> str:
    try:
        return str.__str__(str(error))[:MAX_MESSAGE]
    except BaseException:
        return ""


def _named_in(folder: Path | None) -> Callable[[str], str | None]:
    """Names the files in a folder, or all files."""

    def name(file: str) -> str | None:
        path = Path(file)
        return path.name if folder is None or path.parent == folder else None

    return name


def _student_frames(
    error: BaseException, file_name: Callable[[str], str | None]
) -> list[list[Any]]:
    """File, line, function and code of the frames in the student's own files."""
    frames = []
    for entry in traceback.extract_tb(error.__traceback__):
        name = file_name(entry.filename)
        if name is not None:
            code = (entry.line or "")[:500]
            frames.append([name, entry.lineno or 0, entry.name, code])
    return frames[-MAX_FRAMES:]


def _told_frames(message: str, file_name: Callable[[str], str | None]) -> list[list[Any]]:
    """The frames that a message tells of: of code in a `tf.function` it is all there is."""
    frames = []
    for file, line, function in _TOLD_FRAME.findall(message):
        name = file_name(file)
        if name is not None:
            code = linecache.getline(file, int(line)).strip()[:500]
            frames.append([name, int(line), function, code])
    return frames[-MAX_FRAMES:]
