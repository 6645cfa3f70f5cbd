"""Results for Gradescope, PrairieLearn and continuous integration."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from gradebook_samples import ADA
from report.samples import CANARY_WORD, check, mse_step, passed, sample_run, step

from grader.gradebook import gradescope_results, junit_xml, prairielearn_results
from grader.marks import Assignment, Comment, HandedIn, Mark, Override
from grader.marks import mark as make_mark
from grader.records import MisconceptionRecord, Outcome, Reason, SubmissionRecord
from grader.report import edition

GRADESCOPE = {"score", "execution_time", "output", "output_format", "test_output_format"}
GRADESCOPE |= {"test_name_format", "visibility", "stdout_visibility", "tests"}
GRADESCOPE_TEST = {"score", "max_score", "status", "name", "number", "output"}
PRAIRIELEARN = {"gradable", "score", "message", "tests"}
PRAIRIELEARN_TEST = {"name", "output", "points", "max_points"}


def submission(*steps, **changes) -> SubmissionRecord:
    scores = [one.score for one in steps]
    score = None if None in scores else sum(scores)
    most = sum(one.max_score for one in steps)
    record = SubmissionRecord("ada", "Ada", "ada", "done", score, most, 1.5, 1.0, steps)
    record = replace(record, **changes)
    run = replace(sample_run(), submissions=(record,))
    return edition(run, "student").submissions[0]


def broken():
    """A step of which one check could not be graded."""
    fault = check("b", "is fair", Outcome.UNGRADED, Reason.LOST_WORKER)
    return step(
        "06_fair", "Fair", Outcome.UNGRADED, Reason.LOST_WORKER, passed("a", "A"), fault
    )


def marked(record, weights, **changes) -> Mark:
    return make_mark(ADA, Assignment("week 1", weights), record, HandedIn(), **changes)


def total(tests, key):
    return pytest.approx(sum(test[key] for test in tests))


@pytest.mark.parametrize("make", [gradescope_results, prairielearn_results])
def test_hidden_checks_are_one_test_that_hides_no_points(make):
    """Every test has its points, none is hidden, and they add up to the score."""
    record = submission(mse_step())
    results = make(record, None)
    names = [test["name"] for test in results["tests"]]
    assert sum("hidden" in name for name in names) == 1
    assert len(names) == 4
    for test in results["tests"]:
        assert "visibility" not in test
        assert {"name", "output"} < set(test)
    hidden = next(test for test in results["tests"] if "hidden" in test["name"])
    assert "other data gives the right error, too: failed" in hidden["output"]
    assert CANARY_WORD not in json.dumps(results)


def test_gradescope_gets_what_it_documents():
    record = submission(mse_step())
    results = gradescope_results(record, None)
    assert set(results) == GRADESCOPE
    assert (results["visibility"], results["stdout_visibility"]) == ("visible", "hidden")
    assert results["score"] == record.score == total(results["tests"], "score")
    for test in results["tests"]:
        assert set(test) == GRADESCOPE_TEST
        assert test["status"] in ("passed", "failed")
    assert results["tests"][0] | {"output": ""} == {
        "name": "Mean squared error: the error is one number, whatever the length",
        "number": "1.1",
        "output": "",
        "score": 2.0,
        "max_score": 2.0,
        "status": "passed",
    }
    assert "the sum of the squares" in results["tests"][1]["output"]


def test_prairielearn_gets_what_it_documents():
    record = submission(mse_step())
    results = prairielearn_results(record, None)
    assert set(results) == PRAIRIELEARN
    assert results["score"] == record.score / record.max_score
    for test in results["tests"]:
        assert set(test) == PRAIRIELEARN_TEST


def test_a_mark_weighs_and_chooses_the_steps():
    """Points are on the assignment's scale; a step outside it is not shown."""
    record = submission(mse_step(), step("09_x", "X", Outcome.PASSED, Reason.CORRECT))
    mark = marked(record, {"05_mse": 50.0})
    results = gradescope_results(record, mark)
    assert results["score"] == mark.final == 10.0
    assert results["score"] == total(results["tests"], "score")
    assert total(results["tests"], "max_score") == 50.0
    assert all("Mean squared" in test["name"] for test in results["tests"])


def test_lateness_and_comments_are_told():
    record = submission(mse_step())
    mark = replace(
        marked(record, {"05_mse": 10.0}),
        penalty=1.0,
        final=1.0,
        comments=(
            Comment("", "Well done\u202e", "prof", ""),
            Comment("05_mse", "Hm", "", ""),
        ),
    )
    results = gradescope_results(record, mark)
    assert results["score"] == 1.0
    assert results["output"].splitlines() == [
        "Late: 1 points are taken off.",
        "Well done⟨U+202E⟩",
        "05_mse: Hm",
    ]
    assert prairielearn_results(record, mark)["message"] == results["output"]


