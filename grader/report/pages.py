"""From records to whole pages as plain data: a submission's page, and the index."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import PurePath

from grader.records import (
    Outcome,
    Reason,
    RunRecord,
    StepRecord,
    SubmissionRecord,
)
from grader.report.checks_view import anchor, check_view, problem_view, shared_cause
from grader.report.notebook_view import notebook_views, step_places, with_cell_names
from grader.report.sentences import (
    flag_sentence,
    left_out_sentence,
    rationale,
    sentence,
    step_rationale,
)
from grader.report.source import source_view
from grader.report.views import (
    Caps,
    Count,
    IndexCell,
    IndexRow,
    IndexView,
    LinkView,
    MisconceptionView,
    NotebookCaps,
    OutcomeView,
    StepView,
    SubmissionView,
    prose,
)
from grader.report.visible import (
    TERMINAL_CODES,
    byte_count,
    points_text,
    seconds_text,
    short,
    shorten,
    visible,
)
from grader.sandbox.layers import REQUIRED

_CLOSED = frozenset({Outcome.PASSED, Outcome.NOT_ATTEMPTED})
_MANY_COLUMNS = 8
_SHORT = 40
_MANY_CELLS = 1200


def step_view(step: StepRecord, caps: Caps, place: LinkView | None = None) -> StepView:
    """A step with its checks, source and output, as far as the caps allow.

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
    score = f"{points_text(step.score)} / {points_text(step.max_score)}"
    outcome = OutcomeView.of(step.outcome)
    told = rationale(speaker) if speaker is not None else ""
    if speaker is None and step.outcome is not Outcome.PASSED and not step.checks:
        told = step_rationale(step)
    return StepView(
        anchor=anchor(step.id),
        number=number,
        name=name.replace("_", " "),
        title=short(step.title, 200),
        outcome=outcome,
        score=score if step.score is not None else sentence("no_mark"),
        seconds=seconds_text(step.seconds) if step.seconds else "",
        rationale=prose(told) if step.outcome is not Outcome.PASSED else (),
        misconceptions=misconceptions,
        problem=problem_view(speaker, step, caps) if speaker else None,
        place=place,
        checks=tuple(check_view(one, step, caps, speaker is not None) for one in checks),
        checks_cut=sentence("cut.steps", count=cut_checks) if cut_checks else "",
        source=source,
        source_open=bool(marks) and source is not None and len(source.lines) <= _SHORT,
        source_cut=(
            sentence("cut.source", count=source.cut) if source and source.cut else ""
        ),
        output=output,
        output_cut=sentence("cut.output", size=byte_count(cut_bytes)) if cut_bytes else "",
        flags=tuple(flag_sentence(one, step.cell is not None) for one in step.flags),
        open=step.outcome not in _CLOSED,
    )


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
            texts = (check.problem.type_name, check.problem.message)
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
    run: RunRecord, submission: SubmissionRecord, caps: Caps, home: str = ""
) -> SubmissionView:
    """A submission's page. `home`: a link to the index, or empty."""
    submission = with_cell_names(submission)
    notebooks = notebook_views(submission, caps.notebook)
    more = len(submission.notebooks) - len(notebooks)
    places = step_places(submission, notebooks)
    steps = tuple(step_view(one, caps, places.get(one.id)) for one in submission.steps)
    counts = Counter(one.outcome for one in submission.steps)
    not_right = [
        view
        for view, step in zip(steps, submission.steps, strict=True)
        if step.outcome not in {Outcome.PASSED, Outcome.UNGRADED}
    ]
    ungraded = submission.status == "ungraded" or submission.score is None
    return SubmissionView(
        student=short(submission.student, 200),
        course=short(run.course_title, 200),
        score=points_text(submission.score),
        max_score=points_text(submission.max_score),
        percent=_percent(submission),
        counts=tuple(
            Count(OutcomeView.of(one), counts[one])
            for one in reversed(Outcome)
            if counts[one]
        ),
        mend=_mend(not_right) if len(steps) > 1 else None,
        all_passed=bool(steps) and not not_right and not ungraded,
        ungraded=sentence("ungraded") if ungraded else "",
        fault=sentence("fault", fault=submission.fault) if submission.fault else "",
        left_out=tuple(
            (short(one.path, 200), left_out_sentence(one))
            for one in submission.left_out[:50]
        ),
        steps=steps,
        notebooks=notebooks,
        notebooks_cut=sentence("cut.notebooks", count=more) if more else "",
        footer=_footer(run, submission),
        home=home,
        shortened=_shortened(caps, bool(notebooks)),
    )


