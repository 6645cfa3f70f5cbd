"""Wrong ways to write a mean that remembers."""


class Right:
    """A right metric; the mistakes below change one part of it."""

    def __init__(self):
        self.total, self.count = 0.0, 0

    def __call__(self, x):
        self.total = self.total + x
        self.count += 1

    def result(self):
        return self.total / self.count

    def reset_state(self):
        self.total, self.count = 0.0, 0


class Mean__last_value(Right):
    """the last value instead of the mean

    Each call overwrites what was there. Add to it.
    """

    def __call__(self, x):
        self.total, self.count = x, 1


class Mean__sum(Right):
    """the sum instead of the mean

    Your result grows with the number of values. How many were there?
    """

    def result(self):
        return self.total + 0.0


class Mean__no_reset(Right):
    """reset_state forgets nothing

    After a reset the old values still count. Set everything back that the object
    remembers.
    """

    def reset_state(self):
        pass


class Mean__count_kept(Right):
    """a reset forgets the sum but not the number of values

    After a reset your mean is too small, because the old values are still counted when
    you divide. Two things have to be set back.
    """

    def reset_state(self):
        self.total = 0.0


class Mean__sum_kept(Right):
    """a reset forgets the number of values but not the sum

    After a reset your mean is too large, because the old values are still in the sum.
    Two things have to be set back.
    """

    def reset_state(self):
        self.count = 0


class Mean__of_means(Right):
    """the mean of the old mean and the new value

    Each new value counts as much as all the earlier ones together. Keep the sum and the
    number of values instead of the mean.
    """

    def __call__(self, x):
        self.total = (self.total + x) / 2 if self.count else x
        self.count = 1


class Mean__result_resets(Right):
    """asking for the result forgets the values

    result is to give the mean and change nothing; forgetting is what reset_state is
    for.
    """

    def result(self):
        mean = self.total / self.count if self.count else 0.0
        self.reset_state()
        return mean


class Mean__one_too_many(Right):
    """divided by one too many

    The number of values starts at 1 in yours. Before the first call there was none.
    """

    def result(self):
        return self.total / (self.count + 1)


class Mean__shared(Right):
    """all metrics share one memory

    What is assigned in the class body belongs to all its objects. Make it in __init__,
    with self.
    """

    memory = {"total": 0.0, "count": 0}

    def __init__(self):
        self.reset_state()

    def __call__(self, x):
        self.memory["total"] = self.memory["total"] + x
        self.memory["count"] += 1

    def result(self):
        return self.memory["total"] / self.memory["count"]

    def reset_state(self):
        self.memory.update(total=0.0, count=0)


class Mean__never_counts(Right):
    """the result is the first value for ever

    Later values are not taken in. Every call has to add to the sum.
    """

    def __call__(self, x):
        if not self.count:
            self.total, self.count = x, 1
