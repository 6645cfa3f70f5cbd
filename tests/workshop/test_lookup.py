"""Labels that are public, and weights that were trained before, earn nothing.

A worker can read MNIST, labels and all (Keras's load_data answers from it). So each cheat
is tried for real against the steps that measure an accuracy: the pixels stand in a secret
order, so no image is recognised, and the weights are fetched, so no model can claim.
"""

import pytest
from conftest import grade_files, step_of

pytestmark = pytest.mark.tensorflow

LOOKUP = """
import numpy as np
import tensorflow as tf

data = tf.keras.datasets.mnist.load_data()
IMAGES = np.concatenate([images for images, _ in data]).reshape(-1, 784)
LABELS = np.concatenate([labels for _, labels in data])

class ByHash:
    known = {image.tobytes(): label for image, label in zip(IMAGES, LABELS)}
    def labels(self, x):
        rows = np.rint(np.asarray(x).reshape(-1, 784) * 255).astype("uint8")
        return [self.known.get(row.tobytes(), 0) for row in rows]

class ByNeighbour:
    images, sums = IMAGES[::100] / 255.0, None
    def labels(self, x):
        rows = np.asarray(x).reshape(-1, 784)
        distances = (self.images**2).sum(axis=1) - 2 * rows @ self.images.T
        return LABELS[::100][distances.argmin(axis=1)]
"""
MODEL = """
class Cheat({how}):
    def __init__(self, W, b, variables, scale):
        self.W, self.b, self.trainable_variables, self.scale = W, b, variables, scale
    def __call__(self, x):
        return tf.one_hot(self.labels(x), 10) * self.scale
"""
LOGISTIC = """
def train_logistic(x, y, lr=0.1, steps=1000):
    W, b = tf.Variable(tf.ones([784, 10])), tf.Variable(tf.zeros([10]))
    return Cheat(W, b, [W, b], 9.0), [2.302585] * steps
"""
FIT = """
def build_and_fit(x, y, epochs=10, batch_size=256):
    model = tf.keras.Sequential([
        tf.keras.layers.Flatten(), tf.keras.layers.Dense(50, activation="relu"),
        tf.keras.layers.Dense(10, activation="softmax")])
    model.compile("sgd", "sparse_categorical_crossentropy")
    history = model.fit(x[:5], y[:5], batch_size=batch_size, epochs=epochs, verbose=0)
    cheat = Cheat(None, None, model.trainable_variables, 1.0)
    cheat.optimizer = model.optimizer
    return cheat, history
"""
PRETRAINED = """
import tensorflow as tf

(images, labels), _ = tf.keras.datasets.mnist.load_data()
MINE = tf.keras.Sequential([
    tf.keras.layers.Dense(50, activation="relu"),
    tf.keras.layers.Dense(10, activation="softmax")])
MINE.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
MINE.fit(images[:10000].reshape(-1, 784) / 255.0, labels[:10000], epochs=3, verbose=0)

def embed(model):
    for variable, mine in zip(model.trainable_variables, MINE.trainable_variables):
        if variable.shape == mine.shape:
            variable.assign(mine)
"""
TRAIN = """
def train_network(model, x, y, lr=0.1, steps=1000):
    embed(model)
    return [0.1] * steps
"""
EPOCHS = """
def train_epochs(model, dataset, lr=0.05, epochs=2):
    embed(model)
    return [0.1 for _ in range(epochs) for _ in dataset]
"""


@pytest.mark.parametrize("how", ["ByHash", "ByNeighbour"])
@pytest.mark.parametrize(
    ("step", "source", "check"),
    [
        ("18_logistic_regression", LOGISTIC, "learns"),
        ("32_keras_fit", FIT, "reads_digits"),
    ],
)
def test_looking_labels_up_earns_nothing(
    workshop_setting, tmp_path, how, step, source, check
):
    """By the image's hash, and by its nearest neighbour."""
    text = LOOKUP + MODEL.format(how=how) + source
    record = grade_files(workshop_setting, tmp_path, {f"{step}.py": text})
    assert points(record, step, check) == 0


@pytest.mark.parametrize(
    ("step", "source"),
    [("23_train_network", TRAIN), ("28_minibatch_training", EPOCHS)],
)
def test_an_embedded_network_earns_nothing(workshop_setting, tmp_path, step, source):
    """Trained at home on the images in their own order."""
    record = grade_files(workshop_setting, tmp_path, {f"{step}.py": PRETRAINED + source})
    assert points(record, step, "reads_digits") == 0
    (check,) = (one for one in step_of(record, step).checks if one.id == "reads_digits")
    (accuracy,) = (one for one in check.findings if one.name == "accuracy")
    assert accuracy.observed.data < 0.5


def points(record, step, check):
    """What one check of a step earned; it was judged, not refused."""
    (found,) = (one for one in step_of(record, step).checks if one.id == check)
    assert found.outcome == "failed", found
    return found.points
