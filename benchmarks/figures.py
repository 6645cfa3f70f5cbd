"""Reruns the references at the article's own scale and compares with what it prints.

    python benchmarks/figures.py > docs/reference/figures.md

Takes about five minutes of CPU on two cores; TensorFlow runs in this process.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from grader.datasets import article_line, mnist

SOLUTIONS = Path(__file__).parents[1] / "solutions"
DESCENT = (
    *(49.60046, 0.717918, 0.651384, 0.599343, 0.558640),
    *(0.526804, 0.501903, 0.482427, 0.467194, 0.455279),
)
LOGISTIC = (
    *(2.302585, 0.436499, 0.293630, 0.224771, 0.181623),
    *(0.151557, 0.129391, 0.112467, 0.099214, 0.088612),
)
COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
Row = tuple[str, float, float]


def reference(step: str) -> ModuleType:
    """The reference of a step as a module."""
    path = SOLUTIONS / step / "solution.py"
    spec = importlib.util.spec_from_file_location(f"reference_{step}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def several(name: str, article: Sequence[float], measured: Sequence[Any]) -> Iterator[Row]:
    """A row for each of several numbers."""
    for place, (printed, found) in enumerate(zip(article, measured, strict=True)):
        yield name.format(place, 10 * place, 100 * place), printed, float(found)


def the_line() -> Iterator[Row]:
    """Steps 05 to 11."""
    import tensorflow as tf

    x, y = map(tf.constant, article_line())
    mse = reference("05_mse").mse
    yield "mse before the fit", 49.60046, float(mse(y, x * 1.0))
    m, b = reference("06_closed_form").closed_form(x, y)
    yield "closed form: m", 3.5368335, float(m)
    yield "closed form: b", -1.1108541, float(b)
    yield "closed form: loss", 0.4125025, float(mse(y, m * x + b))
    slopes = reference("07_gradients").gradients(x, y, tf.constant(1.0), tf.constant(0.0))
    yield from several("gradient {0} at (1, 0)", (-44.360188, -12.745608), slopes)
    m, b, losses = reference("08_gradient_descent").gradient_descent(x, y)
    yield from several("descent by hand: loss at step {1}", DESCENT, losses[::10])
    yield "descent by hand: m", 3.387526, float(m)
    yield "descent by hand: b", -0.609135, float(b)
    model = reference("09_linear_model").Linear()
    optimizer = reference("10_optimizer").GradientDescentOptimizer(lr=0.05)
    losses = reference("11_fit_regression").fit_regression(model, optimizer, x, y)
    yield from several("own optimizer: loss at step {1}", DESCENT, losses[::10])
    model = reference("09_linear_model").Linear()
    keras = tf.keras.optimizers.SGD(learning_rate=0.05)
    losses = reference("11_fit_regression").fit_regression(model, keras, x, y)
    yield from several("Keras's SGD: loss at step {1}", DESCENT, losses[::10])


def logistic_regression() -> Iterator[Row]:
    """Steps 12 to 19."""
    data = mnist()
    counts = reference("13_mnist_questions").class_counts(data.train_labels)
    yield from several("images of class {0}", COUNTS, counts)
    preprocess = reference("14_preprocess").preprocess
    x, y = preprocess(data.train_images[:500], data.train_labels[:500])
    unseen = preprocess(data.test_images, data.test_labels)
    logits = reference("12_linear_layer").Linear(784, 10)(x)
    printed = (107.94119, 121.94121, 76.247055)
    yield from several("logits of image {0}", printed, logits[:3, 0])
    train = reference("18_logistic_regression").train_logistic
    evaluate = reference("19_evaluate").evaluate
    model, losses = train(x, y, lr=0.1, steps=1000)
    yield from several("500 images: loss at step {2}", LOGISTIC, losses[::100])
    loss, accuracy = evaluate(model, *unseen)
    yield "500 images: test loss", 0.53981, float(loss)
    yield "500 images: test accuracy", 0.8337, float(accuracy)
    x, y = preprocess(data.train_images, data.train_labels)
    model, losses = train(x, y, lr=0.1, steps=1000)
    yield "60,000 images: loss at step 100", 0.608709, float(losses[100])
    yield "60,000 images: loss at step 900", 0.353052, float(losses[900])
    loss, accuracy = evaluate(model, *unseen)
    yield "60,000 images: test loss", 0.33095, float(loss)
    yield "60,000 images: test accuracy", 0.9096, float(accuracy)


def networks() -> Iterator[Row]:
    """Steps 22 to 32, whose outcomes are random."""
    import tensorflow as tf

    tf.random.set_seed(0)
    data = mnist()
    x, y = reference("14_preprocess").preprocess(data.train_images, data.train_labels)
    network = reference("22_neural_network").FullyConnectedNetwork(784, 10, stddev=1.0)
    losses = reference("23_train_network").train_network(network, x, y)
    yield "network, N(0, 1): loss at step 0", 13.893879, float(losses[0])
    yield "network, N(0, 1): loss at step 900", 4.123440, float(losses[900])
    make = reference("26_tfdata").make_train_dataset
    dataset = make(data.train_images, data.train_labels)
    model = reference("25_sequential").make_sequential()
    losses = reference("28_minibatch_training").train_epochs(model, dataset)
    per_epoch = len(losses) // 2
    yield "minibatches: loss at epoch 0, step 0", 2.420623, float(losses[0])
    yield "minibatches: loss at epoch 1, step 200", 0.365292, float(losses[per_epoch + 200])
    mean = reference("29_mean_metric").Mean
    model = reference("25_sequential").make_sequential()
    run = reference("30_metric_loop").train_with_metrics
    rows = run(model, dataset, mean(), mean())
    yield "own metrics: last loss", 0.400163, float(rows[-1][2])
    yield "own metrics: last accuracy", 0.889609, float(rows[-1][3])
    build = reference("32_keras_fit").build_and_fit
    images = (data.train_images / 255).astype("float32")
    model, _ = build(images, data.train_labels.astype("int64"))
    unseen = (data.test_images / 255).astype("float32")
    right = np.argmax(model(unseen), axis=1) == data.test_labels
    yield "fit, 10 epochs: test accuracy", 0.9029, float(np.mean(right))


def agrees(printed: float, found: float) -> bool:
    """Whether two numbers agree to four significant digits, up to half a unit."""
    return abs(printed - found) <= 0.6 * 10 ** (np.floor(np.log10(abs(printed))) - 3)


def table(rows: list[Row], exact: bool) -> list[str]:
    """Markdown, with a verdict where the figure is deterministic."""
    verdict = " agrees |" if exact else ""
    lines = [f"| figure | article | measured | ratio |{verdict}"]
    lines.append("| --- | --: | --: | --: |" + (" --- |" if exact else ""))
    for name, printed, found in rows:
        told = (" yes |" if agrees(printed, found) else " NO |") if exact else ""
        ratio = found / printed
        lines.append(f"| {name} | {printed:.7g} | {found:.7g} | {ratio:.4f} |{told}")
    return lines


def main() -> int:
    """Print the page; 1 when a deterministic figure does not agree."""
    import tensorflow as tf

    start = time.process_time()
    exact = [*the_line(), *logistic_regression()]
    random = list(networks())
    wrong = [name for name, printed, found in exact if not agrees(printed, found)]
    print(
        "\n".join(
            [
                "# The article's figures",
                "",
                "Written by `python benchmarks/figures.py`: the references, run at the",
                f"article's own scale with TensorFlow {tf.__version__}, "
                f"{time.process_time() - start:.0f} CPU seconds.",
                "",
                "## Deterministic",
                "",
                f"{len(exact) - len(wrong)} of {len(exact)} agree to four significant "
                "digits.",
                "",
                *table(exact, exact=True),
                "",
                "## Random",
                "",
                "One run with a seed of ours beside one run of the article's; they agree",
                "in size only. The article's Sequential run (step 25) and its run with",
                "Keras's metrics (step 31) started from trained models and are left out.",
                "",
                *table(random, exact=False),
            ]
        )
    )
    for name in wrong:
        print(f"does not agree: {name}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
