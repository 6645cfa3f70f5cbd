"""From a notebook's record to what its part of a page shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from grader.language import counted, sentence
from grader.language.quantities import seconds_text
from grader.records import (
    CellRecord,
    Frame,
    NotebookRecord,
    Problem,
    StepRecord,
    SubmissionRecord,
)
from grader.report.cell_outputs import TEXTS, Room, output_views
from grader.report.cells import cell_files, notebook_of
from grader.report.checks_view import anchor
from grader.report.markdown_view import MAX_CHARACTERS, markdown_pieces
from grader.report.sentences import notebook_rationale
from grader.report.source import MAX_LINE, source_view
from grader.report.views import (
    CellContent,
    CellView,
    LinkView,
    NotebookCaps,
    NotebookView,
    OutcomeView,
    Prose,
    prose,
)
from grader.visible import short, visible

MARKDOWN_ROOM = 100_000
MOST_NOTEBOOKS = 20
_MOST_STEPS = 40
_MOST_SOURCE = 50_000
_WIDE = 40
_LOOKS = {"failed": "errored", "stopped": "timed_out", "not_run": "not_attempted"}


class _Page:
    """What all cells of a page share: caps, room, and the titles of its steps."""

    def __init__(self, submission: SubmissionRecord, caps: NotebookCaps) -> None:
        self.caps = caps
        self.pictures = Room(caps.pictures)
        self.markdown = Room(MARKDOWN_ROOM)
        self.text = Room(caps.room)
        self.steps = {one.id: one for one in submission.steps}


def notebook_views(
    submission: SubmissionRecord, caps: NotebookCaps
) -> tuple[NotebookView, ...]:
    """The first MOST_NOTEBOOKS notebooks of a submission, as far as the caps allow."""
    page = _Page(submission, caps)
    return tuple(
        _notebook_view(one, number, page)
        for number, one in enumerate(submission.notebooks[:MOST_NOTEBOOKS], 1)
    )


def step_places(
    submission: SubmissionRecord, notebooks: Sequence[NotebookView]
) -> Mapping[str, LinkView]:
    """For each step of a notebook the cell that defines it, linked where it is shown."""
    numbers: dict[str, int] = {}
    for number, notebook in enumerate(submission.notebooks, 1):
        numbers.setdefault(notebook.name, number)
    shown = {cell.anchor for notebook in notebooks for cell in notebook.cells}
    places = {}
    for step in submission.steps:
        if step.cell is None:
            continue
        text = sentence("notebook.defined_in", cell=step.cell + 1, name=step.file)
        target = cell_anchor(numbers.get(step.file, 0), step.cell)
        places[step.id] = LinkView(text, f"#{target}" if target in shown else "")
    return places


def with_cell_names(submission: SubmissionRecord) -> SubmissionRecord:
    """The same with tracebacks that name cells as people do.

    A line of the step's own cell gets the notebook's name, as that is the step's file.
    """
    steps = tuple(
        _named(step, notebook) if (notebook := notebook_of(step, submission)) else step
        for step in submission.steps
    )
    return replace(submission, steps=steps)


def _named(step: StepRecord, notebook: NotebookRecord) -> StepRecord:
    files = cell_files(notebook)

    def frame(one: Frame) -> Frame:
        position = files.get(PurePath(one.file).name)
        if position is None:
            return one
        if position == step.cell:
            return replace(one, file=step.file)
        name = sentence("notebook.place", cell=position + 1, name=notebook.name)
        return replace(one, file=name)

    def problem(one: Problem | None) -> Problem | None:
        return one and replace(one, frames=tuple(map(frame, one.frames)))

    checks = tuple(replace(one, problem=problem(one.problem)) for one in step.checks)
    return replace(step, checks=checks)


def cell_anchor(notebook: int, position: int) -> str:
    """The fragment of a cell. Both are counted from 1 there; `position` is from 0."""
    return f"notebook-{notebook}-cell-{position + 1}"


def _notebook_view(notebook: NotebookRecord, number: int, page: _Page) -> NotebookView:
    chosen = _chosen(notebook.cells, page)
    last = chosen[-1] + 1 if chosen else 0
    left = len(notebook.cells) - last + max(notebook.cut, 0)
    stop = _stop(notebook)
    name = sentence("notebook.cell", cell=stop + 1)
    place = LinkView(name, f"#{cell_anchor(number, stop)}") if stop in chosen else None
    return NotebookView(
        anchor=f"notebook-{number}",
        name=short(notebook.name, 200),
        state=_state(notebook),
        facts=tuple(_facts(notebook)),
        notice=_notice(notebook, stop, page),
        place=place,
        cells=tuple(_cell_views(notebook, chosen, number, page)),
        cut=counted("cut.cells", left),
    )


def _chosen(cells: Sequence[CellRecord], page: _Page) -> list[int]:
    """The positions of the cells to show: first those with a step or a problem.

    What finds no room is left out before any work is done on it.
    """
    telling = {
        n for n, one in enumerate(cells) if one.steps or one.state in {"failed", "stopped"}
    }
    by_weight = sorted(range(len(cells)), key=lambda n: (n not in telling, n))
    most = by_weight[: page.caps.cells]
    return sorted(n for n in most if page.text.take(_size(cells[n], page.caps)))


def _size(cell: CellRecord, caps: NotebookCaps) -> int:
    """About how many characters a cell takes at most."""
    size = min(len(cell.source), caps.markdown)
    if cell.kind == "code":
        lines = cell.source[:_MOST_SOURCE].split("\n")[: caps.lines]
        size = sum(min(len(line), MAX_LINE) for line in lines)
    printed = sum(len(one.data) for one in cell.outputs if one.kind in TEXTS)
    return size + min(printed, 2 * caps.output)


def _stop(notebook: NotebookRecord) -> int:
    """The position of the cell that a notebook stopped in, -1 where none is known."""
    states = [one.state for one in notebook.cells]
    return states.index("stopped") if notebook.stopped and "stopped" in states else -1


def _state(notebook: NotebookRecord) -> OutcomeView:
    """How far a notebook came, with the looks of an outcome and a word of its own."""
    failed = sum(one.state == "failed" for one in notebook.cells)
    if notebook.refused:
        look, word = "errored", sentence("notebook.refused")
    elif notebook.stopped:
        look, word = "timed_out", sentence("notebook.stopped")
    elif failed:
        look = "errored"
        word = counted("notebook.failed", failed)
    else:
        look, word = "passed", sentence("notebook.done")
    return OutcomeView(look, word, sentence(f"sign.{look}"))


def _facts(notebook: NotebookRecord) -> Iterator[str]:
    count = len(notebook.cells) + max(notebook.cut, 0)
    if count:
        yield counted("notebook.cells", count)
    if notebook.seconds > 0:
        yield sentence("notebook.seconds", seconds=seconds_text(notebook.seconds))


def _notice(notebook: NotebookRecord, stop: int, page: _Page) -> Prose:
    """Why a notebook was refused or stopped, and what was done then; else nothing."""
    if not notebook.refused and not notebook.stopped:
        return ()
    own = [
        one
        for one in page.steps.values()
        if one.file == notebook.name and one.cell is not None
    ]
    bare = sum("definitions_only" in one.flags for one in own)
    told = []
    if notebook.stopped and stop >= 0:
        told.append(sentence("notebook.stopped_in", cell=stop + 1))
    elif notebook.stopped:
        told.append(sentence("notebook.stopped_before_end"))
    elif own:
        told.append(counted("notebook.steps_of_it", len(own)))
    else:
        told.append(sentence("notebook.no_step_of_it"))
    done = " ".join(filter(None, [*told, counted("notebook.definitions_only", bare)]))
    return prose(f"{notebook_rationale(notebook)}\n\n{done}")


def _cell_views(
    notebook: NotebookRecord, chosen: Sequence[int], number: int, page: _Page
) -> Iterator[CellView]:
    previous = -1
    for position in chosen:
        gap = position - previous - 1
        cell = notebook.cells[position]
        yield CellView(
            anchor=cell_anchor(number, position),
            name=sentence("notebook.cell", cell=position + 1),
            gap=sentence("cut.cells_between", count=gap) if gap else "",
            state=_cell_state(cell),
            steps=tuple(_step_links(cell, page)),
            content=_content(cell, page),
            outputs=tuple(output_views(cell, position, page.caps, page.pictures)),
        )
        previous = position


def _cell_state(cell: CellRecord) -> OutcomeView | None:
    """What to say of a code cell that did not run to its end."""
    look = _LOOKS.get(cell.state)
    if look is None:
        return None
    word = sentence(f"notebook.state.{cell.state}")
    return OutcomeView(look, word, sentence(f"sign.{look}"))


def _step_links(cell: CellRecord, page: _Page) -> Iterator[LinkView]:
    """The steps that a cell defines, linked where the page has them."""
    for id in cell.steps[:_MOST_STEPS]:
        step = page.steps.get(id)
        text = f"{id.partition('_')[0]} {step.title}" if step else id
        yield LinkView(short(text, 100), f"#{anchor(id)}" if step else "")


def _content(cell: CellRecord, page: _Page) -> CellContent:
    """The source of a code cell, a rendered text, or what stands in another cell."""
    if not cell.source.strip():
        note = "" if cell.outputs else sentence("notebook.empty")
        return CellContent(cell.kind, note=note)
    if cell.kind == "code":
        return _code(cell.source, page.caps)
    most = min(page.caps.markdown, MAX_CHARACTERS)
    shown = cell.source[:most]
    left = len(cell.source) - len(shown)
    note = counted("cut.cell_text", left)
    if cell.kind == "markdown" and page.markdown.take(len(shown)):
        return CellContent("markdown", markdown=markdown_pieces(shown), note=note)
    return CellContent("raw", raw=visible(shown), note=note)


def _code(text: str, caps: NotebookCaps) -> CellContent:
    source = source_view("", text[:_MOST_SOURCE], {}, caps.lines, caps.coloured)
    wide = any(sum(len(part) for _, part in one.pieces) > _WIDE for one in source.lines)
    left = source.cut + text.count("\n", _MOST_SOURCE)
    note = counted("cut.cell_lines", left)
    return CellContent("code", source=source, wide=wide, note=note)
