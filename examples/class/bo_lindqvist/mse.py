import tensorflow as tf


def mse(y_true, y_pred):
    # Keras has it already
    loss = tf.keras.losses.MeanSquaredError()
    return loss(y_true, y_pred)


print("mse of a perfect prediction:", mse(tf.constant([1., 2.]), tf.constant([1., 2.])))
