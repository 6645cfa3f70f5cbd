"""A class and its store: what is run, what is used again, what survives."""

import dataclasses
import shutil
from pathlib import Path

import msgspec
import pytest
from conftest import TOY, notebook

from grader.bulk import ClassRun, mark_of
from grader.course import load_course
from grader.handing_in import collect
from grader.marks import Assignment, Status
from grader.records import SubmissionRecord
from grader.run import grade_all, open_setting
from grader.store import open_store

RIGHT = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
WRONG = RIGHT.replace("2 * x", "x * x")
TOTAL = "total = sum\n"
VERSIONS = {"grader": "1"}


class Bench:
    """A class on disk, its store, and what a run over them examined."""

    def __init__(self, folder: Path, setting) -> None:
        self.folder = folder
        self.store = open_store(folder / "grades.sqlite")
        self.course = setting.course
        self.setting = setting
        self.store.seed(setting.seed)
        self.versions = VERSIONS
        self.weights = {one.id: 10.0 for one in self.course.steps}

    def write(self, student: str, **files: str | bytes) -> None:
        folder = self.folder / "class" / student
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            suffix = ".ipynb" if name == "workshop" else ".py"
            (folder / f"{name}{suffix}").write_bytes(data)

    def run(self, which="last", again=frozenset()) -> dict[str, tuple[str, ...]]:
        """Grade the class; the steps that were examined, by student."""
        run = self.class_run()
        handed = collect([self.folder / "class"], self.course)
        plan = run.plan(run.hand_in(handed.attempts, which), again)
        run.carry_out(plan, self.examine)
        return {job.submission.id: job.submission.steps for job in plan.jobs}

    def class_run(self) -> ClassRun:
        assignment = Assignment("", self.weights)
        return ClassRun(self.store, self.course, assignment, self.versions)

    def examine(self, submissions, on_step, on_done) -> None:
        setting = dataclasses.replace(
            self.setting, course=self.course, seed=self.store.seed()[1]
        )
        grade_all(submissions, setting, 2, on_step, on_done)

    def scores(self) -> dict[str, float | None]:
        return {
            one.student.key: one.grading.summary.score
            for one in self.store.standings("")
            if one.grading is not None
        }


@pytest.fixture
def bench(tmp_path, toy_setting):
    made = Bench(tmp_path, toy_setting)
    made.write("ann", double=RIGHT, total=TOTAL)
    made.write("bob", double=WRONG)
    made.write("ليلى", total=TOTAL)
    yield made
    made.store.close()


ALL = ("01_double", "02_total")


def test_an_unchanged_class_is_not_run_again(bench):
    """The second run examines nothing, and all marks are as they were."""
    assert bench.run() == {"ann": ALL, "bob": ALL, "ليلى": ALL}
    before = [one.grading for one in bench.store.standings("")]
    assert bench.scores() == {"ann": 20, "bob": 3, "ليلى": 10}
    assert bench.run() == {}
    assert [one.grading for one in bench.store.standings("")] == before


def test_what_changed_is_run_and_nothing_else(bench):
    """Another file, a new student; the others are left alone."""
    bench.run()
    bench.write("bob", double=RIGHT)
    bench.write("cy", total=TOTAL)
    assert bench.run() == {"bob": ALL, "cy": ALL}
    assert bench.scores() == {"ann": 20, "bob": 10, "cy": 10, "ليلى": 10}
    history = [(one["score"], one["seed_id"]) for one in bench.store.history("bob")]
    assert history == [(3, 1), (10, 1)]


def test_going_back_to_an_earlier_version_finds_its_marks(bench):
    """Both versions are kept; the one that was handed in last counts."""
    bench.run()
    bench.write("bob", double=RIGHT)
    bench.run()
    bench.write("bob", double=WRONG)
    assert bench.run() == {}
    assert bench.scores()["bob"] == 3


def test_a_changed_step_reruns_that_step_alone(bench):
    """Its folder's digest counts; the other step's results are used again."""
    bench.run()
    changed = dataclasses.replace(bench.course.steps[1], digest="another")
    bench.course = dataclasses.replace(bench.course, steps=(bench.course.steps[0], changed))
    assert bench.run() == dict.fromkeys(("ann", "bob", "ليلى"), ("02_total",))
    assert bench.scores() == {"ann": 20, "bob": 3, "ليلى": 10}
    whole = bench.store.latest_record(1)
    assert [step.id for step in whole.steps] == list(ALL)
    assert all(step.checks for step in whole.steps)
    assert bench.run() == {}


