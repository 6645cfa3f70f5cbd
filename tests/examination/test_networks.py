"""The examiner's own forward pass is that of TensorFlow."""

import numpy as np
import pytest

from grader.examination.networks import forward, initial_weights


@pytest.mark.tensorflow
def test_the_forward_pass_agrees_with_keras():
    """Weights of both signs, biases that are not zero, large logits."""
    tf = pytest.importorskip("tensorflow")
    rng = np.random.default_rng(0)
    weights = initial_weights(rng, (6, 5, 4), stddev=3.0, bias=True)
    x = rng.normal(size=(7, 6)).astype("float32")
    hidden = tf.nn.relu(x @ weights[0] + weights[1])
    expected = tf.nn.softmax(hidden @ weights[2] + weights[3])
    np.testing.assert_allclose(forward(weights, x), expected, rtol=1e-4, atol=1e-6)


def test_initial_weights_have_their_shapes_and_spread():
    """Kernels and biases in turn; biases are zero unless asked for."""
    weights = initial_weights(np.random.default_rng(0), (300, 200, 10), stddev=0.05)
    assert [one.shape for one in weights] == [(300, 200), (200,), (200, 10), (10,)]
    assert all(one.dtype == np.float32 for one in weights)
    assert weights[0].std() == pytest.approx(0.05, rel=0.02)
    assert not weights[1].any()