def _shortened(caps: Caps, notebooks: bool) -> str:
    """What to say when less is shown than usual; empty when it is not."""
    if replace(caps, notebook=NotebookCaps()) != Caps():
        return sentence("cut.page")
    return sentence("cut.notebook") if notebooks and caps != Caps() else ""


def _mend(steps: Iterable[StepView]) -> StepView | None:
    """The first step that was tried and is not right; else the first not tried."""
    candidates = list(steps)
    tried = (one for one in candidates if one.outcome.id != "not_attempted")
    return next(tried, candidates[0] if candidates else None)


def _percent(submission: SubmissionRecord) -> float | None:
    if submission.score is None or not submission.max_score:
        return None
    return round(100 * submission.score / submission.max_score, 1)


def _footer(
    run: RunRecord, submission: SubmissionRecord | None
) -> tuple[tuple[str, str], ...]:
    versions = ", ".join(f"{name} {version}" for name, version in run.versions.items())
    entries = [
        ("Course", f"{run.course_title} ({run.course} {run.course_version})"),
        ("Graded", run.started),
    ]
    if submission is not None:
        entries.append(("Submission", submission.source or submission.id))
        entries.append(("Time", seconds_text(submission.seconds)))
    ran = [one for one in (submission and [submission]) or run.submissions if one.layers]
    if any(not set(REQUIRED) <= set(one.layers) for one in ran):
        entries.append(("Sandbox", sentence("footer.unconfined")))
    elif submission is not None and submission.layers:
        entries.append(("Sandbox", ", ".join(submission.layers)))
    if run.seed:
        entries.append(("Seed", run.seed))
    entries.append(("Versions", versions))
    return tuple((name, short(text, 400)) for name, text in entries if text)


def index_view(run: RunRecord, links: Mapping[int, str]) -> IndexView:
    """The index. `links`: a page's address for the position of a submission."""
    titles = {step.id: step.title for one in run.submissions for step in one.steps}
    ids = sorted(titles)
    used = {step.outcome for one in run.submissions for step in one.steps}
    linked = len(ids) * len(run.submissions) <= _MANY_CELLS
    rows = tuple(
        _index_row(one, ids, links.get(position, ""), linked)
        for position, one in enumerate(run.submissions)
    )
    return IndexView(
        course=short(run.course_title, 200),
        columns=tuple(_column(id, titles[id], len(ids)) for id in ids),
        rows=rows,
        max_score=points_text(max((one.max_score for one in run.submissions), default=0.0)),
        figures=_figures(run),
        legend=tuple(OutcomeView.of(one) for one in reversed(Outcome) if one in used),
        footer=_footer(run, None),
    )


def _column(id: str, title: str, count: int) -> tuple[str, str, str]:
    number, _, name = id.partition("_")
    spelled = visible(shorten(name, 40)).replace("_", " ")
    return number, spelled if count <= _MANY_COLUMNS else "", short(title, 200)


def _figures(run: RunRecord) -> tuple[tuple[str, str], ...]:
    scores = [one for one in map(_percent, run.submissions) if one is not None]
    figures = [("submissions", str(len(run.submissions)))]
    if scores:
        figures.append(("mean score", f"{sum(scores) / len(scores):.0f} %"))
    full = sum(one == 100 for one in scores)
    if full:
        figures.append(("with full marks", str(full)))
    ungraded = len(run.submissions) - len(scores)
    if ungraded:
        figures.append(("not graded", str(ungraded)))
    return tuple(figures)


def _index_row(
    submission: SubmissionRecord, ids: list[str], link: str, linked: bool
) -> IndexRow:
    steps = {step.id: step for step in submission.steps}
    percent = _percent(submission)
    notes = []
    if percent is None:
        notes.append(sentence("no_mark"))
    if submission.left_out:
        notes.append(sentence("left_out.count", count=len(submission.left_out)))
    return IndexRow(
        student=short(submission.student, 80),
        link=link,
        score=f"{points_text(submission.score)} / {points_text(submission.max_score)}",
        percent=percent,
        status=submission.status,
        note="; ".join(notes),
        cells=tuple(_cell(steps.get(id), link if linked else "") for id in ids),
    )


def _cell(step: StepRecord | None, link: str) -> IndexCell:
    if step is None:
        return IndexCell(None, "", sentence("no_step"), "")
    outcome = OutcomeView.of(step.outcome)
    spoken = outcome.word
    if step.score is not None:
        spoken = f"of {points_text(step.max_score)}, {spoken}"
    address = f"{link}#{anchor(step.id)}" if link else ""
    return IndexCell(outcome, points_text(step.score), spoken, address)
