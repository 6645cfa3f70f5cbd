"""Pages: safe, self-contained, small, and complete."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from grader.records import Call, Outcome, Output, Problem, Reason
from grader.report import write_reports
from grader.report.html import MAX_PAGE_BYTES, submission_page
from grader.report.write import own_mark
from report.samples import (
    array,
    check,
    descent_step,
    finding,
    mse_step,
    questions_step,
    softmax_step,
    step,
    stub_step,
    submission,
    syntax_step,
)


class Elements(HTMLParser):
    """Collects tags with attributes, and complains about ends that do not match."""

    VOID = frozenset(
        {"meta", "path", "rect", "circle", "use", "img", "br", "hr", "input", "col"}
    )

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open
        assert self.open.pop() == tag


@pytest.fixture
def pages(run, tmp_path):
    """The text of every page of the sample run, by file name."""
    write_reports(run, tmp_path)
    return {path.name: path.read_text("utf-8") for path in tmp_path.rglob("*.html")}


def page_of(run, *steps, **changes):
    """The page of a submission of these steps."""
    record = replace(submission("s", "Sam", *steps), **changes)
    return submission_page(run, record, own_mark(record))


def test_no_element_of_a_stranger(pages):
    """No script, handler, style, image, frame or foreign address is in a page.

    Each page has one script, which is ours.
    """
    for name, text in pages.items():
        elements = Elements(text)
        scripts = sum(tag == "script" for tag, _ in elements.found)
        assert scripts == 1, name
        assert not elements.open
        for tag, attributes in elements.found:
            assert tag not in {
                "img",
                "iframe",
                "link",
                "object",
                "base",
                "form",
                "b>",
            }
            for attribute, value in attributes.items():
                assert not attribute.startswith("on")
                assert attribute != "style"
                if attribute in {"href", "src"}:
                    assert re.match(r"#|submissions/|\.\./index\.html$", value)


def test_hostile_names_are_text(pages):
    """A name, message or source that holds a script element is shown as text."""
    text = "".join(pages.values())
    assert "<script>alert" not in text.lower()
    assert "&lt;script&gt;" in text


def test_ids_are_unique(pages):
    """No two elements of a page have the same id."""
    for text in pages.values():
        ids = [one["id"] for _, one in Elements(text).found if "id" in one]
        assert len(ids) == len(set(ids))


def test_the_policy_allows_only_the_style(pages):
    """The content security policy allows a page's one style and script, by their hashes."""
    for text in pages.values():
        style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)[1]
        script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
        digests = [
            base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()
            for one in (style, script)
        ]
        policy = next(
            one["content"] for _, one in Elements(text).found if one.get("http-equiv")
        )
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert all(one in policy for one in digests)
        assert "unsafe" not in policy


def test_hiding_characters_are_shown(pages):
    """Bidi and control characters stand in the page as their code."""
    text = "".join(pages.values())
    assert "⟨U+202E⟩" in text
    assert "⟨U+001B⟩" in text
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b-\x1f]", text)


def test_a_failure_is_told_whole(run):
    """A failed check shows call, expected beside observed, mistake and snippet."""
    text = page_of(run, mse_step())
    assert "mse([1.0, 2.0, 3.0, 4.0], [1.5, 2.0, 2.0, 7.25])" in text
    assert "<mark>2.9531</mark>" in text
    assert "<mark>11.812</mark>" in text
    assert "This looks like the sum of the squares instead of their mean." in text
    assert "property of a typical point" in text
    assert "y_true = tf.constant([1.0, 2.0, 3.0, 4.0], dtype=tf.float32)" in text


def test_every_outcome_has_word_icon_and_class(run):
    """Each outcome shows as a word, an icon and a colour class."""
    for outcome in Outcome:
        text = page_of(run, step("01_a", "A", outcome, Reason.STUB))
        assert f'href="#i-{outcome.value}"' in text
        assert f'id="i-{outcome.value}"' in text
        assert f"badge o-{outcome.value}" in text


def test_a_syntax_error_is_told_once_with_its_caret(run):
    """Checks that share a cause do not repeat it; the caret stands under the column.

    It is told twice: beside the folded step, and in the unfolded one.
    """
    text = page_of(run, syntax_step())
    assert text.count("Python cannot read your file") == 2
    assert f"{' ' * 25}^</span>" in text
    assert '<li class="marked">' in text


