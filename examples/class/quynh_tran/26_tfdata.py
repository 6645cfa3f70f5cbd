"""As the article has it: reshape, squeeze, prefetch; with a look at one batch."""

import numpy as np
import tensorflow as tf


def preprocess_tfdata(x, y):
    x = tf.reshape(x, (1, 28 * 28))
    x = tf.cast(tf.squeeze(x), tf.float32) / 255.0
    return x, y


def make_train_dataset(x, y, batch_size=256, buffer_size=5000):
    dataset = tf.data.Dataset.from_tensor_slices((x, y))
    dataset = dataset.map(preprocess_tfdata).batch(batch_size)
    return dataset.shuffle(buffer_size=buffer_size).prefetch(buffer_size=tf.data.AUTOTUNE)


demo = make_train_dataset(np.zeros((5, 28, 28), "uint8"), np.arange(5), batch_size=2)
for images, labels in demo:
    print(images.shape, labels.numpy())
