"""Built-ins get full marks, and where a step is to be written they are noticed."""

import pytest
from conftest import grade_files, step_of

pytestmark = pytest.mark.tensorflow

BY_HAND = """
import tensorflow as tf
print(tf.nn.softmax([[1.0, 2.0]]))
def softmax(x):
    e = tf.exp(x - tf.reduce_max(x, axis=1, keepdims=True))
    return e / tf.reduce_sum(e, axis=1, keepdims=True)
"""
RENAMED = """
from tensorflow import nn
mine = getattr(nn, "soft" + "max")
def softmax(x):
    return mine(x)
"""
BY_KERAS = """
import keras
def softmax(x):
    return keras.activations.softmax(x)
"""
COMPILED = """
import tensorflow as tf
@tf.function
def softmax(x):
    return tf.math.softmax(x)
"""


@pytest.mark.parametrize(
    ("source", "flags"),
    [
        (BY_HAND, ()),
        (RENAMED, ("delegated",)),
        (BY_KERAS, ("delegated",)),
        (COMPILED, ("delegated",)),
    ],
)
def test_what_is_called_counts_and_not_what_is_written(
    workshop_setting, tmp_path, source, flags
):
    """Aliases and detours are seen; a demo at top level is no delegation."""
    record = grade_files(workshop_setting, tmp_path, {"15_softmax.py": source})
    step = step_of(record, "15_softmax")
    assert (step.score, step.flags) == (10, flags)


def test_other_steps_may_use_anything(workshop_setting, tmp_path):
    """Only the steps that say so are watched."""
    source = (
        "import tensorflow as tf\n"
        "def mse(y_true, y_pred):\n"
        "    return tf.keras.losses.MSE(y_true, y_pred)\n"
    )
    record = grade_files(workshop_setting, tmp_path, {"05_mse.py": source})
    assert step_of(record, "05_mse").flags == ()