def test_the_traceback_is_the_students(run):
    """A traceback shows file, line, function and code, then type and message."""
    text = page_of(run, questions_step())
    assert "13_mnist_questions.py, line 13, in count_images" in text
    assert "tuple indices must be integers" in text


def test_large_arrays_show_the_region(run):
    """An array of over 64 kB shows the rows around the first difference, marked."""
    text = page_of(run, softmax_step())
    assert "shape (300, 200)" in text
    assert '<th scope="row">120</th>' in text
    assert re.search(r"<mark [^>]*>1\.\d+</mark>", text)


def test_a_loss_curve_is_drawn(run):
    """A finding that is a loss shows two curves, described in words and with a legend."""
    text = page_of(run, descent_step())
    assert text.count('class="curve student" d="M5') == 1
    assert "Your loss goes from 49.5 to" in text
    assert ">reference</span>" in text


def test_curves_with_nan_leave_a_gap(run):
    """A curve that is not finite leaves a gap and says so; no numbers, no curve."""
    losses = finding("losses", [3.0, 2.0, 1.0, 0.5], [3.0, float("nan"), 4.0, float("inf")])
    odd = check(
        "c",
        "p",
        Outcome.FAILED,
        Reason.NOT_FINITE,
        findings=(
            replace(losses, plot="loss"),
            replace(losses, plot="loss", observed=array([float("nan")] * 3)),
            replace(losses, plot="loss", expected=None, observed=None),
        ),
    )
    text = page_of(run, step("01_a", "A", Outcome.FAILED, Reason.NOT_FINITE, odd))
    assert "2 of your values are not finite" in text
    assert "nan" not in re.findall(r'd="(M[^"]*)"', text)


def test_output_is_folded_and_cut(run):
    """Printed text is shown from its beginning, with how much was cut."""
    text = page_of(run, questions_step())
    assert "epoch 1\n loss" in text
    assert "1.8 MB more were printed" in text


def test_a_submission_without_steps(run):
    """An empty submission has a page that says so."""
    assert "No step was graded" in page_of(run)


def test_an_ungraded_submission_has_no_zero(run, pages):
    """A fault of the grader shows as no mark, never as zero."""
    text = pages["lost.html"]
    assert "no fault of its author" in text
    assert "<b>—</b>" in text
    assert "To mend next" not in text


def giant_step(number: int):
    """A step with everything far too large."""
    word = "<&'\"" * 50_000
    calls = tuple(
        Call("call", word, (("", array([[1.5] * 40] * 100)),), array([[2.5] * 40] * 100))
        for _ in range(150)
    )
    many = [
        check(
            f"c{n}",
            word,
            Outcome.ERRORED,
            Reason.EXCEPTION,
            hint=word,
            calls=calls,
            problem=Problem(word, word),
            findings=(finding(word, [[1.0] * 40] * 100, [[2.0] * 40] * 100),) * 20,
            details={"name": word, "package": word},
            flags=(word,),
        )
        for n in range(40)
    ]
    return step(
        f"{number:02}_{'giant' * 5}",
        word,
        Outcome.ERRORED,
        Reason.EXCEPTION,
        *many,
        source="x = 1 # comment\n" * 60_000,
        output=Output(word, cut_bytes=10**9),
    )


def test_pages_stay_small(run):
    """A page stays under 1 MB whatever is in it, and says what was cut."""
    text = page_of(run, *(giant_step(n) for n in range(2)), student="x" * 10_000)
    assert len(text.encode()) < MAX_PAGE_BYTES
    assert "A step or check shows: lines of source: at most" in text
    assert Elements(text).open == []


def test_one_long_source_is_cut_and_says_so(run):
    """Ten megabytes of source show their beginning and how many lines are missing."""
    large = replace(stub_step(), source="value = 1\n" * 1_000_000)
    text = page_of(run, large)
    assert len(text.encode()) < MAX_PAGE_BYTES
    assert "999600 lines of the source are not shown" in text


def test_a_hidden_check_is_called_so(run):
    """A hidden check bears the word, and a visible one does not."""
    assert page_of(run, mse_step()).count("hidden check</span>") == 2
    assert "hidden check</span>" not in page_of(run, questions_step())
