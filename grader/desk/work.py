"""Where a student's work is, and which steps of it were begun. Runs none of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.course import Course, Step, exercise
from grader.desk.messages import OutlineStep
from grader.errors import UsageError
from grader.language import sentence
from grader.report.source import defined_names
from grader.submissions import (
    NotebookFile,
    Submission,
    entries_in,
    find_submissions,
    is_named_after_step,
    is_notebook,
    is_untouched,
    kind_of,
    shown,
    without_layout,
)

EXERCISES = "exercises"
MISSING, UNTOUCHED, BEGUN = "missing", "untouched", "begun"


def find_work(here: Path, course: Course) -> Path:
    """The folder with the exercises: `here`, `exercises` in it, or one that it lies in.

    Raises:
        UsageError: there is none; it says where they were looked for.
    """
    for folder in _candidates(here.resolve(), course):
        if _holds_work(folder, course, any_notebook=folder == here.resolve()):
            return folder
    first = course.steps[0].id
    raise UsageError(sentence("usage.no_exercises", folder=shown(here), step=first))


def _candidates(here: Path, course: Course) -> Iterator[Path]:
    for folder in (here, *here.parents):
        if folder != course.path:
            yield folder
            yield folder / EXERCISES


def _holds_work(folder: Path, course: Course, any_notebook: bool) -> bool:
    if kind_of(folder) != "folder":
        return False
    try:
        entries = [one for one in entries_in(folder) if one.left_out != "folder"]
    except UsageError:
        return False
    return any(
        is_named_after_step(one.name, course) or (any_notebook and is_notebook(one.name))
        for one in entries
    )


def submission_at(paths: Sequence[Path], course: Course) -> Submission:
    """One submission of all that is named: files, notebooks, or one folder.

    Raises:
        UsageError: something named does not exist or is no work of one student.
    """
    found = find_submissions(paths, course)
    first = found[0]
    if len(found) == 1:
        return first
    if any(kind_of(path) == "folder" for path in paths):
        raise UsageError(sentence("usage.one_folder"))
    wanted = {id for one in found for id in one.steps}
    files = {file.step: file for one in found for file in one.files}
    return replace(
        first,
        id=first.student,
        files=tuple(files.values()),
        notebooks=tuple(book for one in found for book in one.notebooks),
        steps=tuple(step.id for step in course.steps if step.id in wanted),
    )


class Work:
    """A submission as its author left it: which step is answered where, if at all."""

    def __init__(self, submission: Submission, course: Course) -> None:
        self._submission = submission
        self._course = course
        stubs = [exercise(step) for step in course.steps]
        self._files = {file.step: file for file in submission.files}
        self._cells = {
            one.name: list(_own_cells(one, stubs)) for one in submission.notebooks
        }

    def outline(self, step: Step, hidden: bool) -> OutlineStep:
        """What there is of a step. `hidden`: whether the course has hidden checks of it."""
        state, name, content = self._state(step)
        digest = hashlib.sha256(content).hexdigest() if name else ""
        return OutlineStep(
            *(step.id, step.title, step.max_score, hidden, state, name, digest)
        )

    def answered(self, steps: Sequence[str], begun_only: bool) -> Submission:
        """The submission with what answers some steps, and nothing else.

        A stub that is as it was handed out gives way to a notebook.

        steps:      ids; empty for all.
        begun_only: leave out steps that were not begun, unless `steps` names them.
        """
        asked = [self._course.step(id) for id in steps or self._submission.steps]
        states = {step.id: self._state(step) for step in asked}
        chosen = [
            step.id
            for step in self._course.steps
            if step.id in states
            and (steps or not begun_only or states[step.id][0] == BEGUN)
        ]
        names = {states[id][1] for id in chosen}
        files = [self._files[id] for id in chosen if id in self._files]
        notebooks = [one for one in self._submission.notebooks if one.name in names]
        return replace(
            self._submission,
            steps=tuple(chosen),
            files=tuple(one for one in files if one.name in names),
            notebooks=tuple(notebooks),
        )

    def _state(self, step: Step) -> tuple[str, str, bytes]:
        """The state of a step, and name and content of what answers it."""
        file = self._files.get(step.id)
        if file is not None and not is_untouched(file, step):
            return BEGUN, file.name, file.content
        for notebook in self._submission.notebooks:
            if notebook.step == step.id or self._answers(notebook, step):
                return BEGUN, notebook.name, notebook.content
        if file is not None:
            return UNTOUCHED, file.name, file.content
        for notebook in self._submission.notebooks:
            if not notebook.step:
                return UNTOUCHED, notebook.name, notebook.content
        return MISSING, "", b""

    def _answers(self, notebook: NotebookFile, step: Step) -> bool:
        cells = self._cells[notebook.name]
        return bool(notebook.refused) or any(step.names.keys() & names for names in cells)


def _own_cells(notebook: NotebookFile, stubs: Iterable[str]) -> Iterator[frozenset[str]]:
    """The names that each cell defines which is not as it was handed out."""
    given = [without_layout(stub) for stub in stubs]
    for source in _code_cells(notebook.content):
        plain = without_layout(source)
        if plain and not any(plain in stub for stub in given):
            yield defined_names(source)


def _code_cells(content: bytes) -> Iterator[str]:
    try:
        cells = json.loads(content)["cells"]
        for cell in cells:
            if cell["cell_type"] == "code":
                yield "".join(cell["source"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return
