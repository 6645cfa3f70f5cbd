"""The workshop's dense networks in numpy: what a check computes by itself.

Trained weights are fetched and their forward pass is computed here, so that a model which
only claims an accuracy gains nothing. Weights are a list: kernel, bias, kernel, bias, ...
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]


def initial_weights(
    rng: np.random.Generator, sizes: Sequence[int], stddev: float, bias: bool = False
) -> list[Floats]:
    """Weights of layers between `sizes`, drawn from N(0, stddev); float32.

    Kernels are (inputs, outputs), biases (outputs,): zeros, or drawn as well.
    """
    weights = []
    for inputs, outputs in pairwise(sizes):
        kernel = rng.normal(scale=stddev, size=(inputs, outputs))
        offset = rng.normal(scale=stddev if bias else 0.0, size=outputs)
        weights += [kernel.astype(np.float32), offset.astype(np.float32)]
    return weights


def forward(weights: Sequence[Floats], x: Floats) -> Floats:
    """Probabilities (n, k) of x (n, d): relu between the layers, softmax at the end."""
    *hidden, last, offset = weights
    for kernel, bias in zip(hidden[::2], hidden[1::2], strict=True):
        x = np.maximum(x @ kernel + bias, 0)
    logits = x @ last + offset
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(e / e.sum(axis=1, keepdims=True), np.float32)
