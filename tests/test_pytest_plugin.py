"""The pytest plugin, used as a student would: pytest in a process of its own."""

import json
import shutil
import textwrap
from pathlib import Path
from xml.etree import ElementTree

import pytest

from grader.course import exercise, load_course
from grader.examination import check
from grader.pytest_plugin.items import test_names as names_of  # no test of ours

pytest_plugins = ["pytester"]

HERE = Path(__file__).parent
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
SQUARE = RIGHT.replace("2 * x", "x * x")


@pytest.fixture
def desk(pytester, monkeypatch):
    """A folder with the toy course, its stubs, and pytest with the plugin and xdist alone.

    The plugin is named, so that it does not matter what is installed beside it.
    """
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("PYTEST_ADDOPTS", "-p grader.pytest_plugin")
    monkeypatch.setenv("PYTHONPATH", str(HERE.parent))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("GRADER_SERVER", "0")
    shutil.copytree(HERE / "course", pytester.path / "solutions")
    exercises = pytester.mkdir("exercises")
    for step in load_course(pytester.path / "solutions").steps:
        (exercises / f"{step.id}.py").write_text(exercise(step))
    return pytester


def write(desk, text, name="01_double.py"):
    (desk.path / "exercises" / name).write_text(text)


def run(desk, *arguments):
    return desk.runpytest_subprocess(*arguments)


def add_check(desk, promise, body):
    """A further visible check in the toy course's second step."""
    path = desk.path / "solutions" / "02_total" / "checks.py"
    text = path.read_text().replace("points=6", "points=5")
    path.write_text(
        f"{text}\n\n@check({promise!r}, points=1)\n"
        f'def added(subject, rng):\n    """Added."""\n{textwrap.indent(body, "    ")}\n'
    )


def test_one_test_for_each_visible_check(desk):
    """Ids are made of promises; hidden checks are not there."""
    result = run(desk, "--collect-only", "-q", "exercises")
    ids = [line for line in result.outlines if "::" in line]
    assert ids == [
        "exercises/01_double.py::doubles a small array",
        "exercises/01_double.py::halves",
        "exercises/02_total.py::adds up a list",
    ]


def test_an_untouched_stub_is_skipped(desk):
    """A beginner sees no failure, and no process is started."""
    result = run(desk, "-rs", "exercises")
    result.assert_outcomes(skipped=3)
    assert result.ret == 0
    result.stdout.fnmatch_lines(["SKIPPED*exercises/01_double.py*: not begun"])


def test_right_code_passes(desk):
    write(desk, RIGHT)
    result = run(desk, "exercises")
    result.assert_outcomes(passed=2, skipped=1)


def test_a_failure_is_told_in_the_graders_words(desk):
    """The promise, the call, both values and the mistake's name; no traceback of ours."""
    write(desk, SQUARE)
    result = run(desk, "exercises")
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines(
        [
            "*__ 01_double: doubles a small array __*",
            "*✗ doubles a small array*",
            "*> double(x)",
            "*expected *yours *",
            "*the square instead of the double*",
            "FAILED exercises/01_double.py::doubles a small array - The value*",
        ]
    )
    assert "pytest_plugin" not in result.stdout.str()
    assert "AssertionError" not in result.stdout.str()


def test_an_exception_shows_the_students_own_line(desk):
    write(desk, RIGHT.replace("x / 2", "x / nothing"))
    result = run(desk, "--tb=short", "exercises/01_double.py::halves")
    result.stdout.fnmatch_lines(["*01_double.py, line 6, in half", "*return x / nothing"])
    line = run(desk, "--tb=line", "exercises/01_double.py::halves")
    line.stdout.fnmatch_lines(["*01_double.py:6: Your code raised `NameError` in line 6*"])


def test_what_a_step_printed_is_shown_with_its_first_failure(desk):
    """Control characters of it do not reach the terminal."""
    text = SQUARE.replace("x / 2", "None")
    write(desk, f'{text}\nprint("here I am \\x1b]0;owned\\x07")\n')
    result = run(desk, "exercises")
    result.assert_outcomes(failed=2, skipped=1)
    assert result.stdout.str().count("here I am") == 1
    assert "\x1b" not in result.stdout.str()


def test_a_file_that_python_cannot_read_fails(desk):
    write(desk, "def double(x:\n")
    result = run(desk, "exercises/01_double.py")
    result.assert_outcomes(failed=2)
    result.stdout.fnmatch_lines(["*syntax error in line 1*"])


