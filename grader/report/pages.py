"""From records to a whole page as plain data: a submission's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from grader.language import Whole, counted, sentence
from grader.language.quantities import byte_count, moment_text, points_text, seconds_text
from grader.marks import Mark
from grader.records import (
    CheckRecord,
    Outcome,
    PartRecord,
    Reason,
    RunRecord,
    StepRecord,
    SubmissionRecord,
)
from grader.report.charts import with_one_reading
from grader.report.checks_view import (
    anchor,
    cause,
    check_view,
    own_words,
    problem_view,
    shared_cause,
)
from grader.report.notebook_view import notebook_views, step_places, with_cell_names
from grader.report.sentences import (
    flag_sentence,
    left_out_sentence,
    rationale,
    step_rationale,
)
from grader.report.source import source_view
from grader.report.views import (
    Caps,
    CheckView,
    Count,
    LinkView,
    MisconceptionView,
    NotebookCaps,
    OutcomeView,
    PartView,
    Prose,
    StepView,
    SubmissionView,
    prose,
)
from grader.sandbox.layers import REQUIRED
from grader.visible import (
    TERMINAL_CODES,
    short,
    visible,
)

_CLOSED = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED})
_SHORT = 40
_GIST = 240


def step_view(
    step: StepRecord, mark: Mark, caps: Caps, place: LinkView | None = None
) -> StepView:
    """A step with its checks, source and output, as far as the caps allow.

    mark:  of the submission: what an instructor said of the step.
    place: the cell of a notebook that defines it. A step that passed leaves its source to
        the cell, where that is shown.
    """
    number, _, name = step.id.partition("_")
    speaker = shared_cause(step)
    misconceptions = _misconceptions(step)
    checks = step.checks[: caps.checks]
    marks = _marks(step)
    source = None
    elsewhere = place is not None and place.address and step.outcome is Outcome.PASSED
    if step.source and caps.source_lines and not elsewhere:
        file = _source_name(step)
        source = source_view(file, step.source, marks, caps.source_lines, caps.coloured)
    output, cut_bytes = _output(step, caps.output)
    cut_checks = len(step.checks) - len(checks)
    by_hand = next(
        (one.override for one in mark.steps if one.id == step.id and one.override), None
    )
    points = step.score if by_hand is None else by_hand.points
    score = f"{points_text(points)} / {points_text(step.max_score)}"
    if by_hand is not None:
        score = sentence("by_hand", score=score)
    outcome = OutcomeView.of(step.outcome)
    told = rationale(speaker) if speaker is not None else ""
    if speaker is None and step.outcome is not Outcome.PASSED and not step.checks:
        told = step_rationale(step)
    return StepView(
        id=step.id,
        anchor=anchor(step.id),
        number=number,
        name=name.replace("_", " "),
        title=short(step.title, 200),
        outcome=outcome,
        score=score if points is not None else sentence("no_mark"),
        gist=_gist(step),
        seconds=seconds_text(step.seconds) if step.checks and step.seconds else "",
        rationale=prose(told) if step.outcome is not Outcome.PASSED else (),
        misconceptions=misconceptions,
        problem=problem_view(speaker, step, caps) if speaker else None,
        place=place,
        said=_said(step, mark),
        checks=_unfolded(
            checks,
            [
                check_view(one, step, caps, speaker is not None)
                for one in with_one_reading(checks)
            ],
            several=len(misconceptions) > 1,
        ),
        checks_cut=counted("cut.steps", cut_checks),
        source=source,
        source_open=bool(marks) and source is not None and len(source.lines) <= _SHORT,
        source_cut=(counted("cut.source", source.cut) if source else ""),
        output=output,
        output_cut=sentence("cut.output", size=byte_count(cut_bytes)) if cut_bytes else "",
        flags=tuple(flag_sentence(one, step.cell is not None) for one in step.flags),
        open=step.outcome not in _CLOSED,
    )


def _unfolded(
    checks: Sequence[CheckRecord], views: Sequence[CheckView], several: bool
) -> tuple[CheckView, ...]:
    """Of checks that failed for one and the same cause only the first is unfolded.

    several: mistakes are named above; each check then says which is its own.
    """
    seen: set[object] = set()
    shown = []
    for check, view in zip(checks, views, strict=True):
        told = view.open and cause(check) in seen and check.problem is not None
        seen.add(cause(check))
        looks_like = view.looks_like if several else ()
        shown.append(replace(view, open=view.open and not told, looks_like=looks_like))
    return tuple(shown)


def _gist(step: StepRecord) -> Prose:
    """The mistake that was recognised, else what went wrong first; one paragraph."""
    if step.outcome in _CLOSED:
        return ()
    known = [*step.misconceptions, *(m for one in step.checks for m in one.misconceptions)]
    if known:
        return prose(sentence("misconception", name=known[0].name), _GIST)[:1]
    return prose(step_rationale(step), _GIST)[:1]


def _source_name(step: StepRecord) -> str:
    if step.cell is None:
        return step.file or step.id
    return sentence("notebook.place", cell=step.cell + 1, name=step.file)


def _misconceptions(step: StepRecord) -> tuple[MisconceptionView, ...]:
    named = {one.id: one for one in step.misconceptions}
    for check in step.checks:
        named |= {one.id: one for one in check.misconceptions if one.id not in named}
    return tuple(
        MisconceptionView(prose(sentence("misconception", name=one.name)), prose(one.hint))
        for one in named.values()
    )


def _marks(step: StepRecord) -> Mapping[int, str]:
    """Lines of this step's file at which a problem points, with the problem's name."""
    marks: dict[int, str] = {}
    for check in step.checks:
        if check.problem is None or check.reason is Reason.STUB:
            continue
        own = PurePath(step.file).name
        frames = [one for one in check.problem.frames if PurePath(one.file).name == own]
        if frames:
            timed_out = check.outcome is Outcome.TIMED_OUT
            texts = (check.problem.type_name, own_words(check.problem.message))
            text = "" if timed_out else ": ".join(one for one in texts if one)
            marks.setdefault(frames[-1].line, short(text, 100))
    return marks


def _output(step: StepRecord, most: int) -> tuple[str, int]:
    """What was printed without terminal codes, and how many bytes are not shown."""
    text = step.output.text
    head = text[: most * 4].replace("\r\n", "\n").replace("\r", "\n")
    shown = TERMINAL_CODES.sub("", head)
    if len(shown) > most:
        shown = shown[:most]
    whole = len(text) <= most * 4 and len(TERMINAL_CODES.sub("", head)) <= most
    cut = 0 if whole else max(len(text) - len(shown), 1)
    return visible(shown), step.output.cut_bytes + cut


def submission_view(
    run: RunRecord, submission: SubmissionRecord, mark: Mark, caps: Caps, home: str = ""
) -> SubmissionView:
    """A submission's page. `home`: a link to the index, or empty."""
    submission = with_cell_names(submission)
    notebooks = notebook_views(submission, caps.notebook)
    more = len(submission.notebooks) - len(notebooks)
    places = step_places(submission, notebooks)
    steps = tuple(
        step_view(one, mark, caps, places.get(one.id)) for one in submission.steps
    )
    counts = Counter(one.outcome for one in submission.steps)
    not_right = [
        view
        for view, step in zip(steps, submission.steps, strict=True)
        if step.outcome not in {Outcome.PASSED, Outcome.UNGRADED}
    ]
    ungraded = mark.final is None
    return SubmissionView(
        student=short(submission.student, 200),
        course=short(run.course_title, 200),
        score=points_text(mark.final),
        max_score=points_text(mark.max_score),
        percent=_percent(mark),
        progress=_progress(steps),
        parts=_parts(run.parts, steps),
        counts=tuple(
            Count(OutcomeView.of(one), counts[one])
            for one in reversed(Outcome)
            if counts[one]
        ),
        notes=_notes(mark),
        comments=tuple(
            prose(sentence("comment", text=Whole(one.text)))
            for one in mark.comments
            if not one.step
        ),
        mend=_mend(not_right) if len(steps) > 1 else None,
        all_passed=bool(steps) and not not_right and mark.final == mark.max_score,
        ungraded=sentence("ungraded") if ungraded else "",
        fault=sentence("fault", fault=submission.fault) if submission.fault else "",
        left_out=tuple(
            (short(one.path, 200), left_out_sentence(one))
            for one in submission.left_out[:50]
        ),
        steps=steps,
        notebooks=notebooks,
        notebooks_cut=sentence("cut.notebooks", count=more) if more else "",
        footer=footer(run, submission),
        keys=_keys(bool(home)),
        home=home,
        shortened=_shortened(caps, bool(notebooks)),
    )


