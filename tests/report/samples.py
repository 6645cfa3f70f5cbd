"""Records made by hand: a run with one of everything that a report must show."""

from __future__ import annotations

import base64
import hashlib
import math
import struct
import zlib
from dataclasses import replace

import numpy as np

from grader.records import (
    Call,
    CellOutput,
    CellRecord,
    CheckRecord,
    Difference,
    FindingRecord,
    Frame,
    LeftOut,
    Limits,
    MisconceptionRecord,
    NotebookRecord,
    Outcome,
    Output,
    PartRecord,
    Problem,
    Reason,
    RunRecord,
    StepRecord,
    SubmissionRecord,
    Value,
)

CANARY = "73313.25"
CANARY_NUMBER = 73313.25
CANARY_WORD = "canaryword"

MSE_SOURCE = '''"""Mean squared error."""

import tensorflow as tf


def mse(y_true, y_pred):
    """Return the mean of the squared differences, a scalar."""
    # <script>alert("no")</script>
    error = y_true - y_pred  # \u202egnihton\u202c
    return tf.reduce_sum(error ** 2)


if __name__ == "__main__":
    print(mse(tf.constant([1.0, 2.0]), tf.constant([2.0, 4.0])))
'''

SOFTMAX_SOURCE = """import tensorflow as tf


def softmax(x):
    shifted = x - tf.reduce_max(x, axis=1, keepdims=True)
    powers = tf.exp(shifted)
    return powers / tf.reduce_sum(powers, axis=1)
"""

QUESTIONS_SOURCE = """import numpy as np


def image_shape(x):
    return x.shape[1:]


def image_count(x):
    return count_images(x)


def count_images(x):
    return x.shape["0"]
"""


def array(values, kind: str = "tf.Tensor", dtype: str = "float32") -> Value:
    """A value as the engine describes an array."""
    data = np.asarray(values, dtype=dtype)
    small = data.nbytes <= 64 * 1024
    return Value(
        kind,
        dtype=dtype,
        shape=data.shape,
        data=data.tolist() if small else None,
        digest=None if small else hashlib.sha256(data.tobytes()).hexdigest(),
    )


def difference(expected, observed) -> Difference:
    """Where two arrays differ, as the engine says it."""
    want, have = np.asarray(expected, "float32"), np.asarray(observed, "float32")
    wrong = want != have
    first = tuple(int(n) for n in np.unravel_index(int(np.argmax(wrong)), wrong.shape))
    start = tuple(max(0, n - 4) for n in first)
    block = tuple(slice(n, n + 8) for n in start)
    return Difference(
        index=first,
        expected=str(want[first]),
        observed=str(have[first]),
        count=int(wrong.sum()),
        size=wrong.size,
        largest=float(np.abs(want - have).max()),
        region_start=start,
        region_expected=want[block].tolist(),
        region_observed=have[block].tolist(),
    )


def finding(name, expected, observed, **changes) -> FindingRecord:
    """A `close` finding that failed, with its difference."""
    record = FindingRecord(
        name=name,
        passed=False,
        reason=Reason.WRONG_VALUE,
        comparison="close",
        parameters={"rtol": 1e-5, "atol": 1e-6},
        expected=array(expected, "ndarray"),
        observed=array(observed, "ndarray"),
        difference=difference(expected, observed),
    )
    return replace(record, **changes)


def check(id: str, name: str, outcome: Outcome, reason: Reason, **changes) -> CheckRecord:
    """A check of two points."""
    points = {Outcome.PASSED: 2.0, Outcome.UNGRADED: None}.get(outcome, 0.0)
    record = CheckRecord(
        id=id,
        name=name,
        hint="",
        outcome=outcome,
        reason=reason,
        points=points,
        max_points=2.0,
        visibility="visible",
        seconds=0.02,
    )
    return replace(record, **changes)


def passed(id: str, name: str, **changes) -> CheckRecord:
    """A check that passed."""
    return check(id, name, Outcome.PASSED, Reason.CORRECT, **changes)


def step(id: str, title: str, outcome: Outcome, reason: Reason, *checks, **changes):
    """A step with its checks, its score their sum."""
    points = [one.points for one in checks]
    score = None if None in points else float(sum(points))
    record = StepRecord(
        id=id,
        title=title,
        outcome=outcome,
        reason=reason,
        score=score,
        max_score=sum((one.max_points for one in checks), 0.0) or 10.0,
        seconds=0.4,
        cpu_seconds=0.3,
        checks=checks,
        file=f"{id}.py",
    )
    return replace(record, **changes)


