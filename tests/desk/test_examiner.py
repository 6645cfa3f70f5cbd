"""Examining at the desk, in this process."""

import threading

import pytest
from conftest import step_of, workers_of

from desk.samples import ENDLESS, RIGHT, SQUARED
from grader.desk import Request, open_desk
from grader.desk.cancelling import Cancellation, Cancelled
from grader.desk.examiner import Desks
from grader.errors import UsageError
from grader.records import Outcome


@pytest.fixture
def desks(work):
    made = Desks()
    yield made
    made.close()


def check(desks, work, *steps, **options):
    """The record of the work, and the kinds of events on the way."""
    told = []
    request = Request("check", str(work), steps=steps, **options)
    answer = desks.answer(request, told.append, Cancellation())
    assert answer.kind == "finished", answer.text
    return answer.submission, [(one.kind, one.step) for one in told]


def test_only_visible_checks_are_held(desks, work):
    """A right step has the points of its visible checks, and no hidden one shows."""
    (work / "01_double.py").write_text(RIGHT)
    record, told = check(desks, work, begun_only=True)
    (step,) = record.steps
    assert (step.outcome, step.score, step.max_score) == (Outcome.PASSED, 7, 7)
    assert {one.visibility for one in step.checks} == {"visible"}
    assert told == [("outline", ""), ("waiting", ""), ("began", step.id), ("done", step.id)]


def test_a_mistake_is_named(desks, work):
    """As in grading."""
    (work / "01_double.py").write_text(SQUARED)
    record, _ = check(desks, work, "double")
    assert [one.id for one in record.steps[0].misconceptions] == ["square"]


def test_the_warm_process_serves_again(desks, work):
    """The second examination does not start anything."""
    check(desks, work)
    _, told = check(desks, work)
    assert ("waiting", "") not in told


def test_a_changed_course_is_read_again(desks, work):
    """Whoever writes a course checks against what was just saved."""
    (work / "01_double.py").write_text(RIGHT)
    check(desks, work, "double")
    checks = work.parent / "solutions" / "01_double" / "checks.py"
    checks.write_text(checks.read_text().replace("doubles a small array", "doubles it"))
    record, _ = check(desks, work, "double")
    assert record.steps[0].checks[0].name == "doubles it"


def test_a_cancelled_examination_leaves_no_process(desks, work):
    """Nobody waits: the worker is killed at once, the desk goes on."""
    (work / "01_double.py").write_text(ENDLESS)
    check(desks, work, "total")
    cancellation, began = Cancellation(), threading.Event()
    request = Request("check", str(work), steps=("double",))

    def on_event(event):
        if event.kind == "began":
            began.set()

    failed = []

    def examine():
        try:
            desks.answer(request, on_event, cancellation)
        except Cancelled as error:
            failed.append(error)

    thread = threading.Thread(target=examine)
    thread.start()
    assert began.wait(60)
    cancellation.cancel()
    thread.join(20)
    assert failed
    (desk,) = desks._desks.values()
    assert workers_of(desk.setting().source) == []
    record, _ = check(desks, work, "total")
    assert record.steps[0].outcome is Outcome.NOT_ATTEMPTED


def test_an_unknown_step_says_what_may_be_meant(desks, work):
    """A slip of the pen is answered with the name."""
    answer = desks.answer(
        Request("check", str(work), steps=("totl",)), lambda event: None, Cancellation()
    )
    assert answer.kind == "usage"
    assert "'total'" in answer.text


def test_no_course_is_a_sentence(desks, tmp_path):
    """A wrong --course names the folder."""
    request = Request("check", str(tmp_path), course=str(tmp_path / "none"))
    answer = desks.answer(request, lambda event: None, Cancellation())
    assert answer.kind == "usage"
    assert str(tmp_path / "none") in answer.text


def test_a_broken_course_is_no_fault_of_the_student(desks, work):
    """It names the file and line, and is told apart."""
    checks = work.parent / "solutions" / "01_double" / "checks.py"
    checks.write_text("import nothing_of_this_name\n")
    answer = desks.answer(Request("check", str(work)), lambda event: None, Cancellation())
    assert answer.kind == "course"
    assert "checks.py:1" in answer.text


def test_examine_without_a_server(work, no_server):
    """The face of the package: paths, a course, steps; a record comes back."""
    (work / "01_double.py").write_text(SQUARED)
    with open_desk() as desk:
        record = desk.examine([work / "01_double.py"], work.parent / "solutions")
        assert step_of(record, "01_double").outcome is Outcome.FAILED
        with pytest.raises(UsageError):
            desk.examine([work / "nothing.py"], None)
