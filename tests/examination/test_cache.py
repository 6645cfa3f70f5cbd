"""The findings cache: a miss when in doubt, private, plain data."""

import stat

import numpy as np

from grader.examination import Finding
from grader.examination.cache import FindingsCache, default_folder
from grader.examination.conversation import Held
from grader.examination.references import References

WHO = "reference"


def caches(toy, folder, **versions):
    return FindingsCache(toy.digest, versions, folder)


def fill(toy, toy_setting, cache):
    step = toy.steps[0]
    References(toy, toy_setting.source, "s", cache).reference(step, step.checks[0])
    return step, step.checks


def test_what_is_kept_on_disk_comes_back_equal(toy, toy_setting, tmp_path):
    """A second run finds the visible checks' findings of the first."""
    step, checks = fill(toy, toy_setting, caches(toy, tmp_path))
    held = caches(toy, tmp_path).get(step, WHO, checks[0], "other seed")
    first = caches(toy, None)
    fill(toy, toy_setting, first)
    expected = first.get(step, WHO, checks[0], "s")
    assert (
        held.findings["double"].value.tolist() == expected.findings["double"].value.tolist()
    )
    assert held.names == expected.names
    assert [one.label for one in held.exchanges] == [
        one.label for one in expected.exchanges
    ]


def test_hidden_findings_stay_in_memory(toy, toy_setting, tmp_path):
    """What follows from a secret seed is not written down."""
    step, checks = fill(toy, toy_setting, caches(toy, tmp_path))
    assert checks[1].hidden
    assert caches(toy, tmp_path).get(step, WHO, checks[1], "s") is None


def test_a_random_outcome_of_a_known_mistake_is_not_measured_anew(toy, toy_setting):
    """Grading a misconception tells what it shows where a threshold decides."""
    (step, *_), cache = toy.steps, caches(toy, None)
    references = References(toy, toy_setting.source, "s", cache)
    mistake = step.misconceptions[0]
    finding = Finding(np.float64(0.1), "between", low=0.5, high=1.0, outcomes=(0.1,))
    random = Held({"share": finding}, None, (), frozenset())
    other = Held({"double": Finding(np.float64(3.0), "equal")}, None, (), frozenset())
    one, two = step.checks[:2]
    references.believing(mistake).explain(step, {one.id: random, two.id: other})
    assert cache.get(step, mistake.function, one, "s") == random
    assert cache.get(step, mistake.function, two, "s") is None


def test_another_version_is_a_miss(toy, toy_setting, tmp_path):
    """Findings of another TensorFlow are not used."""
    step, checks = fill(toy, toy_setting, caches(toy, tmp_path, tensorflow="1"))
    assert caches(toy, tmp_path, tensorflow="2").get(step, WHO, checks[0], "s") is None


def test_a_damaged_file_is_a_miss(toy, toy_setting, tmp_path):
    """A file that cannot be read is as good as none."""
    step, checks = fill(toy, toy_setting, caches(toy, tmp_path))
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-3])
    assert caches(toy, tmp_path).get(step, WHO, checks[0], "s") is None


def test_the_folder_is_private(monkeypatch, tmp_path):
    """Nobody else may read the cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert stat.S_IMODE(default_folder().stat().st_mode) == 0o700


def test_what_is_to_be_drawn_is_kept_as_well(toy, tmp_path):
    """A finding comes back with its plot, its drawing and its outcomes."""
    step = toy.steps[0]
    drawing = {"x": [1.0, 2.0], "line": [float("inf"), -1.5], "misread": [{"label": 3}]}
    finding = Finding(
        np.float64(0.5), "between", outcomes=(0.5,), plot="a", drawing=drawing
    )
    held = Held({"f": finding}, None, (), frozenset(), 0.0)
    caches(toy, tmp_path).put(step, WHO, step.checks[0], "s", held)
    kept = caches(toy, tmp_path).get(step, WHO, step.checks[0], "s").findings["f"]
    assert (kept.plot, kept.drawing, kept.outcomes) == ("a", drawing, (0.5,))
