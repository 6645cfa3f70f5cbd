"""Geometry of the pictures beside the loss curve: line fits, accuracies, digits read.

As in `grader.report.plots` these are numbers and texts; the SVG is a macro of templates.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.language import sentence
from grader.records import CheckRecord, FindingRecord, Plain
from grader.report.pictures import Picture, gray_png
from grader.report.plots import BOTTOM as BELOW
from grader.report.plots import (
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Frame,
    Tick,
    nice,
    numbers,
)

BINS = 24
STRIP = 150
SIDE = 28


@dataclass(frozen=True)
class LinePlot:
    """Points, and the lines that were fitted to them. SVG path data.

    student: empty where the line does not cross the frame; `note` says so.
    """

    frame: Frame
    points: str
    student: str
    reference: str
    description: str
    note: str
    kind: str = "line"


@dataclass(frozen=True)
class Misread:
    """A digit that was taken for another one."""

    picture: Picture
    alt: str
    label: str
    sure: str


@dataclass(frozen=True)
class Share:
    """How often a digit was read as another; `level` from 0 (never) to 4 tints the cell."""

    count: int
    level: int
    right: bool


@dataclass(frozen=True)
class AccuracyPlot:
    """An accuracy on an axis, the threshold, and behind them those of right solutions.

    bars:      SVG path data of a histogram; empty where no such outcomes are known.
    low, high: the places of the bounds; `high` is None where it is the end of the axis.
    outcomes:  places of the measured outcomes, the one that counts last.
    """

    frame: Frame
    bars: str
    low: float
    high: float | None
    outcomes: tuple[float, ...]
    description: str
    confusion: tuple[tuple[Share, ...], ...] = ()
    misread: tuple[Misread, ...] = field(default=())
    kind: str = "accuracy"

    @property
    def place(self) -> float:
        """Where the outcome that counts lies."""
        return self.outcomes[-1]


def line_plot(finding: FindingRecord) -> LinePlot | None:
    """Points and both lines of a finding with plot == `line`; None without them."""
    drawing = finding.drawing
    x, y = numbers(drawing.get("x")), numbers(drawing.get("y"))
    yours, reference = numbers(drawing.get("line")), numbers(drawing.get("reference"))
    if len(x) != len(y) or len(x) < 2 or len(reference) != 2 or len(yours) != 2:
        return None
    if not all(map(math.isfinite, (*x, *y, *reference))):
        return None
    across = _Axis.of(x, LEFT, WIDTH - RIGHT)
    ends = [reference[0] * one + reference[1] for one in (across.low, across.high)]
    up = _Axis.of([*y, *ends], HEIGHT - BELOW, TOP)
    student = _crossing(yours, across, up)
    frame = Frame(
        across.ticks(), up.ticks(), sentence("plot.x"), sentence("plot.y"), WIDTH, HEIGHT
    )
    return LinePlot(
        frame=frame,
        points="".join(
            f"M{across.at(one)} {up.at(other)}h0" for one, other in zip(x, y, strict=True)
        ),
        student=student,
        reference=_crossing(reference, across, up),
        description=sentence(
            "plot.line.description",
            count=len(x),
            yours=_line(yours),
            reference=_line(reference),
        ),
        note="" if student else sentence("plot.line.outside"),
    )


def _line(line: Sequence[float]) -> str:
    slope, offset = line
    sign = "-" if offset < 0 else "+"
    return f"y = {slope:.4g} x {sign} {abs(offset):.4g}"


def _crossing(line: Sequence[float], across: _Axis, up: _Axis) -> str:
    """The part of a line that lies in the frame, as path data; empty without one."""
    slope, offset = line
    if not math.isfinite(slope) or not math.isfinite(offset):
        return ""
    low, high = across.low, across.high
    if slope:
        ends = sorted((bound - offset) / slope for bound in (up.low, up.high))
        low, high = max(low, ends[0]), min(high, ends[1])
    elif not up.low <= offset <= up.high:
        return ""
    if low >= high:
        return ""
    (x, y), (x_end, y_end) = (
        (across.at(one), up.at(min(max(slope * one + offset, up.low), up.high)))
        for one in (low, high)
    )
    return f"M{x} {y}L{x_end} {y_end}"


def accuracy_plot(finding: FindingRecord) -> AccuracyPlot | None:
    """The outcome of a finding with plot == `accuracy`; None when it is no number."""
    bounds, drawing = finding.parameters, finding.drawing
    known = numbers(bounds.get("outcomes"))
    value = finding.observed.data if finding.observed is not None else None
    limits = numbers([bounds.get("low"), bounds.get("high")])
    if not isinstance(value, int | float) or not math.isfinite(value) or len(limits) != 2:
        return None
    outcomes = [
        *(one for one in known if math.isfinite(one) and one != value),
        float(value),
    ]
    right = [one for one in numbers(drawing.get("right")) if math.isfinite(one)]
    low, high = limits
    ends = [low, *outcomes, *right, *([high] if high < 1 else [])]
    axis = _Axis.of(ends, LEFT, WIDTH - RIGHT)
    frame = Frame(axis.ticks(), (), sentence("plot.accuracy"), "", WIDTH, STRIP)
    id = "plot.accuracy.description" if right else "plot.accuracy.alone"
    told = {"lowest": f"{min(right):.4g}", "highest": f"{max(right):.4g}"} if right else {}
    return AccuracyPlot(
        frame=frame,
        bars=_bars(right, axis, frame),
        low=axis.at(low),
        high=axis.at(high) if high < 1 else None,
        outcomes=tuple(axis.at(one) for one in outcomes),
        description=sentence(
            id, value=f"{value:.4g}", low=f"{low:.4g}", count=len(right), **told
        ),
        confusion=_confusion(drawing.get("confusion")),
        misread=_misread(drawing.get("misread")),
    )


def with_one_reading(checks: Sequence[CheckRecord]) -> list[CheckRecord]:
    """The checks of a step with one table of which digit was read as which.

    A step may train several times; the training that failed tells more, else the one that
    was tried on more digits.
    """
    read = [
        (not finding.passed, _digits(finding), (place, number))
        for place, check in enumerate(checks)
        for number, finding in enumerate(check.findings)
        if _digits(finding)
    ]
    chosen = max(read, key=lambda one: one[:2])[2] if read else None
    return [
        replace(
            check,
            findings=tuple(
                finding if (place, number) == chosen else _without_reading(finding)
                for number, finding in enumerate(check.findings)
            ),
        )
        for place, check in enumerate(checks)
    ]


def _digits(finding: FindingRecord) -> int:
    """How many digits a finding's table counts; 0 where it has none."""
    rows = finding.drawing.get("confusion")
    if not isinstance(rows, list):
        return 0
    return sum(int(sum(numbers(row))) for row in rows)


