"""What a notebook shows of a check: words, signs, its own styles, and nothing that runs."""

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from grader.records import Frame as TraceFrame
from grader.records import Outcome, Output, Problem, Reason
from grader.report import live_view
from grader.report.live_view import live_html, live_text
from report.samples import sample_run, workshop_run

EMPTY = {"img", "br"}
TAGS = {
    *("div", "section", "span", "p", "strong", "code", "pre", "mark", "ol", "ul", "li"),
    *("table", "thead", "tbody", "tr", "td", "th", "details", "summary", "img"),
}
ATTRIBUTES = {"style", "dir", "title", "scope", "open", "src", "alt", "width", "height"}
CANARY = "<script>alert(1)</script><img src=x onerror=alert(1)>\x1b[2J\u202e{{7*7}}"


class Reader(HTMLParser):
    """Keeps tags, attributes and text, and sees that what is opened is closed."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.attributes, self.words = set(), set(), []
        self._open = []
        self.feed(html)
        assert not self._open

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}
        for name, value in attributes:
            assert name != "src" or value.startswith("data:image/png;base64,")
            assert name != "style" or "url(" not in value
        if tag not in EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.words).split())


def all_steps():
    runs = (sample_run(), workshop_run())
    return [step for run in runs for one in run.submissions for step in one.steps]


@pytest.mark.parametrize("step", all_steps(), ids=lambda step: step.id)
def test_a_step_needs_no_style_sheet_and_no_script(step):
    """Every element carries its own style; only harmless elements are used."""
    read = Reader(live_html([step], ()))
    assert read.tags <= TAGS
    assert read.attributes <= ATTRIBUTES


def test_words_say_what_colours_do():
    """Without any style the outcome, the mistake and both values can be read."""
    step = next(one for one in all_steps() if one.misconceptions)
    text = Reader(live_html([step], ())).text
    for words in ("✗ failed", step.misconceptions[0].name, "expected", "yours"):
        assert words in text


def test_failed_steps_come_first():
    """In both forms, else in the order they came in."""
    steps = all_steps()
    failed = next(one for one in steps if one.outcome is Outcome.FAILED)
    passed = next(one for one in steps if one.outcome is Outcome.PASSED)
    for text in (live_html([passed, failed], ()), live_text([passed, failed], ())):
        assert text.index("failed") < text.index("passed")


@pytest.mark.parametrize(("more", "said"), [((), False), (("right",), True)])
def test_what_passes_here_is_not_all(more, said):
    """Said only where a step that passed has hidden checks besides."""
    passed = replace(
        next(one for one in all_steps() if one.outcome is Outcome.PASSED), id="right"
    )
    assert ("further ones" in live_html([passed], more)) is said
    assert ("further ones" in live_text([passed], more)) is said


def hostile_step():
    step = next(one for one in all_steps() if one.outcome is Outcome.FAILED)
    frames = (TraceFrame(CANARY, 3, CANARY, CANARY),)
    checks = tuple(
        replace(
            one,
            name=CANARY,
            hint=CANARY,
            outcome=Outcome.ERRORED,
            reason=Reason.EXCEPTION,
            details={"name": CANARY, "signature": CANARY, "observed_kind": CANARY},
            problem=Problem(CANARY, CANARY, frames),
        )
        for one in step.checks
    )
    return replace(
        step,
        outcome=Outcome.ERRORED,
        checks=checks,
        output=Output(CANARY),
        flags=(CANARY,),
        source=CANARY,
    )


def test_hostile_text_is_only_text():
    """In every field that a user's code can fill."""
    html, text = live_html([hostile_step()], ()), live_text([hostile_step()], ())
    read = Reader(html)
    assert read.tags <= TAGS
    assert read.attributes <= ATTRIBUTES
    assert "<script>alert(1)</script>" in read.text
    for one in (html, text):
        assert not {"\x1b", "\u202e"} & set(one)
        assert "{{7*7}}" in one


def test_a_result_is_bounded(monkeypatch):
    """However much was printed, raised and checked: in the end by leaving HTML out."""
    step = hostile_step()
    flood = "x" * 1_000_000
    checks = tuple(
        replace(one, name=flood, hint=flood, problem=Problem("E", flood, ()))
        for one in step.checks * 2
    )
    step = replace(step, checks=checks, output=Output(flood))
    monkeypatch.setattr(live_view, "MAX_BYTES", 10_000)
    assert 0 < len(live_html([step], ()).encode()) < 10_000
    assert live_html([step] * 3, ()) == ""
    monkeypatch.setattr(live_view, "MAX_TEXT", 1000)
    assert len(live_text([step], ())) <= 1001
