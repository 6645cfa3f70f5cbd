"""Puts a step's file back as it was handed out, and loses nothing of what was there."""

from __future__ import annotations

import itertools
import os
from pathlib import Path

from grader.desk.messages import Outline
from grader.errors import UsageError
from grader.language import sentence


def target_of(outline: Outline) -> Path:
    """The file of the one step that an outline was asked for.

    Raises:
        UsageError: it is answered in a notebook, or there is nothing to put back.
    """
    stub = outline.exercises[0]
    step = next(one for one in outline.steps if one.id == outline.asked[0])
    if step.file.endswith(".ipynb"):
        told = sentence("desk.reset.notebook", name=step.name, file=step.file)
        raise UsageError(f"{told}\n\n{stub}")
    path = Path(outline.work) / (step.file or f"{step.id}.py")
    if step.state == "untouched":
        raise UsageError(sentence("desk.reset.untouched", file=path.name))
    return path


def put_back(file: Path, stub: str) -> Path | None:
    """Replace a file by the stub; where the file is kept now, None when there was none.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        backup = _keep(file) if file.exists() else None
        file.write_text(stub, encoding="utf-8", newline="\n")
    except OSError as error:
        why = error.strerror or str(error)
        told = sentence("desk.reset.denied", file=str(file), error=why)
        raise UsageError(told) from error
    return backup


def _keep(file: Path) -> Path:
    """Give a file another name, which nothing had before."""
    for number in itertools.count(1):
        backup = file.with_name(f"{file.name}.bak{number if number > 1 else ''}")
        try:
            os.link(file, backup)
        except FileExistsError:
            continue
        except OSError:
            if backup.exists():
                continue
            file.rename(backup)  # a file system without links
            return backup
        file.unlink()
        return backup
    raise AssertionError