SUM_MISTAKE = MisconceptionRecord(
    id="mse__sum",
    step="05_mse",
    redefines="mse",
    name="the sum of the squares instead of their mean",
    hint=(
        "Try it with one point, then with the same point twice. The error of the second "
        "data set should be no larger: it is a property of a typical point.\n\n"
        "Which operation makes the number independent of how many points there are?"
    ),
)


def mse_step() -> StepRecord:
    """Passed, failed with a named mistake, and a hidden check that failed."""
    y_true, y_pred = [1.0, 2.0, 3.0, 4.0], [1.5, 2.0, 2.0, 7.25]
    call = Call(
        "call",
        "mse",
        (("", array(y_true)), ("", array(y_pred))),
        returned=array(11.8125),
        expected=array(2.953125),
    )
    secret = Call(
        "call",
        "mse",
        (("", array([CANARY_NUMBER, 1.0])), ("", array([2.0, 3.0]))),
        returned=array(CANARY_NUMBER),
        expected=array(CANARY_NUMBER + 1),
    )
    return step(
        "05_mse",
        "Mean squared error",
        Outcome.FAILED,
        Reason.WRONG_VALUE,
        passed("scalar", "the error is one number, whatever the length", calls=(call,)),
        check(
            "value",
            "the error is the mean of the squared differences",
            Outcome.FAILED,
            Reason.WRONG_VALUE,
            hint="Four points, worked out by hand: the value must agree to six digits.",
            findings=(finding("error", 2.953125, 11.8125),),
            calls=(call,),
            misconceptions=(SUM_MISTAKE,),
        ),
        check(
            "secret_values",
            "other data gives the right error, too",
            Outcome.FAILED,
            Reason.WRONG_VALUE,
            visibility="hidden",
            hint="More points, drawn anew.",
            findings=(
                finding(
                    "error",
                    CANARY_NUMBER,
                    CANARY_NUMBER + 1,
                    plot="line",
                    drawing={
                        "x": [1.0, 2.0],
                        "y": [CANARY_NUMBER, 1.0],
                        "line": [CANARY_NUMBER, 1.0],
                        "reference": [CANARY_NUMBER, 1.0],
                    },
                ),
            ),
            calls=(secret,),
            misconceptions=(SUM_MISTAKE,),
            details={"expected_shape": "(73313,)", "observed_kind": CANARY_WORD},
        ),
        check(
            "secret_crash",
            "data of other shapes works",
            Outcome.ERRORED,
            Reason.EXCEPTION,
            visibility="hidden",
            calls=(replace(secret, returned=None),),
            problem=Problem(
                f"Error_{CANARY_WORD}",
                f"could not use {CANARY}",
                (
                    Frame("05_mse.py", 9, f"f_{CANARY_WORD}", CANARY),
                    Frame(f"{CANARY_WORD}.py", 1, "<module>", CANARY),
                ),
            ),
            details={"name": CANARY_WORD, "message": CANARY, "exit_status": 73313},
        ),
        check(
            "gradient",
            "a gradient flows from the error to the prediction",
            Outcome.SKIPPED,
            Reason.EARLIER_CHECK,
            details={"needed": "the error is the mean of the squared differences"},
        ),
        misconceptions=(SUM_MISTAKE,),
        source=MSE_SOURCE,
        output=Output(f"tf.Tensor(5.0)\n{CANARY}\n"),
        flags=("fresh_worker",),
    )


def descent_step() -> StepRecord:
    """A training step whose losses are worth drawing."""
    reference = [0.5 + 49 * math.exp(-n / 6) for n in range(100)]
    student = [0.5 + 49 * math.exp(-n / 14) for n in range(100)]
    x = np.arange(40) / 10 + 1
    call = Call(
        "call",
        "gradient_descent",
        (
            ("", array(x)),
            ("", array(3.5 * x - 1)),
            ("lr", Value("float", data=0.05)),
            ("steps", Value("int", data=100)),
        ),
        returned=Value(
            "tuple", items=(array(2.1), array(0.3), Value("list", data=student))
        ),
        expected=Value(
            "tuple", items=(array(3.38), array(-0.6), Value("list", data=reference))
        ),
    )
    ends = FindingRecord(
        "final slope",
        True,
        Reason.CORRECT,
        "between",
        {"low": 3.0, "high": 4.0},
        None,
        None,
    )
    return step(
        "08_gradient_descent",
        "Gradient descent",
        Outcome.FAILED,
        Reason.WRONG_VALUE,
        check(
            "losses",
            "the losses fall as the reference's do",
            Outcome.FAILED,
            Reason.WRONG_VALUE,
            hint="One loss a step, each recorded before its update.",
            findings=(finding("losses", reference, student, plot="loss"), ends),
            calls=(call, replace(call, target="<script>alert(1)</script>")),
        ),
        passed("rate", "another learning rate is honoured"),
        source="def gradient_descent(x, y, lr=0.05, steps=100):\n    ...\n",
    )


