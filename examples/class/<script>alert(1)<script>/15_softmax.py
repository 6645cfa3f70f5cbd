import tensorflow as tf

# {{ 7 * 7 }} {% raw %} <!-- ]]> -->


def softmax(x):
    e = tf.exp(x)
    return e / tf.reduce_sum(e, axis=1, keepdims=True)   # </script>
