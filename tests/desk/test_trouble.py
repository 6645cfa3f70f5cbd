"""Why the processes do not start, tried and told."""

import pytest

from grader.desk.trouble import why_not_started
from grader.errors import GraderFault, UsageError


@pytest.fixture
def module(tmp_path, monkeypatch):
    """A module that can be found by other processes, with any content."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def write(text):
        (tmp_path / "hardly.py").write_text(text)
        return "hardly"

    return write


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("raise ImportError('no libfoo.so')", "no libfoo.so"),
        ("import os\nos.abort()", "SIGABRT"),
        ("raise SystemExit(4)", "exit status 4"),
    ],
)
def test_a_module_that_cannot_be_imported_is_named(module, text, told):
    """With what happens, and how to try it oneself."""
    error = why_not_started([module(text)], GraderFault("it ended"))
    assert isinstance(error, UsageError)
    assert told in str(error)
    assert "import hardly" in str(error)


def test_another_fault_stays_a_fault(module):
    """When all can be imported it is not the student who can mend it."""
    fault = GraderFault("it ended")
    assert why_not_started([module("")], fault) is fault
