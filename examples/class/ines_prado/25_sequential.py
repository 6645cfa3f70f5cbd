"""A compiled model; one train_step function of TensorFlow's, made inside."""

import tensorflow as tf


def make_sequential():
    model = tf.keras.Sequential(
        [
            tf.keras.layers.Dense(50, name="hidden"),
            tf.keras.layers.Activation("relu"),
            tf.keras.layers.Dense(10),
            tf.keras.layers.Softmax(),
        ],
        name="digits",
    )
    model.compile(optimizer="sgd", loss="categorical_crossentropy")
    return model


def train_sequential(model, x, y, lr=0.05, steps=1000):
    optimizer = tf.keras.optimizers.SGD(lr)
    loss_fn = tf.keras.losses.CategoricalCrossentropy(from_logits=False)

    def step():
        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(x, training=True))
        weights = model.trainable_weights
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights))
        return loss

    return tf.stack([step() for _ in range(steps)])
