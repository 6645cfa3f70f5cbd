import tensorflow as tf


def image_shape(x):
    return tf.convert_to_tensor(x[:1]).shape[1:]


def image_count(x):
    return tf.shape(x)[0]


def class_counts(y):
    return tf.math.bincount(tf.cast(y, tf.int32), minlength=10)


def dtypes(x, y):
    return tf.as_dtype(x.dtype), tf.as_dtype(y.dtype)


(x_train, y_train), (x_test, y_test) = tf.keras.datasets.mnist.load_data()
print("one image is", image_shape(x_train))
print("there are", image_count(x_train).numpy(), "of them")
print("of each digit", class_counts(y_train).numpy())
