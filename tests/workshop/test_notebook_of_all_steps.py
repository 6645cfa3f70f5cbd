"""The whole workshop as a notebook: right answers get full marks, however it was edited."""

import ast
import os
import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from conftest import notebook

from grader.grading import grade
from grader.notebooks.execution import MODULES, execute
from grader.sandbox.sources import SpareProcesses
from grader.submissions import NotebookFile, Submission

pytestmark = pytest.mark.tensorflow
MARKERS = re.compile(r"^\s*# (BEGIN|END) SOLUTION\n", re.MULTILINE)
SOAK = bool(os.environ.get("GRADER_SOAK"))


@pytest.fixture(scope="module")
def answers(workshop):
    """The step's id and a right answer, in the workshop's order."""
    found = []
    for step in workshop.steps:
        source = MARKERS.sub("", step.reference.source)
        first = ast.parse(source).body[1].lineno
        found.append((step.id, "\n".join(source.splitlines()[first - 1 :])))
    return found


def as_given(answers):
    """As the workshop's own notebook, filled in."""
    return notebook(*[text for _, text in answers], ids=[step for step, _ in answers])


def stripped_and_doubled(answers):
    """No ids, each cell twice, notes between them."""
    notes = nbformat.v4.new_markdown_cell
    cells = [one for _, text in answers for one in (text, notes("# again"), text)]
    return notebook(*cells)


def merged(answers):
    """Four steps a cell."""
    texts = [text for _, text in answers]
    return notebook(*["\n\n".join(texts[n : n + 4]) for n in range(0, len(texts), 4)])


def split(answers):
    """A definition a cell."""
    return notebook(
        *[ast.unparse(node) for _, text in answers for node in ast.parse(text).body]
    )


def upside_down(answers):
    """From the last step to the first, ids kept."""
    return as_given(answers[::-1])


EDITED = [stripped_and_doubled]
if SOAK:
    EDITED += [as_given, merged, split, upside_down]


@pytest.mark.parametrize("edited", EDITED)
@pytest.mark.soak
def test_a_right_notebook_gets_full_marks(workshop_setting, workshop, answers, edited):
    """With its three kinds of Linear, in a kernel where all cells ran."""
    file = NotebookFile("workshop.ipynb", edited(answers))
    steps = tuple(step.id for step in workshop.steps)
    record = grade(Submission("a", "a", "a", (), steps, (), (file,)), workshop_setting)
    lost = {s.id: (s.score, s.reason, s.flags) for s in record.steps if s.score != 10}
    assert lost == {}
    assert record.notebooks[0].stopped == ""


EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "class").glob("*/*.ipynb"))


@pytest.mark.soak
@pytest.mark.parametrize(
    "path", EXAMPLES if SOAK else EXAMPLES[-1:], ids=lambda path: path.name
)
def test_a_cold_kernel_puts_out_the_same(workshop_setting, workshop, path):
    """The examples without a fork server: equal kinds and texts, cell by cell."""
    preload = replace(workshop.preload, modules=(*workshop.preload.modules, *MODULES))
    spare = SpareProcesses(preload)
    executed = []
    try:
        for source in (workshop_setting.source, spare):
            done = execute(source, path.read_bytes(), ["mse"], workshop.limits)
            done.kernel.close()
            executed.append(done)
    finally:
        spare.close()
    for warm, cold in zip(*(one.cells for one in executed), strict=True):
        assert cold.state == warm.state
        assert [out.kind for out in cold.outputs] == [out.kind for out in warm.outputs]
        texts = [
            [shape(o.data) for o in c.outputs if o.kind != "png"] for c in (warm, cold)
        ]
        assert texts[0] == texts[1] or "%%time" in warm.source


def shape(text):
    """A text without its numbers, which are drawn anew, and without folders' names."""
    return re.sub(r"-?\d[\d.e+-]*\s*|job-\w+", "#", text)
