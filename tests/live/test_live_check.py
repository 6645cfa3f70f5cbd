"""`grader.check` on names of this process, examined by a process beside it."""

import builtins
import os
import random
import signal
import subprocess
import sys
import threading

import numpy as np
import pytest

from grader.authoring.release import release
from grader.live import check as live
from live.cells import HALF, RIGHT


def test_right_code_passes(notebook):
    """Right functions pass, and the result says so as text and as HTML."""
    result = notebook.run(RIGHT).check("double")
    assert (result.passed, result.score, result.max_score) == (True, 7.0, 7.0)
    assert str(result) == repr(result)
    assert "01 double  passed" in str(result)
    assert "passed" in result._repr_html_()


def test_a_wrong_function_is_explained(notebook):
    """The known mistake is named with its hint, and the call with what came back."""
    result = notebook.run("def double(x):\n    return x * x\n" + HALF).check("double")
    assert not result.passed
    assert result.score == 3.0
    for text in (str(result), result.html):
        assert "This looks like the square instead of the double." in text
        assert "Two times x is not x times x." in text
        assert "double(" in text
        assert "expected" in text


def test_what_is_defined_now_is_examined(notebook):
    """A cell that is run again changes the next check."""
    notebook.run("def double(x):\n    return x\n" + HALF)
    assert not notebook.check("double").passed
    assert notebook.run("def double(x):\n    return 2 * x\n").check("double").passed


@pytest.mark.parametrize("step", ["01_double", "double", "01", "1", 1, "half"])
def test_a_step_has_several_names(notebook, step):
    """Id, name, number and the name of a function of it all mean the step."""
    result = notebook.run(RIGHT).check(step)
    assert result.passed
    assert "01 double" in str(result)


def test_the_function_itself_is_taken(notebook):
    """A function that is handed over is examined, whatever stands under its name."""
    notebook.run(RIGHT)
    good = notebook.names["double"]
    notebook.run("def double(x):\n    return x\n")
    assert notebook.check(good).passed
    assert not notebook.check(notebook.names["double"]).passed


def test_without_a_step_all_that_was_begun(notebook):
    """What failed comes first; a stub and what is not there are left out."""
    notebook.run(RIGHT).run("def total(numbers):\n    return max(numbers)\n")
    text = str(notebook.check())
    assert text.index("02 total  failed") < text.index("01 double  passed")
    notebook.run("def total(numbers):\n    raise NotImplementedError\n")
    assert "02 total" not in str(notebook.check())


def test_nothing_to_check(notebook):
    """With nothing defined a check is no pass."""
    result = notebook.check()
    assert not result.passed
    assert "Nothing to check yet" in str(result)
    assert "Nothing to check yet" in result.html


@pytest.mark.parametrize(
    ("step", "words"),
    [
        ("duoble", "Did you mean double?"),
        ("softmax", "Its steps are: 01_double, 02_total."),
        ("", "has no step ''"),
        ("دالة", "has no step 'دالة'"),
        ("o'brien\x1b[2J", "⟨U+001B⟩"),
        ("x" * 100_000, "has no step"),
        (None, "not by NoneType"),
        (np.zeros(3), "not by ndarray"),
        (True, "not by bool"),
        (["double"], "not by list"),
        (lambda x: x, "has no name"),
        (len, "has no step 'len'"),
    ],
    ids=lambda one: str(one)[:12],
)
def test_what_is_no_step_is_told(notebook, step, words):
    """Whatever is asked for, a sentence says what can be; nothing is raised."""
    result = notebook.check(step)
    assert not result.passed
    assert words in str(result)
    assert len(str(result)) < 400
    assert "\x1b" not in str(result)


def test_no_course(notebook, tmp_path):
    """A folder that is no course is told, and so is one that is no path."""
    assert "is no course folder" in str(notebook.check("double", course=tmp_path))
    assert "not int" in str(notebook.check("double", course=5))


def test_a_course_that_has_changed_is_read_again(notebook, tmp_path):
    """A check that its author has mended counts at once."""
    folder = tmp_path / "solutions"
    step = folder / "01_double"
    step.mkdir(parents=True)
    (folder / "course.toml").write_text('title = "One step"\n')
    (step / "solution.py").write_text(
        '"""Double."""\n\ndef double(x):\n    """Twice x."""\n'
        "    # BEGIN SOLUTION\n    return 2 * x\n    # END SOLUTION\n"
    )
    checks = (
        "from grader.examination import check, equals\n\n"
        '@check("doubles", points=10)\ndef doubles(subject, rng):\n    """Of 4."""\n'
        '    return {{"double": equals(subject.double(4).plain(), {})}}\n'
    )
    (step / "checks.py").write_text(checks.format(8))
    notebook.run("def double(x):\n    return 2 * x\n")
    assert notebook.check("double", course=folder).passed
    (step / "checks.py").write_text(checks.format(9))
    os.utime(step / "checks.py", ns=(2**61, 2**61))
    assert not notebook.check("double", course=folder).passed


