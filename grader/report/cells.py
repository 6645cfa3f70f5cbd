"""Which cell of a notebook a traceback speaks of.

A worker names the source of a cell `cell_7.py`: the seventh of those that it was given,
which are the code cells that are not empty. People count all cells.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.records import NotebookRecord, StepRecord, SubmissionRecord


def cell_files(notebook: NotebookRecord) -> Mapping[str, int]:
    """The position of each cell that a worker was given, by the name it has there."""
    given = (n for n, cell in enumerate(notebook.cells) if cell.state)
    return {f"cell_{number}.py": n for number, n in enumerate(given, 1)}


def notebook_of(step: StepRecord, submission: SubmissionRecord) -> NotebookRecord | None:
    """The notebook that a step is defined in, if it is in one."""
    if step.cell is None:
        return None
    return next((one for one in submission.notebooks if one.name == step.file), None)
