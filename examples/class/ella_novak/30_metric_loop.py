"""Watch the training: metrics that report now and then.

The loss of a single minibatch says little, for the next batch gives another one. The mean
over many batches says more. So the loop hands each step's values to two metrics, objects as
in step 29, and every now and then reports what they have collected since the last report.

In each step, in this order:

    1. probabilities, and the loss (mean sparse categorical crossentropy)
    2. loss_metric(loss) and accuracy_metric(share of right answers in this batch)
    3. the update of the variables: variable = variable - lr * gradient
    4. if step % report_every == 0: a row for the report, then both metrics are reset

Steps are counted from 0 in each epoch, and so are the epochs; so the first report of an
epoch comes at step 0. What was collected since an epoch's last report stays in the metrics
and goes into the next epoch's first report: nothing is reset at the end of an epoch.

The values are those from before the update of that step.

Shapes and dtypes
    model              as in step 28: model(x) gives probabilities
    dataset            pairs (x, y): float32 (batch, d), labels (batch,)
    loss_metric, accuracy_metric    objects that are called with a number, and have
                                    result() and reset_state()
    result             a list of rows (epoch, step, loss, accuracy): two whole numbers and
                       the results of both metrics

Example
    Seven batches an epoch and report_every=3 give rows at the steps 0, 3 and 6. The row at
    step 3 is the mean over the steps 1, 2 and 3.

The article's metrics have reset_states(); the name is reset_state() now.
"""

import tensorflow as tf


def train_with_metrics(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """Train the model in place; the reports as rows (epoch, step, loss, accuracy)."""
    raise NotImplementedError
