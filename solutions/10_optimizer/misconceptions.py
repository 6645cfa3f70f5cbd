"""Wrong ways to write an optimizer."""


class Base:
    """A right optimizer; the mistakes below change one part of it."""

    def __init__(self, lr=0.05):
        self.lr = lr

    def apply_gradients(self, grads_and_vars):
        for gradient, variable in grads_and_vars:
            self.move(variable, gradient)

    def move(self, variable, gradient):
        variable.assign_sub(self.lr * gradient)


class GradientDescentOptimizer__lr_ignored(Base):
    """the learning rate that is given is ignored

    Whatever lr is, your Variables move as with 0.05. This is the slip of the article:
    store lr in the object and use what you stored.
    """

    def move(self, variable, gradient):
        variable.assign_sub(0.05 * gradient)


class GradientDescentOptimizer__uphill(Base):
    """the Variables move with the gradient

    The gradient points to where the loss grows. Go the other way.
    """

    def move(self, variable, gradient):
        variable.assign_add(self.lr * gradient)


class GradientDescentOptimizer__no_lr(Base):
    """the whole gradient is subtracted

    The learning rate does not enter at all, as if it were 1.
    """

    def move(self, variable, gradient):
        variable.assign_sub(gradient)


class GradientDescentOptimizer__first_only(Base):
    """only the first Variable moves

    The loop ends after one pair. Look where the return or the break stands.
    """

    def apply_gradients(self, grads_and_vars):
        for gradient, variable in grads_and_vars:
            self.move(variable, gradient)
            return


class GradientDescentOptimizer__overwritten(Base):
    """the Variable is replaced by the step

    After the update only the step is left and the old value is gone. `assign` sets a
    value; which method subtracts from it?
    """

    def move(self, variable, gradient):
        variable.assign(-self.lr * gradient)


class GradientDescentOptimizer__rebound(Base):
    """a name is changed, not the Variable

    variable = variable - ... makes a new tensor and gives it a local name. The Variable
    stays as it was. It changes only through its own methods.
    """

    def move(self, variable, gradient):
        variable = variable - self.lr * gradient


class GradientDescentOptimizer__walked_twice(Base):
    """the pairs are walked through twice

    With a list all is well, with zip nothing moves: it is used up after the first walk.
    Do everything in one loop, or make a list first.
    """

    def apply_gradients(self, grads_and_vars):
        count = sum(1 for _ in grads_and_vars)
        for gradient, variable in grads_and_vars:
            variable.assign_sub(self.lr * gradient * min(count, 1))


class GradientDescentOptimizer__pair_swapped(Base):
    """the pairs are taken apart in the wrong order

    In each pair the gradient comes first and the Variable second. A gradient is a plain
    tensor and has no assign_sub.
    """

    def apply_gradients(self, grads_and_vars):
        for variable, gradient in grads_and_vars:
            variable.assign_sub(self.lr * gradient)


class GradientDescentOptimizer__shared_lr(Base):
    """all optimizers share one learning rate

    A second optimizer changes the rate of the first. Store lr in self, not in the class.
    """

    rate = 0.05

    def __init__(self, lr=0.05):
        GradientDescentOptimizer__shared_lr.rate = lr

    def move(self, variable, gradient):
        variable.assign_sub(GradientDescentOptimizer__shared_lr.rate * gradient)
