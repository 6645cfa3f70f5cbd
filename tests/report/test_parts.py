"""Values, tables, snippets, source and the terminal."""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

from grader.language.quantities import byte_count
from grader.records import Call, Value
from grader.report import Reported
from grader.report.sentences import outcome_sign
from grader.report.snippet import snippet, why_no_snippet
from grader.report.source import defined_names, parameters, source_view
from grader.report.tables import first_difference, value_view
from grader.report.terminal.tables import conversation, summary_table
from grader.report.values import label, number_text, one_line, shape_text, told_apart
from grader.report.write import own_mark
from grader.visible import visible
from report.samples import array, difference, mse_step, questions_step, sample_run


@pytest.mark.parametrize("number", [0.1, 1e-30, 1 / 3, 16777216.0, -2.5e20, 3.0])
def test_float32_digits_round_trip(number):
    """A float32 is written with the fewest digits that give it back."""
    given = float(np.float32(number))
    assert np.float32(number_text(given, "float32")) == np.float32(given)
    assert len(number_text(float(np.float32(0.1)), "float32")) == 3


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value("NoneType"), "None"),
        (Value("str", data="a'b\n"), '"a\'b"'),
        (Value("object", type_name="Linear"), "<Linear>"),
        (Value("data", type_name="mnist.train_images"), "mnist.train_images"),
        (
            Value("tuple", items=(Value("int", data=1), Value("bool", data=True))),
            "(1, True)",
        ),
        (Value("list", data=[1, 2.5]), "[1, 2.5]"),
        (array([[1, 2]], dtype="int32"), "[[1, 2]]"),
        (Value("float", data=float("nan")), "nan"),
    ],
)
def test_values_in_one_line(value, text):
    """A value reads about as Python would write it."""
    assert one_line(value) == text


def test_long_values_are_cut():
    """A long value ends with an ellipsis and is not written out first."""
    assert len(one_line(array(np.zeros(10_000)))) <= 120
    assert one_line(array(np.zeros(100))).endswith("…")


def test_labels_say_kind_dtype_and_shape():
    """A label names kind, dtype and shape."""
    assert label(array(np.zeros((4, 10)))) == "tf.Tensor · float32 · shape (4, 10)"
    assert shape_text((3,)) == "(3,)"
    assert shape_text(()) == "()"


@pytest.mark.parametrize(
    "shape", [(3,), (200,), (30, 40), (5, 6, 7), (2, 3, 4, 5), (0,), (2, 0)]
)
def test_the_first_difference_is_marked(shape):
    """Exactly one element is marked in the shown part of an array of any rank."""
    want = np.arange(int(np.prod(shape)), dtype="float32").reshape(shape)
    have = want.copy()
    if want.size == 0:
        assert value_view(array(want)) is not None
        return
    have[(-1,) * len(shape)] += 1000
    view = value_view(array(have), difference(want, have), "observed")
    marked = [cell.text for row in view.rows for cell in row.cells if cell.marked]
    assert marked == [str(have[(-1,) * len(shape)])]
    assert sum(len(row.cells) for row in view.rows) <= 200


def test_small_calls_are_compared_for_marking():
    """Rounding is no difference; a true one is found, and other shapes are not compared."""
    assert first_difference(array([1.0, 2.0]), array([1.0, 2.0000002])) is None
    assert first_difference(array([1.0, 2.0]), array([1.0, 3.0])).index == (1,)
    assert first_difference(array([1.0, 2.0]), array([1.0])) is None
    assert first_difference(array([float("nan")]), array([float("nan")])) is None
    assert first_difference(array([1.0]), array([float("nan")])).index == (0,)


MODULE = """
import numpy as np
def probe(*arguments, **keywords):
    return repr([(type(one).__name__, getattr(one, "tolist", lambda: one)()) for one in
                 (*arguments, *keywords.values())])
"""


