"""Train the network: the loop of step 18, for any model.

Nothing in the training loop knows how many layers there are. The model makes its
predictions, the loss says how wrong they are, the tape gives a gradient for each trainable
variable, and each variable takes a step.

    probabilities = model(x)                                        (n, k)
    loss          = mean over the n examples of the crossentropy
    each variable = variable - lr * gradient of the loss

Every step uses all examples (full batch). The model that is given is trained in place and
already gives probabilities: no further softmax, and a loss function that expects
probabilities and not logits.

Shapes and dtypes
    model    an object such as step 22's network: model(x) gives probabilities, and
             model.trainable_variables is a list of Variables
    x        float32 tensor (n, d)
    y        float32 tensor (n, k), one-hot
    result   the losses: a sequence of `steps` numbers, each from before its update

Example
    A network of 784, 50 and 10 units that starts with small weights has a first loss near
    log(10) = 2.30. On 2,000 images with lr=0.5 it reads 89 of 100 unseen digits after 100
    steps.

You may use TensorFlow's losses and optimizers. An optimizer of Keras's belongs to the model
that it first trained, so make it inside the function.

The article says that a learning rate is typically below 1; how large it may be depends on
the data. If your losses grow, or become nan, look at the sign of the step first.
"""

import tensorflow as tf


def train_network(model, x, y, lr=0.1, steps=1000):
    """Train the model in place by full-batch gradient descent; the losses."""
    raise NotImplementedError
