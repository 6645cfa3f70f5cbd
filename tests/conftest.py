"""What several tests need: the toy course, its workers, and a way to grade text."""

import contextlib
import dataclasses
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pytest

from grader.course import Course, load_course
from grader.grading import Setting, grade
from grader.records import SubmissionRecord
from grader.run import grade_all, open_setting
from grader.sandbox import supervisor
from grader.submissions import Submission, find_submissions

TOY = Path(__file__).parent / "course"
QUICK = {"cell_cpu_seconds": 4.0, "notebook_cpu_seconds": 12.0, "wall_factor": 2.0}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long tests begin, so that none is left over when there is nothing else to do.

    Side by side, most of those that need TensorFlow then find themselves in one process.
    """
    items.sort(key=lambda one: not any(map(one.get_closest_marker, ("tensorflow", "soak"))))


@pytest.fixture(autouse=True)
def _private_cache(tmp_path_factory, monkeypatch):
    """Findings of a test are not kept for another run."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(scope="session")
def toy() -> Course:
    return load_course(TOY)


@pytest.fixture(scope="session")
def toy_setting(toy) -> Iterator[Setting]:
    with open_setting(toy, "seed") as setting:
        yield setting


@pytest.fixture(scope="session")
def notebook_setting(toy) -> Iterator[Setting]:
    """The toy course, with little time for cells."""
    with open_setting(toy, "seed", notebooks=True) as setting:
        yield with_limits(setting, **QUICK)


@pytest.fixture(scope="session")
def workshop() -> Course:
    return load_course(Path(__file__).parent.parent / "solutions")


@pytest.fixture(scope="session")
def workshop_setting(workshop) -> Iterator[Setting]:
    with open_setting(workshop, "seed", notebooks=True) as setting:
        yield setting


def with_limits(setting: Setting, **limits) -> Setting:
    """The setting, with other limits."""
    course = setting.course
    steps = tuple(
        dataclasses.replace(one, limits=dataclasses.replace(one.limits, **limits))
        for one in course.steps
    )
    limited = dataclasses.replace(course.limits, **limits)
    return dataclasses.replace(
        setting, course=dataclasses.replace(course, limits=limited, steps=steps)
    )


def workers_of(source: Any) -> list[int]:
    """The workers that a fork server has at this moment."""
    found = []
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            maker = (entry / "comm").read_text().strip() == supervisor.NAME
            if int(fields[1]) == source.pid and not maker:
                found.append(int(entry.name))
    return found


def notebook(*cells: Any, ids: Sequence[str] = ()) -> bytes:
    """A notebook's bytes; a cell is code, or a ready-made node."""
    nodes = [
        nbformat.v4.new_code_cell(one) if isinstance(one, str) else one for one in cells
    ]
    for node, id in zip(nodes, ids, strict=False):
        node.id = id
    return nbformat.writes(nbformat.v4.new_notebook(cells=nodes)).encode()


def grade_files(
    setting: Setting, folder: Path, files: dict[str, str | bytes]
) -> SubmissionRecord:
    """Grade a submission made of some files, as it would be found in a folder."""
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        data = content.encode() if isinstance(content, str) else content
        (folder / name).write_bytes(data)
    (submission,) = find_submissions([folder], setting.course)
    return grade(submission, setting)


def grade_many(
    submissions: Sequence[Submission], setting: Setting, workers: int
) -> list[SubmissionRecord]:
    """Grade submissions side by side; their records in the same order."""
    records: dict[str, SubmissionRecord] = {}

    def keep(record: SubmissionRecord) -> None:
        records[record.id] = record

    grade_all(submissions, setting, workers, on_done=keep)
    return [records[one.id] for one in submissions]


def step_of(record, step_id):
    """The record of one step of a submission."""
    (step,) = (step for step in record.steps if step.id == step_id)
    return step
