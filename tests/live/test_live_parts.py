"""The parts of a live check by themselves."""

import gc
import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from grader.live import cells
from grader.live.capture import Capture
from grader.live.interruption import Interruptions
from grader.live.random_state import preserved

FOREVER = 1e9


def open_descriptors():
    return sorted(one.name for one in Path("/proc/self/fd").iterdir())


def spin():
    while True:
        pass


def test_a_limit_interrupts_and_says_which():
    """Code over its CPU time or its wall time is interrupted; what follows is not."""
    with Interruptions() as watch:
        with pytest.raises(KeyboardInterrupt):
            watch.run(spin, 0.05, FOREVER)
        assert watch.over == "cpu_time"
        with pytest.raises(KeyboardInterrupt):
            watch.run(lambda: time.sleep(1000), FOREVER, 0.05)
        assert watch.over == "wall_time"
        assert watch.run(lambda: 5, FOREVER, FOREVER) == 5
        assert (watch.over, watch.asked) == (None, False)


def test_code_that_swallows_an_interrupt_is_interrupted_again():
    """`except BaseException` does not save a loop."""
    caught = []

    def stubborn():
        try:
            spin()
        except KeyboardInterrupt:
            caught.append(1)
        spin()

    with Interruptions() as watch, pytest.raises(KeyboardInterrupt):
        watch.run(stubborn, 0.05, FOREVER)
    assert caught == [1]


def test_the_users_interrupt_is_only_noted_between_calls():
    """No message of ours is torn by Ctrl-C; code of the user's is interrupted by it."""
    with Interruptions() as watch:
        os.kill(os.getpid(), signal.SIGINT)
        assert watch.asked
    with Interruptions() as watch, pytest.raises(KeyboardInterrupt):
        watch.run(lambda: os.kill(os.getpid(), signal.SIGINT) or spin(), FOREVER, FOREVER)
    assert (watch.asked, watch.over) == (True, None)


def test_the_handler_of_before_comes_back():
    """A program's own handler of SIGINT is kept."""
    own = lambda *_: None  # noqa: E731
    before = signal.signal(signal.SIGINT, own)
    try:
        with Interruptions():
            assert signal.getsignal(signal.SIGINT) is not own
        assert signal.getsignal(signal.SIGINT) is own
    finally:
        signal.signal(signal.SIGINT, before)


def test_output_is_taken_in_order():
    """Each taking has what was printed since the one before, of Python and libraries."""
    with Capture(10_000) as capture:
        for number in range(50):
            print("line", number)
            os.write(2, b"raw\n")
            assert capture.take() == (f"line {number}\nraw\n", 0)
        assert capture.take() == ("", 0)


def test_output_over_the_bound_is_counted():
    """Of a flood the beginning is kept, and the number of the other bytes."""
    with Capture(100) as capture:
        print("é" * 500_000)
        text, cut = capture.take()
        assert text == "é" * 50
        assert cut == 1_000_001 - 100
        print("again")
        assert capture.take() == ("again\n", 0)


def test_log_handlers_and_kept_streams_survive(capsys):
    """A handler logs into the capture meanwhile; a stream that was kept works after it."""
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("of a library")
    logger.addHandler(handler)
    try:
        with Capture(1000) as capture:
            logger.warning("careful")
            kept = sys.stdout
            assert capture.take() == ("careful\n", 0)
        logger.warning("outside")
        print("kept", file=kept, flush=True)
    finally:
        logger.removeHandler(handler)
    assert capsys.readouterr() == ("kept\n", "outside\n")


def test_a_capture_leaves_no_thread_and_no_descriptor():
    """A hundred checks use as many threads and descriptors as one."""
    with Capture(10):
        pass
    gc.collect()  # what earlier tests left is not counted
    before = threading.active_count(), open_descriptors()
    for _ in range(100):
        with Interruptions(), Capture(10) as capture:
            print("x")
            capture.take()
    assert threading.active_count() <= before[0]  # others may end meanwhile
    assert open_descriptors() <= before[1]