def _shortened(caps: Caps, notebooks: bool) -> str:
    """What is shown less of than usual; empty when nothing is."""
    if replace(caps, notebook=NotebookCaps()) == Caps():
        return sentence("cut.notebook") if notebooks and caps != Caps() else ""
    told = []
    for name in ("source_lines", "output", "calls", "findings", "checks", "text"):
        if getattr(caps, name) != getattr(Caps(), name):
            told.append(sentence(f"cut.what.{name}", count=getattr(caps, name)))
    told += [
        sentence(f"cut.what.{one}") for one in ("values", "plots") if not getattr(caps, one)
    ]
    if notebooks and caps.notebook != NotebookCaps():
        told.append(sentence("cut.what.notebook"))
    return f"{sentence('cut.page')} {'; '.join(told)}."


def _mend(steps: Iterable[StepView]) -> StepView | None:
    """The first step that was tried and is not right; else the first not tried."""
    candidates = list(steps)
    tried = (one for one in candidates if one.outcome.id != "not_attempted")
    return next(tried, candidates[0] if candidates else None)


def _parts(parts: Sequence[PartRecord], steps: Sequence[StepView]) -> tuple[PartView, ...]:
    """The steps in the course's parts; without such, or with others, in one."""
    by_id = {step.id: step for step in steps}
    grouped = [
        (one.title, [by_id.pop(id) for id in one.steps if id in by_id]) for one in parts
    ]
    if by_id:
        grouped = [("", list(steps))]
    return tuple(
        PartView(short(title, 100), _progress(some), tuple(some))
        for title, some in grouped
        if some
    )


