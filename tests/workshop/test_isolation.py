"""What one step does to the process costs no marks in another; with real TensorFlow."""

import pytest
from conftest import grade_files, step_of

from grader.course import stub
from grader.records import Outcome

pytestmark = pytest.mark.tensorflow

SPOILERS = {
    "set_floatx": "tf.keras.backend.set_floatx('float64')",
    "disable_eager_execution": "tf.compat.v1.disable_eager_execution()",
    "run_functions_eagerly": "tf.config.run_functions_eagerly(True)",
    "patched reduce_mean": "tf.reduce_mean = lambda *a, **k: tf.constant(0.0)",
    "leaked memory": "leak = [tf.zeros([1024, 1024]) for _ in range(100)]",
}
OTHERS = ("08_gradient_descent", "15_softmax", "17_crossentropy")


def right(workshop, *names):
    return {f"{name}.py": workshop.step(name).reference.source for name in names}


@pytest.mark.parametrize("name", SPOILERS)
def test_a_step_that_changes_the_process_costs_no_other_step(
    workshop, workshop_setting, tmp_path, name
):
    """Whatever 05_mse does to TensorFlow, the other steps have full marks."""
    files = right(workshop, "05_mse", *OTHERS)
    files["05_mse.py"] += f"\n{SPOILERS[name]}\n"
    record = grade_files(workshop_setting, tmp_path, files)
    outcomes = {step.id: step.outcome for step in record.steps if step.id in OTHERS}
    assert set(outcomes.values()) == {Outcome.PASSED}


def test_every_reference_has_full_marks(workshop, workshop_setting, tmp_path):
    """One submission of all references, in one worker, has the maximum."""
    ids = [step.id for step in workshop.steps]
    record = grade_files(workshop_setting, tmp_path, right(workshop, *ids))
    assert record.score == record.max_score == 10 * len(ids)
    assert all(step.flags == () for step in record.steps)


def test_untouched_stubs_are_not_attempted(workshop, workshop_setting, tmp_path):
    """Every stub runs, earns nothing, and is not called wrong."""
    files = {
        f"{step.id}.py": stub(step.reference.source, step.id) for step in workshop.steps
    }
    record = grade_files(workshop_setting, tmp_path, files)
    assert {step.outcome for step in record.steps} == {Outcome.NOT_ATTEMPTED}
    assert record.score == 0


def test_load_data_answers_without_a_network(workshop_setting, tmp_path):
    """Keras's own loader gives the real MNIST in a worker."""
    source = (
        "import tensorflow as tf\n"
        "(x, y), (a, b) = tf.keras.datasets.mnist.load_data()\n"
        "assert x.shape == (60000, 28, 28) and a.shape == (10000, 28, 28)\n"
        "assert (y == 5).sum() == 5421\n"
        "def mse(y_true, y_pred):\n    return tf.reduce_mean((y_true - y_pred) ** 2)\n"
    )
    record = grade_files(workshop_setting, tmp_path, {"mse.py": source})
    assert step_of(record, "05_mse").outcome is Outcome.PASSED


def test_exhausted_tensorflow_memory_is_told_as_such(workshop_setting, tmp_path):
    """A student who fills the memory with tensors is told so."""
    source = (
        "import tensorflow as tf\n"
        "def mse(y_true, y_pred):\n    kept = []\n"
        "    while True:\n        kept.append(tf.ones([1024, 1024]))\n"
    )
    record = grade_files(workshop_setting, tmp_path, {"mse.py": source})
    assert step_of(record, "05_mse").checks[0].reason == "memory"