@pytest.mark.parametrize("what", ["versions", "limits", "seed", "force"])
def test_whatever_may_change_a_result_reruns_everything(bench, what):
    """Another TensorFlow, other limits, a new seed, or because it was asked for."""
    bench.run()
    again = frozenset()
    match what:
        case "versions":
            bench.versions = {"grader": "1", "tensorflow": "3"}
        case "limits":
            limits = dataclasses.replace(bench.course.limits, call_cpu_seconds=9.5)
            bench.course = dataclasses.replace(bench.course, limits=limits)
        case "seed":
            bench.store.new_seed()
        case "force":
            again = frozenset(ALL)
    assert bench.run(again=again) == dict.fromkeys(("ann", "bob", "ليلى"), ALL)
    assert len(bench.store.history("ann")) == 2


def test_fewer_steps_need_no_run(bench):
    """An assignment that lost a step makes a new grading of the results there are."""
    bench.run()
    del bench.weights["01_double"]
    assert bench.run() == {}
    assert bench.scores() == {"ann": 10, "bob": 0, "ليلى": 10}


def test_what_could_not_be_graded_is_tried_again(bench):
    """An ungraded submission is no mark, and the next run examines it."""

    def fail(submissions, on_step, on_done):
        for one in submissions:
            steps = tuple(bench.course.step(id) for id in one.steps)
            on_done(ungraded(one, sum(step.max_score for step in steps)))

    honest = bench.examine
    bench.examine = fail
    bench.run()
    assert bench.scores() == dict.fromkeys(("ann", "bob", "ليلى"))
    bench.examine = honest
    assert bench.run() == {"ann": ALL, "bob": ALL, "ليلى": ALL}
    assert bench.scores() == {"ann": 20, "bob": 3, "ليلى": 10}


def ungraded(submission, most):
    return SubmissionRecord(
        *(submission.id, submission.student, "", "ungraded", None, most, 0.0, 0.0, ()),
        fault="the machine went away",
    )


def test_an_interrupted_run_is_continued(bench):
    """What was done before the interruption is kept, the rest is done later, once."""

    def stop_after_one(submissions, on_step, on_done):
        bench_examine(submissions[:1], on_step, on_done)
        raise KeyboardInterrupt

    bench_examine = bench.examine
    bench.examine = stop_after_one
    with pytest.raises(KeyboardInterrupt):
        bench.run()
    assert len(bench.scores()) == 1
    bench.examine = bench_examine
    assert len(bench.run()) == 2
    assert bench.scores() == {"ann": 20, "bob": 3, "ليلى": 10}
    assert [len(bench.store.history(one)) for one in ("ann", "bob", "ليلى")] == [1, 1, 1]


def test_what_was_handed_in_and_not_graded_has_no_mark(bench):
    """Interrupted after others were done: ungraded, and not as if nothing had come."""
    bench.run()
    bench.write("bob", double=RIGHT)
    run = bench.class_run()
    run.hand_in(collect([bench.folder / "class"], bench.course).attempts, "last")
    marks = {
        one.student.key: mark_of(one, run.assignment) for one in bench.store.standings("")
    }
    assert (marks["bob"].status, marks["bob"].final) == (Status.UNGRADED, None)
    assert marks["ann"].final == 20


def test_a_student_named_like_an_attempt_is_another_student(tmp_path, toy_setting):
    """`ada (2)`, as browsers name a second download, is not the second attempt of `ada`."""
    bench = Bench(tmp_path, toy_setting)
    bench.write("ada", double=WRONG)
    bench.write("ada (2)", double=RIGHT)
    shutil.move(tmp_path / "class", tmp_path / "one")
    bench.write("ada", total=TOTAL)
    handed = collect([tmp_path / "one", tmp_path / "class"], bench.course)
    run = bench.class_run()
    plan = run.plan(run.hand_in(handed.attempts, "best"))
    run.carry_out(plan, bench.examine)
    assert bench.scores() == {"ada": 10, "ada (2)": 10}
    assert [one["score"] for one in bench.store.history("ada (2)")] == [10]
    assert sorted(one["score"] for one in bench.store.history("ada")) == [3, 10]
    bench.store.close()


def test_of_several_attempts_an_ungraded_one_leaves_no_mark(tmp_path, toy_setting):
    """It may be the best: nothing worse counts in its place."""
    bench = Bench(tmp_path, toy_setting)
    for name, source in (("one", RIGHT), ("two", WRONG)):
        bench.write("ann", double=source)
        shutil.move(tmp_path / "class", tmp_path / name)
    attempts = collect([tmp_path / "one", tmp_path / "two"], bench.course).attempts

    def half(submissions, on_step, on_done):
        on_done(ungraded(submissions[0], 20.0))
        bench.examine(submissions[1:], on_step, on_done)

    run = bench.class_run()
    run.carry_out(run.plan(run.hand_in(attempts, "best")), half)
    assert bench.scores() == {"ann": None}
    run.carry_out(run.plan(run.hand_in(attempts, "best")), bench.examine)
    assert bench.scores() == {"ann": 10}
    bench.store.close()


