"""results.json: documented, strict, and read back."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from grader.errors import UsageError
from grader.records import Call, Value
from grader.report import edition, read_results, write_reports
from grader.report.results import results, schema
from grader.report.schema_doc import render

ISSUE_CHECK_KEYS = [
    "name",
    "outcome",
    "points",
    "max_points",
    "rationale",
    "hint",
    "misconception",
    "visibility",
    "reason",
    "calls",
    "flags",
    "expected",
    "observed",
]


def refuse(text):
    raise AssertionError(f"{text} is not strict JSON")


@pytest.mark.parametrize("audience", ["student", "instructor"])
def test_results_are_valid(run, audience):
    """Both editions validate against the schema."""
    content = results(edition(run, audience))
    jsonschema.Draft202012Validator(schema()).validate(content)


def test_the_schema_is_one():
    """The schema itself is valid JSON Schema 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema())


def test_every_field_is_described():
    """Each property has a description, and no object takes unknown properties."""

    def walk(part):
        if isinstance(part, dict):
            if "properties" in part:
                assert part["additionalProperties"] is False
                for spec in part["properties"].values():
                    assert spec["description"]
            for item in part.values():
                walk(item)

    walk(schema())


def test_the_documented_keys_are_there(run):
    """A check has every key that the project promised."""
    checks = results(run)["submissions"][0]["steps"][0]["checks"]
    assert set(ISSUE_CHECK_KEYS) <= set(checks[1])
    assert checks[1]["expected"]["data"] == 2.953125
    assert checks[1]["observed"]["data"] == 11.8125
    assert checks[1]["misconception"] == "mse__sum"


def test_strict_json_with_nan_and_surrogates(run, tmp_path):
    """NaN, infinities and lone surrogates are written as strict JSON in UTF-8."""
    odd = Value("list", data=[math.nan, math.inf, -math.inf, "\ud800"])
    call = Call("call", "\udfff", (("", odd),), None)
    step = run.submissions[0].steps[0]
    check = replace(step.checks[0], calls=(call,), details={"\ud800": math.nan})
    submission = replace(run.submissions[0], steps=(replace(step, checks=(check,)),))
    write_reports(replace(run, submissions=(submission,)), tmp_path)
    content = json.loads((tmp_path / "results.json").read_bytes(), parse_constant=refuse)
    shown = content["submissions"][0]["steps"][0]["checks"][0]
    assert shown["calls"][0]["arguments"][0]["value"]["data"] == [
        "NaN",
        "Infinity",
        "-Infinity",
        "\ufffd",
    ]
    assert shown["details"] == {"\ufffd": "NaN"}


def test_no_submission_is_valid(run, tmp_path):
    """A run without submissions is valid, too."""
    write_reports(replace(run, submissions=()), tmp_path)
    content = json.loads((tmp_path / "results.json").read_text("utf-8"))
    jsonschema.validate(content, schema())


def test_read_back(run, tmp_path):
    """What was written is read back equal, by file or by folder."""
    write_reports(run, tmp_path)
    written = read_results(tmp_path)
    jsonschema.validate(written, schema())
    assert written == read_results(tmp_path / "results.json")
    for one in written["submissions"]:
        del one["fingerprint"], one["mark"]
    assert written == results(run)


@pytest.mark.parametrize(
    ("content", "word"),
    [(None, "no results"), ("{", "no JSON"), ('{"schema_version": 9}', "9")],
)
def test_what_cannot_be_read_is_explained(tmp_path, content, word):
    """A missing, broken or foreign file is a usage error that says so."""
    path = tmp_path / "results.json"
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError, match=word):
        read_results(path)


def test_the_reference_is_fresh():
    """docs/reference/results.md is what the schema makes it."""
    page = Path(__file__).parents[2] / "docs" / "reference" / "results.md"
    assert page.read_text("utf-8") == render()
