"""A model as a list of layers, and its training.

When each layer simply takes what the one before it gives, no class is needed:
`tf.keras.Sequential` takes a list of layers and makes a model of it. The network of steps
22 and 24 is

    Dense(50), ReLU, Dense(10 with softmax)

and the training loop is the one of step 23: nothing in it depends on how the model was
made.

    probabilities = model(x)                                        (n, 10)
    loss          = mean over the n examples of the crossentropy
    each variable = variable - lr * gradient of the loss

Keras starts the kernels with random numbers whose size suits the number of inputs (Glorot
uniform) and the biases with zeros; that is one of the tricks which make its layers train a
little better than ours.

Shapes and dtypes
    make_sequential()    a new model: x float32 (n, 784) -> probabilities (n, 10); its four
                         trainable variables appear at the first call
    train_sequential     x (n, d) float32, y (n, k) one-hot float32; the model that is given
                         is trained in place; the result is a sequence of `steps` losses,
                         each from before its update

Example
    On 2,000 images with lr=0.5 and 100 steps it reads about 90 of 100 unseen digits.

The losses that the article prints at this place start at 0.299: its model was trained
before. A new one starts near 2.3.
"""

import tensorflow as tf


def make_sequential():
    """A new model: Dense(50), ReLU, Dense(10) with softmax."""
    raise NotImplementedError


def train_sequential(model, x, y, lr=0.05, steps=1000):
    """Train the model in place by full-batch gradient descent; the losses."""
    raise NotImplementedError
