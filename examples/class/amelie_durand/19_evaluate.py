"""In numpy, example by example; Python numbers come back."""

import numpy as np


def evaluate(model, x, y):
    logits = np.asarray(model(x))
    y = np.asarray(y)
    total, right = 0.0, 0
    for scores, truth in zip(logits, y):
        scores = scores - scores.max()
        log_probabilities = scores - np.log(np.exp(scores).sum())
        total -= float(log_probabilities @ truth)
        right += int(scores.argmax() == truth.argmax())
    return total / len(y), right / len(y)
