"""Measures the random outcomes of a step over many seeds and writes its rules (law 5)."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from grader.course import Course, Misconception, Step
from grader.errors import UsageError
from grader.examination.cache import FindingsCache
from grader.examination.calibration import FILE_NAME, Rule
from grader.examination.conversation import Held
from grader.examination.references import References
from grader.examination.thresholds import (
    choose_rule,
    false_reject_bound,
    reject_probability,
)
from grader.run import MakeSource
from grader.sandbox.client import WorkerSource
from grader.sandbox.sources import default_source

DRAWING = "calibration.svg"


@dataclass(frozen=True)
class Calibration:
    """The measured outcomes of one finding, and the rule that follows from them.

    outcomes: of the reference, one a seed. wrong: of each misconception that gives any.
    """

    name: str
    check: str
    rule: Rule
    outcomes: tuple[float, ...]
    wrong: Mapping[str, tuple[float, ...]]

    @property
    def rejected(self) -> int:
        """How many of the reference's outcomes lie below the threshold."""
        return sum(one < self.rule.threshold for one in self.outcomes)

    @property
    def bound(self) -> float:
        """Upper bound of the false-reject rate, from the sample alone, at 95%."""
        return false_reject_bound(len(self.outcomes), self.rejected)

    @property
    def fitted(self) -> float:
        """False-reject rate of the whole procedure, by the fitted normal tail."""
        return reject_probability(self.rule, self.outcomes)

    def accepted(self, misconception: str) -> float:
        """False-accept rate of the whole procedure for a misconception, fitted."""
        return 1 - reject_probability(self.rule, self.wrong[misconception])

    def record(self, versions: Mapping[str, str]) -> dict[str, Any]:
        """As `calibration.json` holds it."""
        return {
            "check": self.check,
            "rule": asdict(self.rule),
            "seeds": len(self.outcomes),
            "mean": round(fmean(self.outcomes), 5),
            "standard_deviation": round(stdev(self.outcomes), 5),
            "false_rejects": {
                "observed": self.rejected,
                "bound_95": round(self.bound, 5),
                "fitted": float(f"{self.fitted:.2g}"),
            },
            "false_accepts": {
                name: float(f"{self.accepted(name):.2g}") for name in self.wrong
            },
            "measured": datetime.date.today().isoformat(),
            "versions": dict(versions),
            "outcomes": [round(one, 5) for one in self.outcomes],
            "misconceptions": {
                name: [round(one, 5) for one in values]
                for name, values in self.wrong.items()
            },
        }


def calibrate(
    course: Course,
    step: Step,
    seeds: int,
    wrong_seeds: int,
    workers: int,
    on_done: Callable[[], None] = lambda: None,
    make_source: MakeSource = default_source,
) -> tuple[list[Calibration], dict[str, str]]:
    """Measure the reference over `seeds` and each misconception over `wrong_seeds`.

    on_done: called after each conversation, from any thread.
    Returns a calibration for each random outcome, and the versions that were used.

    Raises:
        UsageError: no finding of the step is judged by a rule, or the check is visible.
        BrokenCheck: a check raised.
    """
    source = make_source(course.preload)
    try:
        measurement = _Measurement(course, step, source, on_done)
        who: list[Misconception | None] = [None] * seeds
        who += [one for one in step.misconceptions for _ in range(wrong_seeds)]
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(measurement.one, range(len(who)), who))
        return measurement.calibrations(), dict(source.versions)
    finally:
        source.close()


