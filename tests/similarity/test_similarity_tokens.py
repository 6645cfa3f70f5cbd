"""Tokens and fingerprints: what a disguise changes, and what hostile text does."""

from __future__ import annotations

import numpy as np
import pytest

from grader.similarity.fingerprints import GRAM, WINDOW, fingerprints, grams, winnowed
from grader.similarity.spans import spans
from grader.similarity.tokens import MAX_CHARACTERS, Part, parts

PLAIN = """
import tensorflow as tf

def mse(y_true, y_pred):
    difference = tf.subtract(y_pred, y_true)
    total = tf.reduce_sum(difference * difference)
    return total / tf.cast(tf.size(difference), tf.float32)

def twice(a):
    for i in range(3):
        a += i * 2
    return mse(a, a) + mse(a, a + 1)
"""
SAME = {
    "names": PLAIN.replace("difference", "d")
    .replace("total", "الخطأ")
    .replace("y_pred", "p"),
    "comments": PLAIN.replace("    total", "    # the sum\n    total"),
    "layout": PLAIN.replace(
        "(y_pred, y_true)", "(\n\n        y_pred,\n        y_true,\n    )"
    ),
    "docstring": PLAIN.replace("y_pred):\n", 'y_pred):\n    """What I did."""\n'),
    "annotations": PLAIN.replace(
        "(y_true, y_pred):", "(y_true: list, y_pred: 'x') -> float:"
    ),
    "prints": PLAIN.replace("    total", "    print('here', 1)\n    total"),
    "semicolons": PLAIN.replace("\n    total", "; total"),
    "brackets": PLAIN.replace("total /", "(total) /"),
    "module": PLAIN.replace("import tensorflow as tf", "import tensorflow as T").replace(
        "tf.", "T."
    ),
    "longer path": PLAIN.replace("tf.reduce_sum", "tf.math.reduce_sum"),
    "direct import": PLAIN.replace("tf.cast(", "cast(").replace(
        "import tensorflow as tf", "from tensorflow import cast\nimport tensorflow as tf"
    ),
    "long form": PLAIN.replace("a += i * 2", "a = a + i * 2"),
    "magics": "%tensorflow_version 2.x\n!pip install tensorflow\n" + PLAIN,
    "line ends": PLAIN.replace("\n", "\r\n"),
    "mark of order": "\ufeff" + PLAIN,
    "broken line beside it": PLAIN + "\ndef = 3\n",
}
HOSTILE = {
    "null bytes": "x = 1\0\n" * 50,
    "brackets": "(" * 100_000,
    "signs": "-" * 100_000 + "1",
    "a long sum": "1" + "+1" * 50_000,
    "a long chain": "a" + ".a" * 50_000,
    "one line of a megabyte": "x = " + "1," * 500_000,
    "open quotes": '"""\n' * 10_001,
    "backslashes": "\\\n" * 30_000,
    "open f-strings": 'f"{' * 10_000,
    "decorators": "@a\n" * 20_000,
    "functions": "def f():\n    return 1\n" * 3_000,
    "deep blocks": "".join(" " * n + "if x:\n" for n in range(300)),
    "surrogates": 'x = "\ud800"\n\ud800 = 1\n',
    "a number without end": "x = 0x" + "f" * 100_000,
    "empty": "",
    "blank": " \n\t\n",
    "override": "x = 1  # \u202e\n",
}


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_disguises_change_nothing(text):
    """A change of looks leaves every fingerprint of the original in place."""
    assert fingerprints(parts(PLAIN)) <= fingerprints(parts(text))


@pytest.mark.parametrize("name", [name for name in SAME if name != "broken line beside it"])
def test_disguises_add_nothing(name):
    """A change of looks adds no fingerprint either."""
    assert fingerprints(parts(SAME[name])) == fingerprints(parts(PLAIN))


def test_order_of_functions_does_not_matter():
    """Functions in another order have the same fingerprints."""
    head, first, second = PLAIN.partition("def mse")[0], *PLAIN.split("def ")[1:]
    swapped = f"{head}def {second}\ndef {first}"
    assert fingerprints(parts(swapped)) == fingerprints(parts(PLAIN))


def test_other_statements_are_other_fingerprints():
    """What is computed in another way has little in common."""
    other = (
        "import tensorflow as tf\n\ndef mse(a, b):\n    return tf.keras.losses.mse(a, b)\n"
    )
    assert not fingerprints(parts(PLAIN)) & fingerprints(parts(other))


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_is_only_text(text):
    """No source stops the comparison, and none makes it endless."""
    found = parts(text)
    assert sum(len(one.words) for one in found) <= 3 * MAX_CHARACTERS
    assert all(len(one.words) == len(one.lines) for one in found)
    spans(text, text, fingerprints(found))


def test_a_broken_function_is_found_in_its_copy():
    """What Python cannot parse is compared as words, its neighbours as ever."""
    broken = PLAIN.replace("for i in range(3):", "for i in range(3)")
    renamed = broken.replace("difference", "d").replace("a +=", "acc +=")
    assert fingerprints(parts(broken)) == fingerprints(parts(renamed))
    assert len(fingerprints(parts(broken)) & fingerprints(parts(PLAIN))) >= 3


def test_nothing_is_run(tmp_path, monkeypatch):
    """A source with an effect has none."""
    monkeypatch.chdir(tmp_path)
    parts("open('made', 'w').close()\n")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("seed", range(20))
def test_winnowing_keeps_its_guarantee(seed):
    """Any w + k - 1 tokens in common are noticed (the paper's first property)."""
    rng = np.random.default_rng(seed)
    common = [str(n) for n in rng.integers(0, 9, GRAM + WINDOW - 1)]
    one, other = (
        Part([*map(str, rng.integers(0, 9, n)), *common, *map(str, rng.integers(0, 9, m))])
        for n, m in rng.integers(0, 30, (2, 2))
    )
    assert fingerprints([one]) & fingerprints([other])


@pytest.mark.parametrize("length", range(6))
def test_winnowing_of_few_hashes(length):
    """Fewer hashes than a window has leave one, none leaves none; the rightmost wins."""
    hashes = np.array([5, 3, 3, 7, 3, 9][:length], np.uint64)
    kept = winnowed(hashes)
    assert len(kept) >= min(length, 1)
    if length == 3:
        assert kept.tolist() == [2]


def test_grams_of_a_short_part():
    """Nothing shorter than a gram has a fingerprint."""
    assert len(grams(Part(["a"] * (GRAM - 1)))) == 0
    assert len(grams(Part(["a"] * GRAM))) == 1


def test_spans_point_at_the_lines_of_the_copy():
    """A copied function is one span, wherever it stands and however it is called."""
    other = "\n\nx = 1\n" + SAME["names"]
    found = spans(PLAIN, other, fingerprints(parts(PLAIN)))
    assert {(s.one_start, s.one_end, s.other_start, s.other_end) for s in found} == {
        (4, 7, 7, 10),
        (9, 12, 12, 15),
    }
    assert spans(PLAIN, other, frozenset()) == ()
