"""As the article has it: softmax as a function in call, an input shape for the first."""

import tensorflow as tf
from tensorflow.keras.layers import Dense


class Model(tf.keras.Model):
    def __init__(self, input_length, output_length):
        super().__init__()
        self.layer1 = Dense(50, input_shape=(input_length,), activation="relu")
        self.layer2 = Dense(output_length)

    def call(self, x):
        output1 = self.layer1(x)
        output2 = self.layer2(output1)
        return tf.nn.softmax(output2)


print(Model(784, 10)(tf.zeros([1, 784])))