def test_a_snippet_runs(tmp_path):
    """The snippet is Python that makes the recorded call with the recorded inputs."""
    (tmp_path / "05_mse.py").write_text(MODULE)
    call = Call(
        "call",
        "probe",
        (
            ("", array([[1.5, float("inf")]], "ndarray")),
            ("", array(np.zeros((2, 0)), "ndarray", "int32")),
            ("", Value("str", data="'''\n\"\\\u202e")),
            ("", Value("tuple", items=(Value("int", data=1), Value("NoneType")))),
            ("", Value("list", data=[1, float("nan")])),
            ("lr", Value("float", data=0.05)),
        ),
        None,
        Value("str", data="x\ny"),
    )
    text = snippet("05_mse", call, ["x"])
    run = subprocess.run(
        [sys.executable, "-c", text],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "[[1.5, inf]]" in run.stdout
    assert "('tuple', (1, None))" in run.stdout
    assert "('float', 0.05)" in run.stdout
    assert "lr=lr" in text
    assert "# expected: 'x y'" in text


def test_a_snippet_of_tensors_is_valid_python():
    """Tensors, Variables and data sets are written with TensorFlow's own words."""
    call = Call(
        "call",
        "f",
        (
            ("", array([1.0])),
            ("", array([1], "tf.Variable", "int64")),
            ("", Value("data", type_name="mnist.test_labels")),
        ),
        None,
    )
    text = snippet("05_mse", call)
    compile(text, "snippet", "exec")
    assert "tf.constant([1.0], dtype=tf.float32)" in text
    assert "tf.Variable([1], dtype=tf.int64)" in text
    assert "load_data()[1][1]" in text


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (Call("get", "m", (), None), "no_snippet.verb"),
        (Call("call", "Linear(...)", (), None), "no_snippet.verb"),
        (
            Call("call", "f", (("", Value("object", type_name="M")),), None),
            "no_snippet.handle",
        ),
        (Call("call", "f", (("", array(np.zeros(100_000))),), None), "no_snippet.large"),
        (Call("call", "f", (("", array(np.zeros(10_000))),), None), "no_snippet.large"),
    ],
)
def test_what_cannot_be_pasted_says_why(call, reason):
    """Handles, large inputs and other verbs have no snippet but a reason."""
    assert snippet("m", call) == ""
    assert why_no_snippet(call) == reason


def test_names_and_parameters_are_read_without_parsing():
    """Names and parameters are found even in a file with a syntax error."""
    source = "def f(a, b=1, *, c: int = 2):\n  pass\nclass K: pass\nx = 3\ndef g(\n"
    assert {"f", "K", "x", "g"} <= defined_names(source)
    assert parameters(source, "g") == ()
    assert parameters("def f(a, b: float = 1):\n", "f") == ("a", "b")
    assert parameters("", "f(") == ()


def test_marked_lines_of_long_sources_are_shown():
    """A long file is shown around the marked line with its true numbers."""
    view = source_view("a.py", "x = 1\r\n" * 1000, {900: "here"}, 50)
    assert len(view.lines) == 50
    assert [line.number for line in view.lines if line.marked] == [900]
    assert view.cut == 950


@pytest.mark.parametrize(
    "source", ["", "\n\n\n", "def f(", "'''", "\ufeffx", "a\x0cb\r\rc", "\ud800"]
)
def test_any_source_is_shown(source):
    """No source breaks the listing, and all its text is there."""
    assert source_view("a.py", source, {1: ""}, 100) is not None


def test_visible_text():
    """Names in any script stay; what hides is written out."""
    assert visible("ليلى Zoë 日本 👩‍🚀") == "ليلى Zoë 日本 👩‍🚀"
    assert visible("a\u202eb\u200b\x00\ud800") == "a⟨U+202E⟩b⟨U+200B⟩⟨U+0000⟩⟨U+D800⟩"
    assert byte_count(64 * 1024) == "64 kB"


def everyone(run):
    """A run's students as the terminal shows them."""
    return [Reported(own_mark(one)) for one in run.submissions]


