"""Plain data that the templates render: every decision is made before it is here."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import TypeAlias

from grader.records import Outcome
from grader.report.charts import AccuracyPlot, LinePlot
from grader.report.markdown_view import Piece
from grader.report.pictures import Picture
from grader.report.plots import LossPlot
from grader.report.sentences import outcome_sign, outcome_word
from grader.report.source import SourceView
from grader.report.tables import ValueView
from grader.visible import shorten, visible

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
class NotebookCaps:
    """How much of its notebooks a page shows.

    cells, lines: cells of a notebook, and lines of source in one of them.
    output:   characters of a cell's output; a traceback has as many again.
    markdown: characters of a cell of text.
    pictures: bytes of all pictures of the page.
    coloured: whether source is.
    room:     characters of all cells of the page; what finds none is left out.
    """

    cells: int = 200
    lines: int = 200
    output: int = 4000
    markdown: int = 10_000
    pictures: int = 500_000
    coloured: bool = True
    room: int = 600_000


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
    notebook: NotebookCaps = NotebookCaps()


_BARE = {"coloured": False, "values": False, "plots": False}
_FEWER = NotebookCaps(100, 80, 1000, 3000, room=200_000)
_FEW = NotebookCaps(60, 40, 400, 1500, 250_000, False, 50_000)
_NONE = NotebookCaps(0, 0, 0, 0, 0, False, 0)

CAPS = (  # the notebook gives way first: what is said about the work matters more
    Caps(),
    Caps(notebook=_FEWER),
    Caps(notebook=_FEW),
    Caps(200, 2000, 2, 0, findings=12, notebook=_FEW),
    Caps(80, 800, 1, 0, coloured=False, findings=6, notebook=_FEW),
    Caps(30, 200, 1, 0, coloured=False, plots=False, findings=3, text=600, notebook=_NONE),
    Caps(0, 0, 0, 0, checks=20, findings=0, text=200, notebook=_NONE, **_BARE),
    Caps(0, 0, 0, 0, checks=0, findings=0, text=100, notebook=_NONE, **_BARE),
)


def caps_to_try(notebooks: bool) -> tuple[Caps, ...]:
    """The caps in their order; without notebooks, those that differ for the rest."""
    if notebooks:
        return CAPS
    return tuple(dict.fromkeys(replace(one, notebook=NotebookCaps()) for one in CAPS))


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
    plot: Plot | None


Plot: TypeAlias = LossPlot | LinePlot | AccuracyPlot


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
    """One check. `open` unfolds it; `telling`: some finding has more than a name.

    pictured: something is drawn of a finding, which tells more than the calls do.
    brief:  nothing is to be mended here: no more than promise, hint and curves is shown.
    sample: of such a check, a call that was made, as code; may be empty.
    """

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
    pictured: bool
    calls: tuple[CallView, ...]
    calls_cut: str
    findings_cut: str
    problem: ProblemView | None
    snippet: str
    no_snippet: str
    flags: tuple[str, ...]
    open: bool
    brief: bool
    sample: str


@dataclass(frozen=True)
class LinkView:
    """A text that leads to a place of the same page; `address` may be empty."""

    text: str
    address: str


@dataclass(frozen=True)
class CellOutputView:
    """An output of a cell: text, or a picture with its description, or only a note.

    kind: `stdout`, `stderr`, `text`, `error`, `picture` or `note`: CSS class and label.
    """

    kind: str
    text: str = ""
    picture: Picture | None = None
    alt: str = ""
    note: str = ""


@dataclass(frozen=True)
class CellContent:
    """What stands in a cell, by its kind: coloured source, Markdown, or raw text.

    wide: the source may need to be scrolled.
    note: what is left out of it, or that the cell is empty.
    """

    kind: str
    source: SourceView | None = None
    wide: bool = False
    markdown: tuple[Piece, ...] = ()
    raw: str = ""
    note: str = ""


@dataclass(frozen=True)
class CellView:
    """A cell of a notebook.

    gap:   says that cells before this one are left out, or is empty.
    state: of a code cell that did not run to its end.
    steps: the steps that it defines.
    """

    anchor: str
    name: str
    gap: str
    state: OutcomeView | None
    steps: tuple[LinkView, ...]
    content: CellContent
    outputs: tuple[CellOutputView, ...]


@dataclass(frozen=True)
class NotebookView:
    """A notebook as it ran.

    state:  how far it came, as an outcome with a word of its own.
    facts:  how many cells, how long.
    notice: why it was refused or stopped, and what was done then.
    place:  the cell it stopped in, where that is shown.
    cut:    how many cells after the last shown one are left out, or empty.
    """

    anchor: str
    name: str
    state: OutcomeView
    facts: tuple[str, ...]
    notice: Prose
    place: LinkView | None
    cells: tuple[CellView, ...]
    cut: str


@dataclass(frozen=True)
class StepView:
    """One step. `problem` is what all of its checks share, such as a syntax error.

    gist:  of a step that is not right, why in one sentence; told while it is folded.
    place: the cell of a notebook that defines the step.
    said:  what an instructor said of the step: points given by hand, comments.
    """

    id: str
    anchor: str
    number: str
    name: str
    title: str
    outcome: OutcomeView
    score: str
    gist: Prose
    seconds: str
    rationale: Prose
    misconceptions: tuple[MisconceptionView, ...]
    problem: ProblemView | None
    place: LinkView | None
    said: tuple[Prose, ...]
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
class PartView:
    """A part of the course: how many of its steps passed, and these steps.

    title: empty where the course has no parts.
    """

    title: str
    done: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True)
class SubmissionView:
    """A submission's page. `mend` is the step to mend next, `home` a link or empty.

    parts:    all steps, in the course's parts.
    progress: how many steps passed, as a sentence.
    notes:    how the score became the mark: lateness, attempts.
    comments: of an instructor, to the whole.
    keys:     a key and what it does.
    """

    student: str
    course: str
    score: str
    max_score: str
    percent: float | None
    progress: str
    counts: tuple[Count, ...]
    parts: tuple[PartView, ...]
    notes: tuple[str, ...]
    comments: tuple[Prose, ...]
    mend: StepView | None
    all_passed: bool
    ungraded: str
    fault: str
    left_out: tuple[tuple[str, str], ...]
    steps: tuple[StepView, ...]
    notebooks: tuple[NotebookView, ...]
    notebooks_cut: str
    footer: tuple[tuple[str, str], ...]
    keys: tuple[tuple[str, str], ...]
    home: str
    shortened: str

    @property
    def has_pictures(self) -> bool:
        """Whether the page needs a policy that allows pictures."""
        return _holds_picture(self.steps) or _holds_picture(self.notebooks)


def _holds_picture(view: object) -> bool:
    if view is None or isinstance(view, str | bool):  # nearly everything is
        return False
    if isinstance(view, tuple):
        return any(map(_holds_picture, view))
    if isinstance(view, Picture):
        return True
    if not is_dataclass(view):
        return False
    return any(_holds_picture(getattr(view, one.name)) for one in fields(view))
