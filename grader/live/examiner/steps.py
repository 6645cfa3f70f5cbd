"""Which steps are meant, by what was asked for and by what is defined."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Sequence

from grader.course import Course, Step
from grader.errors import UsageError
from grader.language import Whole, sentence
from grader.notebooks.places import Place, places
from grader.sandbox.bindings import Binding
from grader.visible import short

SIMILAR = 3


def chosen_steps(
    wanted: Sequence[str], bindings: Sequence[Binding], course: Course
) -> tuple[Step, ...]:
    """The steps to examine, in the course's order.

    wanted:   ids, names, numbers, or names of functions; if empty, all steps are meant that
              were begun: of which something stands defined that is more than the stub.
    bindings: of the names that the course asks for, in the order in which they happened.

    Raises:
        UsageError: the course has nothing of this name.
    """
    if not wanted:
        begun = _answered([one for one in bindings if not one.stub], bindings, course)
        return tuple(step for step in course.steps if step.id in begun)
    meant = {step.id for name in wanted for step in _meant(name, bindings, course)}
    return tuple(step for step in course.steps if step.id in meant)


def _meant(name: str, bindings: Sequence[Binding], course: Course) -> list[Step]:
    """The step with an id, name or number, or the steps that ask for a function."""
    for step in course.steps:
        number = step.id.partition("_")[0]
        if name in (step.id, step.name, number, number.lstrip("0")):
            return [step]
    asking = [step for step in course.steps if name in step.names]
    if len(asking) > 1:
        named = [one for one in bindings if one.name == name]
        answered = _answered(named, bindings, course)
        asking = [step for step in asking if step.id in answered] or asking
    if not asking:
        raise UsageError(_unknown(name, course))
    return asking


def _answered(
    some: Sequence[Binding], bindings: Sequence[Binding], course: Course
) -> frozenset[str]:
    """Ids of the steps that some definitions answer, of those that stand defined now.

    A name that several steps ask for belongs to the one whose definition it is.
    """
    last = {one.name: one for one in bindings}
    by_order = places(bindings, {}, course.steps)
    answered: set[str] = set()
    for now in last.values():
        if now not in some:
            continue
        asking = [step for step in course.steps if now.name in step.names]
        if len(asking) > 1:
            asking = [one for one in asking if _is_of(by_order.get(one.id), now, bindings)]
        elif _is_given(now, course):
            asking = []
        answered.update(step.id for step in asking)
    return frozenset(answered)


def _is_of(place: Place | None, now: Binding, bindings: Sequence[Binding]) -> bool:
    """Whether a step's place in the order of definitions is what stands defined now."""
    return place is not None and place.certain and _is_same(bindings[place.binding], now)


def _is_given(binding: Binding, course: Course) -> bool:
    """Whether it is the very definition that some exercise gives ready made."""
    return any(step.given.get(binding.name) == binding.digest for step in course.steps)


def _is_same(one: Binding, other: Binding) -> bool:
    return one is other or bool(one.digest and one.digest == other.digest)


def is_overtaken(step: Step, used: Collection[str], bindings: Sequence[Binding]) -> bool:
    """Whether a name that a step's code uses was given another definition after it.

    used: the names that its functions look up when they run.
    """
    cells = [one.cell for one in bindings if one.name in step.names]
    for name in set(used) - set(step.names):
        defined = [one for one in bindings if one.name == name]
        before = [one for one in defined if one.cell <= max(cells, default=0)]
        if before and not _is_same(before[-1], defined[-1]):
            return True
    return False


def _unknown(name: str, course: Course) -> str:
    known = [step.name for step in course.steps]
    functions = [one for step in course.steps for one in step.names]
    similar = difflib.get_close_matches(name, [*known, *functions], n=SIMILAR)
    if similar:
        alike = sentence("or").join(dict.fromkeys(similar))
        return sentence("live.no_step.similar", name=short(name, 60), alike=alike)
    steps = ", ".join(step.id for step in course.steps)
    return sentence("live.no_step", name=short(name, 60), steps=Whole(steps))
