"""Pictures: true to the numbers, described in words, and never a fault of the page."""

from __future__ import annotations

import base64
import math
import re
import zlib
from html import unescape

import numpy as np
import pytest

from grader.datasets import article_line, mnist, shuffled_digits
from grader.examination import close, digits_read, fitted_line
from grader.examination.judging import judge
from grader.records import FindingRecord, Outcome, Reason, Value
from grader.report.charts import accuracy_plot, line_plot
from grader.report.html import submission_page
from grader.report.pictures import gray_png
from grader.report.write import own_mark
from report.samples import passed, step, submission

X, Y = article_line()
BEST = (3.5368, -1.1109)


def fitted(m, b, **changes):
    """A finding about a line through the article's points."""
    reference = close(BEST[0], plot="line", drawing=fitted_line(X, Y, *BEST))
    drawing = fitted_line(X, Y, m, b) | changes
    finding = close(m, plot="line", drawing=drawing)
    return judge({"m": finding}, {"m": reference})[0]


def measured(value, drawing, **parameters):
    """A finding about an accuracy."""
    bounds = {"low": 0.86, "high": 1.0} | parameters
    observed = Value("float", data=value)
    return FindingRecord(
        *("accuracy", value >= 0.86, Reason.CORRECT, "between", bounds, None, observed),
        plot="accuracy",
        drawing=drawing,
    )


def page_of(run, *findings):
    """The page of a step whose visible check passed with these findings."""
    one = passed("c", "p", findings=findings)
    record = submission("s", "Sam", step("01_a", "A", Outcome.PASSED, Reason.CORRECT, one))
    return submission_page(run, record, own_mark(record))


def places(path):
    """Pairs of coordinates of path data."""
    return [tuple(map(float, one)) for one in re.findall(r"([-\d.]+) ([-\d.]+)", path)]


def test_points_and_both_lines_are_drawn(run):
    """A right line lies on the reference's, each point has its dot, words say the same."""
    plot = line_plot(fitted(*BEST))
    assert plot.student == plot.reference
    assert len(places(plot.points)) == 40
    assert "y = 3.537 x - 1.111" in plot.description
    text = page_of(run, fitted(*BEST))
    assert plot.description in unescape(text)
    assert text.count('class="curve student" d="M') >= 2


@pytest.mark.parametrize(("m", "b"), [(2.0, 0.5), (-30.0, 90.0), (1e12, -3e12), (0.0, 3.0)])
def test_a_line_stays_in_its_frame(m, b):
    """What is drawn of a steep line is the part inside the frame."""
    plot = line_plot(fitted(m, b))
    frame = plot.frame
    assert plot.student
    for x, y in places(plot.student):
        assert frame.left <= x <= frame.right
        assert frame.top <= y <= frame.bottom


@pytest.mark.parametrize(
    ("m", "b"), [(1.0, 1e6), (math.nan, 0.0), (math.inf, 1.0), (0.0, 1e9), (5e-324, 1e300)]
)
def test_a_line_elsewhere_is_told(run, m, b):
    """A line that does not cross the frame is not drawn, and a sentence says so."""
    plot = line_plot(fitted(m, b))
    assert plot.student == ""
    assert plot.note in page_of(run, fitted(m, b))


@pytest.mark.parametrize("m", [np.zeros(2), np.array("text"), np.zeros(0)])
def test_a_slope_that_is_no_number_is_not_drawn(m):
    """A check may hand over whatever a student returned."""
    assert fitted_line(X, Y, m, 1.0) == {}


@pytest.mark.parametrize(
    "drawing",
    [{}, {"line": [1.0]}, {"x": "no"}, {"y": [math.nan] * 40}, {"reference": None}],
)
def test_a_drawing_that_lacks_something_is_left_out(drawing):
    """Old records have no drawing: then there is no picture, and no fault."""
    whole = dict(fitted(*BEST).drawing)
    finding = FindingRecord(
        *("m", True, Reason.CORRECT, "close", {}, None, None),
        plot="line",
        drawing=whole | drawing if drawing else {},
    )
    assert line_plot(finding) is None


