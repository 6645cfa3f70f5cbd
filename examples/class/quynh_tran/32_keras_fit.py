"""A subclass of Model, a dataset instead of arrays, a validation split taken by hand."""

import tensorflow as tf


class Network(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = tf.keras.layers.Flatten()
        self.hidden = tf.keras.layers.Dense(50)
        self.out = tf.keras.layers.Dense(10)

    def call(self, x):
        return tf.nn.softmax(self.out(self.hidden(self.flatten(x))))


def build_and_fit(x, y, epochs=10, batch_size=256):
    model = Network()
    model.compile(loss="sparse_categorical_crossentropy", optimizer="sgd")
    dataset = tf.data.Dataset.from_tensor_slices((x, y))
    dataset = dataset.shuffle(len(y)).batch(batch_size)
    history = model.fit(dataset, epochs=epochs, verbose=0)
    return model, history
