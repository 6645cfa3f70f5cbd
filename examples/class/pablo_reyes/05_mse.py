import tensorflow as tf

def mse(y_true, y_pred):
    return (y_true - y_pred) ** 2
