"""Work that holds checks of its own is graded as if it held none."""

from conftest import grade_files, notebook, step_of

from grader.records import Outcome
from live.cells import RIGHT


def test_checks_in_a_notebook_are_harmless(notebook_setting, tmp_path):
    """Whichever way a check is written, its cell runs to its end and says what it did."""
    cells = [
        "import grader",
        RIGHT,
        "grader.check('double')",
        "%load_ext grader\n%check double",
        "result = grader.check(double)\nresult.passed, str(result)",
    ]
    files = {"work.ipynb": notebook(*cells)}
    record = grade_files(notebook_setting, tmp_path, files)
    assert step_of(record, "01_double").outcome is Outcome.PASSED
    (executed,) = record.notebooks
    assert [cell.state for cell in executed.cells] == ["done"] * len(cells)
    told = [one.data for cell in executed.cells for one in cell.outputs]
    assert "Checks are not held while this is graded." in told[0]
    assert "Not run while grading: %check double" in told[1]


def test_checks_in_a_file_are_harmless(toy_setting, tmp_path):
    """A file that checks itself at its end is graded like another."""
    source = f"import grader\n{RIGHT}\nprint(grader.check(double))\n"
    record = grade_files(toy_setting, tmp_path, {"01_double.py": source})
    assert step_of(record, "01_double").outcome is Outcome.PASSED
    assert "not held while this is graded" in step_of(record, "01_double").output.text
