"""The class page: what a class handed in, what it did not understand, and each mark."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader import statistics
from grader.language import sentence
from grader.language.quantities import points_text, seconds_text
from grader.marks import Status
from grader.records import Outcome, RunRecord, StepRecord
from grader.report.class_people import (
    Entry,
    Shown,
    StepName,
    look_groups,
    mistakes,
    shown,
    step_names,
    students_table,
)
from grader.report.class_views import (
    Bar,
    ClassView,
    Figure,
    HistogramView,
    Segment,
    SlowStep,
    StepRow,
    Tick,
)
from grader.report.html import render_class
from grader.report.pages import footer
from grader.report.views import OutcomeView
from grader.visible import short

__all__ = ["Entry", "class_page"]

_FEWEST_FOR_SPREAD = 5
_FIRST_MISTAKES = 10
_SLOWEST = 5
_LOW = 0.2
"""Ebel and Frisbie (1991), chapter 13: an item below it is poor and to be revised."""


def class_page(
    header: RunRecord,
    assignment: str,
    entries: Sequence[Entry],
    fingerprint: str = "",
) -> str:
    """The page of a class as HTML.

    header:      the run; its submissions are not looked at.
    assignment:  its title, "" for the whole course.
    entries:     in the order of the table, already the edition of the audience.
    fingerprint: kept in the page, to tell later whether it is still current.
    """
    students = shown(entries)
    names = step_names([one.mark for one in students])
    found = mistakes(students, names)
    handed_in = [one for one in students if one.record is not None]
    several = len(handed_in) > 1
    parts = {one.steps[0]: one.title for one in header.parts if one.steps}
    steps = _step_rows(handed_in, names, parts) if several else ()
    records = tuple(one.record for one in students if one.record is not None)
    shares = _shares(students)
    view = ClassView(
        course=short(header.course_title, 200),
        assignment=short(assignment, 200),
        counts=_counts(students),
        figures=_figures(students, shares),
        basis=sentence("class.basis", count=len(shares)) if len(shares) > 1 else "",
        histogram=_histogram(shares) if len(shares) >= _FEWEST_FOR_SPREAD else None,
        look=look_groups(students),
        mistakes=found[:_FIRST_MISTAKES],
        more_mistakes=found[_FIRST_MISTAKES:],
        steps=steps,
        discriminates=any(one.discrimination for one in steps),
        slow=_slowest(handed_in, names) if several and len(names) > 1 else (),
        students=students_table(students, names),
        footer=footer(replace(header, submissions=records), None),
        keys=_keys(),
    )
    return render_class(view, fingerprint)


def _keys() -> tuple[tuple[str, str], ...]:
    return (
        ("/", sentence("class.key.search")),
        ("← → ↑ ↓", sentence("class.key.arrows")),
        (sentence("class.key.home_end"), sentence("class.key.ends")),
        ("Enter", sentence("class.key.enter")),
        ("?", sentence("key.help")),
        ("Esc", sentence("key.escape")),
    )


def _shares(students: Sequence[Shown]) -> list[float]:
    """Final marks as shares of the points possible, of who handed in and has a mark."""
    return [
        one.mark.final / one.mark.max_score
        for one in students
        if one.mark.status is Status.GRADED
        and one.mark.final is not None
        and one.mark.max_score > 0
    ]


def _counts(students: Sequence[Shown]) -> tuple[Figure, ...]:
    by_status = Counter(one.mark.status for one in students)
    missing, ungraded = by_status[Status.MISSING], by_status[Status.UNGRADED]
    late = sum(one.mark.late for one in students)
    one = "class.count.student" if len(students) == 1 else "class.count.students"
    counts = [(one, len(students))]
    if missing:
        counts.append(("class.count.handed_in", len(students) - missing))
    counts += [
        ("class.count.missing", missing),
        ("class.count.ungraded", ungraded),
        ("class.count.late", late),
    ]
    return tuple(Figure(sentence(id), str(count)) for id, count in counts if count)


def _figures(students: Sequence[Shown], shares: Sequence[float]) -> tuple[Figure, ...]:
    """Of one mark itself; of a few their middle; of more also how they spread."""
    possible = {one.mark.max_score for one in students}
    most = possible.pop() if len(possible) == 1 else None

    def figure(id: str, share: float | None) -> Figure:
        note = ""
        if most is not None and share is not None:
            points = points_text(share * most)
            note = sentence("class.points", points=points, most=points_text(most))
        return Figure(sentence(id), _percent(share), note)

    if len(shares) < 2:
        return tuple(figure("class.figure.mark", one) for one in shares)
    figures = [
        figure("class.figure.mean", statistics.mean(shares)),
        figure("class.figure.median", statistics.median(shares)),
    ]
    quartiles = statistics.quartiles(shares)
    if len(shares) >= _FEWEST_FOR_SPREAD and quartiles is not None:
        deviation = _percent(statistics.standard_deviation(shares))
        figures.append(Figure(sentence("class.figure.deviation"), deviation))
        middle = sentence(
            "class.range", low=_percent(quartiles[0]), high=_percent(quartiles[1])
        )
        figures.append(Figure(sentence("class.figure.quartiles"), middle))
    low, high = _percent(min(shares)), _percent(max(shares))
    extremes = sentence("class.range", low=low, high=high)
    figures.append(Figure(sentence("class.figure.extremes"), extremes))
    return tuple(figures)


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.0f} %"


def _histogram(shares: Sequence[float]) -> HistogramView:
    """Ten bars, the highest 120 units, in a frame of 520 by 170."""
    bins = statistics.histogram(shares)
    left, width, base, highest = 10, 50, 145, 120
    tallest = max(one.count for one in bins)
    bars = tuple(
        Bar(
            x=left + n * width + 2,
            y=round(base - highest * one.count / tallest, 1),
            width=width - 4,
            height=round(highest * one.count / tallest, 1),
            label=str(one.count) if one.count else "",
        )
        for n, one in enumerate(bins)
    )
    parts = "; ".join(
        sentence(
            "class.bin",
            low=_percent(one.low),
            high=_percent(one.high),
            count=one.count,
        )
        for one in bins
        if one.count
    )
    return HistogramView(
        bars=bars,
        ticks=tuple(Tick(left + n * width, f"{10 * n} %") for n in range(0, 11, 2)),
        description=parts,
        width=2 * left + 10 * width,
        height=base + 25,
        base=base,
    )


def _step_rows(
    students: Sequence[Shown], names: Sequence[StepName], parts: Mapping[str, str]
) -> tuple[StepRow, ...]:
    """`parts`: the title of the part that begins with a step, by the step's id."""
    items = statistics.items([one.mark for one in students], [one.id for one in names])
    ran = _ran(students)
    return tuple(
        replace(
            _step_row(item, name, students, ran.get(name.id, ())),
            part=short(parts.get(name.id, ""), 100),
        )
        for item, name in zip(items, names, strict=True)
    )


