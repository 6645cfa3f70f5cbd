"""Wrong ways to write the Keras model."""

import tensorflow as tf

Dense = tf.keras.layers.Dense


class Model__no_softmax(tf.keras.Model):
    """logits instead of probabilities

    Your rows do not add up to 1. The last layer needs softmax.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(output_length)

    def call(self, x):
        return self.out(self.hidden(x))


class Model__no_relu(tf.keras.Model):
    """no relu between the layers

    Dense does nothing after its sum when no activation is named. Two such layers are only
    one.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50)
        self.out = Dense(output_length, activation="softmax")

    def call(self, x):
        return self.out(self.hidden(x))


class Model__sigmoid(tf.keras.Model):
    """sigmoid instead of relu

    It learns as well, but slowly. relu is asked for.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="sigmoid")
        self.out = Dense(output_length, activation="softmax")

    def call(self, x):
        return self.out(self.hidden(x))


class Model__relu_at_the_end(tf.keras.Model):
    """relu after the last layer as well

    It makes all negative logits equal before softmax. relu belongs between the layers.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(output_length, activation="relu")

    def call(self, x):
        return tf.nn.softmax(self.out(self.hidden(x)))


class Model__softmax_twice(tf.keras.Model):
    """softmax is applied twice

    The last layer has it as its activation, and call applies it once more. The
    probabilities become nearly equal.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(output_length, activation="softmax")

    def call(self, x):
        return tf.nn.softmax(self.out(self.hidden(x)))


class Model__softmax_over_examples(tf.keras.Model):
    """softmax over the examples

    The probabilities of one example add up to 1, not those of one class.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(output_length)

    def call(self, x):
        return tf.nn.softmax(self.out(self.hidden(x)), axis=0)


class Model__hidden_as_outputs(tf.keras.Model):
    """as many hidden units as outputs

    The hidden layer has 50 units, however many classes there are.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(output_length, activation="relu")
        self.out = Dense(output_length, activation="softmax")

    def call(self, x):
        return self.out(self.hidden(x))


class Model__ten_outputs(tf.keras.Model):
    """always ten outputs

    Ten is the number of digits; other data have other classes. Use output_length.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(10, activation="softmax")

    def call(self, x):
        return self.out(self.hidden(x))


class Model__one_layer(tf.keras.Model):
    """the hidden layer is not used

    It is made in __init__ but never called, so it has no weights.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(output_length, activation="softmax")

    def call(self, x):
        return self.out(x)


class Model__layers_in_call(tf.keras.Model):
    """layers are made in call

    Every call makes new layers with new weights, and nothing that was learnt is kept. Make
    them in __init__.
    """

    def __init__(self, input_length, output_length):
        super().__init__()
        self.outputs_wanted = output_length

    def call(self, x):
        hidden = Dense(50, activation="relu")(x)
        return Dense(self.outputs_wanted, activation="softmax")(hidden)


class Model__no_keras:
    """no Keras model

    The class does not inherit from tf.keras.Model, so it lacks what Keras gives: weights
    that are found by themselves, compile, fit, count_params.
    """

    def __init__(self, input_length, output_length):
        self.hidden = Dense(50, activation="relu")
        self.out = Dense(output_length, activation="softmax")

    def __call__(self, x):
        return self.out(self.hidden(x))

    @property
    def trainable_variables(self):
        return self.hidden.trainable_variables + self.out.trainable_variables