def test_an_overridden_step_is_one_test_with_the_points_that_count():
    """An override heals an ungraded check, and no test is left without points."""
    record = submission(broken(), mse_step())
    override = Override("06_fair", 4.0, "saw it work", "prof", "")
    mark = marked(record, {"06_fair": 10.0, "05_mse": 10.0}, overrides=[override])
    for make, key in ((gradescope_results, "score"), (prairielearn_results, "points")):
        results = make(record, mark)
        assert results["tests"][0]["name"] == "Fair"
        assert mark.final == total(results["tests"], key)
        assert "saw it work" not in json.dumps(results)
    assert gradescope_results(record, mark)["tests"][0]["status"] == "passed"
    assert (
        "Fair: an instructor set the points." in gradescope_results(record, mark)["output"]
    )


def test_what_is_not_graded_is_no_score_anywhere():
    """Neither platform can add up the tests to a mark that nobody gave."""
    record = submission(broken(), mse_step())
    for mark in (None, marked(record, {"06_fair": 10.0, "05_mse": 10.0})):
        results = gradescope_results(record, mark)
        assert "score" not in results
        assert not any({"score", "max_score"} & set(test) for test in results["tests"])
        assert "status" not in results["tests"][1]
        results = prairielearn_results(record, mark)
        assert results["gradable"] is False
        assert "score" not in results
        assert not any("points" in test for test in results["tests"])


def test_nothing_to_grade_is_no_score():
    record = submission(score=0.0, max_score=0.0)
    assert prairielearn_results(record, None)["gradable"] is False


@pytest.mark.parametrize(("count", "size"), [(1, 100_000), (300, 3000), (4000, 10)])
def test_prairielearn_is_kept_under_a_megabyte(count, size):
    """Outputs are shortened, then tests left out; the score always stays."""
    mistake = MisconceptionRecord("m", "s", "f", "n", "é" * size)
    checks = [
        check(
            str(n), "x" * 300, Outcome.FAILED, Reason.WRONG_VALUE, misconceptions=(mistake,)
        )
        for n in range(count)
    ]
    record = submission(step("05_mse", "M", Outcome.FAILED, Reason.WRONG_VALUE, *checks))
    results = prairielearn_results(record, None)
    assert results["score"] == 0
    assert len(json.dumps(results, indent=2)) < 1_000_000
    assert ("tests" in results) == (count < 4000)


def suites(*records):
    return ET.fromstring(junit_xml(records))


def test_junit_counts_as_pytest_does():
    """A suite a submission, a case a check; four ways to end."""
    idle = check("n", "N", Outcome.NOT_ATTEMPTED, Reason.STUB)
    stub = step("07_n", "N", Outcome.NOT_ATTEMPTED, Reason.STUB, idle)
    root = suites(submission(mse_step(), broken(), stub), submission(mse_step(), id="b"))
    assert root.tag == "testsuites"
    first, second = root
    counts = {key: first.get(key) for key in ("tests", "errors", "failures", "skipped")}
    assert counts == {"tests": "8", "errors": "1", "failures": "3", "skipped": "2"}
    assert (first.get("name"), second.get("name")) == ("ada", "b")
    for tag, plural in (
        ("error", "errors"),
        ("failure", "failures"),
        ("skipped", "skipped"),
    ):
        assert len(first.findall(f"testcase/{tag}")) == int(first.get(plural))
    case = first.find("testcase/failure/..")
    assert case.get("classname") == "05_mse"
    assert case[0].get("message").startswith("The value is not the one")
    assert "This looks like the sum" in case[0].text


def test_a_suite_without_checks_is_an_error():
    """An empty suite would be green in every CI system."""
    [suite] = suites(submission(fault="boom", score=None))
    assert (suite.get("tests"), suite.get("errors")) == ("1", "1")
    [case] = suites(submission(step("05_mse", "M", Outcome.FAILED, Reason.SYNTAX)))[0]
    assert case.get("name") == "M"
    assert case[0].tag == "failure"


@pytest.mark.parametrize("odd", ["\x00\x1b[31m", "\ud800", "\ufffe", "]]><x>&\"'\n", "نور"])
def test_junit_holds_any_text(odd):
    """What XML 1.0 cannot hold is replaced; markup stays text."""
    wrong = check("a", f"n{odd}", Outcome.FAILED, Reason.WRONG_VALUE, hint=f"h{odd}")
    made = step(f"s{odd}", f"t{odd}", Outcome.FAILED, Reason.WRONG_VALUE, wrong)
    record = submission(made, id=f"i{odd}")
    [[case]] = suites(record)
    assert len(case) == 1
    if odd.isprintable():
        assert case[0].text.endswith(f"h{odd}")


def test_the_sample_class_exports_to_every_platform():
    """Every outcome of the sample run, with canaries in what is hidden."""
    run = edition(sample_run(), "student")
    text = junit_xml(run.submissions).decode()
    for record in run.submissions:
        for make in (gradescope_results, prairielearn_results):
            text += json.dumps(make(record, None), allow_nan=False)
    assert CANARY_WORD not in text
    assert "73313" not in text
