"""Puts random numbers back to where they were before a check.

Restored are the states of Python's `random`, of numpy's global functions, of TensorFlow's
global seed and global generator, and of Keras's. Lost is what TensorFlow keeps inside its
operations: an operation that was given a seed of its own (`tf.random.normal(..., seed=1)`)
begins its sequence anew, as it does after `tf.random.set_seed`. A generator that the code
under examination holds itself has moved on.
"""

from __future__ import annotations

import contextlib
import random
import sys
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

import numpy as np

Restore: TypeAlias = Callable[[], None]

_KERAS_NAMES = ("global_seed_generator", "global_random_seed")


@contextlib.contextmanager
def preserved() -> Iterator[None]:
    """Restore all states at the end of the block, whichever way it ends."""
    restoring = [restore for take in _TAKES if (restore := take()) is not None]
    try:
        yield
    finally:
        for restore in restoring:
            restore()


def _python() -> Restore:
    state = random.getstate()
    return lambda: random.setstate(state)


def _numpy() -> Restore:
    state = np.random.get_state(legacy=False)
    return lambda: np.random.set_state(state)


def _tensorflow_seed() -> Restore | None:
    """The global seed, and the generator of the seeds that operations get from it."""
    module: Any = sys.modules.get("tensorflow.python.eager.context")
    if module is None:
        return None
    context = module.context()
    seed, generator = context._seed, getattr(context, "_rng", None)
    state = generator.getstate() if generator is not None else None

    def restore() -> None:
        context._seed = seed
        if generator is not None:
            generator.setstate(state)
            context._rng = generator

    return restore


def _tensorflow_generator() -> Restore | None:
    """What `tf.random.get_global_generator` gives; none before the first call."""
    module: Any = sys.modules.get("tensorflow.python.ops.stateful_random_ops")
    if module is None:
        return None
    generator = module.global_generator
    state = None if generator is None else generator.state.numpy()

    def restore() -> None:
        module.global_generator = generator
        if generator is not None:
            generator.state.assign(state)

    return restore


def _keras() -> Restore | None:
    """The seed and the generator of `keras.random`; a check begins without them."""
    module: Any = sys.modules.get("keras.src.backend.common.global_state")
    if module is None:
        return None
    before = {name: module.get_global_attribute(name) for name in _KERAS_NAMES}
    generator = before["global_seed_generator"]
    state = None if generator is None else np.array(generator.state)
    for name in _KERAS_NAMES:
        module.set_global_attribute(name, None)

    def restore() -> None:
        for name, value in before.items():
            module.set_global_attribute(name, value)
        if generator is not None:
            generator.state.assign(state)

    return restore


_TAKES: tuple[Callable[[], Restore | None], ...] = (
    _python,
    _numpy,
    _tensorflow_seed,
    _tensorflow_generator,
    _keras,
)
