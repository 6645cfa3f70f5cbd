"""What a student is told whose archive was refused."""

from conftest import step_of
from download_writers import as_folder, by_key, zipped

from grader.grading import grade
from grader.language.catalogue import SENTENCES
from grader.records import LeftOut, Outcome, Reason
from grader.report.sentences import left_out_sentence, step_rationale
from grader.submissions import Submission


def test_every_step_is_unreadable(toy_setting, tmp_path):
    """The step is errored and says why; it is not taken as missing."""
    files = {"eve.zip": zipped({"../double.py": ""}), "ada/double.py": ""}
    path = as_folder(tmp_path / "x", files)
    submission = by_key(path, toy_setting.course)["eve"].submission
    record = grade(submission, toy_setting)
    assert {one.outcome for one in record.steps} == {Outcome.ERRORED}
    assert {one.reason for one in record.steps} == {Reason.UNREADABLE}
    step = step_of(record, "01_double")
    assert step.checks[0].details == {
        "why": "archive_path",
        "name": "eve.zip (../double.py)",
    }
    told = left_out_sentence(LeftOut("eve.zip", "archive_path"))
    assert step_rationale(step) == f"eve.zip (../double.py): {told}"


def test_a_step_that_came_beside_the_archive_is_graded(toy_setting, tmp_path):
    """Only what may have been in the archive is unreadable."""
    double = "def double(x):\n    return 2 * x\n"
    files = {"a_1_2_double.py": double, "a_1_3_x.rar": b"", "b_2_3_double.py": double}
    path = as_folder(tmp_path / "x", files)
    record = grade(by_key(path, toy_setting.course)["canvas:1"].submission, toy_setting)
    assert step_of(record, "01_double").reason is not Reason.UNREADABLE
    assert step_of(record, "02_total").reason is Reason.UNREADABLE


def test_every_reason_has_a_sentence_and_a_line_in_the_reference():
    """The ids in the code, in the catalogue and in outcomes.md are the same."""
    import re
    from pathlib import Path

    root = Path(__file__).parent.parent.parent
    sources = [
        *(root / "grader" / "downloads").glob("*.py"),
        root / "grader/submissions.py",
    ]
    text = "".join(path.read_text() for path in sources)
    used = set(re.findall(r'"(archive_[a-z]+)"', text))
    used |= set(re.findall(r'LeftOut\([^"]*"([a-z_0-9]+)"\)', text))
    documented = (root / "docs/reference/outcomes.md").read_text()
    for reason in used:
        assert f"left_out.{reason}" in SENTENCES
        assert f"| `{reason}` |" in documented
    assert {"archive_bomb", "not_understood", "superseded"} <= used


def test_a_folder_that_we_may_not_read_is_no_zero(toy_setting):
    """Nobody knows what is in it: ungraded, until the instructor opens it."""
    steps = tuple(step.id for step in toy_setting.course.steps)
    refused = {"refused": "unreadable", "refused_name": "ada"}
    closed = Submission("ada", "Ada", "", (), steps, **refused)
    record = grade(closed, toy_setting)
    assert (record.status, record.score) == ("ungraded", None)
    assert {step.outcome for step in record.steps} == {Outcome.UNGRADED}
