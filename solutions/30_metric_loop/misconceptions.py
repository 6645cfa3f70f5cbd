"""Wrong ways to report what a training does."""

import tensorflow as tf


class Loop:
    """The right loop; the mistakes below change one part of it."""

    def __init__(self, model, dataset, metrics, lr, epochs, report_every):
        self.model, self.dataset, self.lr = model, dataset, lr
        self.loss_metric, self.accuracy_metric = metrics
        self.epochs, self.report_every = epochs, report_every
        self.reports = []

    def run(self):
        for epoch in range(self.epochs):
            for step, (x, y) in enumerate(self.dataset):
                self.step(epoch, step, x, y)
            self.end_of_epoch(epoch, step)
        return self.reports

    def step(self, epoch, step, x, y):
        loss, accuracy, update = self.forward(x, y)
        self.collect(loss, accuracy)
        update()
        if self.due(step):
            self.report(epoch, step)

    def forward(self, x, y):
        with tf.GradientTape() as tape:
            probabilities = self.model(x)
            each = tf.keras.losses.sparse_categorical_crossentropy(y, probabilities)
            loss = tf.reduce_mean(each)
        hits = tf.argmax(probabilities, axis=1) == tf.cast(y, tf.int64)

        def update():
            trained = self.model.trainable_variables
            for variable, gradient in zip(trained, tape.gradient(loss, trained)):
                variable.assign_sub(self.lr * gradient)

        return loss, tf.reduce_mean(tf.cast(hits, tf.float32)), update

    def collect(self, loss, accuracy):
        self.loss_metric(loss)
        self.accuracy_metric(accuracy)

    def due(self, step):
        return step % self.report_every == 0

    def report(self, epoch, step):
        results = self.loss_metric.result(), self.accuracy_metric.result()
        self.reports.append((epoch, step, *results))
        self.reset()

    def reset(self):
        self.loss_metric.reset_state()
        self.accuracy_metric.reset_state()

    def end_of_epoch(self, epoch, step):
        pass


def train_with_metrics__never_reset(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the metrics are never reset

    Your reports cover everything since the start. Reset both metrics after each report.
    """

    class Wrong(Loop):
        def reset(self):
            pass

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__half_reset(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """only one of the metrics is reset

    The loss begins anew after each report, the accuracy does not. Reset both.
    """

    class Wrong(Loop):
        def reset(self):
            self.loss_metric.reset_state()

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__reset_each_step(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the metrics are reset in each step

    Each report covers a single batch. The resets belong in the block of the report.
    """

    class Wrong(Loop):
        def collect(self, loss, accuracy):
            self.reset()
            super().collect(loss, accuracy)

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__reset_first(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """reset before the result is asked for

    Nothing is left to report. Ask for the results first, then reset.
    """

    class Wrong(Loop):
        def report(self, epoch, step):
            self.reset()
            results = self.loss_metric.result(), self.accuracy_metric.result()
            self.reports.append((epoch, step, *results))

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__reset_each_epoch(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the metrics are reset at the end of each epoch as well

    What came after the epoch's last report is lost. It belongs in the next report.
    """

    class Wrong(Loop):
        def end_of_epoch(self, epoch, step):
            self.reset()

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__steps_go_on(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the steps are counted on over the epochs

    Your second epoch does not begin with step 0. Count anew in each epoch, as enumerate
    does.
    """

    class Wrong(Loop):
        taken = 0

        def step(self, epoch, step, x, y):
            super().step(epoch, self.taken, x, y)
            self.taken += 1

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__counted_from_one(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """counted from 1

    Your steps begin with 1, so the first report comes late. Everything is counted from 0.
    """

    class Wrong(Loop):
        def step(self, epoch, step, x, y):
            super().step(epoch, step + 1, x, y)

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__one_late(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """reports at the end of a group of steps

    (step + 1) % report_every is 0 at other steps than step % report_every. The first
    report is due at step 0.
    """

    class Wrong(Loop):
        def due(self, step):
            return (step + 1) % self.report_every == 0

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__after_update(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the metrics get the values from after the update

    You compute the loss and the accuracy once more when the step is done. Use those
    from before the update.
    """

    class Wrong(Loop):
        def step(self, epoch, step, x, y):
            self.forward(x, y)[2]()
            loss, accuracy, _ = self.forward(x, y)
            self.collect(loss, accuracy)
            if self.due(step):
                self.report(epoch, step)

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__not_collected(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the metrics are called only when a report is due

    The steps between are missing in the mean. Call both metrics in every step.
    """

    class Wrong(Loop):
        def step(self, epoch, step, x, y):
            loss, accuracy, update = self.forward(x, y)
            update()
            if self.due(step):
                self.collect(loss, accuracy)
                self.report(epoch, step)

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__percent(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the accuracy in percent

    The accuracy is a share, between 0 and 1.
    """

    class Wrong(Loop):
        def collect(self, loss, accuracy):
            super().collect(loss, 100 * accuracy)

    metrics = loss_metric, accuracy_metric
    return Wrong(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__swapped(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the two metrics are swapped

    The losses go into the accuracy metric. The order of the arguments is loss_metric,
    accuracy_metric.
    """
    metrics = accuracy_metric, loss_metric
    return Loop(model, dataset, metrics, lr, epochs, report_every).run()


def train_with_metrics__not_trained(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the model is not trained

    The reports are there, but the variables never change. The update is missing.
    """
    metrics = loss_metric, accuracy_metric
    return Loop(model, dataset, metrics, 0.0, epochs, report_every).run()


def train_with_metrics__lr_ignored(
    model, dataset, loss_metric, accuracy_metric, lr=0.05, epochs=2, report_every=100
):
    """the learning rate that is given is ignored

    You always use 0.05, which is only the default. Use lr.
    """
    metrics = loss_metric, accuracy_metric
    return Loop(model, dataset, metrics, 0.05, epochs, report_every).run()
