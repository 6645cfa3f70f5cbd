"""What a desk remembers in a folder of work: `.grader/desk.json`.

How each step came out, by the digest of its file, and how many hints were given. Losing it
loses nothing but that: a damaged file is an empty one, and one that cannot be written is
left.
"""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.desk.messages import Outline, OutlineStep
from grader.records import Outcome, StepRecord

FOLDER, FILE = ".grader", "desk.json"


class Memory:
    """What is remembered of a folder of work, as long as the course is the same."""

    def __init__(self, outline: Outline) -> None:
        self._path = Path(outline.work) / FOLDER / FILE
        self._course = outline.course_digest
        self._steps: dict[str, dict[str, Any]] = _read(self._path, self._course)

    def outcome(self, step: OutlineStep) -> Outcome | None:
        """How the step came out, None when its file has changed since."""
        told = self._steps.get(step.id, {})
        if not step.sha256 or told.get("sha256") != step.sha256:
            return None
        with contextlib.suppress(ValueError):
            return Outcome(str(told.get("outcome")))
        return None

    def points(self, step: OutlineStep) -> float | None:
        """Its points then, None as for `outcome`."""
        points = self._steps.get(step.id, {}).get("points")
        known = self.outcome(step) is not None and isinstance(points, int | float)
        return float(points) if known else None  # type: ignore[arg-type]

    def keep(self, records: Iterable[StepRecord]) -> None:
        """Remember how steps came out."""
        for record in records:
            if record.outcome is not Outcome.UNGRADED:
                self._steps.setdefault(record.id, {}).update(
                    sha256=record.sha256, outcome=record.outcome.value, points=record.score
                )
        self._write()

    def hints(self, step: str, about: str) -> int:
        """How many hints were given of a step, while `about` was the same."""
        told = self._steps.get(step, {})
        count = told.get("hints")
        same = told.get("hints_about") == about
        return count if same and isinstance(count, int) and count > 0 else 0

    def keep_hints(self, step: str, about: str, count: int) -> None:
        """Remember how many hints were given."""
        self._steps.setdefault(step, {}).update(hints=count, hints_about=about)
        self._write()

    def _write(self) -> None:
        text = json.dumps({"course": self._course, "steps": self._steps}, indent=1)
        with contextlib.suppress(OSError):
            self._path.parent.mkdir(exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent)
            try:
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(text)
                Path(name).replace(self._path)
            except OSError:
                Path(name).unlink(missing_ok=True)


def _read(path: Path, course: str) -> dict[str, dict[str, Any]]:
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["course"] != course:
            return {}
        return {str(id): one for id, one in told["steps"].items() if isinstance(one, dict)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
