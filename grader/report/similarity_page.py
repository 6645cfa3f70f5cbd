"""The page of pairs that are alike: a list, then the sources side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from grader.language import sentence
from grader.records import RunRecord
from grader.report.html import asset, policy_for, render
from grader.report.source import Line, source_view
from grader.similarity import Pair, StepPair, Work
from grader.visible import short

MAX_BYTES = 5_000_000

_CONTEXT = 3
_MAX_LINES = 2000
_TINTS = 5
_LEAST_ROW_BYTES = 100
_CAPS = ((12, 120, True), (6, 80, True), (6, 60, False), (3, 40, False), (1, 40, False))
"""Steps of a pair, lines of a source, and whether it is coloured; less until it fits."""


@dataclass(frozen=True)
class Row:
    """A line of a source; `cut` lines were left out before it.

    span: the mark of the matching lines that it is part of ("a", "b", ...), or "".
    link: to the same lines on the other side, at the first line of a span; "" elsewhere
          and where the other side does not show them.
    id:   of that first line, else "".
    """

    line: Line
    cut: int
    span: str
    tint: int
    link: str
    id: str


@dataclass(frozen=True)
class Side:
    """One student's source of a step. `cut` lines at its end are not shown."""

    name: str
    rows: tuple[Row, ...]
    cut: int


@dataclass(frozen=True)
class StepView:
    """A step of a pair; without spans the sources match in short pieces only."""

    number: str
    title: str
    summary: str
    sides: tuple[Side, Side]
    open: bool


@dataclass(frozen=True)
class PairView:
    """A pair, as it is listed and as it is shown."""

    anchor: str
    rank: int
    names: tuple[str, str]
    score: str
    unusual: str
    summary: str
    steps: tuple[StepView, ...]
    cut: str


def similarity_page(
    header: RunRecord,
    pairs: Sequence[Pair],
    works: Sequence[Work],
    titles: Mapping[str, str],
) -> str:
    """One self-contained page of at most `MAX_BYTES`: less is shown until it fits.

    header: the run without its submissions. pairs: of `grader.similarity.similar`.
    works:  those that were compared. titles: of the steps, by id.

    Raises:
        KeyError: a pair names a work or a step that is not given.
    """
    css = asset("report.css") + asset("similar.css")
    by_key = {work.key: work for work in works}
    page = ""
    for caps in _CAPS:
        views = [
            _pair(rank, pair, by_key, titles, caps) for rank, pair in enumerate(pairs, 1)
        ]
        if _rows(views) * _LEAST_ROW_BYTES > MAX_BYTES:
            continue
        page = render(
            "similar.html.j2",
            css,
            policy_for(css),
            course=short(header.course_title),
            pairs=views,
            works=len(works),
            shortened=caps != _CAPS[0],
        )
        if len(page.encode("utf-8")) <= MAX_BYTES:
            break
    return page


def _rows(views: Sequence[PairView]) -> int:
    sides = (side for view in views for step in view.steps for side in step.sides)
    return sum(len(side.rows) for side in sides)


def _pair(
    rank: int,
    pair: Pair,
    works: Mapping[str, Work],
    titles: Mapping[str, str],
    caps: tuple[int, int, bool],
) -> PairView:
    one, other = works[pair.one], works[pair.other]
    shown = pair.steps[: caps[0]]
    anchor = f"pair-{rank}"
    return PairView(
        anchor=anchor,
        rank=rank,
        names=(short(one.name, 80), short(other.name, 80)),
        score=f"{pair.score:.0%}",
        unusual=f"{pair.unusual:.1f}",
        summary=sentence(
            "similar.pair",
            score=f"{pair.score:.0%}",
            unusual=f"{pair.unusual:.1f}",
            steps=len(pair.steps),
        ),
        steps=tuple(
            _step(f"{anchor}-{n}", step, one, other, titles, caps, n < 3)
            for n, step in enumerate(shown)
        ),
        cut=_cut(len(pair.steps) - len(shown)),
    )


def _cut(steps: int) -> str:
    return sentence("similar.steps_cut", count=steps) if steps else ""


def _step(
    anchor: str,
    step: StepPair,
    one: Work,
    other: Work,
    titles: Mapping[str, str],
    caps: tuple[int, int, bool],
    open: bool,
) -> StepView:
    ours = [(span.one_start, span.one_end) for span in step.spans]
    theirs = [(span.other_start, span.other_end) for span in step.spans]
    left = _side(one.name, one.texts[step.step], ours, (anchor, "l", "r"), caps)
    right = _side(other.name, other.texts[step.step], theirs, (anchor, "r", "l"), caps)
    return StepView(
        number=step.step.partition("_")[0],
        title=short(titles[step.step]),
        summary=sentence(
            "similar.step",
            score=f"{step.score:.0%}",
            shared=step.shared,
            expected=_share(step.expected),
        ),
        sides=(_tied(left, right), _tied(right, left)),
        open=open,
    )


def _tied(side: Side, other: Side) -> Side:
    """The side without links to lines that the other does not show."""
    there = {f"#{row.id}" for row in other.rows if row.id}
    rows = (row if row.link in there else replace(row, link="") for row in side.rows)
    return replace(side, rows=tuple(rows))


def _share(share: float) -> str:
    """A share as people say it: `8 in 100`, `3 in 1000`."""
    if share >= 0.0095:
        return sentence("similar.share", share=f"{share * 100:.0f}", all=100)
    return sentence("similar.share", share=f"{share * 1000:.1g}", all=1000)


def _side(
    name: str,
    source: str,
    spans: Sequence[tuple[int, int]],
    place: tuple[str, str, str],
    caps: tuple[int, int, bool],
) -> Side:
    """The lines around what matches; all, as far as the caps allow, where nothing does.

    place: of this step, of this side and of the other, as their addresses begin.
    """
    anchor, here, there = place
    lines = _lines(source, caps[2])
    number_of = _numbers(spans)
    near = {
        line for start, end in spans for line in range(start - _CONTEXT, end + _CONTEXT + 1)
    }
    wanted = [line for line in lines if not spans or line.number in near]
    rows: list[Row] = []
    begun: set[int] = set()
    last = 0
    for line in wanted[: caps[1]]:
        span = number_of.get(line.number)
        first = span is not None and span not in begun
        rows.append(
            Row(
                line=line,
                cut=line.number - last - 1,
                span="" if span is None else _mark(span),
                tint=0 if span is None else span % _TINTS + 1,
                link=f"#{anchor}-{there}{span}" if first else "",
                id=f"{anchor}-{here}{span}" if first else "",
            )
        )
        begun |= set() if span is None else {span}
        last = line.number
    return Side(short(name, 80), tuple(rows), len(lines) - last)


@lru_cache(maxsize=256)
def _lines(source: str, coloured: bool) -> tuple[Line, ...]:
    return source_view("", source, {}, _MAX_LINES, coloured).lines


def _numbers(spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """The span that a line is shown as part of: the longest, which comes first."""
    found: dict[int, int] = {}
    for number, (start, end) in enumerate(spans):
        for line in range(start, end + 1):
            found.setdefault(line, number)
    return found


def _mark(span: int) -> str:
    """a, b, ..., z, aa, ab, ..."""
    high, low = divmod(span, 26)
    return ("" if not high else chr(96 + high)) + chr(97 + low)