def questions_step() -> StepRecord:
    """Errored with a traceback, and a name that is missing."""
    data = Value("data", type_name="mnist.train_images")
    problem = Problem(
        "TypeError",
        "tuple indices must be integers or slices, not str "
        "<script>alert(2)</script>\x1b[31m",
        (
            Frame("13_mnist_questions.py", 9, "image_count", "return count_images(x)"),
            Frame("13_mnist_questions.py", 13, "count_images", 'return x.shape["0"]'),
        ),
    )
    call = Call(
        "call", "image_count", (("", data),), None, expected=Value("int", data=60000)
    )
    return step(
        "13_mnist_questions",
        "Questions to MNIST",
        Outcome.ERRORED,
        Reason.EXCEPTION,
        passed("shape", "the shape of one image is told"),
        check(
            "count",
            "the number of images is told",
            Outcome.ERRORED,
            Reason.EXCEPTION,
            hint="The data are the real training images.",
            calls=(call,),
            problem=problem,
        ),
        check(
            "counts",
            "how often each digit occurs is told",
            Outcome.FAILED,
            Reason.NOT_FOUND,
            details={"name": "class_counts", "similar": "class_count"},
        ),
        source=QUESTIONS_SOURCE,
        output=Output("epoch 1\r\x08\x08 loss\n" * 400, cut_bytes=1_900_000),
    )


def softmax_step() -> StepRecord:
    """Large arrays: a matrix and one that is over 64 kB."""
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(6, 4)).astype("float32")
    powers = np.exp(logits)
    want = powers / powers.sum(axis=1, keepdims=True)
    have = powers / powers.sum(axis=0, keepdims=True)
    huge = rng.random((300, 200)).astype("float32")
    off = huge.copy()
    off[120, 77] += 1
    return step(
        "15_softmax",
        "Softmax",
        Outcome.TIMED_OUT,
        Reason.CPU_TIME,
        check(
            "rows",
            "every row is a probability distribution",
            Outcome.FAILED,
            Reason.WRONG_VALUE,
            hint="Each row of `softmax(x)` sums to 1, whatever stands in the others.",
            findings=(
                finding("probabilities", want, have),
                finding("one row", want[0], have[0], passed=True, difference=None),
            ),
            calls=(
                Call("call", "softmax", (("", array(logits)),), array(have), array(want)),
                Call("call", "softmax", (("", array(huge)),), array(off), array(huge)),
            ),
        ),
        check(
            "large",
            "a large table works",
            Outcome.FAILED,
            Reason.WRONG_VALUE,
            findings=(finding("table", huge, off),),
            calls=(Call("call", "softmax", (("", array(huge)),), array(off), array(huge)),),
        ),
        check(
            "shape",
            "the result has the input's shape",
            Outcome.FAILED,
            Reason.WRONG_SHAPE,
            details={"expected_shape": "(4, 10)", "observed_shape": "()"},
        ),
        check(
            "finite",
            "logits of a thousand stay finite",
            Outcome.TIMED_OUT,
            Reason.CPU_TIME,
            details={"limit": 10.0},
            problem=Problem(
                "KeyboardInterrupt",
                "",
                (Frame("15_softmax.py", 6, "softmax", "powers = tf.exp(shifted)"),),
            ),
        ),
        source=SOFTMAX_SOURCE,
        flags=("definitions_only",),
    )