def test_the_students_file_is_never_imported(desk):
    """Not even when it is named, which makes pytest import any other Python file."""
    desk.makeconftest(
        "import sys\n"
        "def pytest_unconfigure(config):\n"
        "    files = [getattr(one, '__file__', None) for one in sys.modules.values()]\n"
        "    own = [one for one in files if one and one.endswith('/01_double.py')]\n"
        "    print('IMPORTED', own)\n"
    )
    write(desk, RIGHT)
    for extra in ([], ["--doctest-modules"]):
        result = run(desk, *extra, "exercises/01_double.py")
        result.assert_outcomes(passed=2)
        result.stdout.fnmatch_lines(["IMPORTED []"])


def test_a_fault_of_the_grader_is_an_error(desk):
    """A check that is broken is no failure of the student; the others count."""
    add_check(desk, "a broken one", 'raise RuntimeError("course")')
    write(desk, "def total(numbers):\n    return sum(numbers)\n", "02_total.py")
    result = run(desk, "exercises/02_total.py")
    result.assert_outcomes(passed=1, errors=1)
    result.stdout.fnmatch_lines(["*ERROR at setup*a broken one*", "*not your fault*"])


def test_a_check_that_builds_on_a_failed_one_is_skipped(desk):
    body = 'return {"total": equal(subject.total([1]).plain())}'
    add_check(desk, "builds on it", body)
    path = desk.path / "solutions" / "02_total" / "checks.py"
    path.write_text(
        path.read_text().replace("'builds on it', ", "'builds on it', after='adds', ")
    )
    write(desk, "def total(numbers):\n    return 0\n", "02_total.py")
    result = run(desk, "-rs", "exercises/02_total.py")
    result.assert_outcomes(failed=1, skipped=1)
    result.stdout.fnmatch_lines(["SKIPPED*02_total.py*builds on “adds up a list”*"])


def test_what_cannot_be_examined_here_is_said_once(desk):
    """Without TensorFlow, say: one error, and no wall of them."""
    settings = desk.path / "solutions" / "course.toml"
    settings.write_text('preload = ["no_such_package"]\n' + settings.read_text())
    write(desk, RIGHT)
    result = run(desk, "exercises/01_double.py")
    result.assert_outcomes(errors=1, skipped=1)
    result.stdout.fnmatch_lines(["*needs the package 'no_such_package'*"])


def test_a_course_that_cannot_be_read_is_said_once(desk):
    settings = desk.path / "solutions" / "course.toml"
    settings.write_text(settings.read_text() + '[kit]\ngrader = "9.9"\nformat = 1\n')
    result = run(desk, "exercises")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*were made for grader 9.9*"])
    assert "Traceback" not in result.stdout.str()


AWKWARD = [
    "pairs [1, 2] come back",
    "a::b holds",
    """it's "quoted" (twice)""",
    "::",
    "كل صف مجموعه واحد",
    "back\\slash and $HOME; rm -rf `x`",
]


def test_any_promise_can_be_named_on_the_command_line(desk):
    """The ids that pytest lists select these tests and no other."""
    path = desk.path / "solutions" / "02_total" / "checks.py"
    body = '    return {"total": equal(subject.total([1]).plain())}\n'
    path.write_text(
        "from grader.examination import check, equal\n"
        + "".join(
            f"@check({promise!r}, points=1)\ndef c{number}(subject, rng):\n"
            f'    """A check."""\n{body}'
            for number, promise in enumerate([*AWKWARD, "plain 1", "2", "3", "4"])
        )
    )
    write(desk, "def total(numbers):\n    return sum(numbers)\n", "02_total.py")
    listed = run(desk, "--collect-only", "-q", "exercises/02_total.py").outlines
    ids = [line for line in listed if line.startswith("exercises/02_total.py::")]
    result = run(desk, "-v", *ids[: len(AWKWARD)])
    result.assert_outcomes(passed=len(AWKWARD))


def test_names_are_distinct():
    """Two promises that differ in nothing but colons stay two tests."""
    declared = [
        check(promise, points=1)(function)
        for promise, function in (("a::b", _one), ("a:b", _two), ("a\n b", _three))
    ]
    assert names_of(declared) == ["a:b", "a:b (_two)", "a b"]


def _one(subject, rng): ...
def _two(subject, rng): ...
def _three(subject, rng): ...


def test_selection_by_keyword_and_last_failed(desk):
    write(desk, SQUARE)
    run(desk, "-k", "halves", "exercises").assert_outcomes(passed=1, deselected=2)
    run(desk, "exercises").assert_outcomes(passed=1, failed=1, skipped=1)
    run(desk, "--lf", "exercises").assert_outcomes(failed=1)
    result = run(desk, "-x", "exercises")
    result.assert_outcomes(failed=1)


def test_junit_holds_the_message_and_the_conversation(desk):
    write(desk, SQUARE)
    run(desk, "--junitxml=junit.xml", "exercises")
    root = ElementTree.parse(desk.path / "junit.xml")
    (failure,) = root.iter("failure")
    assert failure.get("message", "").startswith("The value is not")
    assert "> double(x)" in (failure.text or "")
    cases = {case.get("name") for case in root.iter("testcase")}
    assert cases == {"doubles a small array", "halves", "adds up a list"}


