"""One einsum, with a print, a warning and a demo at top level."""

import warnings

import tensorflow as tf


def categorical_crossentropy(truth, prediction):
    warnings.warn("called")
    print(truth.shape)
    return -tf.einsum("nk,nk->n", truth, tf.math.log(prediction))


if __name__ == "__main__":
    raise SystemExit("not run when imported")
print(categorical_crossentropy(tf.eye(2), tf.constant([[0.5, 0.5], [0.1, 0.9]])))
