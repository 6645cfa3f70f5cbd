"""TensorFlow's own ways out of the process, and ordinary libraries, under confinement."""

import importlib.util
import os

import pytest
from conftest import grade_files, step_of

from grader.sandbox.layers import missing

pytestmark = [
    pytest.mark.tensorflow,
    pytest.mark.skipif(
        bool(missing()) and not os.environ.get("CI"),
        reason="this machine cannot confine student code; `grader doctor` says why",
    ),
]
MSE = """
def mse(y_true, y_pred):
    return tf.reduce_mean((y_true - y_pred) ** 2)
"""
ATTACKS = {
    "read_file": "print(tf.io.read_file('{secret}').numpy())",
    "gfile": "print(tf.io.gfile.GFile('{secret}').read())",
    "listdir": "print(tf.io.gfile.listdir('{folder}'))",
    "write_file": "tf.io.write_file('{folder}/marker', 'x')",
    "copy": "tf.io.gfile.copy('{secret}', 'mine')",
    "text_dataset": "print(list(tf.data.TextLineDataset('{secret}')))",
    "op_library": "tf.load_op_library('{secret}')",
    "py_function": "print(tf.py_function(lambda: open('{secret}').read(), [], tf.string))",
    "profiler": "tf.profiler.experimental.server.start(16006)",
    "summary": "tf.summary.create_file_writer('{folder}/logs').flush()",
    "checkpoint": "tf.train.Checkpoint(v=tf.Variable(1.0)).write('{folder}/marker')",
}
HONEST = """
import tensorflow as tf

model = tf.keras.Sequential([tf.keras.layers.Dense(3, activation="softmax")])
model.compile("sgd", "sparse_categorical_crossentropy")
x, y = tf.random.normal([40, 4]), tf.zeros([40], tf.int64)
data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(40).batch(8).prefetch(2)
model.fit(data, epochs=1, verbose=0)
model.save("model.keras")
again = tf.keras.models.load_model("model.keras")
assert again(x).shape == (40, 3)
tf.train.Checkpoint(model=model).write("checkpoint")

@tf.function
def graph(x):
    return tf.reduce_sum(x * x)

print("ALL DONE", float(graph(x)) > 0)
"""


@pytest.mark.parametrize("name", ATTACKS)
def test_tensorflow_reaches_nothing_outside(workshop_setting, tmp_path, name):
    """The operating system refuses, whichever library asks."""
    folder = tmp_path / "private"
    folder.mkdir()
    secret = folder / "secret.txt"
    secret.write_text("CANARY-7f3a")
    attack = ATTACKS[name].format(secret=secret, folder=folder)
    source = (
        f"import tensorflow as tf\ntry:\n    {attack}\n    print('CALLED')\n"
        f"except BaseException as error:\n    print(type(error).__name__)\n{MSE}"
    )
    record = grade_files(workshop_setting, tmp_path / "student", {"05_mse.py": source})
    step = step_of(record, "05_mse")
    assert step.score == 10
    assert "CANARY" not in step.output.text
    assert [path.name for path in folder.iterdir()] == ["secret.txt"]


def test_what_a_workshop_needs_works(workshop_setting, tmp_path):
    """fit, tf.data, tf.function, saving and loading in the scratch folder."""
    source = HONEST + MSE
    record = grade_files(workshop_setting, tmp_path / "student", {"05_mse.py": source})
    step = step_of(record, "05_mse")
    assert "ALL DONE True" in step.output.text, step.checks[0].problem
    assert step.score == 10
    assert {"landlock", "seccomp"} <= set(record.layers)


@pytest.mark.parametrize(
    ("library", "use"),
    [
        ("matplotlib", "import matplotlib.pyplot as p\np.plot([1])\np.savefig('a.png')"),
        ("tqdm", "from tqdm import tqdm\nlist(tqdm(range(3)))"),
        ("pandas", "import pandas\npandas.DataFrame({'a': [1]}).to_csv('a.csv')"),
        ("joblib", "import joblib\njoblib.dump([1], 'a.joblib')"),
        ("shutil", "import shutil\nopen('a', 'w').close()\nshutil.copy('a', 'b')"),
        ("sqlite3", "import sqlite3\nsqlite3.connect('a.db').execute('create table t(a)')"),
        ("zipfile", "import zipfile\nzipfile.ZipFile('a.zip', 'w').writestr('a', 'b')"),
        (
            "concurrent",
            "import concurrent.futures as c\nc.ThreadPoolExecutor(2).submit(print)",
        ),
        ("asyncio", "import asyncio\nasyncio.run(asyncio.sleep(0))"),
        (
            "logging",
            "import logging\nlogging.basicConfig(filename='a.log')\nlogging.error('x')",
        ),
    ],
)
def test_ordinary_libraries_are_not_disturbed(workshop_setting, tmp_path, library, use):
    """What students import beside TensorFlow works, as far as it is installed."""
    if importlib.util.find_spec(library) is None and not os.environ.get("CI"):
        pytest.skip(f"{library} is not installed: pip install {library}")
    source = f"import tensorflow as tf\n{use}\nprint('ALL DONE')\n{MSE}"
    record = grade_files(workshop_setting, tmp_path / "student", {"05_mse.py": source})
    step = step_of(record, "05_mse")
    assert "ALL DONE" in step.output.text, (step.checks[0].problem, step.output)
    assert step.score == 10
