"""The student's edition: nothing of a hidden check's inputs or values gets out."""

from __future__ import annotations

import json
from dataclasses import replace

from grader.records import Frame, Outcome, Output, Problem, Reason
from grader.report import edition, write_reports
from grader.report.edition import OUTPUT_WITHHELD
from grader.report.results import results
from report.samples import CANARY, CANARY_WORD


def hidden_checks(run):
    return [
        check
        for submission in run.submissions
        for step in submission.steps
        for check in step.checks
        if check.visibility == "hidden"
    ]


def test_the_instructor_sees_the_record_itself(run):
    """The instructor's edition is the very record."""
    assert edition(run, "instructor") is run


def test_no_canary_in_any_page(run, tmp_path):
    """No value, message, name, path or seed of a hidden check reaches a student's page."""
    write_reports(run, tmp_path)
    for page in tmp_path.rglob("*.html"):
        text = page.read_text("utf-8")
        assert CANARY not in text
        assert "73313" not in text
        assert CANARY_WORD not in text


def test_no_canary_in_the_student_edition_as_json(run):
    """The student's edition leaks nothing either when it is written as JSON."""
    text = json.dumps(results(edition(run, "student")))
    assert "73313" not in text
    assert CANARY_WORD not in text


def test_the_instructor_page_has_all(run, tmp_path):
    """An instructor's page does show the values of hidden checks."""
    write_reports(run, tmp_path, audience="instructor")
    assert CANARY in (tmp_path / "submissions" / "ada.html").read_text("utf-8")


def test_a_hidden_check_keeps_what_a_student_needs(run):
    """Promise, outcome, points, reason, hint and named mistakes stay."""
    for before, after in zip(
        hidden_checks(run), hidden_checks(edition(run, "student")), strict=True
    ):
        for name in [
            "name",
            "outcome",
            "points",
            "max_points",
            "reason",
            "hint",
            "misconceptions",
        ]:
            assert getattr(before, name) == getattr(after, name)


def test_visible_checks_are_untouched(run):
    """A visible check is the same in both editions."""
    before = run.submissions[0].steps[0].checks[1]
    assert edition(run, "student").submissions[0].steps[0].checks[1] == before


def test_frames_show_only_lines_of_the_file(run):
    """A traceback of a hidden check shows lines of the source, not text of the worker."""
    crash = edition(run, "student").submissions[0].steps[0].checks[3]
    assert [frame.file for frame in crash.problem.frames] == ["05_mse.py"]
    assert crash.problem.frames[0].code.startswith("error = y_true - y_pred")
    assert crash.problem.message == ""


def test_a_known_exception_keeps_its_type(run):
    """The type of an exception is kept when it is Python's own."""
    step = run.submissions[0].steps[0]
    check = replace(step.checks[3], problem=Problem("ValueError", CANARY, ()))
    changed = replace(step, checks=(check,))
    submission = replace(run.submissions[0], steps=(changed,))
    shown = edition(replace(run, submissions=(submission,)), "student")
    assert shown.submissions[0].steps[0].checks[0].problem == Problem("ValueError", "", ())


def test_output_is_withheld_with_a_flag(run):
    """What was printed during a step with hidden checks is left out, and this is said."""
    step = edition(run, "student").submissions[0].steps[0]
    assert step.output == Output("")
    assert OUTPUT_WITHHELD in step.flags


def test_output_of_open_steps_stays(run):
    """A step without hidden checks keeps its output."""
    before, after = (
        run.submissions[0].steps[2],
        edition(run, "student").submissions[0].steps[2],
    )
    assert after.output == before.output


def test_a_broken_check_tells_students_nothing_of_the_course(run):
    """The exception of a broken check is for the instructor alone."""
    shown = edition(run, "student").submissions[4].steps[0].checks[1]
    assert shown.reason is Reason.BROKEN_CHECK
    assert shown.outcome is Outcome.UNGRADED
    assert shown.problem is None


def test_frames_without_source_are_dropped(run):
    """Without the source, no frame of a hidden check can be trusted."""
    step = run.submissions[0].steps[0]
    problem = Problem("ValueError", "", (Frame("05_mse.py", 1, "f", CANARY),))
    check = replace(step.checks[3], problem=problem)
    submission = replace(
        run.submissions[0], steps=(replace(step, source="", checks=(check,)),)
    )
    shown = edition(replace(run, submissions=(submission,)), "student")
    assert shown.submissions[0].steps[0].checks[0].problem.frames == ()
