"""Which steps a check is about, from what was defined in which order."""

from dataclasses import replace

import pytest

from grader.live.examiner.steps import chosen_steps, is_overtaken
from grader.sandbox.bindings import Binding

LINEAR, RANDOM = "12_linear_layer", "21_random_layer"


def written(cell, name, *parameters, text="", stub=False):
    return Binding(cell, name, parameters, text or f"{name} in {cell}", stub)


def ids(wanted, bindings, course):
    return [step.id for step in chosen_steps(wanted, bindings, course)]


def test_steps_come_in_the_order_of_the_course(workshop):
    """However they were asked for, and once each."""
    assert ids(["20", "mse", "05_mse"], [], workshop) == ["05_mse", "20_relu"]


def test_what_is_begun_stands_defined_and_is_no_stub(workshop):
    """A stub does not count, and neither does what a later step's definition replaced."""
    bindings = [
        written(1, "mse", "y_true", "y_pred"),
        written(2, "softmax", "x", stub=True),
        written(3, "train_with_metrics", "of", "thirty"),
        written(4, "train_with_metrics", "of", "thirty one"),
    ]
    assert ids([], bindings, workshop) == ["05_mse", "31_keras_metrics"]


def test_a_name_of_several_steps_means_the_one_that_it_answers_now(workshop):
    """By its parameters, else by the order of the definitions."""
    linear = {one: workshop.step(one).names["Linear"] for one in (LINEAR, RANDOM)}
    first, second = (written(n, "Linear", *linear[one]) for n, one in enumerate(linear))
    assert ids(["Linear"], [first], workshop) == [LINEAR]
    assert ids(["Linear"], [first, second], workshop) == [RANDOM]
    assert ids(["Linear"], [second, first], workshop) == [LINEAR]
    stub = replace(second, stub=True)
    assert ids(["Linear"], [first, stub], workshop) == [RANDOM]
    assert ids([], [first, stub], workshop) == []
    loops = [written(n, "train_with_metrics") for n in range(2)]
    assert ids(["train_with_metrics"], loops[:1], workshop) == ["30_metric_loop"]
    assert ids(["train_with_metrics"], loops, workshop) == ["31_keras_metrics"]


def test_a_helper_that_is_written_once_more_keeps_its_step(workshop):
    """Beside a later step's class the same `Linear` still answers its own step."""
    names = workshop.step(RANDOM).names["Linear"]
    first = written(1, "Linear", *names)
    again = written(2, "Linear", *names, text=first.digest)
    bindings = [first, again, written(2, "NeuralNetwork")]
    assert ids(["Linear"], bindings, workshop) == [RANDOM]


def test_one_cell_may_answer_several_steps(workshop):
    """What a cell defines beside a later step's function counts as it stands now."""
    bindings = [written(1, "softmax"), written(2, "softmax"), written(2, "relu")]
    assert ids([], bindings, workshop) == ["15_softmax", "20_relu"]


@pytest.mark.parametrize(
    ("later", "overtaken"), [("another text", True), ("Linear in 1", False)]
)
def test_a_name_that_was_defined_anew_overtakes_a_step(workshop, later, overtaken):
    """Unless it is the same definition once more, or came before the step's own."""
    step = workshop.step("18_logistic_regression")
    (name,) = step.names
    bindings = [written(1, "Linear"), written(2, name), written(3, "Linear", text=later)]
    assert is_overtaken(step, {"Linear", "tf"}, bindings) is overtaken
    again = [*bindings, written(4, name)]
    assert not is_overtaken(step, {"Linear"}, again)
    assert not is_overtaken(step, {"tf"}, bindings)
