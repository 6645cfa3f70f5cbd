"""How good is a model? Ask it about examples that it was not trained on.

A model that is right on all its training images may have learnt them by heart. What counts
is how it does on others, the test set, which training never sees. `evaluate` says it in two
numbers.

    probabilities = softmax(model(x)), row by row
    loss          = mean crossentropy over the n examples; of one it is - log p(true class)
    accuracy      = share of the examples whose most probable class is the true one

The loss also says how sure the model was; the accuracy only counts. The model of step 18
gives logits, so the softmax is applied here. Evaluating changes nothing: the model is the
same afterwards.

Shapes and dtypes
    model     an object such as step 18's `Linear`: model(x) gives logits, (n, k)
    x         float32 tensor (n, d)
    y         float32 tensor (n, k), one-hot
    result    (loss, accuracy), two scalars

Example
    Logits [[2, 0], [0, 1]] and the classes 0 and 0 give the loss 0.7201 (0.1269 for the
    first, 1.3133 for the second) and the accuracy 0.5.

The logistic regression that the article trains on 500 images reaches a loss of 0.5398 and
an accuracy of 0.8337 on the 10,000 test images, though it is right on all of the 500.

You may use TensorFlow's softmax and crossentropy, or your own of steps 15 to 17.
"""

import tensorflow as tf


def evaluate(model, x, y):
    """Loss and accuracy of a model that gives logits."""
    raise NotImplementedError
