"""Which cell of a notebook answers which step: a pure function of names and order.

1. A step is answered by the last cell that binds one of its names. A definition that still
   only raises NotImplementedError is passed over when there is another one.
2. A name that several steps ask for (`Linear`) is told apart, for each cell that binds it,
   by these signs, the first that there is:
   a. the cell's id is a step's id, and the cell binds the name once;
   b. the parameters are those that exactly one of the steps asks for;
   c. the definition is the one that stands before it once more;
   d. the order: it belongs to the next of the steps, in the course's order, for which no
      sign speaks; or else to the step of the binding before it.
3. A cell that answers a later step answers that one: what it binds besides, a helper that
   is written once more or what the exercise gives ready made, is passed over, and so is the
   very text that an exercise gives. Only a step for which nothing else is found takes one
   of these; of a name of several steps the first that a sign speaks for.
4. A step for which nothing is left is examined with the last binding of its name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.course import Step
from grader.sandbox.bindings import Binding


@dataclass(frozen=True)
class Place:
    """Where a step is answered: the number of a binding, and its cell.

    certain: False when only rule 4 speaks for it.
    """

    binding: int
    cell: int
    certain: bool = True


def asked_names(steps: Sequence[Step]) -> list[str]:
    """Every name that some step asks for, once, in alphabetical order."""
    return sorted({name for step in steps for name in step.names})


def places(
    bindings: Sequence[Binding], ids: Mapping[int, str], steps: Sequence[Step]
) -> dict[str, Place]:
    """The place of each step that the notebook answers, by the step's id.

    bindings: in the order in which they happened.
    ids:      the cells' own ids, by the numbers that the bindings use.
    steps:    of the course, in its order.
    """
    found: dict[str, Place] = {}
    for name, several in _steps_by_name(steps).items():
        own, given = _own_and_given(name, bindings, steps)
        if len(several) == 1:
            chosen = {several[0].id: own or given}
        else:
            chosen = _told_apart(several, own, given, bindings, ids)
        anything = (own or given)[-1:]  # rule 4
        for step, candidates in chosen.items():
            if not (candidates or anything):
                continue
            place = _last_written(candidates or anything, bindings, bool(candidates))
            if step not in found or place.binding > found[step].binding:
                found[step] = place
    return found


def _steps_by_name(steps: Sequence[Step]) -> dict[str, list[Step]]:
    asked: dict[str, list[Step]] = {}
    for step in steps:
        for name in step.names:
            asked.setdefault(name, []).append(step)
    return asked


def _own_and_given(
    name: str, bindings: Sequence[Binding], steps: Sequence[Step]
) -> tuple[list[int], list[int]]:
    """The bindings of a name, and apart those that rule 3 passes over."""
    numbers = [n for n, one in enumerate(bindings) if one.name == name]
    first = next(n for n, step in enumerate(steps) if name in step.names)
    later = {asked for step in steps[first:] for asked in step.names} - {name}
    cells = {one.cell for one in bindings if one.name in later - set(steps[first].names)}
    times = Counter(bindings[n].cell for n in numbers)
    texts = {step.given[name] for step in steps if name in step.given}
    beside = [
        n for n in numbers if bindings[n].cell in cells and times[bindings[n].cell] == 1
    ]
    passed_over = set(beside)
    alike = [n for n in numbers if bindings[n].digest in texts and n not in passed_over]
    given = alike + beside
    passed_over.update(alike)
    return [n for n in numbers if n not in passed_over], given


def _told_apart(
    steps: Sequence[Step],
    own: Sequence[int],
    given: Sequence[int],
    bindings: Sequence[Binding],
    ids: Mapping[int, str],
) -> dict[str, list[int]]:
    """The bindings of a name by the step that each belongs to (rules 2 and 3)."""
    times = Counter((one.cell, one.name) for one in bindings)
    signs = {n: _sign(bindings[n], steps, times, ids) for n in (*own, *given)}
    spoken_for = {signs[n] for n in own}
    chosen: dict[str, list[int]] = {step.id: [] for step in steps}
    at, before = -1, ""
    for n in own:
        sign, text = signs[n], bindings[n].digest
        if sign is not None:
            at = sign
        elif not (text and text == before):
            following = at + 1
            if following < len(steps) and following not in spoken_for:
                at = following
        before = text
        chosen[steps[max(at, 0)].id].append(n)
    for position, step in enumerate(steps):
        if not chosen[step.id]:
            chosen[step.id] = [n for n in given if signs[n] == position][:1]
    return chosen


def _sign(
    binding: Binding,
    steps: Sequence[Step],
    times: Mapping[tuple[int, str], int],
    ids: Mapping[int, str],
) -> int | None:
    """Which of the steps a binding's cell id or parameters speak for, if they do."""
    if times[binding.cell, binding.name] == 1:
        for position, step in enumerate(steps):
            if ids.get(binding.cell) == step.id:
                return position
    wanted = [step.names[binding.name] for step in steps]
    return (
        wanted.index(binding.parameters) if wanted.count(binding.parameters) == 1 else None
    )


def _last_written(
    numbers: Sequence[int], bindings: Sequence[Binding], certain: bool
) -> Place:
    """The last of some bindings that is no untouched stub, or the last (rule 1)."""
    written = [n for n in numbers if not bindings[n].stub]
    number = (written or list(numbers))[-1]
    return Place(number, bindings[number].cell, certain)