class _Measurement:
    """Collects the first, unconfirmed outcome of every conversation."""

    def __init__(
        self, course: Course, step: Step, source: WorkerSource, on_done: Callable[[], None]
    ) -> None:
        self._course, self._step, self._source = course, step, source
        self._on_done = on_done
        self._right: defaultdict[tuple[str, str], list[float]] = defaultdict(list)
        self._wrong: defaultdict[tuple[str, str, str], list[float]] = defaultdict(list)

    def one(self, number: int, misconception: Misconception | None) -> None:
        """Hold all checks once, with a seed of their own."""
        cache = FindingsCache(self._course.digest, self._source.versions, None)
        seed = f"calibrate-{number}"
        references = References(self._course, self._source, seed, cache)
        if misconception is None:
            self._note(references.unjudged(self._step), "")
        else:
            held = references.mistaken(self._step, misconception)
            self._note(held, misconception.id)
        self._on_done()

    def _note(self, held: Mapping[str, Held], misconception: str) -> None:
        for check, one in held.items():
            for name, finding in one.findings.items():
                if finding.outcomes and not misconception:
                    self._right[check, name].append(finding.outcomes[0])
                elif finding.outcomes:
                    self._wrong[check, name, misconception].append(finding.outcomes[0])

    def calibrations(self) -> list[Calibration]:
        """One for each finding that is judged by a rule."""
        if not self._right:
            raise UsageError(
                f"Step {self._step.id} has no random outcome: none of its findings comes "
                "from calibrated(...).judged(...)."
            )
        hidden = {check.id for check in self._step.checks if check.hidden}
        found = []
        for (check, name), outcomes in self._right.items():
            if check not in hidden:
                raise UsageError(
                    f"{self._step.id}: check {check} is visible, so its seed is the public "
                    "one and every run gives the same outcome. Make it hidden."
                )
            wrong = {
                slug: tuple(values)
                for (of, named, slug), values in sorted(self._wrong.items())
                if (of, named) == (check, name)
            }
            rule = choose_rule(outcomes, wrong.values())
            found.append(Calibration(name, check, rule, tuple(sorted(outcomes)), wrong))
        return found


def write_record(
    step: Step, calibrations: Sequence[Calibration], versions: Mapping[str, str]
) -> Path:
    """Write `calibration.json` and its drawing into the step's folder; its path."""
    path = step.folder / FILE_NAME
    record = {one.name: one.record(versions) for one in calibrations}
    path.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    drawing = "\n".join(draw(one, step.title) for one in calibrations)
    (step.folder / DRAWING).write_text(drawing + "\n", encoding="utf-8")
    return path


WIDTH, LEFT, RIGHT, TOP, ROW = 720, 190, 20, 30, 22


def draw(calibration: Calibration, title: str) -> str:
    """The outcomes as dots, a row for the reference and for each misconception (SVG)."""
    rule, wrong = calibration.rule, calibration.wrong
    rows = {"right": calibration.outcomes}
    rows |= {
        name: wrong[name] for name in sorted(wrong, key=lambda name: -fmean(wrong[name]))
    }
    values = [one for row in rows.values() for one in row]
    low = max(0.0, min(*values, rule.threshold - 0.05) - 0.01)
    high = min(1.0, max(values) + 0.01)
    bottom = TOP + ROW * len(rows)

    def x(value: float) -> float:
        share = (max(value, low) - low) / (high - low)
        return round(LEFT + (WIDTH - LEFT - RIGHT) * share, 1)

    heading = f"{title}: {calibration.name}, threshold {rule.threshold:g}"
    start, end = x(rule.threshold - rule.margin), x(rule.threshold + rule.margin)
    ticks = [tick / 20 for tick in range(21) if low <= tick / 20 <= high]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {bottom + 24}" '
            'role="img" font-family="system-ui, sans-serif" font-size="12" fill="#333">',
            f"<title>{heading}</title>",
            '<rect width="100%" height="100%" fill="#fff"/>',
            f'<text x="10" y="18" font-weight="bold">{heading}</text>',
            f'<path d="M{start} {TOP}H{end}V{bottom}H{start}Z" fill="#e6e6e6"/>',
            f'<path d="M{x(rule.threshold)} {TOP}V{bottom}" stroke="#b00020"/>',
            *(
                _row(name, [x(one) for one in row], TOP + ROW * number + ROW // 2)
                for number, (name, row) in enumerate(rows.items())
            ),
            '<g text-anchor="middle">',
            *(f'<text x="{x(tick)}" y="{bottom + 16}">{tick:g}</text>' for tick in ticks),
            "</g>",
            "</svg>",
        ]
    )


def _row(name: str, places: Sequence[float], y: int) -> str:
    label = name.replace("_", " ")
    dots = "".join(f'<circle cx="{place}" cy="{y}" r="3"/>' for place in places)
    return (
        f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{label}</text>'
        f'<g fill="{"#1b6e3c" if name == "right" else "#555"}" fill-opacity="0.35">'
        f"{dots}</g>"
    )
