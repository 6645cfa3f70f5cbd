"""Wrong ways to use compile and fit."""

import tensorflow as tf

Dense, Flatten, ReLU = (
    tf.keras.layers.Dense,
    tf.keras.layers.Flatten,
    tf.keras.layers.ReLU,
)


def compiled(*layers, optimizer="sgd", loss="sparse_categorical_crossentropy"):
    """A new model; without layers the right one."""
    right = (Flatten(), Dense(50), ReLU(), Dense(10, activation="softmax"))
    model = tf.keras.Sequential(list(layers or right))
    model.compile(optimizer, loss, metrics=["accuracy"])
    return model


def fitted(model, x, y, epochs, batch_size):
    return model, model.fit(x, y, batch_size=batch_size, epochs=epochs, verbose=0)


def build_and_fit__no_relu(x, y, epochs=10, batch_size=256):
    """no relu between the layers

    Dense does nothing after its sum when no activation is named. On MNIST the accuracy is
    nearly as good, so it is easily missed.
    """
    model = compiled(Flatten(), Dense(50), Dense(10, activation="softmax"))
    return fitted(model, x, y, epochs, batch_size)


def build_and_fit__no_softmax(x, y, epochs=10, batch_size=256):
    """logits instead of probabilities

    The loss is told to expect probabilities, and the last layer gives any numbers. Give it
    softmax.
    """
    model = compiled(Flatten(), Dense(50), ReLU(), Dense(10))
    return fitted(model, x, y, epochs, batch_size)


def build_and_fit__logits_returned(x, y, epochs=10, batch_size=256):
    """a model that gives logits

    With from_logits=True training works without softmax in the model, but then the model
    gives logits. Probabilities are wanted.
    """
    loss = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model = compiled(Flatten(), Dense(50), ReLU(), Dense(10), loss=loss)
    return fitted(model, x, y, epochs, batch_size)


def build_and_fit__one_layer(x, y, epochs=10, batch_size=256):
    """the hidden layer is missing

    One layer is the logistic regression of step 18. Dense(50) and ReLU come before the
    last one.
    """
    model = compiled(Flatten(), Dense(10, activation="softmax"))
    return fitted(model, x, y, epochs, batch_size)


def build_and_fit__hidden_size(x, y, epochs=10, batch_size=256):
    """a hidden layer of another size

    50 hidden units are asked for.
    """
    model = compiled(
        Flatten(), Dense(128, activation="relu"), Dense(10, activation="softmax")
    )
    return fitted(model, x, y, epochs, batch_size)


def build_and_fit__hardly_learnt(x, y, epochs=10, batch_size=256):
    """the model has hardly learnt anything

    Its layers are right, but on new images it only guesses. The usual causes: x is scaled
    already and was divided by 255 once more; the learning rate is far too small; or the
    labels were put into another order than the images.
    """
    return fitted(compiled(), x / 255.0, y, epochs, batch_size)


def build_and_fit__not_fitted(x, y, epochs=10, batch_size=256):
    """the model is not trained

    compile only says how to train; fit does it.
    """
    model = compiled()
    model(x[:1])
    return model, model.fit(x[:1], y[:1], epochs=0, verbose=0)


def build_and_fit__epochs_ignored(x, y, epochs=10, batch_size=256):
    """always one epoch

    fit trains for one epoch when nothing else is said. Hand epochs on.
    """
    return compiled_and_fitted_once(x, y, batch_size)


def compiled_and_fitted_once(x, y, batch_size):
    model = compiled()
    return model, model.fit(x, y, batch_size=batch_size, verbose=0)


def build_and_fit__batch_size_ignored(x, y, epochs=10, batch_size=256):
    """batch_size is ignored

    fit takes batches of 32 when nothing else is said. Hand batch_size on.
    """
    model = compiled()
    return model, model.fit(x, y, epochs=epochs, verbose=0)


def build_and_fit__history_dropped(x, y, epochs=10, batch_size=256):
    """only the model comes back

    Return both, separated by a comma: the model, and what fit returned.
    """
    return fitted(compiled(), x, y, epochs, batch_size)[0]


def build_and_fit__swapped(x, y, epochs=10, batch_size=256):
    """the history comes before the model

    The order is model, history.
    """
    return fitted(compiled(), x, y, epochs, batch_size)[::-1]
