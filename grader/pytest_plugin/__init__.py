"""pytest plugin: in a folder of exercises, one test for each visible check of a step.

pytest loads this module in every project, so it imports nothing of ours before it sees a
file that is called like a step. A student's file is never imported by pytest: the tests
of it are checks that the grader holds with a worker process.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from grader.pytest_plugin.items import StepFile
    from grader.pytest_plugin.session import Session

    Collected = list[pytest.Collector]

_STEP_FILE = re.compile(r"\d\d_[a-z][a-z0-9_]*\.py")
_NO_EXERCISES_BELOW = frozenset({"solutions", "checks", "tests"})
_SESSION: pytest.StashKey[Session] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, Collected, Collected]:
    """Collect a step's file as its checks, in place of a module that pytest imports."""
    collected = yield
    step_file = _step_file(file_path, parent)
    if step_file is None:
        return collected
    return [*(one for one in collected if not isinstance(one, pytest.Module)), step_file]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A check that is skipped names the student's file, not this plugin's."""
    report = yield
    if _SESSION in item.config.stash and report.skipped:
        from grader.pytest_plugin.items import CheckItem

        if isinstance(item, CheckItem) and isinstance(report.longrepr, tuple):
            path, line, _ = item.reportinfo()
            reason = report.longrepr[2].removeprefix("Skipped: ")
            report.longrepr = (str(path), line + 1, f"Skipped: {reason}")
    return report


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the processes that examined."""
    if _SESSION in config.stash:
        config.stash[_SESSION].close()


def _step_file(path: Path, parent: pytest.Collector) -> StepFile | None:
    """The collector of a file, if a course has a step that is called so."""
    config = parent.config
    root = config.rootpath
    parts = path.relative_to(root).parts if path.is_relative_to(root) else path.parts
    if not _STEP_FILE.fullmatch(path.name) or _NO_EXERCISES_BELOW.intersection(parts):
        return None
    from grader.course import find_course

    folder = find_course(path.parent)
    if folder is None or not (folder / path.stem).is_dir():
        return None
    from grader.pytest_plugin.items import StepFile
    from grader.pytest_plugin.session import Session

    session = config.stash.setdefault(_SESSION, Session())
    return StepFile.from_parent(parent, path=path, examiner=session, course_folder=folder)
