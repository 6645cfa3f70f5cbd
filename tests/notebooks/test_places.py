"""The rule by which a notebook's cells answer steps, on right workshops taken apart."""

import ast
import re

import pytest

from grader.notebooks.places import places
from grader.sandbox.loading import define

PATTERN = re.compile(r"^\s*# (BEGIN|END) SOLUTION\n", re.MULTILINE)


@pytest.fixture(scope="module")
def answers(workshop):
    """Cells of a right notebook: the step's id and the code, in the course's order."""
    cells = []
    for step in workshop.steps:
        source = PATTERN.sub("", step.reference.source)
        tree = ast.parse(source)
        body = [
            node for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)
        ]
        text = "\n\n".join(ast.unparse(node) for node in body)
        cells.append((step.id, text.replace("tf.keras.Model", "object")))
    return cells


def located(cells, workshop, folder, with_ids=True):
    """The cells that answer each step, by the step's id."""
    names = {name for step in workshop.steps for name in step.names}
    bindings = define([source for _, source in cells], names, folder).noted
    ids = {n: id for n, (id, _) in enumerate(cells) if with_ids}
    found = places(bindings, ids, workshop.steps)
    return {step: place.cell for step, place in found.items()}, found, bindings


@pytest.mark.parametrize("with_ids", [True, False], ids=["ids", "no ids"])
def test_each_step_is_found_in_its_cell(answers, workshop, tmp_path, with_ids):
    """In the course's order the three kinds of Linear and all others are told apart."""
    cells, _, _ = located(answers, workshop, tmp_path, with_ids)
    assert cells == {step: n for n, (step, _) in enumerate(answers)}


def test_moved_cells_keep_their_steps(answers, workshop, tmp_path):
    """The notebook from bottom to top, ids kept: each step is where it went."""
    moved = answers[::-1]
    cells, _, _ = located(moved, workshop, tmp_path)
    assert cells == {step: n for n, (step, _) in enumerate(moved)}


def test_moved_cells_without_ids_are_told_apart_by_their_parameters(
    answers, workshop, tmp_path
):
    """Only the two functions of equal name and parameters go by their order."""
    moved = answers[::-1]
    cells, _, _ = located(moved, workshop, tmp_path, with_ids=False)
    expected = {step: n for n, (step, _) in enumerate(moved)}
    alike = ("30_metric_loop", "31_keras_metrics")
    swapped = dict(zip(alike, (expected[one] for one in reversed(alike)), strict=True))
    assert cells == expected | swapped


@pytest.mark.parametrize("with_ids", [True, False], ids=["ids", "no ids"])
def test_everything_in_one_cell(answers, workshop, tmp_path, with_ids):
    """Merged into one cell, every step still gets a binding of its own definition."""
    merged = [("01_tensors", "\n\n".join(source for _, source in answers))]
    _, found, bindings = located(merged, workshop, tmp_path, with_ids)
    for step in ("09_linear_model", "12_linear_layer", "21_random_layer"):
        wanted = workshop.step(step).names["Linear"]
        assert bindings[found[step].binding].parameters == wanted
    first, second = found["30_metric_loop"].binding, found["31_keras_metrics"].binding
    assert first < second
    assert len(found) == len(workshop.steps)


@pytest.mark.parametrize("with_ids", [True, False], ids=["ids", "no ids"])
def test_split_cells(answers, workshop, tmp_path, with_ids):
    """One definition a cell, the id on the first: what is given is nobody's answer."""
    split = []
    for step, source in answers:
        for n, node in enumerate(ast.parse(source).body):
            split.append(("" if n else step, ast.unparse(node)))
    _, found, bindings = located(split, workshop, tmp_path, with_ids)
    assert len(found) == len(workshop.steps)
    for step in workshop.steps:
        place = found[step.id]
        assert bindings[place.binding].name in step.names
        before = next(n for n, (id, _) in enumerate(split) if id == step.id)
        assert 0 <= place.cell - before < 4, step.id


@pytest.mark.parametrize("with_ids", [True, False], ids=["ids", "no ids"])
def test_duplicated_cells(answers, workshop, tmp_path, with_ids):
    """Each cell twice, the copy with a new id: the copy answers the same step."""
    twice = [one for cell in answers for one in (cell, ("", cell[1]))]
    cells, _, _ = located(twice, workshop, tmp_path, with_ids)
    assert all(cells[step] // 2 == n for n, (step, _) in enumerate(answers))


def test_an_untouched_stub_gives_way(workshop, tmp_path):
    """An answer above the stub that was left standing counts."""
    stub = "def softmax(x):\n    '''Brief.'''\n    raise NotImplementedError"
    answer = "def softmax(x):\n    return x"
    cells, _, _ = located([("", answer), ("15_softmax", stub)], workshop, tmp_path)
    assert cells == {"15_softmax": 0}
    alone, _, _ = located([("15_softmax", stub)], workshop, tmp_path)
    assert alone == {"15_softmax": 0}


def test_a_single_class_serves_all_steps_of_its_name(workshop, tmp_path):
    """Who writes one Linear only is examined with it wherever one is asked for."""
    source = "class Linear:\n    def __init__(self, *sizes, stddev=1.0):\n        pass"
    cells, found, _ = located([("", source)], workshop, tmp_path)
    assert cells == dict.fromkeys(
        ("09_linear_model", "12_linear_layer", "21_random_layer"), 0
    )
    assert sorted(place.certain for place in found.values()) == [False, False, True]


def test_the_given_class_does_not_answer_for_the_student(answers, workshop, tmp_path):
    """A wrong Linear of step 12 is not saved by the right one that step 18 gives."""
    wrong = "class Linear:\n    def __init__(self, input_length, output_length):\n        1"
    cells = [(s, wrong if s == "12_linear_layer" else text) for s, text in answers]
    found, _, _ = located(cells, workshop, tmp_path, with_ids=False)
    assert answers[found["12_linear_layer"]][0] == "12_linear_layer"


def test_a_helper_written_once_more_is_no_answer(workshop, tmp_path):
    """Softmax once more in the cell of step 18: step 15 keeps the one of its own cell."""
    softmax = "def softmax(x):\n    return {}"
    training = "def train_logistic(x, y, lr=0.1, steps=1000):\n    return softmax(x)"
    cells = [("", softmax.format(1)), ("", softmax.format(2) + "\n\n" + training)]
    found, _, _ = located(cells, workshop, tmp_path)
    assert found == {"15_softmax": 0, "18_logistic_regression": 1}
    backwards, _, _ = located(cells[::-1], workshop, tmp_path)
    assert backwards == {"15_softmax": 1, "18_logistic_regression": 0}
    found, _, _ = located(cells[1:], workshop, tmp_path)
    assert found == {"15_softmax": 0, "18_logistic_regression": 0}


def test_the_last_attempt_counts(workshop, tmp_path):
    """Who writes a function again further down means the later one."""
    cells = [("", f"def mse(y_true, y_pred):\n    return {n}") for n in range(3)]
    found, _, _ = located(cells, workshop, tmp_path)
    assert found == {"05_mse": 2}