def shown(renderable, width=160) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    console.print(renderable)
    return console.file.getvalue()


def test_many_steps_leave_room_for_the_names():
    """Thirty-two steps and a name fit into 80 characters, one sign a step."""
    run = sample_run()
    steps = tuple(replace(mse_step(), id=f"{n:02}_step") for n in range(1, 33))
    first = replace(run.submissions[0], student="Ana Maria Lopez", steps=steps)
    text = shown(summary_table(everyone(replace(run, submissions=(first,)))), width=80)
    assert "Ana Maria Lopez" in text
    assert outcome_sign(mse_step().outcome) * 32 in text


def test_the_summary_table_shows_every_submission():
    """The table has a row per submission, outcomes as sign and points, and a legend."""
    text = shown(summary_table(everyone(sample_run())))
    assert "Ada Lovelace" in text
    assert "✗ 2" in text
    assert "— / 4" in text
    assert "✓ passed" in text


def test_markup_and_controls_of_students_are_text():
    """Rich markup and terminal codes in names and messages are shown, not obeyed."""
    run = sample_run()
    first = replace(run.submissions[0], student="[bold]x[/] \x1b]0;t\x07")
    assert "[bold]x[/] ⟨U+001B⟩" in shown(
        summary_table(everyone(replace(run, submissions=(first,))))
    )
    text = shown(conversation(questions_step().checks[1]))
    assert "\x1b" not in text
    assert "13_mnist_questions.py:13" in text


def test_the_conversation_tells_calls_and_findings():
    """The terminal shows the call, what came back, what was expected, and the finding."""
    text = shown(conversation(mse_step().checks[1]))
    assert "> mse([1.0, 2.0, 3.0, 4.0], [1.5, 2.0, 2.0, 7.25])" in text
    assert "yours: 11.8125" in text
    assert "expected: 2.953125" in text
    assert "the sum of the squares" in text


@pytest.mark.parametrize("scale", [255, 1])
def test_images_are_shown_as_images(scale):
    """Arrays of 28 by 28 pixels, of bytes or of shares, become pictures; others do not."""
    image = np.zeros((9, 28, 28))
    image[:, 3, 4] = scale
    view = value_view(array(image, dtype="uint8" if scale == 255 else "float32"))
    assert len(view.pictures) == 6
    assert view.note == "3 more items"
    assert len({one.address for one in view.pictures}) == 1
    assert not value_view(array(image[:, :27])).pictures
    assert not value_view(array(image - 1, dtype="float32")).pictures
    assert not value_view(array(image * np.nan, dtype="float32")).pictures
    known = difference(image[0], image[0] + 1)
    assert not value_view(array(image[0]), known, "expected").pictures


@pytest.mark.parametrize(
    ("expected", "observed", "told"),
    [
        ("2.1748764514923096", "2.3025708198547363", ("2.1749", "2.3026")),
        ("1.0000001", "1.0", ("1.0000001", "1.0")),
        ("0.1", "0.1", ("0.1", "0.1")),
        ("5.25", "21.0", ("5.25", "21.0")),
        ("1e-07", "0.0", ("1e-07", "0.0")),
        ("nan", "1.5", ("nan", "1.5")),
        ("3", "4", ("3", "4")),
        ("True", "False", ("True", "False")),
        ("1234567.5", "1234567.25", ("1234567.5", "1234567.25")),
    ],
)
def test_numbers_have_the_digits_that_tell_them_apart(expected, observed, told):
    """No more than needed, and never so few that the two look the same."""
    assert told_apart(expected, observed) == told


def test_short_numbers_are_written_as_in_python():
    """Ten is 10.0 and no 1e+01, in any dtype."""
    assert number_text(10.0, "float32") == "10.0"
    assert number_text(1000.0, "float32") == "1000.0"
    assert number_text(1e20, "float32") == "1e+20"
    assert number_text(0.1, "float32") == "0.1"
