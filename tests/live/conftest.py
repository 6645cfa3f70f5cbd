"""Checks of names of this process; the examiner's process is kept between tests."""

import pytest

from grader.live import cells
from grader.live.check import _end
from live.cells import Notebook


@pytest.fixture
def notebook(monkeypatch, toy):
    made = Notebook(toy.path)
    monkeypatch.setattr(cells, "namespace", lambda: made.names)
    return made


@pytest.fixture(scope="session", autouse=True)
def _no_examiner_is_left():
    yield
    _end()
