"""Wrong ways down the hill."""

import tensorflow as tf


def descend(x, y, lr, steps, *, start=(1.0, 0.0), sign=1.0, scale=1.0):
    """Right descent with something turned wrong; the mistakes below use it."""
    m, b = tf.Variable(start[0]), tf.Variable(start[1])
    losses = []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(y - (m * x + b)))
        dm, db = tape.gradient(loss, [m, b])
        losses.append(loss)
        m.assign_sub(sign * scale * lr * dm)
        b.assign_sub(sign * scale * lr * db)
    return m, b, losses


def gradient_descent__uphill(x, y, lr=0.05, steps=100):
    """the steps go uphill

    The gradient points where the loss grows. Your losses grow from step to step:
    which way should m and b go?
    """
    return descend(x, y, lr, steps, sign=-1.0)


def gradient_descent__lr_ignored(x, y, lr=0.05, steps=100):
    """the learning rate that is given is ignored

    With lr = 0.05 all is well, with any other lr you still use 0.05. The article's
    optimizer class has the same slip. Use the argument.
    """
    return descend(x, y, 0.05, steps)


def gradient_descent__steps_ignored(x, y, lr=0.05, steps=100):
    """always 100 steps

    The number of steps is an argument, and the list of losses has one entry for each.
    """
    return descend(x, y, lr, 100)


def gradient_descent__one_more(x, y, lr=0.05, steps=100):
    """one step too many

    Your list of losses is one longer than `steps`. How often does the loop run?
    """
    return descend(x, y, lr, steps + 1)


def gradient_descent__loss_after(x, y, lr=0.05, steps=100):
    """losses recorded after the update

    Your first loss is already that of the second line. Write the loss down before you
    change m and b.
    """
    m, b, losses = descend(x, y, lr, steps)
    losses.append(tf.reduce_mean(tf.square(y - (m * x + b))))
    return m, b, losses[1:]


def gradient_descent__b_after_m(x, y, lr=0.05, steps=100):
    """b is updated with the new m

    Both derivatives belong to the same point. You change m first and then ask for the
    slope of b at a line that has moved. Find both gradients, then make both updates.
    """
    m, b, losses = 1.0, 0.0, []
    for _ in range(steps):
        losses.append(tf.reduce_mean(tf.square(y - (m * x + b))))
        m = m - lr * tf.reduce_mean(2 * (m * x + b - y) * x)
        b = b - lr * tf.reduce_mean(2 * (m * x + b - y))
    return m, b, losses


def gradient_descent__from_zero(x, y, lr=0.05, steps=100):
    """the line starts from m = 0

    This step's lines all start from m = 1 and b = 0, so that everybody's losses can be
    compared.
    """
    return descend(x, y, lr, steps, start=(0.0, 0.0))


def gradient_descent__factor_two(x, y, lr=0.05, steps=100):
    """the factor 2 of the derivative is missing

    The derivative of a square has a factor of 2. Without it every step is half as long
    as it should be.
    """
    return descend(x, y, lr, steps, scale=0.5)


def gradient_descent__summed(x, y, lr=0.05, steps=100):
    """the gradient of the summed loss

    Your steps grow with the number of points, because the derivative belongs to the sum
    of squares. The loss is their mean.
    """
    return descend(x, y, lr, steps, scale=float(len(x)))


def gradient_descent__b_fixed(x, y, lr=0.05, steps=100):
    """b never changes

    Only m learns. The line has two numbers; both have a derivative and need an update.
    """
    m, b, losses = tf.Variable(1.0), tf.Variable(0.0), []
    for _ in range(steps):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(y - (m * x + b)))
        losses.append(loss)
        m.assign_sub(lr * tape.gradient(loss, m))
    return m, b, losses
