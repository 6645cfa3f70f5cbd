"""The whole workshop as a notebook: right answers get full marks, however it was edited."""

import ast
import os
import re

import nbformat
import pytest
from conftest import notebook

from grader.grading import grade
from grader.run import open_setting
from grader.submissions import NotebookFile, Submission

pytestmark = pytest.mark.tensorflow
MARKERS = re.compile(r"^\s*# (BEGIN|END) SOLUTION\n", re.MULTILINE)
SOAK = bool(os.environ.get("GRADER_SOAK"))


@pytest.fixture(scope="module")
def setting(workshop):
    with open_setting(workshop, "seed", notebooks=True) as opened:
        yield opened


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
def test_a_right_notebook_gets_full_marks(setting, workshop, answers, edited):
    """With its three kinds of Linear, in a kernel where all cells ran."""
    file = NotebookFile("workshop.ipynb", edited(answers))
    steps = tuple(step.id for step in workshop.steps)
    record = grade(Submission("a", "a", "a", (), steps, (), (file,)), setting)
    lost = {s.id: (s.score, s.reason, s.flags) for s in record.steps if s.score != 10}
    assert lost == {}
    assert record.notebooks[0].stopped == ""
