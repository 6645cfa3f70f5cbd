import tensorflow as tf
import softmax_helpers_from_my_laptop as helpers


def softmax(x):
    return helpers.stable_softmax(x)
