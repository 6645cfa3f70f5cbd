"""A training loop for any model and any optimizer.

All training loops of this workshop have the same four parts:

    1. the model makes its prediction, inside a gradient tape
    2. the loss compares the prediction with the truth
    3. the tape gives the gradients of the loss, one for each trainable variable
    4. the optimizer changes the variables

Only the model knows what a prediction is, and only the optimizer knows what a step is. So
the same loop trains with the optimizer of step 10 and with one of Keras's: hand the pairs
of gradients and variables to `optimizer.apply_gradients`, the gradient first. The learning
rate is the optimizer's business; it is no argument here.

    loss = mean((y - model(x)) ** 2)

Shapes and dtypes
    model        an object such as step 9's `Linear`: model(x) is (n,), and
                 model.trainable_variables is a list of its Variables
    optimizer    an object with apply_gradients(pairs)
    x, y         float32 tensors (n,)
    steps        how many updates
    result       the losses: a sequence of `steps` numbers, each from before its update

The model that was given is trained in place.

Example
    With step 9's model, the article's 40 points and a learning rate of 0.05 the first loss
    is 49.60, and after 100 steps m is 3.3875.

In the article the optimizer is made with `SGD(lr=...)`. That name is gone: it is
`tf.keras.optimizers.SGD(learning_rate=...)` now. And an optimizer of Keras's belongs to the
model that it first trained; a new model needs a new one.
"""

import tensorflow as tf


def fit_regression(model, optimizer, x, y, steps=100):
    """Train the model in place; the losses."""
    raise NotImplementedError
