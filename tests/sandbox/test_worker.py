"""The worker's loop, spoken to over a real socket in this very process."""

import socket
import threading
from types import ModuleType

import numpy as np
import pytest

from grader.sandbox.protocol import Array, Frame, Handle, Items, Reference, Scalar
from grader.sandbox.worker import Connection, serve


class Talk:
    """The examiner's side, bare."""

    def __init__(self, namespace, folder=None, data=None):
        ours, theirs = socket.socketpair()
        self._connection = Connection(ours)
        self._ours = ours
        self._thread = threading.Thread(
            target=serve,
            args=(Connection(theirs), namespace),
            kwargs={"folder": folder, "data": data, "max_answer_bytes": 10_000},
            daemon=True,
        )
        self._thread.start()

    def __call__(self, verb, *values, **fields):
        fields.setdefault("keywords", [])
        self._connection.send(Frame({"id": 1, "verb": verb, **fields}, values))
        return self._connection.receive()

    def close(self):
        self._ours.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        assert not self._thread.is_alive()


class Box:
    def __init__(self, content=0):
        self.content = content

    def __call__(self, x):
        return x + self.content


def double(x):
    return 2 * x


def spoil(x):
    x[0] = 99
    return 0


def members():
    return {
        "double": double,
        "Box": Box,
        "spoil": spoil,
        "five": 5,
        "count": lambda: iter("abc"),
    }


def as_module():
    module = ModuleType("student")
    vars(module).update(members())
    return module


@pytest.fixture(params=[members, as_module], ids=["plain namespace", "module"])
def talk(request):
    talk = Talk(request.param(), data={"toy": np.arange(3)})
    yield talk
    talk.close()


def name(text):
    return Reference("name", text)


def numbers(*values):
    return Array("ndarray", np.array(values, "float64"))


def test_call_returns_the_value(talk):
    """A function of the namespace is called with an array and its array comes back."""
    (answer,) = talk("call", name("double"), numbers(1, 2)).values
    assert answer.kind == "ndarray"
    assert answer.data.tolist() == [2, 4]


def test_keywords_reach_the_function(talk):
    """Values named in `keywords` are passed by name."""
    (answer,) = talk("call", name("double"), Scalar("int", 4), keywords=["x"]).values
    assert answer == Scalar("int", 8)


def test_build_get_set_and_call_an_object(talk):
    """An instance stays in the worker and is spoken to by its handle."""
    (box,) = talk("build", name("Box"), Scalar("int", 3)).values
    assert isinstance(box, Handle)
    assert talk("get", box, name="content").values == (Scalar("int", 3),)
    assert "error" not in talk("set", box, Scalar("int", 5), name="content").fields
    assert talk("call", box, Scalar("int", 1)).values == (Scalar("int", 6),)


def test_put_and_read_show_a_mutated_input(talk):
    """An input that was put can be read back after the student had it."""
    (kept,) = talk("put", numbers(1, 2)).values
    talk("call", name("spoil"), kept)
    (now,) = talk("read", kept).values
    assert now.data.tolist() == [99, 2]


def test_index_and_iterate(talk):
    """An object is indexed, and walked for at most as many elements as were asked."""
    (kept,) = talk("put", Items("list", (Scalar("int", 7), Scalar("int", 8)))).values
    assert talk("index", kept, Scalar("int", 1)).values == (Scalar("int", 8),)
    (letters,) = talk("call", name("count")).values
    assert len(talk("iterate", letters, count=2).values) == 2
    assert len(talk("iterate", letters, count=9).values) == 1


def test_same_tells_identity_from_equality(talk):
    """Two equal objects are not the same, one is the same as itself."""
    (one,) = talk("put", numbers(1)).values
    (other,) = talk("put", numbers(1)).values
    assert talk("same", one, one).values == (Scalar("bool", True),)
    assert talk("same", one, other).values == (Scalar("bool", False),)


def test_data_is_named_and_not_sent(talk):
    """An input can name a part of a data set that the worker has."""
    (answer,) = talk("call", name("double"), Reference("data", "toy")).values
    assert answer.data.tolist() == [0, 2, 4]


def test_seed_makes_numpy_repeat(talk):
    """The same seed twice gives the same numbers twice."""
    draws = []
    for _ in range(2):
        talk("seed", seed=5)
        draws.append(np.random.random())
    assert draws[0] == draws[1]


def test_release_forgets(talk):
    """A released handle is unknown."""
    (kept,) = talk("put", numbers(1)).values
    talk("release", handles=[kept.id])
    assert talk("read", kept).fields["error"]["kind"] == "refused"


@pytest.mark.parametrize(
    ("verb", "values", "fields", "kind"),
    [
        ("call", (name("duble"),), {}, "not_found"),
        ("call", (name("five"),), {}, "not_callable"),
        ("call", (name("double"),), {}, "wrong_signature"),
        ("call", (Handle(999, "x"),), {}, "refused"),
        ("library", (), {"name": "os.system"}, "refused"),
        ("load", (), {"parts": []}, "refused"),
        ("nonsense", (), {}, "exception"),
        ("call", (name("double"), Array("ndarray", np.zeros(9999))), {}, "too_large"),
    ],
)
def test_what_cannot_be_answered_is_an_error(talk, verb, values, fields, kind):
    """Each request that fails says why, and the loop goes on."""
    assert talk(verb, *values, **fields).fields["error"]["kind"] == kind
    assert talk("call", name("double"), Scalar("int", 1)).values == (Scalar("int", 2),)


def test_a_similar_name_is_proposed(talk):
    """A missing function's error names the nearest one that is there."""
    assert talk("call", name("duble")).fields["error"]["similar"] == "double"


class Liar(np.ndarray):
    def __eq__(self, other):
        return True

    def __array_function__(self, function, types, args, kwargs):
        return True


class Text(str):
    __slots__ = ()

    def __str__(self):
        return "lie"


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        (Text("truth"), Scalar("str", "truth")),
        (
            type("I", (int,), {"__eq__": lambda s, o: True, "__hash__": int.__hash__})(3),
            Scalar("int", 3),
        ),
        (np.dtype("uint8"), Scalar("dtype", "uint8")),
        (np.float32, Scalar("dtype", "float32")),
    ],
)
def test_subclasses_are_stripped(thing, expected):
    """What crosses the wire is plain data, whatever a subclass claims."""
    talk = Talk({"f": lambda: thing})
    assert talk("call", name("f")).values == (expected,)
    talk.close()


def test_an_array_that_claims_to_equal_everything_is_only_its_numbers():
    """An ndarray subclass arrives as the numbers that it holds."""
    talk = Talk({"f": lambda: np.zeros(2).view(Liar)})
    (answer,) = talk("call", name("f")).values
    assert type(answer.data) is np.ndarray
    assert answer.data.tolist() == [0, 0]
    talk.close()


class Nasty(BaseException):
    def __str__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    "error", [SystemExit(0), KeyboardInterrupt(), GeneratorExit(), Nasty()]
)
def test_no_exception_ends_the_loop(error):
    """Whatever is raised becomes an error, even if it cannot be printed."""

    def raising():
        raise error

    talk = Talk({"f": raising, "double": double})
    assert talk("call", name("f")).fields["error"]["type"] == type(error).__name__
    assert talk("call", name("double"), Scalar("int", 1)).values == (Scalar("int", 2),)
    talk.close()


def test_self_containing_lists_end():
    """A list that holds itself is cut at the depth limit."""
    loop: list[object] = []
    loop.append(loop)
    talk = Talk({"f": lambda: loop})
    assert talk("call", name("f")).values[0].kind == "list"
    talk.close()