@pytest.fixture(scope="module")
def digits():
    """A few digits in a secret order."""
    return shuffled_digits(np.random.default_rng(3), 10, 400)


def test_digits_are_counted_and_shown_as_people_see_them(digits):
    """When all ones are read as sevens, the table and the pictures tell so."""
    labels = np.where(digits.unseen_labels == 1, 7, digits.unseen_labels)
    found = digits_read(np.eye(10)[labels] * 0.9, digits)
    ones = int((digits.unseen_labels == 1).sum())
    assert found.outcome == pytest.approx(1 - ones / 400)
    assert found.drawing["confusion"][1][7] == ones
    assert np.sum(found.drawing["confusion"]) == 400
    misread = found.drawing["misread"][0]
    assert (misread["label"], misread["read"], misread["sure"]) == (1, 7, 0.9)
    shown = np.frombuffer(base64.b64decode(misread["pixels"]), np.uint8).reshape(28, 28)
    images, known = mnist().test_images, mnist().test_labels
    assert any(np.array_equal(shown, one) for one in images[known == 1])


def test_an_accuracy_is_shown_with_its_threshold(run, digits):
    """The outcome, its attempts, the threshold, right solutions, table and pictures."""
    drawing = digits_read(np.eye(10)[(digits.unseen_labels + 1) % 10], digits).drawing
    right = [0.88, 0.89, 0.9]
    finding = measured(0.853, {**drawing, "right": right}, outcomes=[0.861, 0.853, 0.85])
    plot = accuracy_plot(finding)
    assert len(plot.outcomes) == 3
    assert plot.place < plot.low
    assert plot.high is None
    assert "at least 0.86 is needed" in plot.description
    assert "3 right solutions reached 0.88 to 0.9" in plot.description
    text = page_of(run, finding)
    assert "img-src data:" in text
    assert 'alt="A 0 that was read as a 1."' in text
    assert '<td class="r0">0</td>' in text


@pytest.mark.parametrize(
    ("value", "drawing"),
    [
        (0.5, {}),
        (0.0, {"right": [], "confusion": [[1]], "misread": [{}]}),
        (1.0, {"right": [1.0], "misread": [{"pixels": "!"}, 3], "confusion": "x"}),
        (0.86, {"right": [math.nan, 0.86], "misread": "x"}),
    ],
)
def test_an_accuracy_alone_is_shown_as_well(run, value, drawing):
    """Without, or with broken, further data the axis and the threshold remain."""
    plot = accuracy_plot(measured(value, drawing))
    assert plot.confusion == ()
    assert plot.misread == ()
    assert plot.frame.left <= plot.place <= plot.frame.right
    assert "img-src" not in page_of(run, measured(value, drawing))


@pytest.mark.parametrize("value", [math.nan, "0.9", None, [0.9]])
def test_an_accuracy_that_is_no_number_is_not_drawn(value):
    """What is not finite has no place on an axis."""
    finding = FindingRecord(
        *("a", False, Reason.NOT_FINITE, "between", {"low": 0.8, "high": 1.0}, None),
        Value("float", data=value),
        plot="accuracy",
    )
    assert accuracy_plot(finding) is None


def test_a_gray_picture_is_a_png():
    """Pixels come back from the file as they went into it."""
    pixels = bytes(range(12))
    picture = gray_png(pixels, 4)
    content = base64.b64decode(picture.address.partition(",")[2])
    at = content.index(b"IDAT")
    size = int.from_bytes(content[at - 4 : at], "big")
    rows = zlib.decompress(content[at + 4 : at + 4 + size])
    assert (picture.width, picture.height) == (4, 3)
    assert rows == b"\0" + pixels[:4] + b"\0" + pixels[4:8] + b"\0" + pixels[8:]
