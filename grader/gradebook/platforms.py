"""The results files of autograder platforms: Gradescope and PrairieLearn.

Where something is not graded there is no score at all, so that the platform reports a
fault of the autograder and takes no mark.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from grader.gradebook.exports import final_points
from grader.gradebook.items import Item, items, remarks
from grader.language import sentence
from grader.marks import Mark
from grader.records import SubmissionRecord
from grader.visible import clean_surrogates, shorten

PRAIRIELEARN_BYTES = 1_000_000

_SHORTER = (8000, 2000, 500, 100, 0)


def gradescope_results(record: SubmissionRecord, mark: Mark | None) -> dict[str, Any]:
    """Gradescope's `results.json`.

    record: in the student's edition. mark: what counts, with weights and lateness; None
            for the points of the record.
    No test is hidden, because one hidden test hides the total. What the student's code
    printed is not shown.
    """
    score = _score(record, mark)
    results: dict[str, Any] = {
        "execution_time": round(record.seconds),
        "output": clean_surrogates(
            sentence("item.not_graded") if score is None else remarks(mark)
        ),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_gradescope_test(one) for one in items(record, mark)],
    }
    return results if score is None else {"score": score, **results}


def _gradescope_test(item: Item) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": clean_surrogates(item.name),
        "number": item.number,
        "output": clean_surrogates(item.text),
    }
    if item.points is not None:
        test |= {"score": item.points, "max_score": item.max_points}
    if item.passed is not None:
        test["status"] = "passed" if item.passed else "failed"
    return test


def prairielearn_results(record: SubmissionRecord, mark: Mark | None) -> dict[str, Any]:
    """PrairieLearn's `results.json`, in less than PRAIRIELEARN_BYTES as ASCII JSON.

    record, mark: as for Gradescope. Outputs are shortened, and the tests are left out when
    there are too many. Every test has its points, because one without hides all.
    """
    found = items(record, mark)
    results: dict[str, Any] = {}
    for limit in _SHORTER:
        results = _prairielearn(record, mark, found, limit)
        if len(json.dumps(results, indent=2)) < PRAIRIELEARN_BYTES:
            return results
    return {key: value for key, value in results.items() if key != "tests"}


def _prairielearn(
    record: SubmissionRecord, mark: Mark | None, found: Sequence[Item], limit: int
) -> dict[str, Any]:
    score, most = _score(record, mark), mark.max_score if mark else record.max_score
    tests = [_prairielearn_test(one, limit) for one in found]
    if score is None or not most:
        why = sentence("item.not_graded")
        fault = {"gradable": False, "message": why, "format_errors": [why]}
        return {**fault, "tests": tests}
    return {
        "gradable": True,
        "score": min(1.0, max(0.0, score / most)),
        "message": clean_surrogates(shorten(remarks(mark), 10 * limit)),
        "tests": tests,
    }


def _prairielearn_test(item: Item, limit: int) -> dict[str, Any]:
    test: dict[str, Any] = {
        "name": clean_surrogates(item.name),
        "output": clean_surrogates(shorten(item.text, limit)),
    }
    if item.points is not None:
        test |= {"points": item.points, "max_points": item.max_points}
    return test


def _score(record: SubmissionRecord, mark: Mark | None) -> float | None:
    return final_points(mark) if mark is not None else record.score
