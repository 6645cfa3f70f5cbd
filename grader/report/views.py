"""Plain data that the templates render: every decision is made before it is here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from grader.records import Outcome
from grader.report.plots import LossPlot
from grader.report.sentences import outcome_sign, outcome_word
from grader.report.source import SourceView
from grader.report.tables import ValueView
from grader.report.visible import shorten, visible

Prose: TypeAlias = tuple[tuple[tuple[bool, str], ...], ...]
"""Paragraphs of pieces (is it code?, text)."""


def prose(text: str, limit: int = 2000) -> Prose:
    """Paragraphs of a text, with what stands between backticks as code."""
    paragraphs = re.split(r"\n\s*\n", visible(shorten(text.strip(), limit)))
    return tuple(
        tuple((bool(n % 2), piece) for n, piece in enumerate(one.split("`")) if piece)
        for one in paragraphs
        if one
    )


@dataclass(frozen=True)
class Caps:
    """How much of everything a page shows; smaller ones are tried when it is too large."""

    source_lines: int = 400
    output: int = 4000
    calls: int = 3
    passed_calls: int = 1
    coloured: bool = True
    values: bool = True
    plots: bool = True
    checks: int = 1000
    findings: int = 24
    text: int = 2000


_BARE = {"coloured": False, "values": False, "plots": False}

CAPS = (
    Caps(),
    Caps(source_lines=200, output=2000, calls=2, passed_calls=0, findings=12),
    Caps(80, 800, 1, 0, coloured=False, findings=6),
    Caps(30, 200, 1, 0, coloured=False, plots=False, findings=3, text=600),
    Caps(0, 0, 0, 0, checks=20, findings=0, text=200, **_BARE),
    Caps(0, 0, 0, 0, checks=0, findings=0, text=100, **_BARE),
)


@dataclass(frozen=True)
class OutcomeView:
    """An outcome's id (a CSS class and an icon), word and sign."""

    id: str
    word: str
    sign: str

    @classmethod
    def of(cls, outcome: Outcome) -> OutcomeView:
        """From the outcome."""
        return cls(outcome.value, outcome_word(outcome), outcome_sign(outcome))


@dataclass(frozen=True)
class InputView:
    """An argument: its name, or its place, and the value."""

    name: str
    value: ValueView


@dataclass(frozen=True)
class PairView:
    """Expected beside observed; either may be unknown."""

    expected: ValueView | None
    observed: ValueView | None


@dataclass(frozen=True)
class CallView:
    """A call as code, its inputs, and what came of it where findings do not say it.

    first:     unfolded; further calls are folded.
    pair_open: what came back is unfolded, because no finding tells it.
    """

    code: str
    inputs: tuple[InputView, ...]
    pair: PairView | None
    first: bool
    pair_open: bool


@dataclass(frozen=True)
class FindingView:
    """A finding. `pair` is None where its sentence says everything."""

    name: str
    passed: bool
    outcome: OutcomeView
    sentence: Prose
    comparison: str
    pair: PairView | None
    plot: LossPlot | None


@dataclass(frozen=True)
class FrameView:
    """A line of a traceback; `caret` is the line below it, for a syntax error."""

    place: str
    code: str
    caret: str = ""


@dataclass(frozen=True)
class ProblemView:
    """An exception: the student's own lines, then type and message."""

    frames: tuple[FrameView, ...]
    type_name: str
    message: str


@dataclass(frozen=True)
class MisconceptionView:
    """A recognised mistake: a sentence that names it, and the hint."""

    sentence: Prose
    hint: Prose


@dataclass(frozen=True)
class CheckView:
    """One check. `open` unfolds it; `telling`: some finding has more than a name."""

    anchor: str
    name: str
    hint: Prose
    outcome: OutcomeView
    points: str
    hidden: bool
    withheld: str
    rationale: Prose
    looks_like: Prose
    findings: tuple[FindingView, ...]
    telling: bool
    calls: tuple[CallView, ...]
    calls_cut: str
    findings_cut: str
    problem: ProblemView | None
    snippet: str
    no_snippet: str
    flags: tuple[str, ...]
    open: bool


@dataclass(frozen=True)
class StepView:
    """One step. `problem` is what all of its checks share, such as a syntax error."""

    anchor: str
    number: str
    name: str
    title: str
    outcome: OutcomeView
    score: str
    seconds: str
    rationale: Prose
    misconceptions: tuple[MisconceptionView, ...]
    problem: ProblemView | None
    checks: tuple[CheckView, ...]
    checks_cut: str
    source: SourceView | None
    source_cut: str
    source_open: bool
    output: str
    output_cut: str
    flags: tuple[str, ...]
    open: bool


@dataclass(frozen=True)
class Count:
    """How many steps have an outcome."""

    outcome: OutcomeView
    count: int


@dataclass(frozen=True)
class SubmissionView:
    """A submission's page. `mend` is the step to mend next, `home` a link or empty."""

    student: str
    course: str
    score: str
    max_score: str
    percent: float | None
    counts: tuple[Count, ...]
    mend: StepView | None
    all_passed: bool
    ungraded: str
    fault: str
    left_out: tuple[tuple[str, str], ...]
    steps: tuple[StepView, ...]
    footer: tuple[tuple[str, str], ...]
    home: str
    shortened: str


@dataclass(frozen=True)
class IndexCell:
    """A step of a submission in the index; `outcome` is None when there is none."""

    outcome: OutcomeView | None
    score: str
    spoken: str
    link: str


@dataclass(frozen=True)
class IndexRow:
    """A submission in the index."""

    student: str
    link: str
    score: str
    percent: float | None
    status: str
    note: str
    cells: tuple[IndexCell, ...]


@dataclass(frozen=True)
class IndexView:
    """The index of a run."""

    course: str
    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[IndexRow, ...]
    max_score: str
    figures: tuple[tuple[str, str], ...]
    legend: tuple[OutcomeView, ...]
    footer: tuple[tuple[str, str], ...]