def _step_row(
    item: statistics.Item,
    name: StepName,
    students: Sequence[Shown],
    ran: Sequence[StepRecord],
) -> StepRow:
    marks = [one for student in students for one in student.mark.steps if one.id == name.id]
    seconds = statistics.mean([one.seconds for one in ran])
    value, doubt = item.discrimination, ""
    if value is not None and value < _LOW:
        doubt = sentence("class.negative" if value < 0 else "class.low")
    gap = sum("visible_only" in one.flags for one in ran)
    graded = ""
    if item.count < len(marks):
        graded = sentence("class.graded_of", count=item.count, all=len(marks))
    share = None if item.difficulty is None else 100 * item.difficulty
    return StepRow(
        number=name.number,
        title=name.title,
        share=None if share is None else round(min(max(share, 0.0), 100.0), 1),
        difficulty=_percent(item.difficulty),
        graded=graded,
        discrimination="" if value is None else f"{value:.2f}".replace("-", "−"),
        doubt=doubt,
        segments=_segments([one.outcome for one in marks if one.outcome is not None]),
        seconds=seconds_text(seconds) if seconds else "",
        gap=sentence("class.visible_only", count=gap) if gap else "",
    )


def _segments(outcomes: Sequence[Outcome]) -> tuple[Segment, ...]:
    counts = Counter(outcomes)
    order = [one for one in reversed(Outcome) if counts[one]]
    ends = [0, *itertools.accumulate(counts[one] for one in order)]
    return tuple(
        Segment(
            outcome=OutcomeView.of(one),
            x=round(100 * ends[n] / len(outcomes), 2),
            width=round(100 * counts[one] / len(outcomes), 2),
            count=counts[one],
        )
        for n, one in enumerate(order)
    )


def _ran(students: Sequence[Shown]) -> dict[str, list[StepRecord]]:
    """The steps in which something ran, by id."""
    found: dict[str, list[StepRecord]] = {}
    for student in students:
        for id, step in student.steps().items():
            if step.outcome is not Outcome.NOT_ATTEMPTED and step.seconds > 0:
                found.setdefault(id, []).append(step)
    return found


def _slowest(students: Sequence[Shown], names: Sequence[StepName]) -> tuple[SlowStep, ...]:
    """The steps that use most CPU time, by the median of who attempted them."""
    times = {id: [one.cpu_seconds for one in ran] for id, ran in _ran(students).items()}
    middle = {id: statistics.median(one) or 0.0 for id, one in times.items()}
    known = sorted(
        (one for one in names if middle.get(one.id)), key=lambda one: -middle[one.id]
    )
    return tuple(
        SlowStep(
            step=f"{one.number} {one.title}",
            median=seconds_text(middle[one.id]),
            longest=seconds_text(max(times[one.id])),
        )
        for one in known[:_SLOWEST]
    )
