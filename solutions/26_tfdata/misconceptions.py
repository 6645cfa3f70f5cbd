"""Wrong ways to prepare minibatches."""

import tensorflow as tf


def right_example(x, y):
    return tf.reshape(tf.cast(x, tf.float32) / 255.0, [784]), y


def examples(x, y):
    return tf.data.Dataset.from_tensor_slices((x, y)).map(right_example)


def preprocess_tfdata__not_flattened(x, y):
    """the image keeps its two axes

    The model takes rows of 784 numbers.
    """
    return tf.cast(x, tf.float32) / 255.0, y


def preprocess_tfdata__extra_axis(x, y):
    """an axis too many

    map hands over one example, not a batch, so the result is (784,) and not (1, 784).
    Batching adds the first axis later.
    """
    return tf.reshape(tf.cast(x, tf.float32) / 255.0, [1, 784]), y


def preprocess_tfdata__not_scaled(x, y):
    """the gray values still reach 255

    Divide by 255.
    """
    return tf.reshape(tf.cast(x, tf.float32), [784]), y


def preprocess_tfdata__own_largest(x, y):
    """divided by the image's own largest value

    A dark image becomes as bright as the others. Divide by 255.
    """
    values = tf.cast(x, tf.float32)
    return tf.reshape(values / tf.reduce_max(values), [784]), y


def preprocess_tfdata__whole(x, y):
    """whole numbers

    The image is flattened, but still uint8. Make float32 of it and divide.
    """
    return tf.reshape(x, [784]), y


def preprocess_tfdata__one_hot(x, y):
    """the label is one-hot

    Here labels stay digits; the sparse losses take them as they are.
    """
    return right_example(x, y)[0], tf.one_hot(y, 10)


def preprocess_tfdata__image_only(x, y):
    """the label is lost

    Return both: the image and its label.
    """
    return right_example(x, y)[0]


def make_train_dataset__batched_first(x, y, batch_size=256, buffer_size=5000):
    """shuffled after batching

    Your batches come in random order, but each holds the same neighbours every time.
    Shuffle first, then batch.
    """
    return examples(x, y).batch(batch_size).shuffle(buffer_size)


def make_train_dataset__not_shuffled(x, y, batch_size=256, buffer_size=5000):
    """not shuffled

    The examples come in the order of the data.
    """
    return examples(x, y).batch(batch_size)


def make_train_dataset__one_order(x, y, batch_size=256, buffer_size=5000):
    """the same order in every epoch

    reshuffle_each_iteration=False keeps the first shuffle for ever. By default each epoch
    is shuffled anew.
    """
    shuffled = examples(x, y).shuffle(buffer_size, reshuffle_each_iteration=False)
    return shuffled.batch(batch_size)


def make_train_dataset__remainder_dropped(x, y, batch_size=256, buffer_size=5000):
    """the last, smaller batch is dropped

    Some examples are missing in each epoch. Leave drop_remainder alone.
    """
    return examples(x, y).shuffle(buffer_size).batch(batch_size, drop_remainder=True)


def make_train_dataset__repeated(x, y, batch_size=256, buffer_size=5000):
    """an epoch has no end

    repeat() begins again by itself, so nobody can tell where an epoch ends. The training
    loop does the repeating.
    """
    return examples(x, y).shuffle(buffer_size).repeat().batch(batch_size)


def make_train_dataset__not_batched(x, y, batch_size=256, buffer_size=5000):
    """single examples

    The elements are to be batches: (batch, 784).
    """
    return examples(x, y).shuffle(buffer_size)


def make_train_dataset__always_256(x, y, batch_size=256, buffer_size=5000):
    """always batches of 256

    256 is only the default. Use batch_size.
    """
    return examples(x, y).shuffle(buffer_size).batch(256)


def make_train_dataset__raw(x, y, batch_size=256, buffer_size=5000):
    """the examples are not preprocessed

    map is missing: the images are still (28, 28) and uint8.
    """
    dataset = tf.data.Dataset.from_tensor_slices((x, y))
    return dataset.shuffle(buffer_size).batch(batch_size)


def make_train_dataset__torn_apart(x, y, batch_size=256, buffer_size=5000):
    """images and labels are shuffled separately

    An image gets another image's label. Put both into one dataset before you shuffle.
    """
    images = examples(x, y).map(lambda x, y: x).shuffle(buffer_size)
    labels = examples(x, y).map(lambda x, y: y).shuffle(buffer_size)
    return tf.data.Dataset.zip((images, labels)).batch(batch_size)