def syntax_step() -> StepRecord:
    """A file that Python cannot read: all checks share the cause."""
    source = (
        "import tensorflow as tf\n\ndef loss(y_true, y_pred):\n"
        "    return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1\n"
    )
    problem = Problem(
        "SyntaxError",
        "'(' was never closed",
        (
            Frame(
                "17_crossentropy.py",
                4,
                "",
                "return -tf.reduce_sum(y_true * tf.math.log(y_pred), axis=1",
            ),
        ),
        column=26,
    )
    checks = [
        check(
            id, name, Outcome.ERRORED, Reason.SYNTAX, problem=problem, details={"line": 4}
        )
        for id, name in (
            ("value", "each example has its loss"),
            ("log", "the log is natural"),
        )
    ]
    return step(
        "17_crossentropy",
        "Categorical crossentropy",
        Outcome.ERRORED,
        Reason.SYNTAX,
        *checks,
        source=source,
    )


def stub_step() -> StepRecord:
    """A step that nobody tried."""
    checks = [
        check(f"c{n}", f"promise number {n}", Outcome.NOT_ATTEMPTED, Reason.STUB)
        for n in range(3)
    ]
    return step(
        "18_logistic_regression",
        "Logistic regression",
        Outcome.NOT_ATTEMPTED,
        Reason.STUB,
        *checks,
        source="def train_logistic(x, y, lr, steps):\n    raise NotImplementedError\n",
    )


def right_step() -> StepRecord:
    """A step with full marks."""
    return step(
        "05_mse",
        "Mean squared error",
        Outcome.PASSED,
        Reason.CORRECT,
        *(passed(f"c{n}", f"promise number {n}") for n in range(5)),
        source=MSE_SOURCE,
    )


def submission(id: str, student: str, *steps, **changes) -> SubmissionRecord:
    """A graded submission whose score is the sum of its steps'."""
    scores = [one.score for one in steps]
    record = SubmissionRecord(
        id=id,
        student=student,
        source=f"/home/teacher/{CANARY_WORD}/{id}",
        status="ungraded" if None in scores else "graded",
        score=None if None in scores else float(sum(scores)),
        max_score=float(sum(one.max_score for one in steps)),
        seconds=2.5,
        cpu_seconds=2.1,
        steps=steps,
        layers=("landlock", "seccomp"),
    )
    return replace(record, **changes)


def sample_run() -> RunRecord:
    """Six submissions that between them show every outcome."""
    crashed = step(
        "15_softmax",
        "Softmax",
        Outcome.CRASHED,
        Reason.MEMORY,
        check(
            "rows",
            "every row is a probability distribution",
            Outcome.CRASHED,
            Reason.MEMORY,
            details={"limit": 2 * 1024**3},
        ),
        source=SOFTMAX_SOURCE,
    )
    lost = step(
        "05_mse",
        "Mean squared error",
        Outcome.UNGRADED,
        Reason.LOST_WORKER,
        check("value", "the error is the mean", Outcome.UNGRADED, Reason.LOST_WORKER),
        check(
            "broken",
            "columns may differ in scale",
            Outcome.UNGRADED,
            Reason.BROKEN_CHECK,
            problem=Problem("ZeroDivisionError", "in the check"),
        ),
    )
    whole = (mse_step(), descent_step(), questions_step(), syntax_step(), stub_step())
    return RunRecord(
        course="workshop",
        course_title="TensorFlow workshop",
        course_version="1.0",
        course_path=f"/srv/{CANARY_WORD}/solutions",
        seed=f"seed-{CANARY_WORD}",
        started="2025-03-04T10:20:30+00:00",
        versions={"grader": "0.1.0", "python": "3.11.7", "tensorflow": "2.21.0"},
        limits=Limits(),
        submissions=(
            submission("ada", "Ada Lovelace", *whole),
            submission(
                "<script>alert('x')</script>",
                "<script>alert('x')</script> O'Neil",
                right_step(),
                stub_step(),
                left_out=(
                    LeftOut("notes/<b>.txt", "not_a_step"),
                    LeftOut("old.py", "something_new"),
                ),
            ),
            submission(
                "ليلى حداد", "ليلى حداد", right_step(), softmax_step(), fault="lost\x1b[0m"
            ),
            submission("lin", "Lin \u202eoaix\u202c", mse_step(), crashed),
            submission("lost", "Grace Hopper", lost, fault="the server died twice"),
            submission(
                "Zoë", "Zoë Müller-Łukasiewicz, a name that is rather long", right_step()
            ),
        ),
    )