def test_tests_run_side_by_side(desk):
    """The words of a failure come through from another process."""
    write(desk, SQUARE)
    result = run(desk, "-p", "xdist", "-n", "2", "exercises")
    result.assert_outcomes(passed=1, failed=1, skipped=1)
    result.stdout.fnmatch_lines(["*the square instead of the double*"])


def test_the_debugger_opens_and_closes(desk):
    write(desk, SQUARE)
    result = desk.run(
        *desk._getpytestargs(), "--pdb", "exercises/01_double.py", stdin=b"q\n"
    )
    text = result.stdout.str()
    assert "(Pdb)" in text
    assert "INTERNALERROR" not in text
    assert "the square instead of the double" in text


def test_a_narrow_terminal(desk, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    write(desk, SQUARE)
    lines = run(desk, "exercises").outlines
    first = next(n for n, line in enumerate(lines) if "✗" in line)
    last = next(n for n, line in enumerate(lines) if "short test summary" in line)
    assert max(len(line) for line in lines[first:last]) <= 40


def test_the_definition_is_where_an_editor_points(desk):
    """VS Code puts its sign at the line that an item's location names."""
    desk.makeconftest(
        "import json\n"
        "def pytest_collection_finish(session):\n"
        "    found = {one.name: one.location for one in session.items}\n"
        "    print('PLACES', json.dumps(found))\n"
    )
    result = run(desk, "--collect-only", "-q", "-s", "exercises/01_double.py")
    (told,) = (line for line in result.outlines if line.startswith("PLACES"))
    text = (desk.path / "exercises" / "01_double.py").read_text().splitlines()
    path, line, name = json.loads(told.partition(" ")[2])["halves"]
    assert path == "exercises/01_double.py"
    assert text[line].startswith("def double")
    assert name == "01_double: halves"


def test_an_editor_can_tell_a_failure_from_a_fault(desk):
    """VS Code calls an AssertionError a failure, and anything else an error."""
    desk.makeconftest(
        "def pytest_exception_interact(node, call, report):\n"
        "    print('RAISED', node.name, '-', call.excinfo.typename)\n"
    )
    add_check(desk, "a broken one", "raise RuntimeError")
    write(desk, "def total(numbers):\n    return 0\n", "02_total.py")
    result = run(desk, "-s", "exercises/02_total.py")
    result.stdout.fnmatch_lines(
        ["*RAISED adds up a list - AssertionError", "*RAISED a broken one - Failed"]
    )


def test_other_projects_are_left_alone(desk):
    """A file that is called like a step of no course, and a project without any."""
    write(desk, "raise SystemExit('imported')\n", "01_tutorial.py")
    (desk.path / "exercises" / "01_double.py").unlink()
    (desk.path / "exercises" / "02_total.py").unlink()
    assert run(desk, "exercises").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    desk.makepyfile(test_own="def test_own(): assert True")
    run(desk, "test_own.py").assert_outcomes(passed=1)


def test_nothing_of_ours_is_loaded_where_no_exercise_is(desk):
    desk.makeconftest(
        "import sys\n"
        "def pytest_unconfigure(config):\n"
        "    names = {'numpy', 'rich', 'grader.course', 'grader.report'}\n"
        "    print('LOADED', sorted(names & set(sys.modules)))\n"
    )
    desk.makepyfile(test_own="def test_own(): assert True")
    run(desk, "test_own.py").stdout.fnmatch_lines(["LOADED []"])


@pytest.mark.parametrize("folder", ["tests", "solutions", "checks"])
def test_samples_of_steps_are_no_exercises(desk, folder):
    """Files called like a step lie in this repository's own tests."""
    desk.makeini("[pytest]")
    place = desk.path / folder / "samples"
    place.mkdir(parents=True)
    (place / "01_double.py").write_text(RIGHT)
    assert run(desk, folder).ret == pytest.ExitCode.NO_TESTS_COLLECTED


@pytest.mark.tensorflow
def test_a_step_of_the_workshop(desk, monkeypatch):
    """The real course, with TensorFlow: a known mistake is named."""
    shutil.rmtree(desk.path / "solutions")
    shutil.rmtree(desk.path / "exercises")
    desk.mkdir("exercises")
    write(
        desk,
        "import tensorflow as tf\n\n\ndef softmax(x):\n"
        "    exps = tf.exp(x)\n    return exps / tf.reduce_sum(exps)\n",
        "15_softmax.py",
    )
    result = run(desk, "exercises", "-k", "adds and up")
    result.assert_outcomes(failed=1, deselected=3)
    result.stdout.fnmatch_lines(
        ["*every row adds up to 1*", "*> softmax(*", "*neither an axis nor a shift*"]
    )