CAUSES = {
    "def duble(x):\n    return 2 * x\n": "There is no `double` here, but there is `duble`",
    "": "There is no `double` here yet. Run the cell that defines it",
    "double = 5\n": "`double` is no function or class here",
    "def double(x):\n    print(2 * x)\n": "`None`: is there a `return`?",
    "def double(x):\n    raise NotImplementedError\n": "not attempted",
    "def double():\n    return 2\n": "takes `()`",
    "def double(x):\n    return input()\n": "Your code waits for `input()`",
    "def double(x):\n    raise SystemExit\n": "exit",
    "def double(x):\n    return [None] * 100_100\n": "could not be understood",
}


@pytest.mark.parametrize("source", CAUSES)
def test_each_cause_has_its_sentence(notebook, source):
    """What a beginner may do is told apart, in a notebook's words, and the next goes on."""
    result = notebook.run(source + HALF).check("double")
    words = CAUSES[source].replace("`", "")
    assert words in " ".join(str(result).replace("`", "").split())
    assert "halves" in str(result)


def test_a_lambda_is_a_function(notebook):
    """How a function is made does not matter."""
    notebook.run("double = lambda x: 2 * x\nhalf = lambda x: x / 2\n")
    assert notebook.check("double").passed
    assert notebook.check().passed


def test_a_traceback_has_the_lines_of_the_cells(notebook):
    """An exception shows the user's own lines, by cell; none of ours, none of numpy's."""
    notebook.run("import numpy as np")
    notebook.run("def helper(x):\n    return np.zeros(3).reshape(99)\n")
    result = notebook.run("def double(x):\n    return helper(x)\n" + HALF).check("double")
    for text in (str(result), result.html):
        assert "Cell In[2]" in text
        assert "return np.zeros(3).reshape(99)" in text
        assert "Cell In[3]" in text
        assert "worker.py" not in text
        assert "ValueError" in text


def test_endless_recursion_is_an_error_like_another(notebook):
    """RecursionError is told with few of its lines."""
    result = notebook.run("def double(x):\n    return double(x)\n" + HALF).check("double")
    assert "RecursionError" in str(result)
    assert str(result).count("return double(x)") < 9


def test_a_loop_without_end_is_interrupted(notebook):
    """Over the limit a call is interrupted at its line, and the next check goes on."""
    result = notebook.run("def double(x):\n    while True:\n        pass\n" + HALF).check(1)
    assert "over a limit" in str(result)
    assert "Cell In[1]" in result.html
    assert result.score == 3.0


def test_printing_is_shown_under_the_result(notebook, capfd):
    """What a function prints, by Python or by a library, is part of the result alone."""
    notebook.run(
        "import os, sys, logging\n"
        "def double(x):\n"
        "    print('by <print>')\n"
        "    print('by stderr', file=sys.stderr)\n"
        "    os.write(1, b'by a library\\n')\n"
        "    return 2 * x\n" + HALF
    )
    result = notebook.check("double")
    for words in ("by <print>", "by stderr", "by a library"):
        assert words in str(result)
    assert "by &lt;print&gt;" in result.html
    assert capfd.readouterr() == ("", "")


def test_much_printing_is_cut(notebook):
    """A flood is shown in part, and control characters are written out."""
    source = "def double(x):\n    print('\\x1b[2Jx' * 100_000)\n    return 2 * x\n"
    result = notebook.run(source + HALF).check("double")
    assert result.passed
    assert len(str(result)) < 10_000
    assert len(result.html) < 20_000
    assert "\x1b" not in str(result) + result.html


def test_what_the_process_has_is_left_as_it_was(notebook):
    """Streams, signal handler, input and profiler are those of before."""

    def kept():
        streams = sys.stdout, sys.stderr, builtins.input
        return *streams, signal.getsignal(signal.SIGINT), sys.getprofile()

    before = kept()
    notebook.run("def double(x):\n    raise ValueError\n").check("double")
    assert kept() == before


def test_random_numbers_go_on(notebook):
    """Python's and numpy's random numbers are those that had come without a check."""
    notebook.run(
        "import random, numpy as np\n"
        "def double(x):\n    random.random(), np.random.rand()\n    return 2 * x\n" + HALF
    )

    def drawn(between):
        random.seed(1)
        np.random.seed(1)
        first = random.random(), np.random.rand()
        between()
        return *first, random.random(), np.random.rand()

    assert drawn(lambda: notebook.check("double")) == drawn(lambda: None)


