import tensorflow as tf


def mse(y_true, y_pred):
    """متوسط مربع الخطأ"""
    الفرق = y_true - y_pred
    return tf.reduce_mean(الفرق ** 2)


print("جاهز")
