import tensorflow as tf


def mse(y_true, y_pred):
    total = 0.0
    i = 0
    while i < len(y_true):
        total += (y_true[i] - y_pred[i]) ** 2
        # TODO go to the next one
    return total / len(y_true)
