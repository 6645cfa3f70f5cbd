"""Commands about this machine: doctor."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.base import NOT_GOOD_ENOUGH, command, show

if TYPE_CHECKING:
    from grader.doctor import Row


@command
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> int:
    """Try what grading needs on this machine, and say what to do where it lacks."""
    from grader.doctor import examine

    rows = examine()
    if as_json:
        typer.echo(json.dumps([dataclasses.asdict(row) for row in rows], indent=2))
    else:
        show(_doctor_table(rows))
        for row in rows:
            if not row.ok:
                typer.echo(f"{row.name}: {row.advice}")
    bad = any(row.required and not row.ok for row in rows)
    return NOT_GOOD_ENOUGH if bad else 0


def _doctor_table(rows: Sequence[Row]) -> object:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for heading in ("", "What", "Required", "Found"):
        table.add_column(heading)
    for row in rows:
        sign = Text("ok", "green") if row.ok else Text("MISSING", "red")
        table.add_row(sign, row.name, "yes" if row.required else "no", Text(row.detail))
    return table
