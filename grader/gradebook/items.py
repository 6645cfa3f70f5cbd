"""A submission as the list of tests that autograder platforms show to a student."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.gradebook.exports import final_points, number_text
from grader.language import sentence
from grader.marks import Mark, StepMark
from grader.records import CheckRecord, Outcome, StepRecord, SubmissionRecord
from grader.report.edition import HIDDEN
from grader.report.sentences import outcome_sign, outcome_word, rationale, step_rationale
from grader.visible import short, shorten, visible

_TEXT = 8000


@dataclass(frozen=True)
class Item:
    """One test.

    number: `2.1`; the step's place, and the item's in it.
    passed: None when it is not graded.
    points: on the scale of the mark, else of the step; None when there is no total.
    """

    name: str
    number: str
    text: str
    passed: bool | None
    points: float | None
    max_points: float


def items(record: SubmissionRecord, mark: Mark | None) -> list[Item]:
    """The tests of a submission, none of them hidden.

    record: in the edition of the audience. mark: chooses and weighs the steps.
    The hidden checks of a step are one item. A step is one item as well where its points
    are not the sum of its checks': overridden, not graded, without checks. Either every
    item has points or, when there is no total, none has: platforms hide all points when
    one test lacks them.
    """
    steps = {step.id: step for step in mark.steps} if mark is not None else {}
    total = final_points(mark) if mark is not None else record.score
    found = []
    for step in record.steps:
        if mark is None or step.id in steps:
            found.append(list(_of_step(step, steps.get(step.id), total is not None)))
    return [
        replace(one, number=f"{n}.{m}")
        for n, group in enumerate(found, 1)
        for m, one in enumerate(group, 1)
    ]


def remarks(mark: Mark | None) -> str:
    """What a student is told about the mark as a whole: lateness, overrides, comments."""
    if mark is None:
        return ""
    lines = []
    if mark.penalty:
        lines.append(sentence("item.late", points=number_text(mark.penalty)))
    for step in mark.steps:
        if step.override is not None:
            lines.append(sentence("item.override", step=step.title or step.id))
    for comment in mark.comments:
        about = f"{short(comment.step)}: " if comment.step else ""
        lines.append(f"{about}{visible(shorten(comment.text, _TEXT))}")
    return "\n".join(lines)


def check_text(check: CheckRecord) -> str:
    """What a student reads of a check that did not pass: why, which mistake, advice."""
    if check.outcome is Outcome.PASSED:
        return ""
    mistakes = [
        f"{sentence('misconception', name=one.name)}\n{one.hint}"
        for one in check.misconceptions
    ]
    texts = [rationale(check), *mistakes, check.hint]
    return visible(shorten("\n".join(filter(None, texts)), _TEXT))


def _of_step(step: StepRecord, marked: StepMark | None, total: bool) -> Iterator[Item]:
    most = marked.max_points if marked is not None else step.max_score
    points = marked.points if marked is not None else step.score
    factor = most / step.max_score if step.max_score else 0.0
    known = [check.points for check in step.checks if check.points is not None]
    agree = points is not None and math.isclose(sum(known) * factor, points, abs_tol=1e-3)
    hidden = [check for check in step.checks if check.visibility == HIDDEN]
    title = short(step.title or step.id)
    if not step.checks or (total and (len(known) < len(step.checks) or not agree)):
        text = "\n".join(map(_line, step.checks)) or step_rationale(step)
        overridden = marked is not None and marked.override is not None
        passed = points == most if overridden else _passed([step.outcome])
        yield Item(title, "", text, passed, points if total else None, most)
        return
    for check in (one for one in step.checks if one.visibility != HIDDEN):
        name, text = f"{title}: {short(check.name)}", check_text(check)
        yield _item(name, text, [check], factor, total)
    if hidden:
        name, text = sentence("item.hidden", step=title), "\n".join(map(_line, hidden))
        yield _item(name, text, hidden, factor, total)


def _item(
    name: str, text: str, checks: Sequence[CheckRecord], factor: float, total: bool
) -> Item:
    """One or several checks as one test; factor: from the step's points to the mark's."""
    points = round(sum(one.points or 0.0 for one in checks) * factor, 4)
    most = round(sum(one.max_points for one in checks) * factor, 4)
    passed = _passed([one.outcome for one in checks])
    return Item(name, "", text, passed, points if total else None, most)


def _passed(outcomes: Sequence[Outcome]) -> bool | None:
    if Outcome.UNGRADED in outcomes:
        return None
    return all(one is Outcome.PASSED for one in outcomes)


def _line(check: CheckRecord) -> str:
    word = (
        f"{outcome_sign(check.outcome)} {short(check.name)}: {outcome_word(check.outcome)}"
    )
    return f"{word}\n{check_text(check)}".strip()
