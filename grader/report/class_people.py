"""The parts of the class page that name students: whom to look at, mistakes, the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from grader.language import sentence
from grader.language.quantities import points_text
from grader.marks import Mark, Status, StepMark
from grader.records import MisconceptionRecord, Outcome, StepRecord, SubmissionRecord
from grader.report.checks_view import anchor
from grader.report.class_views import (
    KEYS,
    NO_OUTCOME,
    Cell,
    Choice,
    Column,
    Group,
    MistakeView,
    Person,
    Row,
    StudentsTable,
)
from grader.report.sentences import capital, short_reason
from grader.report.views import OutcomeView, prose
from grader.visible import short

_FEW_PEOPLE = 8
_MANY_COLUMNS = 8
_STATUSES = {
    "G": "class.status.graded",
    "U": "class.status.ungraded",
    "M": "class.status.missing",
    "L": "class.status.late",
    "X": "class.status.changed",
}


@dataclass(frozen=True)
class Entry:
    """A student on the class page.

    record: the summary of the submission; None when nothing was handed in.
    link:   the address of the student's page, "" for none.
    """

    mark: Mark
    record: SubmissionRecord | None
    link: str


@dataclass(frozen=True)
class Shown:
    """An entry with the name that the page shows."""

    name: str
    mark: Mark
    record: SubmissionRecord | None
    link: str

    def steps(self) -> dict[str, StepRecord]:
        """The steps of the record, by id."""
        return {one.id: one for one in self.record.steps} if self.record else {}

    def person(self, detail: str = "", step: str = "") -> Person:
        """In a list, linked to a step of the page where there is one."""
        fragment = f"#{anchor(step)}" if self.link and step else ""
        return Person(self.name, self.link + fragment, detail)


@dataclass(frozen=True)
class StepName:
    """A step of the class: its id, the number in it, and its title."""

    id: str
    number: str
    title: str


def shown(entries: Sequence[Entry]) -> tuple[Shown, ...]:
    """The entries with their names; who shares one is told apart by the key."""
    students = [one.mark.student for one in entries]
    often = Counter(one.name for one in students)
    names = [
        f"{one.name} ({one.key})" if often[one.name] > 1 else one.name or one.key
        for one in students
    ]
    return tuple(
        Shown(short(name, 80), one.mark, one.record, one.link)
        for name, one in zip(names, entries, strict=True)
    )


def step_names(marks: Sequence[Mark]) -> tuple[StepName, ...]:
    """The steps of all marks in the course's order; by id where students differ in them."""
    titles: dict[str, str] = {}
    for step in (step for mark in marks for step in mark.steps):
        titles[step.id] = titles.get(step.id) or step.title
    alike = all(len(mark.steps) == len(titles) for mark in marks)
    return tuple(
        StepName(id, short(id.partition("_")[0], 8), short(titles[id] or id, 200))
        for id in (titles if alike else sorted(titles))
    )


def look_groups(students: Sequence[Shown]) -> tuple[Group, ...]:
    """Students whose marks need a human eye, by cause; the gravest first."""
    found = (
        _group("ungraded", students, _ungraded),
        _group("timed_out", students, lambda one: _with_outcome(one, Outcome.TIMED_OUT)),
        _group("crashed", students, lambda one: _with_outcome(one, Outcome.CRASHED)),
        _group("confirmed", students, lambda one: _with_flag(one, "confirmed")),
        _group("visible_only", students, lambda one: _with_flag(one, "visible_only")),
        _group("late", students, _late_by_unknown),
    )
    return tuple(one for one in found if one.people)


def _group(
    id: str, students: Sequence[Shown], why: Callable[[Shown], Person | None]
) -> Group:
    people = tuple(one for one in map(why, students) if one is not None)
    title, text = sentence(f"class.look.{id}"), sentence(f"class.look.{id}.why")
    return Group(title, text, people, len(people) <= _FEW_PEOPLE)


def _ungraded(student: Shown) -> Person | None:
    if student.mark.status is not Status.UNGRADED:
        return None
    steps = student.steps()
    lacking = [one.id for one in student.mark.steps if one.points is None]
    detail = _steps_with_reasons(lacking, steps)
    fault = student.record.fault if student.record else ""
    if fault:
        detail = f"{detail}; {fault}" if detail else fault
    return student.person(short(detail, 200), next(iter(lacking), "") if steps else "")


def _with_outcome(student: Shown, outcome: Outcome) -> Person | None:
    ids = [one.id for one in student.mark.steps if one.outcome is outcome]
    detail = _steps_with_reasons(ids, student.steps())
    return student.person(short(detail, 200), ids[0]) if ids else None


def _with_flag(student: Shown, flag: str) -> Person | None:
    ids = [id for id, one in student.steps().items() if flag in one.flags]
    numbers = ", ".join(id.partition("_")[0] for id in ids)
    return student.person(short(numbers, 200), ids[0]) if ids else None


def _late_by_unknown(student: Shown) -> Person | None:
    unknown = student.mark.late and student.mark.late_days is None
    return student.person() if unknown else None


