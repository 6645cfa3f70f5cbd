import tensorflow as tf


def softmax(x):
    """To do on the train tomorrow."""
    raise NotImplementedError
