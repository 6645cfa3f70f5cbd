"""The verbs that need TensorFlow, spoken to a real worker."""

import numpy as np
import pytest

from grader.examination import as_ndarray, as_variable, one_shot
from grader.examination.conversation import Budget, Dialogue
from grader.examination.references import load_code
from grader.examination.subject import Rejected, Subject
from grader.records import Reason
from grader.sandbox.client import Failure
from grader.sandbox.loading import Part

pytestmark = pytest.mark.tensorflow

SOURCE = """
import tensorflow as tf

def square(x):
    return x * x

def cut(x):
    return tf.constant(x.numpy())

class Linear:
    def __init__(self, n):
        self.W = tf.Variable(tf.ones([n, 2]))
        self.trainable_variables = [self.W]

    def __call__(self, x):
        return x @ self.W

def apply(optimizer, pairs):
    optimizer.apply_gradients(pairs)

def in_place(variable):
    variable.assign(variable + 1.0)
    return variable

def random():
    return tf.random.normal([3])

def kind(x):
    return type(x).__name__

def symbolic():
    return tf.keras.Input([3])

def big():
    return tf.zeros([20_000_000])

def mean(dataset):
    return sum(float(x) for x in dataset)
"""


@pytest.fixture(scope="module")
def worker(workshop, workshop_setting):
    with workshop_setting.source.worker(workshop.limits) as worker:
        budget = Budget(workshop.limits)
        load_code(worker, budget, (Part("step.py", SOURCE),), seconds=20)
        yield worker


@pytest.fixture
def subject(worker, workshop):
    return Subject(
        Dialogue(worker, Budget(workshop.limits), workshop.limits), workshop.data
    )


def test_inputs_arrive_as_asked(subject):
    """Arrays arrive as tensors, Variables or ndarrays."""
    array = np.ones(2, "float32")
    assert subject.kind(array).text() == "EagerTensor"
    assert subject.kind(as_ndarray(array)).text() == "ndarray"
    assert "Variable" in subject.kind(as_variable(array)).text()
    assert subject.kind(subject.data("mnist.test_labels")).text() == "ndarray"


def test_gradient_with_and_without_a_cotangent(subject):
    """The gradient of sum(result * cotangent); no gradient is the student's failure."""
    x = np.array([1, 2], "float32")
    assert subject.gradient("square", [x], wrt=0).array().tolist() == [2, 4]
    weighted = subject.gradient(
        "square", [x], wrt=[0], cotangent=np.array([10, 1], "float32")
    )
    assert weighted[0].array().tolist() == [20, 4]
    with pytest.raises(Failure) as failure:
        subject.gradient("cut", [x], wrt=0)
    assert failure.value.reason is Reason.NO_GRADIENT


def test_an_object_is_built_read_and_assigned(subject):
    """Weights are fetched, injected and used by a call."""
    model = subject.build("Linear", 3)
    (kernel,) = model.get("trainable_variables").items(1)
    assert subject.same(kernel, model.get("W"))
    kernel.assign(np.full((3, 2), 2, "float32"))
    assert model.get("W").kind == "tf.Variable"
    assert model(np.ones((1, 3), "float32")).array(shape=(1, 2)).tolist() == [[6, 6]]


def test_library_objects_and_one_shot_iterators(subject):
    """A Keras optimizer takes (gradient, variable) pairs from an iterator."""
    optimizer = subject.library("keras.optimizers.SGD", learning_rate=0.5)
    variable = subject.put(as_variable(np.array([1, 2], "float32")))
    subject.call("apply", optimizer, one_shot([(np.array([2, 2], "float32"), variable)]))
    assert subject.read(variable).array().tolist() == [0, 1]


def test_datasets_are_made_and_walked(subject):
    """A dataset is a handle that can be passed and iterated."""
    dataset = subject.library("tf.data.Dataset.from_tensor_slices", [1.0, 2.0, 3.0])
    assert subject.mean(dataset).number() == 6
    assert [one.number() for one in dataset.iterate(2)] == [1, 2]


def test_the_same_variable_comes_back(subject):
    """Identity of a Variable that was put and returned."""
    variable = subject.put(as_variable(np.zeros(2, "float32")))
    assert subject.same(subject.in_place(variable), variable)
    assert not subject.same(subject.build("Linear", 1).get("W"), variable)


def test_seeds_repeat_random_numbers(subject):
    """The same seed gives the same tensors."""
    draws = []
    for _ in range(2):
        subject.seed(3)
        draws.append(subject.random().array().tolist())
    assert draws[0] == draws[1]


def test_a_symbolic_tensor_is_no_number(subject):
    """What has no value is rejected as the wrong kind."""
    with pytest.raises(Rejected) as rejected:
        subject.symbolic().array()
    assert rejected.value.reason is Reason.WRONG_KIND


def test_a_giant_answer_is_refused(subject):
    """An answer over the limit is the student's, and the conversation goes on."""
    with pytest.raises(Failure) as failure:
        subject.big()
    assert failure.value.reason is Reason.OUTPUT
    assert subject.square(2.0).number() == 4
