"""What a training says of itself earns nothing: the model is measured."""

import pytest
from conftest import grade_files, step_of

pytestmark = pytest.mark.tensorflow

FALLING = """
import tensorflow as tf

def train_network(model, x, y, lr=0.1, steps=1000):
    losses = [2.3 * 0.97 ** n for n in range(steps)]
    for n in range(0, steps, 10):
        print(f"step {n}: loss {losses[n]:.4f}, accuracy {1 - losses[n] / 3:.4f}")
    return losses
"""
EPOCHS = """
import tensorflow as tf

def train_epochs(model, dataset, lr=0.05, epochs=2):
    count = epochs * sum(1 for _ in dataset)
    return [2.3 * 0.97 ** n for n in range(count)]
"""
HISTORY = """
import tensorflow as tf

class Model(tf.keras.Sequential):
    def evaluate(self, *args, **kwargs):
        return [0.01, 0.99]

def build_and_fit(x, y, epochs=10, batch_size=256):
    model = Model([
        tf.keras.layers.Flatten(), tf.keras.layers.Dense(50), tf.keras.layers.ReLU(),
        tf.keras.layers.Dense(10, activation="softmax"),
    ])
    model.compile("sgd", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model(x[:1])
    history = tf.keras.callbacks.History()
    history.history = {
        "accuracy": [0.9 + 0.01 * n for n in range(epochs)],
        "loss": [1.0 / (n + 1) for n in range(epochs)],
    }
    history.epoch = list(range(epochs))
    return model, history
"""


@pytest.mark.parametrize(
    ("step", "source"),
    [
        ("23_train_network", FALLING),
        ("28_minibatch_training", EPOCHS),
        ("32_keras_fit", HISTORY),
    ],
    ids=["falling losses", "falling losses of batches", "history and evaluate"],
)
def test_a_story_of_training_is_no_training(workshop_setting, tmp_path, step, source):
    """Printed figures, returned losses, a filled history and an evaluate that claims."""
    record = grade_files(workshop_setting, tmp_path, {f"{step}.py": source})
    (check,) = (one for one in step_of(record, step).checks if one.id == "reads_digits")
    assert (check.outcome, check.points) == ("failed", 0)
    (accuracy,) = (one for one in check.findings if one.name == "accuracy")
    assert accuracy.observed.data < 0.5