def _steps_with_reasons(ids: Iterable[str], steps: Mapping[str, StepRecord]) -> str:
    """`05 CPU time, 08 memory`."""
    return ", ".join(
        f"{id.partition('_')[0]} {short_reason(steps[id])}"
        if id in steps
        else id.partition("_")[0]
        for id in ids
    )


def mistakes(
    students: Sequence[Shown], names: Sequence[StepName]
) -> tuple[MistakeView, ...]:
    """The misconceptions by how many hold them, each with who does."""
    holders: dict[tuple[str, str], list[Person]] = {}
    texts: dict[tuple[str, str], MisconceptionRecord] = {}
    for student in students:
        for step in student.mark.steps:
            for id, one in {one.id: one for one in step.misconceptions}.items():
                texts.setdefault((step.id, id), one)
                holders.setdefault((step.id, id), []).append(student.person("", step.id))
    order = {one.id: n for n, one in enumerate(names)}
    ranked = sorted(holders, key=lambda key: (-len(holders[key]), order[key[0]], key[1]))
    handed_in = sum(one.record is not None for one in students)
    return tuple(
        MistakeView(
            step=f"{names[order[step]].number} {names[order[step]].title}",
            sentence=prose(capital(texts[step, id].name)),
            hint=prose(texts[step, id].hint),
            share=round(100 * len(holders[step, id]) / max(handed_in, 1), 1),
            people=tuple(holders[step, id]),
        )
        for step, id in ranked
    )


def students_table(students: Sequence[Shown], names: Sequence[StepName]) -> StudentsTable:
    """Students by steps, and what the filters can look for."""
    possible = {one.mark.max_score for one in students}
    alike = len(possible) == 1
    rows = tuple(_row(one, names, alike) for one in students)
    present = {key for row in rows for key in row.keys}
    used = [one for one in reversed(Outcome) if KEYS[one] in present]
    few = len(names) <= _MANY_COLUMNS
    return StudentsTable(
        columns=tuple(
            Column(
                number=one.number,
                name=short(one.id.partition("_")[2].replace("_", " "), 40) if few else "",
                title=one.title,
                anchor=anchor(one.id),
            )
            for one in names
        ),
        rows=rows,
        raw=any(one.mark.raw != one.mark.final for one in students),
        most=points_text(min(possible)) if alike else "",
        outcomes=tuple(Choice(KEYS[one], OutcomeView.of(one).word) for one in used),
        statuses=tuple(
            Choice(key, sentence(id)) for key, id in _STATUSES.items() if key in present
        ),
        legend=tuple((KEYS[one], OutcomeView.of(one)) for one in used),
        changed="X" in present,
        absent=any(cell.css[0] == NO_OUTCOME for row in rows for cell in row.cells),
    )


def _row(student: Shown, names: Sequence[StepName], alike: bool) -> Row:
    """alike: the points possible are told at the head of the table."""
    mark = student.mark
    of = "" if alike else f" / {points_text(mark.max_score)}"
    steps = {one.id: one for one in mark.steps}
    keys = {KEYS[one.outcome] for one in mark.steps if one.outcome is not None}
    keys.add({"graded": "G", "ungraded": "U", "missing": "M"}[mark.status.value])
    if mark.late:
        keys.add("L")
    if any(one.override for one in mark.steps):
        keys.add("X")
    return Row(
        name=student.name,
        link=student.link,
        badges=_badges(student),
        raw=points_text(mark.raw) + of,
        final=points_text(mark.final) + of,
        keys="".join(sorted(keys)),
        cells=tuple(_cell(steps.get(one.id)) for one in names),
    )


def _badges(student: Shown) -> tuple[tuple[str, str], ...]:
    mark = student.mark
    badges = []
    if mark.status is not Status.GRADED:
        badges.append((mark.status.value, sentence(f"class.badge.{mark.status.value}")))
    if mark.late:
        badges.append(("late", _late(mark.late_days)))
    if student.record is not None and student.record.left_out:
        text = sentence("left_out.count", count=len(student.record.left_out))
        badges.append(("note", text))
    return tuple(badges)


def _late(days: int | None) -> str:
    known = days is not None
    return (
        sentence("class.badge.late.days", count=days)
        if known
        else sentence("class.badge.late")
    )


def _cell(step: StepMark | None) -> Cell:
    if step is None or (step.outcome is None and step.override is None):
        return Cell(NO_OUTCOME, "·")
    css = NO_OUTCOME if step.outcome is None else KEYS[step.outcome]
    sign = "" if step.outcome is None else OutcomeView.of(step.outcome).sign
    points = "" if step.points is None else points_text(step.points)
    if step.override is None:
        return Cell(css, sign + points)
    note = sentence(
        "class.override.why" if step.override.why else "class.override",
        graded=points_text(step.graded),
        points=points_text(step.override.points),
        why=step.override.why,
        who=step.override.who,
    )
    return Cell(f"{css} x", f"{sign}{points}*", note)
