"""Checks of the loop with Keras's metrics.

The last batch is smaller, so that a mean over batches is not a mean over examples.
"""

import numpy as np

from grader.examination import check, close, equal


def run(subject, rng, n, size, rows, **options):
    """Train on n examples in batches; model, metrics and the columns of the reports."""
    kernel = rng.normal(size=(4, 3)).astype("float32")
    x = rng.normal(size=(n, 4)).astype("float32")
    y = rng.integers(0, 3, size=n)
    model = subject.fixture("SmallNetwork", kernel, np.zeros(3, "float32"))
    loss = subject.library("keras.metrics.Mean")
    accuracy = subject.library("keras.metrics.SparseCategoricalAccuracy")
    examples = subject.library("tf.data.Dataset.from_tensor_slices", (x, y))
    dataset = examples.get("batch")(size)
    table = subject.train_with_metrics(model, dataset, loss, accuracy, **options)
    reports = [[cell.number() for cell in row.items(4)] for row in table.items(rows)]
    return model, (loss, accuracy), np.array(reports).T


@check("reports at the right steps", points=2)
def report_steps(subject, rng):
    """Trains for two epochs of five batches with report_every=2 and compares the first two
    numbers of each row, epoch and step."""
    options = {"lr": 0.1, "epochs": 2, "report_every": 2}
    _, _, reports = run(subject, rng, 22, 5, 6, **options)
    return {
        "epochs": equal(tuple(reports[0].astype(int).tolist())),
        "steps": equal(tuple(reports[1].astype(int).tolist())),
    }


@check("losses and accuracies since the last report", points=3)
def report_values(subject, rng):
    """Trains in the same way, with a last batch of two examples, and compares the losses
    and accuracies of the reports. In the accuracy each example counts the same."""
    options = {"lr": 0.3, "epochs": 2, "report_every": 2}
    _, _, reports = run(subject, rng, 22, 5, 6, **options)
    return {
        "losses": close(reports[2], atol=1e-5),
        "accuracies": close(reports[3], atol=1e-5),
    }


@check("what is left in the metrics, and the trained weights", points=3, hidden=True)
def left_over(subject, rng):
    """Trains for three epochs of four batches with report_every=4 and asks the metrics
    for what has come since the last report; compares the weights as well."""
    options = {"lr": 0.2, "epochs": 3, "report_every": 4}
    model, (loss, accuracy), _ = run(subject, rng, 22, 6, 3, **options)
    return {
        "loss since the last report": close(loss.get("result")(), atol=1e-5),
        "accuracy since the last report": close(accuracy.get("result")(), atol=1e-5),
        "W": close(model.get("W"), atol=1e-5),
        "b": close(model.get("b"), atol=1e-5),
    }


@check("one epoch with a report at every step", points=2, hidden=True)
def every_step(subject, rng):
    """Trains for one epoch with report_every=1, so that every report covers one batch, and
    compares all rows."""
    options = {"lr": 0.5, "epochs": 1, "report_every": 1}
    _, _, reports = run(subject, rng, 17, 4, 5, **options)
    return {
        "steps": equal(tuple(reports[1].astype(int).tolist())),
        "losses": close(reports[2], atol=1e-5),
        "accuracies": close(reports[3], atol=1e-5),
    }
