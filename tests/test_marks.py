"""Points become a mark: weights, lateness, overrides, and what has no mark at all."""

import datetime
from dataclasses import replace

import pytest

from grader.bulk import extension
from grader.marks import Assignment, Comment, HandedIn, Lateness, Override, Status, mark
from grader.records import Outcome, Reason, StepRecord, Student, SubmissionRecord

ANN = Student("ann", "Ann")
DEADLINE = datetime.datetime(2026, 11, 20, 23, 59, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)
WEEK = Assignment(
    "week1",
    {"01_a": 10.0, "02_b": 30.0},
    Lateness(DEADLINE, penalty_per_day=10, grace=HOUR / 4, cap=25),
)


def step(id, score, flags=()):
    outcome = Outcome.UNGRADED if score is None else Outcome.PASSED
    return StepRecord(
        *(id, id, outcome, Reason.CORRECT, score, 10.0, 0.1, 0.1, ()), flags=flags
    )


def record(*scores, flags=()):
    steps = tuple(
        step(id, score, flags) for id, score in zip(WEEK.weights, scores, strict=True)
    )
    return SubmissionRecord("ann", "Ann", "", "graded", None, 20.0, 1.0, 1.0, steps)


def override(id, points):
    return Override(id, points, "looked at it", "prof", "2026-11-21T00:00:00+00:00")


def test_weights_scale_the_points():
    """7 of 10 in a step of weight 30 are 21 points."""
    given = mark(ANN, WEEK, record(10, 7))
    assert (given.raw, given.final, given.max_score) == (31, 31, 40)
    assert [one.points for one in given.steps] == [10, 21]


@pytest.mark.parametrize(
    ("after", "days", "final"),
    [
        (-HOUR, 0, 40),
        (HOUR / 5, 0, 40),  # within the grace
        (HOUR / 3, 1, 36),
        (24 * HOUR, 1, 36),
        (25 * HOUR, 2, 32),
        (24 * 30 * HOUR, 30, 30),  # the cap
    ],
)
def test_lateness_costs_a_share_of_the_points_possible(after, days, final):
    """Every day that has begun after the deadline costs, up to the cap."""
    given = mark(ANN, WEEK, record(10, 10), HandedIn(DEADLINE + after))
    assert (given.late_days, given.raw, given.final) == (days, 40, final)
    assert given.late == bool(days)


def test_a_penalty_never_goes_below_zero():
    """One point and ten percent of forty are not minus three."""
    given = mark(ANN, WEEK, record(1, 0), HandedIn(DEADLINE + 2 * HOUR))
    assert (given.raw, given.penalty, given.final) == (1, 4, 0)


def test_an_extension_moves_the_deadline():
    """Given as time or as a deadline of one's own; an earlier one takes nothing away."""
    late = HandedIn(DEADLINE + 40 * HOUR)
    until = (DEADLINE + 48 * HOUR).isoformat()
    for told in ("172800", until):
        more = extension(told, DEADLINE)
        assert mark(ANN, WEEK, record(10, 10), late, more).final == 40
    earlier = (DEADLINE - 48 * HOUR).isoformat()
    assert extension(earlier, DEADLINE) == datetime.timedelta()
    assert extension("", DEADLINE) == extension(until, None) == datetime.timedelta()


def test_late_without_a_time_is_told_and_costs_nothing():
    """Canvas says LATE and not when: nobody guesses how many days."""
    given = mark(ANN, WEEK, record(10, 10), HandedIn(None, late=True))
    assert (given.late, given.late_days, given.final) == (True, None, 40)


def test_what_is_ungraded_is_never_zero():
    """A step without a score leaves the whole without a mark, until someone gives one."""
    given = mark(ANN, WEEK, record(10, None))
    assert (given.status, given.raw, given.final) == (Status.UNGRADED, None, None)
    mended = mark(ANN, WEEK, record(10, None), overrides=[override("02_b", 5)])
    assert (mended.status, mended.final) == (Status.GRADED, 25)


def test_an_override_replaces_the_points_and_shows():
    """The grader's own points stay beside it."""
    given = mark(ANN, WEEK, record(10, 2), overrides=[override("02_b", 9)])
    assert given.steps[1].graded == 2
    assert given.steps[1].points == 27
    assert given.steps[1].override is not None


def test_nothing_handed_in_is_missing_and_zero_only_on_wish():
    """An empty cell, unless grader.toml says zero; points given by hand count."""
    assert mark(ANN, WEEK, None).final is None
    assert mark(ANN, WEEK, None).status is Status.MISSING
    assert mark(ANN, replace(WEEK, missing_is_zero=True), None).final == 0
    oral = mark(ANN, WEEK, None, overrides=[override("01_a", 10)])
    assert (oral.status, oral.final) == (Status.GRADED, 10)


def test_a_ready_made_function_costs_what_the_assignment_says():
    """Only where the step was to be written, and never an override's points."""
    strict = replace(WEEK, delegated_cost=50)
    delegated = record(10, 10, flags=("delegated",))
    assert mark(ANN, WEEK, delegated).final == 40
    assert mark(ANN, strict, delegated).final == 20
    assert mark(ANN, strict, delegated, overrides=[override("01_a", 10)]).final == 25


def test_what_is_not_graded_yet_is_never_missing_or_zero():
    """Handed in, interrupted before it was graded: no mark, whatever the assignment says
    of missing work, and an override of one step does not make the rest zero."""
    strict = replace(WEEK, missing_is_zero=True)
    for overrides in ([], [override("01_a", 10)]):
        given = mark(ANN, strict, None, HandedIn(), overrides=overrides)
        assert (given.status, given.raw, given.final) == (Status.UNGRADED, None, None)
    both = [override("01_a", 10), override("02_b", 10)]
    assert mark(ANN, strict, None, HandedIn(), overrides=both).final == 40


def test_an_override_of_another_assignments_step_changes_nothing():
    """Who handed in nothing stays missing here."""
    other = [override("09_else", 10)]
    assert mark(ANN, WEEK, None, overrides=other).status is Status.MISSING
    assert mark(ANN, WEEK, record(10, 10), overrides=other).final == 40


def test_a_record_without_steps_has_no_mark():
    """Lost whole: ungraded, and not 0 of 0."""
    lost = replace(record(1, 1), steps=())
    assert mark(ANN, replace(WEEK, weights={}), lost).status is Status.UNGRADED


def test_comments_go_along():
    """They change no points."""
    said = (Comment("", "Well done", "prof", "2026-11-21T00:00:00+00:00"),)
    assert mark(ANN, WEEK, record(1, 1), comments=said).comments == said


def test_a_step_that_was_not_examined_leaves_no_mark():
    """An assignment of more steps than the record has is not graded, and not zero."""
    more = replace(WEEK, weights={**WEEK.weights, "03_c": 10.0})
    assert mark(ANN, more, record(10, 10)).status is Status.UNGRADED
