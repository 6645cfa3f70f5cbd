"""Checks of the loop with metrics.

The metrics keep a diary, so that it is known what they were called with and when they were
reset.
"""

import numpy as np

from grader.examination import check, close, equal


def run(subject, rng, n, size, rows, **options):
    """Train on n examples in batches; the model, the two metrics and the reports."""
    kernel = rng.normal(size=(4, 3)).astype("float32")
    x = rng.normal(size=(n, 4)).astype("float32")
    y = rng.integers(0, 3, size=n)
    model = subject.fixture("SmallNetwork", kernel, np.zeros(3, "float32"))
    loss, accuracy = subject.fixture("DiaryMean"), subject.fixture("DiaryMean")
    examples = subject.library("tf.data.Dataset.from_tensor_slices", (x, y))
    dataset = examples.get("batch")(size)
    table = subject.train_with_metrics(model, dataset, loss, accuracy, **options)
    reports = [[cell.number() for cell in row.items(4)] for row in table.items(rows)]
    return model, (loss, accuracy), np.array(reports).T


def weights(model):
    """Findings about the trained weights."""
    return {name: close(model.get(name), atol=1e-5) for name in ("W", "b")}


@check("reports at the right steps", points=3)
def report_steps(subject, rng):
    """Trains for two epochs of seven batches with report_every=3 and compares the first
    two numbers of each row, epoch and step."""
    options = {"lr": 0.1, "epochs": 2, "report_every": 3}
    _, _, reports = run(subject, rng, 35, 5, 6, **options)
    return {
        "epochs": equal(tuple(reports[0].astype(int).tolist())),
        "steps": equal(tuple(reports[1].astype(int).tolist())),
    }


@check("a report covers what came since the last one", points=3)
def report_values(subject, rng):
    """Trains in the same way and compares the losses and accuracies of the reports."""
    options = {"lr": 0.3, "epochs": 2, "report_every": 3}
    _, _, reports = run(subject, rng, 35, 5, 6, **options)
    return {
        "losses": close(reports[2], atol=1e-5),
        "accuracies": close(reports[3], atol=1e-5),
    }


@check("what the metrics are told, and the trained weights", points=4, hidden=True)
def diaries(subject, rng):
    """Trains for three epochs of four batches with report_every=2, the last batch being
    smaller, with metrics that note every call and every reset, and compares the notes, the
    steps of the reports and the weights."""
    options = {"lr": 0.2, "epochs": 3, "report_every": 2}
    model, metrics, reports = run(subject, rng, 22, 6, 6, **options)
    findings = {"steps": equal(tuple(reports[1].astype(int).tolist()))}
    for name, metric in zip(("loss", "accuracy"), metrics, strict=True):
        findings[f"notes: {name}"] = close(metric.get("diary"), atol=1e-5)
    return findings | weights(model)
