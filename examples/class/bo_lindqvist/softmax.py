import tensorflow as tf

softmax = tf.nn.softmax