def test_the_best_attempt_counts_when_asked(tmp_path, toy_setting):
    """All are graded; of equals the first counts; the number of attempts is kept."""
    bench = Bench(tmp_path, toy_setting)
    handed = []
    for name, source in (("one", WRONG), ("two", RIGHT), ("three", "def double(x): 0\n")):
        bench.write("ann", double=source)
        shutil.move(tmp_path / "class", tmp_path / name)
        handed.append(tmp_path / name)
    attempts = collect(handed, bench.course).attempts
    assert [one.number for one in attempts] == [1, 2, 3]
    for which, score, number in (("best", 10, 2), ("first", 3, 1), ("last", 0, 3)):
        run = bench.class_run()
        plan = run.plan(run.hand_in(attempts, which))
        run.carry_out(plan, bench.examine)
        (standing,) = bench.store.standings("")
        assert standing.grading.summary.score == score
        assert (standing.handed_in.attempt, standing.handed_in.attempts) == (number, 3)
        assert standing.grading.summary.id == "ann"
    bench.store.close()


def test_the_same_work_handed_in_twice_is_graded_once(tmp_path, toy_setting):
    """Its first number is its own; how many were handed in is still told."""
    bench = Bench(tmp_path, toy_setting)
    for name, source in (("one", RIGHT), ("two", WRONG), ("three", RIGHT)):
        bench.write("ann", double=source)
        shutil.move(tmp_path / "class", tmp_path / name)
    paths = [tmp_path / name for name in ("one", "two", "three")]
    run = bench.class_run()
    plan = run.plan(run.hand_in(collect(paths, bench.course).attempts, "best"))
    assert len(plan.jobs) == 2
    run.carry_out(plan, bench.examine)
    handed_in = bench.store.standing("", "ann").handed_in
    assert (handed_in.attempt, handed_in.attempts) == (1, 3)
    bench.store.close()


def test_a_regrade_examines_one_step_and_keeps_nothing_by_itself(bench):
    """It shows what would change; only `save` lets it count; overrides stay."""
    bench.run()
    bench.store.override("bob", "01_double", 9, "read it")
    first = bench.course.steps[0]
    points = (2.0, 1.0, 7.0)
    checks = (
        dataclasses.replace(check, points=given)
        for check, given in zip(first.checks, points, strict=True)
    )
    mended = dataclasses.replace(first, checks=tuple(checks))
    bench.course = dataclasses.replace(bench.course, steps=(mended, bench.course.steps[1]))
    run = bench.class_run()
    plan = run.plan_again(frozenset({"01_double"}))
    assert [job.submission.steps for job in plan.jobs] == [("01_double",)] * 3
    seen = []
    run.carry_out(plan, bench.examine, on_done=lambda *done: seen.append(done), keep=False)
    changes = {job.student: run.change(job, record) for job, record in seen}
    assert bench.scores() == {"ann": 20, "bob": 3, "ليلى": 10}
    assert [mark.final for mark in changes["bob"]] == [9, 9]
    for job, record in seen:
        run.save(job, record)
    assert bench.scores() == {"ann": 20, "bob": 7, "ليلى": 10}
    assert bench.store.standing("", "bob").overrides[0].points == 9


def test_a_notebook_keeps_the_places_of_steps_that_are_used_again(
    tmp_path, notebook_setting
):
    """A changed step of a notebook is examined alone; its cells still name them all."""
    bench = Bench(tmp_path, notebook_setting)
    bench.write("ann", workshop=notebook(RIGHT, TOTAL))
    bench.run()
    changed = dataclasses.replace(bench.course.steps[1], digest="another")
    bench.course = dataclasses.replace(bench.course, steps=(bench.course.steps[0], changed))
    assert bench.run() == {"ann": ("02_total",)}
    record = bench.store.latest_record(1)
    assert record.score == 20
    assert [cell.steps for cell in record.notebooks[0].cells] == [
        ("01_double",),
        ("02_total",),
    ]
    bench.store.close()


def test_the_same_seed_gives_the_same_record(tmp_path):
    """Interrupted or not: apart from times, what is kept is what one run would keep."""
    course = load_course(TOY)
    with open_setting(course, "seed") as setting:
        records = []
        for name in ("one", "two"):
            (tmp_path / name).mkdir()
            bench = Bench(tmp_path / name, setting)
            bench.write("ann", double=WRONG, total=TOTAL)
            bench.run()
            records.append(timeless(bench.store.latest_record(1)))
            bench.store.close()
    assert records[0] == records[1]


def timeless(value):
    """A record without durations, as plain data."""
    plain = msgspec.to_builtins(value)

    def strip(one):
        if isinstance(one, dict):
            return {k: strip(v) for k, v in one.items() if k not in TIMES}
        return [strip(item) for item in one] if isinstance(one, list | tuple) else one

    return strip(plain)


TIMES = {"seconds", "cpu_seconds", "source"}
