"""The same loop with Keras's metrics.

Keras has metrics ready: `tf.keras.metrics.Mean` for the loss, and
`tf.keras.metrics.SparseCategoricalAccuracy` for the share of right answers. The second one
is not given a number but labels and probabilities, and does the comparing itself.

That makes a difference when batches are of unequal size. A mean over batches counts a last
batch of 2 examples as much as one of 100; Keras's accuracy counts examples, and each of
them counts the same.

In each step, in this order:

    1. probabilities, and the loss (mean sparse categorical crossentropy)
    2. loss_metric(loss) and accuracy_metric(y, probabilities)
    3. the update of the variables: variable = variable - lr * gradient
    4. if step % report_every == 0: a row for the report, then both metrics are reset

Steps are counted from 0 in each epoch, and so are the epochs. Nothing is reset at the end
of an epoch.

Shapes and dtypes
    model              as in step 28: model(x) gives probabilities
    dataset            pairs (x, y): float32 (batch, d), labels (batch,)
    loss_metric        as tf.keras.metrics.Mean: called with the step's loss
    accuracy_metric    as tf.keras.metrics.SparseCategoricalAccuracy: called with the
                       labels, then the probabilities
    result             a list of rows (epoch, step, loss, accuracy)

A report keeps the numbers that the metrics had when it was made.

Example
    Batches of 4 and 1 examples, of which 4 and 0 are answered right, and a report after
    both: the accuracy is 4/5, not (1 + 0)/2.

Metrics can be called, or be given their values with update_state; both do the same. The
article's reset_states() is called reset_state() now.
"""

import tensorflow as tf


def train_with_metrics(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """Train the model in place; the reports as rows (epoch, step, loss, accuracy)."""
    raise NotImplementedError