def _without_reading(finding: FindingRecord) -> FindingRecord:
    kept = {
        key: value
        for key, value in finding.drawing.items()
        if key not in ("confusion", "misread")
    }
    return replace(finding, drawing=kept)


def _bars(values: Sequence[float], axis: _Axis, frame: Frame) -> str:
    """A histogram of `values` as one path."""
    if not values:
        return ""
    first, last = axis.at(min(values)), axis.at(max(values))
    width = max((last - first) / BINS, 2.0)
    counts: dict[int, int] = {}
    for one in values:
        place = min(int((axis.at(one) - first) / width), BINS - 1)
        counts[place] = counts.get(place, 0) + 1
    unit = (frame.bottom - TOP - 34) / max(counts.values())
    return "".join(
        f"M{round(first + place * width, 1)} {frame.bottom}v{-round(count * unit, 1)}"
        f"h{round(width - 0.6, 1)}V{frame.bottom}z"
        for place, count in sorted(counts.items())
    )


def _confusion(rows: Plain) -> tuple[tuple[Share, ...], ...]:
    if not isinstance(rows, list) or len(rows) != 10:
        return ()
    counts = [[int(one) for one in numbers(row)] for row in rows]
    if any(len(row) != 10 for row in counts):
        return ()
    return tuple(
        tuple(_share(count, sum(row), label == read) for read, count in enumerate(row))
        for label, row in enumerate(counts)
    )


def _share(count: int, total: int, right: bool) -> Share:
    part = count / total if total else 0.0
    bounds = (0.0, 0.6, 0.8, 0.95) if right else (0.0, 0.01, 0.04, 0.1)
    return Share(count, sum(part > bound for bound in bounds), right)


def _misread(digits: Plain) -> tuple[Misread, ...]:
    shown = []
    for one in digits if isinstance(digits, list) else ():
        if isinstance(one, Mapping) and (digit := _digit(one)) is not None:
            shown.append(digit)
    return tuple(shown)


def _digit(one: Mapping[str, Plain]) -> Misread | None:
    try:
        pixels = base64.b64decode(str(one["pixels"]), validate=True)
        label, read, sure = int(str(one["label"])), int(str(one["read"])), one["sure"]
    except (KeyError, ValueError, binascii.Error):
        return None
    if len(pixels) != SIDE * SIDE or not isinstance(sure, int | float):
        return None
    return Misread(
        picture=gray_png(bytes(255 - one for one in pixels), SIDE),
        alt=sentence("plot.digit", label=label, read=read),
        label=f"{label} → {read}",
        sure=f"{100 * sure:.0f} %",
    )


@dataclass(frozen=True)
class _Axis:
    """Values from `low` to `high` between two places in SVG units."""

    low: float
    high: float
    start: float
    end: float
    gap: float

    @staticmethod
    def of(values: Sequence[float], start: float, end: float) -> _Axis:
        """An axis with room for these finite values, from round number to round number."""
        low, high = min(values), max(values)
        gap = nice((high - low) / 5 or abs(high) / 5 or 1.0)
        low = math.floor(low / gap + 1e-9) * gap
        high = math.ceil(high / gap - 1e-9) * gap
        return _Axis(low, high if high > low else low + gap, start, end, gap)

    def at(self, value: float) -> float:
        """The place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + (self.end - self.start) * share, 1)

    def ticks(self) -> tuple[Tick, ...]:
        """A mark at each round number."""
        count = round((self.high - self.low) / self.gap)
        values = (round(self.low + self.gap * n, 10) for n in range(count + 1))
        return tuple(Tick(self.at(one), f"{one:.6g}") for one in values)
