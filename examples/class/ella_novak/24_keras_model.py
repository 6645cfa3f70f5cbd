"""The same network as a Keras model.

Keras has the layers ready. `Dense(units)` is the linear layer of step 21, `activation`
names what comes after it, and a model is a class that inherits from `tf.keras.Model`: it
makes its layers in `__init__` and says in `call` how they are connected. Note the name:
`call`, without underscores. Keras has a `__call__` of its own, which builds the weights at
the first use and then calls yours.

    hidden        = relu(first layer of x)     (n, 50)
    probabilities = softmax(second layer)      (n, output_length)

In return Keras finds all weights by itself: `model.trainable_variables` is there without
being written. A layer learns its number of inputs at the first call, so that
`input_length` is not really needed; it is kept so that the model is made like the one of
step 22.

`super().__init__()` has to come before the first layer is stored.

Shapes and dtypes
    x           float32 tensor (n, input_length)
    model(x)    float32 (n, output_length), every row adds up to 1
    trainable_variables, after the first call: kernel (input_length, 50), bias (50,),
                kernel (50, output_length), bias (output_length,)

Example
    Model(784, 10) has, once called, 39,760 weights: model.count_params() says so.

In the article the second layer is told `input_shape=(output_length,)`, which is not its
number of inputs; Keras ignores it.
"""

import tensorflow as tf


class Model(tf.keras.Model):
    """50 hidden units with relu, softmax at the end."""

    def __init__(self, input_length, output_length):
        super().__init__()
        raise NotImplementedError

    def call(self, x):
        """Probabilities, row by row."""
        raise NotImplementedError