RANDOM = """
import random
import numpy as np, tensorflow as tf, keras
from grader.live.random_state import preserved

def draw():
    return [
        random.random(),
        float(np.random.rand()),
        float(tf.random.normal(())),
        float(tf.random.get_global_generator().normal(())),
        float(keras.random.normal(())),
        float(np.sum(keras.initializers.GlorotUniform()((2, 2)))),
        [int(one) for one in tf.data.Dataset.range(9).shuffle(9)],
    ]

def disturb():
    draw()
    random.seed(7), np.random.seed(7), tf.random.set_seed(7)
    tf.random.set_global_generator(tf.random.Generator.from_seed(7))
    keras.utils.set_random_seed(7)
    draw()

def sequence(prepare, between):
    prepare()
    first = draw()
    try:
        with preserved():
            between()
    except ValueError:
        pass
    return first, draw(), draw()

def seeded():
    keras.utils.set_random_seed(3)
    tf.random.set_global_generator(tf.random.Generator.from_seed(3))

def raising():
    disturb()
    raise ValueError

def nothing():
    pass

wanted = sequence(seeded, nothing)
assert len({str(one) for one in wanted}) == 3
assert sequence(seeded, disturb) == wanted
assert sequence(seeded, raising) == wanted
"""
FRESH = """
import tensorflow as tf, keras
from tensorflow.python.eager import context
from tensorflow.python.ops import stateful_random_ops
from keras.src.backend.common import global_state
from grader.live.random_state import preserved

with preserved():
    keras.utils.set_random_seed(7)
    keras.random.normal(())
    tf.random.get_global_generator()
assert context.global_seed() is None
assert stateful_random_ops.global_generator is None
assert global_state.get_global_attribute("global_seed_generator") is None
assert global_state.get_global_attribute("global_random_seed") is None
assert float(tf.random.normal(())) != float(tf.random.normal(()))
"""


@pytest.mark.tensorflow
def test_tensorflows_random_numbers_go_on():
    """TensorFlow's and Keras's draws are those that had come without a check.

    First where nothing was seeded yet, then where something was.
    """
    command = [sys.executable, "-c", FRESH + RANDOM]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


class OldShell:
    """As of IPython 7 with ipykernel: files are named for what is in the cell."""

    class compile:  # noqa: N801
        @staticmethod
        def get_code_name(raw, _parsed, _number):
            return f"/tmp/ipykernel_1/{len(raw)}.py"

    class history_manager:  # noqa: N801
        input_hist_raw = ("", "a", "bb", "a", "ccc")


@pytest.mark.parametrize(
    ("file", "number", "name"),
    [
        ("/tmp/ipykernel_1/1.py", 3, "Cell In[3]"),
        ("/tmp/ipykernel_1/2.py", 2, "Cell In[2]"),
        ("/tmp/ipykernel_1/9.py", 0, "Cell"),
        ("<ipython-input-7-0123abcd>", 7, "Cell In[7]"),
        ("<stdin>", 0, "<stdin>"),
        ("/home/ann/my_layers.py", 0, "my_layers.py"),
        ("<string>", 0, None),
        (threading.__file__, 0, None),
        (pytest.__file__, 0, None),
        (cells.__file__, 0, None),
        ("/tmp/__autograph_generated_file123.py", 0, None),
    ],
)
def test_a_file_is_a_cell_a_users_or_a_librarys(monkeypatch, file, number, name):
    """Of a cell the last number under which its text ran, whatever the version."""
    monkeypatch.setattr(cells, "shell", OldShell)
    assert (cells.cell_number(file), cells.file_name(file)) == (number, name)


def test_random_states_are_restored_when_the_block_raises():
    """Whichever way a check ends."""
    state = random.getstate()

    def failing():
        with preserved():
            random.seed(1)
            raise ValueError

    with pytest.raises(ValueError):
        failing()
    assert random.getstate() == state