def png(width: int = 28, height: int = 28, colour: tuple[int, int, int] = (200, 0, 120)):
    """A PNG of one colour, in base64 as a notebook holds it."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content).to_bytes(4, "big")
        return len(content).to_bytes(4, "big") + name + content + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = (b"\0" + bytes(colour) * width) * height
    whole = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return base64.b64encode(b"\x89PNG\r\n\x1a\n" + whole).decode("ascii") + "\n"


SVG = (
    '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n'
    '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
    '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">\n'
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'width="320pt" height="120pt" viewBox="0 0 320 120" version="1.1">'
    "<defs><style>*{stroke-linejoin: round}</style>"
    '<clipPath id="p1"><rect x="10" y="10" width="300" height="100"/></clipPath>'
    '<circle id="m1" r="4"/></defs>'
    '<g clip-path="url(#p1)"><path d="M10 20C60 90 160 104 310 108" fill="none" '
    'stroke="#1f77b4" stroke-width="2"/>'
    '<use xlink:href="#m1" x="60" y="70"/><use xlink:href="#m1" x="160" y="98"/></g></svg>'
)

NOTEBOOK = "workshop.ipynb"
MSE_CELL = 3
DESCENT_CELL = 5


def notebook() -> NotebookRecord:
    """A notebook that ran: text, printing, a progress bar, pictures, an exception."""
    bar = "".join(
        f"\r\x1b[1m{n:>3}/100\x1b[0m \x1b[32m{'━' * (n // 10)}\x1b[0m loss: {9 / n:.4f}"
        + "\x08" * 40
        for n in range(1, 101)
    )
    traceback = (
        "\x1b[31m---------------------------------------------------------------\x1b[0m\n"
        "\x1b[31mValueError\x1b[0m                Traceback (most recent call last)\n"
        "Cell \x1b[32mIn[6]\x1b[0m, line 2\n"
        "      1 images = tf.reshape(train_images, [60000, 784])\n"
        "----> 2 model.predict(images)\n\n"
        "\x1b[31mValueError\x1b[0m: Input 0 of layer 'dense' is incompatible with the "
        "layer: expected axis -1 of input shape to have value 784, but received input "
        "with shape (None, 28, 28)"
    )
    return NotebookRecord(
        name=NOTEBOOK,
        sha256="ab" * 32,
        seconds=12.4,
        cells=(
            CellRecord("markdown", WELCOME),
            CellRecord("code", "%matplotlib inline\nimport tensorflow as tf", "done"),
            CellRecord("markdown", "## The error\n\n$$\\frac{1}{n}\\sum_i e_i^2$$"),
            CellRecord(
                "code",
                MSE_SOURCE,
                "done",
                (
                    CellOutput("stdout", "tf.Tensor(5.0, shape=(), dtype=float32)\n"),
                    CellOutput("stderr", "2026-01-01 I0000 cpu_feature_guard: AVX2 FMA\n"),
                ),
                ("05_mse",),
            ),
            CellRecord("raw", "A raw cell: <b>not bold</b>"),
            CellRecord(
                "code",
                "def gradient_descent(x, y, lr=0.05, steps=100):\n    ...\n\n"
                "losses = gradient_descent(x, y)\nplt.plot(losses)",
                "done",
                (
                    CellOutput("stdout", bar + "\n", cut=1200),
                    CellOutput("text", "[<matplotlib.lines.Line2D at 0x7f0e4c0d5e50>]"),
                    CellOutput("png", png(280, 140)),
                    CellOutput("svg", SVG),
                    CellOutput("png", "", cut=4_500_000),
                ),
                ("08_gradient_descent",),
            ),
            CellRecord(
                "code",
                "images = tf.reshape(train_images, [60000, 784])\nmodel.predict(images)",
                "failed",
                (CellOutput("error", traceback),),
            ),
            CellRecord(
                "code",
                "pd.DataFrame(history.history)",
                "done",
                (
                    CellOutput(
                        "text",
                        "   accuracy      loss  val_accuracy  val_loss  epoch\n"
                        "0    0.8814  0.431202        0.9221  0.274511      0\n"
                        "1    0.9286  0.251731        0.9356  0.221904      1",
                    ),
                ),
            ),
            CellRecord("code", ""),
        ),
    )


WELCOME = """# My workshop

Ada, *second* attempt. What I learnt about `tf.Tensor`:

1. a tensor has a **shape** and a **dtype**
2. $a_1 * b_1 * c_1$ stays as it is, and so does $x_i \\cdot y_i$

