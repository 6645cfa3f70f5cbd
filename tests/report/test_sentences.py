"""Sentences: one for everything, and clear with or without details."""

from __future__ import annotations

import itertools
import string
from dataclasses import replace

import pytest

from grader.language import sentence
from grader.language.catalogue import SENTENCES
from grader.records import LeftOut, Outcome, Problem, Reason
from grader.report import rationale
from grader.report.sentences import (
    flag_sentence,
    left_out_sentence,
    outcome_sign,
    outcome_word,
)
from report.samples import check, finding


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_word_and_sign(outcome):
    """Each outcome has a word and a sign of one character."""
    assert outcome_word(outcome)
    assert len(outcome_sign(outcome)) == 1


def test_words_and_signs_differ():
    """No two outcomes look alike."""
    assert len({outcome_word(one) for one in Outcome}) == len(Outcome)
    assert len({outcome_sign(one) for one in Outcome}) == len(Outcome)


@pytest.mark.parametrize("visibility", ["visible", "hidden"])
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_makes_a_sentence_without_details(reason, visibility):
    """Each reason makes a whole sentence when all details are missing."""
    record = check("c", "promise", Outcome.FAILED, reason, visibility=visibility)
    text = rationale(record)
    assert text.endswith((".", "?"))
    assert "{" not in text
    assert "None" not in text


@pytest.mark.parametrize("reason", Reason)
def test_strange_details_do_no_harm(reason):
    """Details of other types than usual still make a sentence."""
    strange = dict.fromkeys(  # noqa: RUF024 - nobody changes it
        [
            "limit",
            "name",
            "similar",
            "needed",
            "expected_shape",
            "observed_shape",
            "signal",
            "package",
        ],
        [None],
    )
    assert rationale(check("c", "promise", Outcome.ERRORED, reason, details=strange))


@pytest.mark.parametrize(
    ("reason", "details", "words"),
    [
        (
            Reason.WRONG_SHAPE,
            {"expected_shape": "(4, 10)", "observed_shape": "(10, 4)"},
            ["(4, 10)", "(10, 4)"],
        ),
        (
            Reason.WRONG_SHAPE,
            {"expected_shape": [4, None], "observed_shape": [3]},
            ["(4, any)", "(3,)"],
        ),
        (
            Reason.WRONG_SHAPE,
            {"expected_shape": "(4,)", "observed_shape": "()"},
            ["One number"],
        ),
        (Reason.WRONG_KIND, {"observed_kind": "NoneType"}, ["`None`", "`return`"]),
        (
            Reason.WRONG_KIND,
            {"observed_kind": "list", "expected_kind": "tf.Tensor"},
            ["list", "tf.Tensor"],
        ),
        (
            Reason.WRONG_DTYPE,
            {"observed_dtype": "float64", "expected_dtype": "float32"},
            ["float64", "float32"],
        ),
        (
            Reason.WRONG_LENGTH,
            {"observed_length": 99, "expected_length": 100},
            ["99", "100"],
        ),
        (Reason.NOT_FINITE, {}, ["NaN"]),
        (Reason.MISSING_PACKAGE, {"package": "torch"}, ["torch"]),
        (Reason.NOT_FOUND, {"name": "mse", "similar": "msee"}, ["`mse`", "`msee`"]),
        (Reason.NOT_FOUND, {"name": "mse", "similar": ""}, ["`mse`", "spelled"]),
        (Reason.WRONG_SIGNATURE, {"signature": "(a)"}, ["`(a)`"]),
        (Reason.CPU_TIME, {"limit": 10.0}, ["10 s"]),
        (Reason.MEMORY, {"limit": 2 * 1024**3}, ["2 GB"]),
        (Reason.SIGNAL, {"signal": 11}, ["SIGSEGV"]),
        (Reason.EXIT, {"exit_status": 3}, ["status 3", "sys.exit()"]),
        (Reason.INPUT, {}, ["input()"]),
        (Reason.SYNTAX, {"line": 7}, ["line 7"]),
        (Reason.EARLIER_CHECK, {"needed": "it is a scalar"}, ["it is a scalar"]),
        (Reason.STUB, {}, ["Not attempted"]),
    ],
)
def test_details_are_told(reason, details, words):
    """What is known stands in the sentence."""
    text = rationale(check("c", "promise", Outcome.FAILED, reason, details=details))
    for word in words:
        assert word in text


def test_an_exception_is_told_with_its_line():
    """An exception names its type and the innermost line of the student's."""
    from grader.records import Frame

    problem = Problem(
        "KeyError", "x", (Frame("a.py", 3, "f", ""), Frame("a.py", 8, "g", ""))
    )
    record = check("c", "p", Outcome.ERRORED, Reason.EXCEPTION, problem=problem)
    assert "`KeyError` in line 8" in rationale(record)


def test_a_wrong_value_is_told_with_where():
    """A wrong element is told with its index, both values and how many differ."""
    record = check(
        "c",
        "p",
        Outcome.FAILED,
        Reason.WRONG_VALUE,
        findings=(finding("rows", [[1.0, 2.0]], [[1.0, 4.0]]),),
    )
    text = rationale(record)
    assert "[0, 1]" in text
    assert "`2.0`" in text
    assert "`4.0`" in text
    assert "1 of 2 elements differs" in text


def test_a_band_is_told_with_its_bounds():
    """A value outside a band is told with the band."""
    from grader.records import Value

    low = replace(
        finding("accuracy", 0.0, 0.0),
        comparison="between",
        parameters={"low": 0.875, "high": 1.0},
        expected=None,
        observed=Value("float", data=0.42),
        difference=None,
    )
    text = rationale(check("c", "p", Outcome.FAILED, Reason.WRONG_VALUE, findings=(low,)))
    assert "Accuracy" in text
    assert "0.42" in text
    assert "0.875" in text
    assert "median" not in text
    low = replace(low, parameters={**low.parameters, "outcomes": [0.88, 0.42, 0.41]})
    text = rationale(check("c", "p", Outcome.FAILED, Reason.WRONG_VALUE, findings=(low,)))
    assert "the median of 3 attempts" in text


def test_text_of_strangers_is_shortened_and_visible():
    """A parameter cannot smuggle in controls or endless text."""
    text = sentence("reason.missing_package.named", package="a\x1b[2J\u202e" + "b" * 5000)
    assert "\x1b" not in text
    assert "⟨U+001B⟩" in text
    assert len(text) < 500


def test_unknown_flags_and_reasons_still_read():
    """A flag or left-out reason that is not in the catalogue is shown by its id."""
    assert "something" in flag_sentence("something")
    assert "odd thing" in left_out_sentence(LeftOut("a.py", "odd_thing"))
    assert left_out_sentence(LeftOut("a.py", "unreadable"))


def test_every_sentence_is_well_formed():
    """Each entry of the catalogue can be parsed as a format string."""
    forms = (one if isinstance(one, tuple) else (one,) for one in SENTENCES.values())
    for text in itertools.chain.from_iterable(forms):
        assert list(string.Formatter().parse(text)) is not None
        assert text.count("`") % 2 == 0
