"""Shuffled raw, batched, and only then preprocessed, whole batches at a time."""

import tensorflow as tf


def preprocess_tfdata(x, y):
    flat = tf.reshape(x, tf.concat([tf.shape(x)[:-2], [784]], axis=0))
    return tf.image.convert_image_dtype(flat, tf.float32), y


def make_train_dataset(x, y, batch_size=256, buffer_size=5000):
    images = tf.data.Dataset.from_tensor_slices(x)
    labels = tf.data.Dataset.from_tensor_slices(y)
    pairs = tf.data.Dataset.zip((images, labels))
    return pairs.shuffle(buffer_size).batch(batch_size).map(preprocess_tfdata)