| function | what it is for |
|----------|----------------|
| `tf.reduce_mean` | the mean over an axis |
| `tf.GradientTape` | gradients |

> Half of machine learning is looking at shapes.

```python
tape.gradient(loss, [w, b])
```

See [the guide](https://www.tensorflow.org/guide/tensor), <https://keras.io>, and
[the next part](#next). ![a computational graph](https://example.org/graph.png)
"""


def notebook_submission(**changes) -> SubmissionRecord:
    """A submission whose first two steps are defined in cells of `notebook()`."""
    steps = (
        replace(mse_step(), file=NOTEBOOK, cell=MSE_CELL, flags=()),
        replace(descent_step(), file=NOTEBOOK, cell=DESCENT_CELL),
        replace(stub_step(), flags=("file_over_notebook",)),
    )
    record = submission("nb", "Ada Lovelace", *steps, notebooks=(notebook(),))
    return replace(record, **changes)


def hostile_notebook(address: str) -> NotebookRecord:
    """A notebook with markup in every field, which would call `address` if it could."""
    beacon = f"new Image().src='{address}/js';document.title='ran'"
    word = (
        f"\"'><script>{beacon}</script><img src='{address}/tag' onerror=\"{beacon}\">"
        f'</pre></td></details><svg onload="{beacon}"></svg>\x1b[31m\u202e\x00'
    )
    text = (
        f"{word}\n\n<iframe src='{address}/frame'></iframe>\n\n# {word}\n\n"
        f"[{word}](javascript:alert(1)) [go]({address}/link '{word}') <{address}/auto>\n"
        f"![{word}]({address}/picture.png) ![x][1] [x]: &lt;script&gt; &#8238; &#0;\n\n"
        f"[1]: {address}/reference.png '{word}'\n\n"
        f"| {word} | b |\n|---|:-:|\n| `{word}` | ${word}$ |\n\n```{word}\n{word}\n```\n"
    )
    outputs = (
        *(CellOutput(kind, word) for kind in ("stdout", "stderr", "text", "error")),
        *(CellOutput(kind, word, 3) for kind in ("png", "jpeg", "svg", f"png{word}")),
        *(CellOutput("svg", one) for one in hostile_svgs(address, beacon)),
        CellOutput("png", png() + word),
    )
    return NotebookRecord(
        name=f"{word}.ipynb",
        stopped=word,
        sha256=word,
        seconds=1.0,
        cells=(
            CellRecord("markdown", text),
            CellRecord("code", f"# {word}\n'''{word}", "failed", outputs, (word,)),
            CellRecord("raw", word),
            CellRecord(f"code{word}", word, f"failed{word}"),
        ),
    )


def hostile_svgs(address: str, beacon: str) -> tuple[str, ...]:
    """Pictures that would run `beacon` or call `address` if they were more than images."""
    insides = (
        f'onload="{beacon}"><rect width="9" height="9"/>',
        f"><script>{beacon}</script>",
        f'><image href="{address}/svg" width="9" height="9"/>',
        f"><style>@import url({address}/css);</style>",
        f'><rect width="9" height="9" fill="url({address}/fill#a)"/>',
        "><foreignObject><body xmlns='http://www.w3.org/1999/xhtml'>"
        f"<img src='{address}/html' onerror=\"{beacon}\"/></body></foreignObject>",
    )
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90" '
    return tuple(f"{head}{inside}</svg>" for inside in insides)


PARTS = ("Lines", "Descent", "Digits", "Networks")


def workshop_run() -> RunRecord:
    """A run of one whole submission: 32 steps in four parts, most of them right."""
    wrong = {
        "05": mse_step(),
        "08": descent_step(),
        "13": questions_step(),
        "15": softmax_step(),
        "21": syntax_step(),
        "32": stub_step(),
    }
    steps = []
    for number in range(1, 33):
        made = wrong.get(f"{number:02}", right_step())
        name = made.id.partition("_")[2]
        steps.append(
            replace(made, id=f"{number:02}_{name}", title=f"Step {number}: {name}")
        )
    parts = tuple(
        PartRecord(title, tuple(one.id for one in steps[n * 8 : n * 8 + 8]))
        for n, title in enumerate(PARTS)
    )
    record = submission("whole", "Ada Lovelace", *steps)
    return replace(sample_run(), submissions=(record,), parts=parts)
