"""Where work is found, and what of it was begun."""

import json

import pytest

from desk.samples import RIGHT
from grader.course import load_course
from grader.desk.work import Work, find_work, submission_at
from grader.errors import UsageError


@pytest.fixture
def course(work):
    return load_course(work.parent / "solutions")


def states(work, course):
    found = Work(submission_at([work], course), course)
    return {step.name: found.outline(step, hidden=True).state for step in course.steps}


def write_cell(work, step, source):
    """Write an answer into the notebook, as an editor does."""
    path = work / "workshop.ipynb"
    notebook = json.loads(path.read_text())
    (cell,) = (one for one in notebook["cells"] if one["id"] == step)
    cell["source"] = source.splitlines(keepends=True)
    path.write_text(json.dumps(notebook))


def test_work_is_found_from_any_folder_inside(work, course):
    """From the folder, from one in it, and from the kit's own."""
    (work / "notes" / "more").mkdir(parents=True)
    for here in (work, work / "notes" / "more", work.parent):
        assert find_work(here, course) == work


def test_no_work_says_where_to_go(tmp_path, course):
    """A folder without exercises is refused with a file that should be there."""
    with pytest.raises(UsageError, match=r"01_double\.py"):
        find_work(tmp_path, course)


def test_a_stub_is_untouched_whatever_an_editor_did_to_its_blanks(work, course):
    """Windows line ends and blanks at the ends are no beginning."""
    path = work / "01_double.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"  \r\n"))
    assert states(work, course) == {"double": "untouched", "total": "untouched"}


def test_a_changed_file_was_begun(work, course):
    """One other line is enough."""
    (work / "01_double.py").write_text(RIGHT)
    assert states(work, course) == {"double": "begun", "total": "untouched"}


def test_a_stub_gives_way_to_the_notebook(work, course):
    """Who works in the notebook need not delete the files."""
    write_cell(work, "02_total", "total = sum")
    assert states(work, course) == {"double": "untouched", "total": "begun"}
    whole = Work(submission_at([work], course), course)
    chosen = whole.answered([], begun_only=True)
    assert [one.name for one in chosen.notebooks] == ["workshop.ipynb"]
    assert chosen.files == ()
    assert chosen.steps == ("02_total",)


def test_an_untouched_notebook_is_not_run(work, course):
    """It costs a kernel and answers nothing."""
    (work / "01_double.py").write_text(RIGHT)
    chosen = Work(submission_at([work], course), course).answered([], begun_only=True)
    assert chosen.notebooks == ()
    assert [one.name for one in chosen.files] == ["01_double.py"]


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"cells": 3}', "[" * 5000])
def test_a_damaged_notebook_is_no_fault(work, course, content):
    """It answers nothing, or is examined and refused there."""
    (work / "workshop.ipynb").write_text(content)
    assert states(work, course)["double"] == "untouched"


def test_a_named_step_is_examined_though_untouched(work, course):
    """Whoever names a step wants to hear of it."""
    chosen = Work(submission_at([work], course), course).answered(["02_total"], True)
    assert chosen.steps == ("02_total",)
    assert [one.name for one in chosen.files] == ["02_total.py"]
