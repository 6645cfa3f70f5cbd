"""Minibatches: a dataset that shuffles and deals.

With 60,000 images a step over all of them is slow, and its gradient hardly better than that
of a few hundred. So each step takes a small batch, another one every time. One pass through
all examples is called an epoch. `tf.data` does the dealing:

    from_tensor_slices((x, y))    a dataset of single examples
    map(f)                        f applied to every example
    shuffle(buffer_size)          examples in random order, anew in each epoch
    batch(batch_size)             groups of examples; the last one may be smaller
    prefetch(...)                 the next batch is prepared while this one is used

The order matters: shuffled after they were batched, the batches come in another order but
always hold the same neighbours. That is bad when the data are sorted.

`shuffle` keeps a buffer and draws from it, so a buffer of 5,000 mixes 60,000 examples only
in part: a perfect shuffle needs a buffer as large as the data. That is fine for MNIST,
whose own order is mixed already.

`preprocess_tfdata` is what `map` calls: it gets one example and not a batch. The labels
stay digits; the losses and metrics called "sparse" take them as they are.

Shapes and dtypes
    preprocess_tfdata(x, y)      x is uint8 (28, 28), y a digit; gives x as float32 (784,)
                                 between 0 and 1, and y as it was
    make_train_dataset(x, y)     x is a uint8 numpy array (n, 28, 28), y (n,); gives a
                                 dataset of pairs (float32 (batch, 784), labels (batch,))

Every example comes once an epoch; the last, smaller batch is kept.

Example
    With 50 examples and batch_size=16 an epoch has batches of 16, 16, 16 and 2.
"""

import tensorflow as tf


def preprocess_tfdata(x, y):
    """One image as a row of numbers between 0 and 1; its label as it was."""
    raise NotImplementedError


def make_train_dataset(x, y, batch_size=256, buffer_size=5000):
    """A dataset of shuffled minibatches."""
    raise NotImplementedError