def test_checks_do_not_nest(notebook):
    """A function that checks itself is told so, and is examined all the same."""
    notebook.run(
        "import grader\ntold = []\n"
        "def double(x):\n    told.append(grader.check('double'))\n    return 2 * x\n" + HALF
    )
    assert notebook.check("double").passed
    assert "running already" in str(notebook.names["told"][0])


def test_a_check_in_another_thread(notebook):
    """Where no signal arrives a check works, without being interruptible."""
    notebook.run(RIGHT)
    results = []
    thread = threading.Thread(target=lambda: results.append(notebook.check("double")))
    thread.start()
    thread.join()
    assert results[0].passed


INTERRUPTED = {
    "raised in the code": "    import os, signal\n    os.kill(os.getpid(), signal.SIGINT)\n"
    "    while True: pass\n",
    "swallowed by the code": "    import os, signal\n    try:\n"
    "        os.kill(os.getpid(), signal.SIGINT)\n        while True: pass\n"
    "    except BaseException: pass\n    return 2 * x\n",
}


@pytest.mark.parametrize("case", INTERRUPTED)
def test_an_interrupt_ends_the_check(notebook, case):
    """Ctrl-C ends the whole check, and random numbers go on; the next check works."""
    notebook.run("def double(x):\n" + INTERRUPTED[case] + HALF)
    random.seed(5)
    with pytest.raises(KeyboardInterrupt, match="interrupted"):
        notebook.check("double")
    drawn = random.random()
    random.seed(5)
    assert drawn == random.random()
    assert notebook.run(RIGHT).check("double").passed


def test_an_examiner_that_dies_is_told_and_replaced(notebook):
    """A process of ours that ends is no fault of the user's; the next check has another."""
    notebook.run(RIGHT).check("double")
    os.kill(live._running._process.pid, signal.SIGKILL)
    result = notebook.check("double")
    assert (result.passed, result.score) == (False, None)
    assert "not to blame" in str(result)
    assert notebook.check("double").passed


def test_an_examiner_that_cannot_start_is_told(notebook, monkeypatch):
    """Without a process there is no check, and no traceback."""
    live._end()
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    assert "Checks cannot be run here" in str(notebook.run(RIGHT).check("double"))
    monkeypatch.undo()
    monkeypatch.setattr("grader.live.process.MODULE", "grader.no_such_module")
    assert "No module named" in str(notebook.check("double"))


def test_while_grading_nothing_is_checked(notebook, monkeypatch):
    """Where submissions are graded, a check in them starts nothing and says so."""
    monkeypatch.setenv("GRADER_IS_GRADING", "1")
    assert "not held while this is graded" in str(notebook.run(RIGHT).check("double"))


def test_a_result_is_no_truth_value(notebook):
    """`if grader.check(...)` would always hold, so it is refused."""
    with pytest.raises(TypeError, match="passed"):
        bool(notebook.check("double"))


def test_no_hidden_check_is_held(notebook):
    """A hidden check is never spoken of, and its inputs never reach the function."""
    notebook.run(
        "ranks = []\ndef double(x):\n    ranks.append(x.ndim)\n    return 2 * x\n" + HALF
    )
    result = notebook.check("double")
    assert set(notebook.names["ranks"]) == {1}
    assert "any array" not in str(result) + result.html


ALONE = f"""
import sys
import grader
assert not {{"numpy", "IPython", "grader.live"}} & set(sys.modules)
{RIGHT}
assert grader.check("double", course=sys.argv[1]).passed
trusted = ("course", "examination", "grading", "records", "report", "store", "submissions")
assert not [name for name in sys.modules if name.startswith(
    tuple(f"grader.{{one}}" for one in trusted))]
assert not {{"tensorflow", "jinja2"}} & set(sys.modules)
"""


def test_the_kernel_imports_nothing_of_the_examiner(toy):
    """Checks, courses and answers are in the other process; `import grader` is light."""
    command = [sys.executable, "-c", ALONE, str(toy.path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_student_kit_is_enough(notebook, toy, toy_setting, tmp_path):
    """With a kit alone checks and diagnosis are the same, and no worker is needed."""
    release(toy, tmp_path / "kit", toy_setting.source)
    notebook.run("def double(x):\n    return x * x\n" + HALF)
    result = notebook.check("double", course=tmp_path / "kit" / "checks")
    assert "This looks like the square instead of the double." in str(result)
    assert str(result) == str(notebook.check("double"))
