"""The six conversations that docs/explanation writes out are held for real."""

import re
from pathlib import Path

import pytest
from conftest import grade_files

from grader.course import load_course
from grader.examination.references import References
from grader.grading import Setting
from grader.run import findings_of

pytestmark = pytest.mark.tensorflow
PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "conversations.md"
BLOCK = re.compile(r"<!-- (\S+/\S+\.py) -->\n```python\n(.*?)```", re.DOTALL)

RIGHT = {
    "02_broadcasting": """
def add_to_rows(matrix, vec):
    return matrix + vec

def add_to_rows_in_place(variable, vec):
    variable.assign(variable + vec)
    return variable
""",
    "10_optimizer": """
class GradientDescentOptimizer:
    def __init__(self, lr=0.05):
        self.lr = lr

    def apply_gradients(self, grads_and_vars):
        for gradient, variable in grads_and_vars:
            variable.assign_sub(self.lr * gradient)
""",
    "11_fit_regression": """
def fit_regression(model, optimizer, x, y, steps=100):
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean((y - model(x)) ** 2)
        gradients = tape.gradient(loss, model.trainable_variables)
        losses.append(loss)
        optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return losses
""",
    "23_train_network": """
def train_network(model, x, y, lr=0.1, steps=1000):
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.keras.losses.categorical_crossentropy(y, model(x)))
        gradients = tape.gradient(loss, model.trainable_variables)
        losses.append(loss)
        for variable, gradient in zip(model.trainable_variables, gradients):
            variable.assign_sub(lr * gradient)
    return losses
""",
    "26_tfdata": """
def preprocess_tfdata(x, y):
    return tf.cast(tf.reshape(x, [784]), tf.float32) / 255.0, y

def make_train_dataset(x, y, batch_size=256, buffer_size=5000):
    dataset = tf.data.Dataset.from_tensor_slices((x, y)).map(preprocess_tfdata)
    return dataset.shuffle(buffer_size).batch(batch_size).prefetch(1)
""",
    "30_metric_loop": """
def train_with_metrics(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    reports = []
    for epoch in range(epochs):
        for step, (x, y) in enumerate(dataset):
            with tf.GradientTape() as tape:
                p = model(x)
                each = tf.keras.losses.sparse_categorical_crossentropy(y, p)
                loss = tf.reduce_mean(each)
            right = tf.argmax(p, axis=1) == tf.cast(y, tf.int64)
            loss_metric(loss)
            accuracy_metric(tf.reduce_mean(tf.cast(right, tf.float32)))
            gradients = tape.gradient(loss, model.trainable_variables)
            for variable, gradient in zip(model.trainable_variables, gradients):
                variable.assign_sub(lr * gradient)
            if step % report_every == 0:
                results = loss_metric.result(), accuracy_metric.result()
                reports.append((epoch, step, *results))
                loss_metric.reset_state()
                accuracy_metric.reset_state()
    return reports
""",
}


@pytest.fixture(scope="module")
def setting(workshop_setting, tmp_path_factory):
    """The page's course, in the workers of the workshop."""
    folder = tmp_path_factory.mktemp("conversations")
    (folder / "course.toml").write_text('data = ["mnist"]\n')
    for name, text in BLOCK.findall(PAGE.read_text()):
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    for step, source in RIGHT.items():
        brief = f'"""{step}."""\nimport tensorflow as tf\n'
        (folder / step / "solution.py").write_text(brief + source)
    course, source = load_course(folder), workshop_setting.source
    findings = findings_of(course, source.versions)
    return Setting(course, "seed", source, References(course, source, "seed", findings))


@pytest.mark.parametrize("step", RIGHT)
def test_the_verbs_suffice(setting, tmp_path, step):
    """Right code passes every check that the page writes out."""
    source = f"import tensorflow as tf\n{RIGHT[step]}"
    record = grade_files(setting, tmp_path, {f"{step}.py": source})
    assert {one.id: one.score for one in record.steps}[step] == 10
