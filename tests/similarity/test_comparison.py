"""Comparing a class: planted copies come first, independent students are not listed."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from itertools import combinations

import pytest
from made_up_class import independent, made_up_class, renamed, ways

from grader.course import stub
from grader.errors import UsageError
from grader.similarity import LISTED, Work, similar

STUDENTS, COPIES = (200, 10) if os.environ.get("GRADER_SOAK") else (40, 2)


@pytest.fixture(scope="module")
def stubs(workshop):
    return {step.id: stub(step.reference.source, step.id) for step in workshop.steps}


@pytest.fixture(scope="module")
def a_class(workshop):
    return made_up_class(workshop, STUDENTS, COPIES, seed=4)


@pytest.fixture(scope="module")
def pairs(workshop, stubs, a_class):
    return similar(a_class[0], workshop, stubs)


def test_only_planted_pairs_are_listed(pairs, a_class):
    """No independent pair reaches the threshold."""
    _, planted = a_class
    assert {frozenset((pair.one, pair.other)) for pair in pairs} <= planted.keys()


def test_whole_copies_are_listed(pairs, a_class):
    """Nine of ten copies of everything are listed, however they are disguised."""
    _, planted = a_class
    whole = {pair for pair, kind in planted.items() if kind != "half"}
    listed = {frozenset((pair.one, pair.other)) for pair in pairs}
    assert len(whole & listed) >= 0.9 * len(whole)


def test_pairs_say_what_they_claim(pairs, a_class):
    """Pairs are sorted, scores are shares, spans lie in the sources."""
    texts = {work.key: work.texts for work in a_class[0]}
    assert [pair.unusual for pair in pairs] == sorted(
        (p.unusual for p in pairs), reverse=True
    )
    for pair in pairs:
        assert pair.unusual >= LISTED
        assert 0 < pair.score <= 1
        for step in pair.steps:
            assert 0 < step.score <= 1
            assert 0 < step.expected <= 1
            assert step.shared >= 1
            for span in step.spans:
                one = texts[pair.one][step.step].count("\n") + 1
                other = texts[pair.other][step.step].count("\n") + 1
                assert 1 <= span.one_start <= span.one_end <= one
                assert 1 <= span.other_start <= span.other_end <= other


def test_most_and_at_least(workshop, stubs, a_class, pairs):
    """`most` keeps the first ones, `at_least` decides from where on pairs are listed."""
    few = [
        work
        for work in a_class[0]
        if work.key in {k for p in pairs[:2] for k in (p.one, p.other)}
    ]
    everything = similar(few, workshop, stubs, at_least=-100)
    assert similar(few, workshop, stubs, at_least=-100, most=1) == everything[:1]
    assert similar(few, workshop, stubs, at_least=100) == ()


def test_two_students_alone(workshop, stubs):
    """A copy is listed in a class of two; two independent students are not."""
    course_ways = ways(workshop)
    one, other = (independent(course_ways, n, 9) for n in (3, 4))
    copy = replace(one, key="copy")
    assert similar([one, copy], workshop, stubs)
    assert similar([one, other], workshop, stubs) == ()


def test_a_group_is_listed_pair_by_pair(workshop, stubs, a_class):
    """Three who handed in the same work are three pairs."""
    works = [work for work in a_class[0] if work.key.startswith("s")][:30]

    group = [works[4], *(renamed(works[4], f"g{n}", random.Random(n)) for n in range(2))]
    found = similar([*works, *group[1:]], workshop, stubs)
    wanted = {frozenset((a.key, b.key)) for a, b in combinations(group, 2)}
    assert wanted <= {frozenset((pair.one, pair.other)) for pair in found}


def test_untouched_stubs_are_not_alike(workshop, stubs):
    """Who handed in what was given has copied nothing."""
    works = [Work(str(n), str(n), dict(stubs)) for n in range(10)]
    assert similar(works, workshop, stubs, at_least=-100) == ()


def test_the_reference_is_not_alike(workshop, stubs):
    """A class that writes a short step as the course does is not suspected for it."""
    text = workshop.step("mse").reference.source
    works = [Work(str(n), str(n), {"05_mse": text}) for n in range(10)]
    assert similar(works, workshop, stubs) == ()


def test_one_short_step_is_never_enough(workshop, stubs):
    """Two who share a rare way to write two lines are not listed."""
    rare = "def mse(a, b):\n    return tf.einsum('i,i->', a - b, a - b) / len(a) ** 1.0\n"
    usual = "def mse(a, b):\n    return tf.reduce_mean((a - b) ** 2)\n"
    works = [Work(str(n), str(n), {"05_mse": rare if n < 2 else usual}) for n in range(40)]
    assert similar(works, workshop, stubs) == ()


def test_junk_does_not_hide_a_copy(workshop, stubs, a_class, pairs):
    """Who puts much of his own around a copy is as alike as before."""
    junk = "\n".join(f"def f{n}(a):\n    return [{n}, a, {n + 1}] * {n}" for n in range(60))
    works, _ = a_class
    copy = next(work for work in works if work.key == "renamed0")
    padded = replace(copy, texts={k: f"{v}\n{junk}\n" for k, v in copy.texts.items()})
    before = next(pair for pair in pairs if "renamed0" in (pair.one, pair.other))
    after = similar([padded if work is copy else work for work in works], workshop, stubs)
    scores = [
        pair.score for pair in after if {pair.one, pair.other} == {before.one, before.other}
    ]
    assert scores == pytest.approx([before.score], abs=0.02)


def test_progress_is_told_step_by_step(workshop, stubs):
    """Each step is told once, in the order of the course."""
    told = []
    similar([], workshop, stubs, on_progress=told.append)
    assert told == [step.id for step in workshop.steps]


@pytest.mark.parametrize(
    "works", [[], [Work("a", "A", {})], [Work("a", "A", {"05_mse": ""})] * 1]
)
def test_little_is_no_pair(works, workshop, stubs):
    """Nobody, somebody with nothing, somebody with an empty file."""
    assert similar(works, workshop, stubs, at_least=-100) == ()


def test_two_works_of_one_key_are_refused(workshop, stubs):
    """The same student twice would be a copy of himself."""
    with pytest.raises(UsageError, match="'a'"):
        similar([Work("a", "A", {}), Work("a", "B", {})], workshop, stubs)


def test_a_step_of_another_course_is_refused(workshop, stubs):
    """The message names the steps that there are."""
    with pytest.raises(UsageError, match="05_mse"):
        similar([Work("a", "A", {"99_other": "x = 1"})], workshop, stubs)


def test_no_pair_at_most_is_refused(workshop, stubs):
    """`most` has to leave something to list."""
    with pytest.raises(UsageError, match="0"):
        similar([], workshop, stubs, most=0)
