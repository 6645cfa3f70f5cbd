"""A student's folder, and a private place for servers, which end with the test."""

import shutil
import tempfile
from pathlib import Path

import pytest
from conftest import TOY

from grader.authoring.sync import write_files
from grader.course import load_course
from grader.desk.client import stop_server


@pytest.fixture(autouse=True)
def runtime(monkeypatch):
    """Servers of a test meet here. A short path, as that of a socket has to be."""
    folder = Path(tempfile.mkdtemp(prefix="desk-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.delenv("GRADER_SERVER", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
    yield folder
    stop_server()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def work(tmp_path, monkeypatch):
    """The exercises of the toy course as they are handed out, and the course beside."""
    course = tmp_path / "kit" / "solutions"
    shutil.copytree(TOY, course, ignore=shutil.ignore_patterns("__pycache__"))
    exercises = course.parent / "exercises"
    write_files(load_course(course), exercises)
    monkeypatch.chdir(exercises)
    return exercises


@pytest.fixture
def no_server(monkeypatch):
    """Everything is examined in the test's own process."""
    monkeypatch.setenv("GRADER_SERVER", "0")
