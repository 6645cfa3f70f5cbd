"""Train with minibatches: two loops, one inside the other.

The outer loop counts the epochs, the inner one walks through the dataset, which deals the
batches. Every batch is one step.

    for each epoch
        for each batch (x, y) of the dataset
            probabilities = model(x)                              (batch, k)
            loss = mean over the batch of the sparse crossentropy
            each variable = variable - lr * gradient of the loss

The labels are digits and not one-hot rows. The sparse categorical crossentropy takes them
as they are: it is - log of the probability at the digit's place.

The dataset shuffles by itself, and walking through it once more begins a new epoch.

Shapes and dtypes
    model     an object: model(x) gives probabilities (batch, k), and
              model.trainable_variables is a list of Variables; not always a Keras model
    dataset   gives pairs (x, y): float32 (batch, d), and labels (batch,); the last batch
              may be smaller
    result    the losses: one for every step of every epoch, each from before its update

Example
    A dataset of 7 batches and epochs=2 make 14 steps and 14 losses.

In the article a comment beside from_logits=False says that there is no softmax; it is the
other way round. False means that the model gives probabilities, as ours does.
"""

import tensorflow as tf


def train_epochs(model, dataset, lr=0.05, epochs=2):
    """Train the model in place, a step a batch; the losses."""
    raise NotImplementedError
