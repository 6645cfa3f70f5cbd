"""Real TensorFlow without the fork server: GRADER_WORKERS=spare gives the same marks."""

from pathlib import Path

import pytest
from conftest import grade_files

from grader.run import open_setting
from grader.sandbox.sources import SpareProcesses

pytestmark = pytest.mark.tensorflow

STUDENT = Path(__file__).parents[2] / "examples" / "class" / "finn_becker"
STEPS = ("15_softmax", "18_logistic_regression")


def marks(record):
    return [
        (step.id, step.outcome, step.score, [mark(one) for one in step.checks])
        for step in record.steps
        if step.id in STEPS
    ]


def mark(check):
    named = [one.name for one in check.misconceptions]
    return (check.id, check.outcome, check.reason, check.points, named)


def test_a_student_has_the_same_marks_without_the_fork_server(
    workshop, workshop_setting, tmp_path, monkeypatch
):
    """Unreadable and trained: outcomes, reasons, points and named mistakes."""
    files = {f"{one}.py": (STUDENT / f"{one}.py").read_bytes() for one in STEPS}
    forked = marks(grade_files(workshop_setting, tmp_path / "forked", files))
    assert {outcome for _, outcome, _, _ in forked} > {"passed"}
    monkeypatch.setenv("GRADER_WORKERS", "spare")
    with open_setting(workshop, "seed") as setting:
        assert isinstance(setting.source, SpareProcesses)
        assert marks(grade_files(setting, tmp_path / "spare", files)) == forked
