"""Amounts with their units, for people."""

from __future__ import annotations

from datetime import datetime

from grader.language.sentences import sentence


def byte_count(count: float) -> str:
    """A number of bytes: `512 bytes`, `64 kB`, `2 GB`."""
    for unit, size in (("GB", 1024**3), ("MB", 1024**2), ("kB", 1024)):
        if count >= size:
            return f"{count / size:.1f}".removesuffix(".0") + f" {unit}"
    return sentence("amount.bytes", count=round(count))


def seconds_text(seconds: float) -> str:
    """A duration: `0.42 s`, `12 s`, `3 min`."""
    if seconds < 10:
        return f"{seconds:.2g} s"
    return f"{seconds:.0f} s" if seconds < 180 else f"{seconds / 60:.0f} min"


def moment_text(moment: str) -> str:
    """An ISO 8601 time to the minute, `2026-11-26 11:08 +00:00`; else the text itself."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return moment
    zone = when.strftime("%z")
    told = f"{when:%Y-%m-%d %H:%M}"
    return f"{told} {zone[:3]}:{zone[3:]}" if zone else told


def points_of(points: float, most: float) -> str:
    """`3 of 4 points`, `0.5 of 1 point`."""
    count = int(most) if most.is_integer() else 2
    return sentence(
        "points", points=points_text(points), most=points_text(most), count=count
    )


def points_text(points: float | None) -> str:
    """Points without needless zeros; an em dash when there is no mark."""
    return "—" if points is None else f"{points:.2f}".rstrip("0").rstrip(".")
