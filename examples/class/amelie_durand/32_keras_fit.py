"""The functional way, an optimizer of choice, the loss as an object, output of fit
shown."""

import tensorflow as tf


def build_and_fit(x, y, epochs=10, batch_size=256):
    image = tf.keras.Input(shape=(28, 28))
    hidden = tf.keras.layers.Dense(50, activation="relu")(tf.keras.layers.Flatten()(image))
    output = tf.keras.layers.Dense(10, activation="softmax")(hidden)
    model = tf.keras.Model(image, output)
    model.compile(
        optimizer=tf.keras.optimizers.Adam(),
        loss=tf.keras.losses.SparseCategoricalCrossentropy(),
        metrics=["accuracy"],
    )
    history = model.fit(x=x, y=y, batch_size=batch_size, epochs=epochs, verbose=2)
    model.summary()
    return model, history
