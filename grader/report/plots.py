"""Geometry of the loss curve; the SVG itself is a macro of the templates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.language import sentence
from grader.records import FindingRecord, Plain, Value

WIDTH, HEIGHT = 520, 250
LEFT, RIGHT, TOP, BOTTOM = 58, 12, 12, 40
MOST_POINTS = 90
_LOG_FROM = 20.0


@dataclass(frozen=True)
class Tick:
    """A mark on an axis: its place in SVG units, and its text."""

    place: float
    text: str


@dataclass(frozen=True)
class Frame:
    """What is round a chart: axes with their names, and its size in SVG units."""

    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    x_label: str
    y_label: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP

    @property
    def bottom(self) -> int:
        """Where the axis lies."""
        return self.height - BOTTOM


@dataclass(frozen=True)
class LossPlot:
    """Two curves in one frame. `student` and `reference` are SVG path data."""

    frame: Frame
    student: str
    reference: str
    description: str
    note: str
    kind: str = "loss"


def loss_plot(finding: FindingRecord) -> LossPlot | None:
    """The curve of a finding with plot == `loss`; None when there is nothing to draw."""
    student, reference = _values(finding.observed), _values(finding.expected)
    drawable = [one for one in (*student, *reference) if math.isfinite(one)]
    if len(student) < 2 or len(drawable) < 2:
        return None
    scale = _Scale.of(_bounded(drawable, reference), max(len(student), len(reference)))
    gaps = sum(not math.isfinite(one) for one in student)
    return LossPlot(
        student=_path(student, scale),
        reference=_path(reference, scale),
        frame=Frame(
            scale.x_ticks(),
            scale.y_ticks(),
            sentence("plot.step"),
            sentence("plot.log" if scale.logarithmic else "plot.loss"),
        ),
        description=_description(student, reference),
        note=sentence("plot.gaps", count=gaps) if gaps else "",
    )


def _values(value: Value | None) -> list[float]:
    return numbers(value.data if value is not None else None)


def numbers(data: Plain) -> list[float]:
    """The numbers of a list, finite or not; nothing of anything else."""
    if not isinstance(data, list):
        return []
    return [float(one) for one in data if isinstance(one, int | float)]


def _bounded(drawable: list[float], reference: list[float]) -> list[float]:
    """Values for the axis: a diverging curve must not flatten the reference's."""
    known = [one for one in reference if math.isfinite(one)]
    if not known:
        return drawable
    ceiling = max(max(known), 0.0) * 1e6 + 1.0
    return [min(max(one, -ceiling), ceiling) for one in drawable]


def _description(student: list[float], reference: list[float]) -> str:
    if not reference:
        return sentence("plot.title")
    return sentence(
        "plot.description",
        first=f"{student[0]:.4g}",
        last=f"{student[-1]:.4g}",
        count=len(student),
        reference_first=f"{reference[0]:.4g}",
        reference_last=f"{reference[-1]:.4g}",
        reference_count=len(reference),
    )


@dataclass(frozen=True)
class _Scale:
    low: float
    high: float
    count: int
    logarithmic: bool

    @staticmethod
    def of(values: list[float], count: int) -> _Scale:
        low, high = min(values), max(values)
        if low > 0 and high / low > _LOG_FROM:
            lowest, highest = math.floor(math.log10(low)), math.ceil(math.log10(high))
            return _Scale(lowest, highest, count, True)
        low = min(low, 0.0)
        step = nice((high - low) / 4 or 1.0)
        ceiling = math.ceil(high / step - 1e-9) * step
        return _Scale(math.floor(low / step + 1e-9) * step, ceiling or step, count, False)

    def x(self, position: int) -> float:
        width = WIDTH - LEFT - RIGHT
        return round(LEFT + width * position / max(self.count - 1, 1), 1)

    def y(self, value: float) -> float:
        height = HEIGHT - TOP - BOTTOM
        if self.logarithmic:
            value = math.log10(value) if value > 0 else self.low
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(TOP + height * (1 - min(max(share, 0.0), 1.0)), 1)

    def x_ticks(self) -> tuple[Tick, ...]:
        step = max(int(nice(self.count / 5)), 1)
        return tuple(Tick(self.x(at), str(at)) for at in range(0, self.count, step))

    def y_ticks(self) -> tuple[Tick, ...]:
        if self.logarithmic:
            low, high = int(self.low), int(self.high)
            step = max((high - low) // 5, 1)
            powers = range(low, high + 1, step)
            return tuple(Tick(self.y(10.0**power), _power(power)) for power in powers)
        gap = nice((self.high - self.low) / 4)
        count = round((self.high - self.low) / gap)
        values = [self.low + gap * n for n in range(count + 1)]
        return tuple(Tick(self.y(value), f"{round(value, 10):.4g}") for value in values)


def _power(power: int) -> str:
    return f"{10.0**power:g}" if -4 <= power <= 4 else f"1e{power}"


def nice(step: float) -> float:
    """The next of 1, 2, 5, 10 times a power of ten."""
    power: float = 10.0 ** math.floor(math.log10(step)) if step > 0 else 1.0
    return next((n * power for n in (1, 2, 5, 10) if n * power >= step - 1e-12), step)


def _path(values: list[float], scale: _Scale) -> str:
    """SVG path data of at most MOST_POINTS points; values that are not finite are gaps."""
    last = len(values) - 1
    parts = min(last, MOST_POINTS)
    shown = [round(n * last / parts) for n in range(parts + 1)] if parts > 0 else []
    pieces: list[str] = []
    pen_down = False
    for position in shown:
        value = values[position]
        if not math.isfinite(value):
            pen_down = False
            continue
        pieces.append(f"{'L' if pen_down else 'M'}{scale.x(position)} {scale.y(value)}")
        pen_down = True
    return "".join(pieces)