def _progress(steps: Sequence[StepView]) -> str:
    passed = sum(one.outcome.id == Outcome.PASSED for one in steps)
    return sentence("progress", passed=passed, all=len(steps))


def _percent(mark: Mark) -> float | None:
    if mark.final is None or not mark.max_score:
        return None
    return round(100 * mark.final / mark.max_score, 1)


def _keys(home: bool) -> tuple[tuple[str, str], ...]:
    """Keys of the page's script; `c` only where there is a page of the class."""
    names = ["j", "k", "n", "p", "e", "t", *("c" if home else "")]
    return (
        *((name, sentence(f"key.{name}")) for name in names),
        ("Enter", sentence("key.enter")),
        ("?", sentence("key.help")),
        ("Esc", sentence("key.escape")),
    )


def _notes(mark: Mark) -> tuple[str, ...]:
    """How the mark came about, where that is not the sum of the steps alone."""
    notes = []
    if mark.late and mark.late_days is None:
        notes.append(sentence("mark.late_unknown"))
    elif mark.late:
        values = {"days": mark.late_days, "penalty": points_text(mark.penalty)}
        notes.append(sentence("mark.late", raw=points_text(mark.raw), **values))
    if mark.attempts > 1:
        notes.append(sentence("mark.attempt", one=mark.attempt, all=mark.attempts))
    return tuple(notes)


def _said(step: StepRecord, mark: Mark) -> tuple[Prose, ...]:
    said = []
    for one in mark.steps:
        if one.id == step.id and one.override is not None:
            told = sentence(
                "override",
                points=points_text(one.override.points),
                most=points_text(step.max_score),
                why=Whole(one.override.why),
            )
            said.append(prose(told))
    for comment in mark.comments:
        if comment.step == step.id:
            said.append(prose(sentence("comment", text=Whole(comment.text))))
    return tuple(said)


def footer(
    run: RunRecord, submission: SubmissionRecord | None
) -> tuple[tuple[str, str], ...]:
    """What a page tells about its run (name, text); `submission`: of one alone."""
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    entries = [
        (
            sentence("label.course"),
            f"{run.course_title} ({run.course} {run.course_version})",
        ),
        (sentence("label.graded"), moment_text(run.started)),
    ]
    if submission is not None:
        entries.append((sentence("label.submission"), submission.source or submission.id))
        entries.append((sentence("label.time"), seconds_text(submission.seconds)))
    ran = [one for one in (submission and [submission]) or run.submissions if one.layers]
    if any(not set(REQUIRED) <= set(one.layers) for one in ran):
        entries.append((sentence("label.sandbox"), sentence("footer.unconfined")))
    elif submission is not None and submission.layers:
        entries.append((sentence("label.sandbox"), ", ".join(submission.layers)))
    if run.seed:
        entries.append((sentence("label.seed"), run.seed))
    entries.append((sentence("label.versions"), versions))
    return tuple((name, short(text, 400)) for name, text in entries if text)
