"""From the outputs of a cell to what a page shows of them: text, pictures, notes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from grader.language import counted, sentence
from grader.language.quantities import byte_count
from grader.records import CellOutput, CellRecord
from grader.report.pictures import MAX_CHARACTERS as MAX_PICTURE
from grader.report.pictures import picture
from grader.report.views import CellOutputView, NotebookCaps
from grader.visible import terminal_text, visible

TEXTS = frozenset({"stdout", "stderr", "text", "error"})
_PICTURES = frozenset({"png", "jpeg", "svg"})
_MOST_OUTPUTS = 30
_MOST_CLEANED = 200_000
_RULER = re.compile(r"^-{20,}\n")  # IPython's line above a traceback


class Room:
    """What the notebooks of one page may still take, in bytes or characters."""

    def __init__(self, left: int) -> None:
        self._left = left

    def take(self, size: int) -> bool:
        """Whether there is room for it, which is then used."""
        if size > self._left:
            return False
        self._left -= size
        return True


def output_views(
    cell: CellRecord, position: int, caps: NotebookCaps, room: Room
) -> Iterator[CellOutputView]:
    """What a cell printed, showed and drew, in its order and within the caps.

    room: what all pictures of the page may still take.
    """
    left = {"error": caps.output, "other": caps.output}
    cleaning = Room(_MOST_CLEANED)
    pictures = 0
    chosen = _chosen(cell.outputs)
    for output in chosen:
        if output.kind in _PICTURES:
            pictures += 1
            yield _picture_view(output, pictures, position, room)
        elif output.kind == "text" and output.cut and not output.data:
            yield _more_outputs(output.cut)  # the driver's count of outputs it did not keep
        elif output.kind in TEXTS:
            purse = "error" if output.kind == "error" else "other"
            most = left[purse] if cleaning.take(min(len(output.data), _MOST_CLEANED)) else 0
            view = _text_view(output, most)
            left[purse] -= min(len(view.text), left[purse])
            if view.text.strip() or view.note:
                yield view
        else:
            yield CellOutputView("note", note=sentence("notebook.unknown_output"))
    if more := len(cell.outputs) - len(chosen):
        yield _more_outputs(more)


def _chosen(outputs: Sequence[CellOutput]) -> list[CellOutput]:
    """The first outputs, and the exception that ended the cell."""
    errors = [one for one in outputs[_MOST_OUTPUTS:] if one.kind == "error"]
    return [*outputs[:_MOST_OUTPUTS], *errors[:1]]


def _more_outputs(count: int) -> CellOutputView:
    note = counted("cut.cell_outputs", count)
    return CellOutputView("note", note=note)


def _text_view(output: CellOutput, most: int) -> CellOutputView:
    """The beginning of a text; of a traceback the end, for that says what went wrong."""
    text = output.data[:_MOST_CLEANED]
    text = terminal_text(text).strip("\n") if most > 0 else text
    if output.kind == "error":
        text = _RULER.sub("", text)
    left = len(text) - most
    later = max(len(output.data) - _MOST_CLEANED, 0) + max(output.cut, 0)
    notes = []
    if left > 0 and output.kind == "error":
        text = text[left:]
        notes.append(sentence("cut.error_head", count=left))
    elif left > 0:
        text = text[:most]
        later += left
    if later:
        notes.append(sentence("cut.cell_text", count=later))
    return CellOutputView(output.kind, text=visible(text), note=" ".join(notes))


def _picture_view(
    output: CellOutput, number: int, position: int, room: Room
) -> CellOutputView:
    """A picture, or a note on why it is not shown."""
    size = max(output.cut, len(output.data))
    if not output.data or size > MAX_PICTURE:
        note = sentence("notebook.large_picture", size=byte_count(size))
        return CellOutputView("note", note=note)
    shown = picture(output.kind, output.data)
    if shown is None:
        return CellOutputView("note", note=sentence("notebook.bad_picture"))
    if not room.take(len(shown.address)):
        return CellOutputView("note", note=sentence("notebook.no_room"))
    alt = sentence("notebook.picture", number=number, cell=position + 1)
    return CellOutputView("picture", picture=shown, alt=alt)
