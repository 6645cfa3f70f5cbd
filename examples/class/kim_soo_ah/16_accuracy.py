"""In numpy, as a Python number, with prints."""

import numpy as np


def accuracy(y_true, y_pred):
    truth, guess = np.argmax(y_true, -1), np.argmax(y_pred, -1)
    print("right:", int((truth == guess).sum()), "of", len(truth))
    return float(np.mean(truth == guess))


print(accuracy([[1, 0], [0, 1]], [[0.9, 0.1], [0.8, 0.2]]))
