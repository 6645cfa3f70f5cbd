"""What an export says about itself, and the numbers that it writes and reads."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from grader.errors import UsageError
from grader.marks import Mark, Status
from grader.records import Student
from grader.visible import short

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_WITH_COMMA = re.compile(r"[+-]?[0-9]+,(?:[0-9]{1,2}|[0-9]{4,})")
_WITH_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")


@dataclass(frozen=True)
class Unmatched:
    """A student for whom nothing was written.

    student: name and key, for people, on one line.
    why:     a sentence.
    """

    student: str
    why: str


@dataclass(frozen=True)
class Export:
    """A file for another system, and who is not in it.

    content:   the file; empty where it was written to a path.
    written:   how many students have something in it.
    unmatched: who could not be found in the file, or not for certain.
    unfilled:  who was found, and has no mark to write or a cell that is not ours.
    """

    content: bytes
    written: int
    unmatched: tuple[Unmatched, ...] = ()
    unfilled: tuple[Unmatched, ...] = ()


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of `path` once all of it is written.

    Raises:
        UsageError: it cannot be written.
    """
    if not path.name:
        raise UsageError(f"{path}: this is a folder. Name a file to write to.")
    partial = path.with_name(f".{path.name}.partial")
    try:
        with partial.open("wb") as file:
            yield file
        partial.replace(path)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            partial.unlink()


def label(student: Student) -> str:
    """The student as lists show one: `Ada Lovelace (canvas:12)`."""
    if student.name in ("", student.key):
        return short(student.key)
    return f"{short(student.name)} ({short(student.key)})"


def final_points(mark: Mark) -> float | None:
    """What is exported: the final points, None where they are no finite number."""
    return mark.final if mark.final is not None and math.isfinite(mark.final) else None


def why_unfilled(mark: Mark) -> str:
    """Why a mark has no final points, and what to do."""
    if mark.status is Status.MISSING:
        return "Nothing was handed in, so there is no mark. The cell stays as it is."
    return "Something is not graded, so there is no mark. Grade it again or override it."


def number_text(value: float, comma: bool = False) -> str:
    """A number with at most four decimals and no needless zeros: `12.5`, or `12,5`."""
    text = f"{value:.4f}".rstrip("0").rstrip(".")
    text = "0" if text == "-0" else text
    return text.replace(".", ",") if comma else text


def parse_number(text: str) -> float | None:
    """A number as a gradebook has it; None where that is none, or may be two.

    `1,000` may be one or a thousand and is not understood.
    """
    text = text.strip()
    if not _NUMBER.fullmatch(text) or _GROUPED.fullmatch(text):
        return None
    return float(text.replace(",", "."))


def uses_comma(values: Iterable[str]) -> bool:
    """Whether the numbers among some cells have decimal commas and no decimal points."""
    texts = [value.strip() for value in values]
    return any(map(_WITH_COMMA.fullmatch, texts)) and not any(
        map(_WITH_POINT.fullmatch, texts)
    )


def scaled(mark: Mark, points: float, possible: float | None, scale: bool) -> float:
    """The final points as a file wants them.

    possible: the points possible as the file says them; None when it does not.

    Raises:
        UsageError: the file counts out of other points and `scale` is not set, or is set
            and the file or the assignment does not say out of how many.
    """
    if not scale:
        if possible is not None and not math.isclose(possible, mark.max_score):
            raise UsageError(
                f"The file counts out of {number_text(possible)} points, the assignment "
                f"out of {number_text(mark.max_score)}. Change the points there, or scale "
                "the marks (--scale)."
            )
        return points
    if not possible or not mark.max_score:
        raise UsageError(
            "The marks cannot be scaled: the file or the assignment does not say out of "
            "how many points they are."
        )
    return points / mark.max_score * possible
