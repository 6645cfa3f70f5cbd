"""One submission through the toy course: every kind of bad input has its outcome."""

import dataclasses
import os
import signal

import pytest
from conftest import grade_files

from grader.examination.cache import FindingsCache
from grader.examination.references import References
from grader.grading import ATTEMPTS, Setting, grade
from grader.records import Limits, Outcome, Reason
from grader.submissions import find_submissions

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
HALF = "\n\ndef half(x):\n    return x / 2\n"


def first_check(setting, folder, source):
    record = grade_files(setting, folder, {"01_double.py": source})
    return record.steps[0].checks[0]


def test_a_right_submission_gets_full_marks(toy_setting, tmp_path):
    """Right code passes every check and has the maximum."""
    total = "def total(numbers):\n    return sum(numbers)\n"
    record = grade_files(toy_setting, tmp_path, {"double.py": RIGHT, "02_total.py": total})
    assert (record.status, record.score, record.max_score) == ("graded", 20, 20)
    assert [step.outcome for step in record.steps] == [Outcome.PASSED, Outcome.PASSED]


BAD = {
    "syntax error": ("def double(x)\n", Outcome.ERRORED, Reason.SYNTAX),
    "missing package": ("import not_there\n", Outcome.ERRORED, Reason.MISSING_PACKAGE),
    "raises at top": ("1 / 0\n", Outcome.ERRORED, Reason.EXCEPTION),
    "input": ("def double(x):\n    return input()\n", Outcome.ERRORED, Reason.INPUT),
    "exit": ("def double(x):\n    raise SystemExit\n", Outcome.ERRORED, Reason.EXIT),
    "os exit": (
        "import os\ndef double(x):\n    os._exit(0)\n",
        Outcome.CRASHED,
        Reason.EXIT,
    ),
    "killed": (
        "import os\ndef double(x):\n    os.kill(os.getpid(), 6)\n",
        Outcome.CRASHED,
        Reason.SIGNAL,
    ),
    "loop": ("def double(x):\n    while True: pass\n", Outcome.TIMED_OUT, Reason.CPU_TIME),
    "sleep": (
        "import time\ndef double(x):\n    time.sleep(99)\n",
        Outcome.TIMED_OUT,
        Reason.WALL_TIME,
    ),
    "swallows the interrupt": (
        "def double(x):\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass\n",
        Outcome.TIMED_OUT,
        Reason.CPU_TIME,
    ),
    "memory": (
        "def double(x):\n    return [bytearray(2**27) for _ in range(1000)]\n",
        Outcome.ERRORED,
        Reason.MEMORY,
    ),
    "missing": ("def duble(x):\n    return 2 * x\n", Outcome.FAILED, Reason.NOT_FOUND),
    "no function": ("double = 2\n", Outcome.FAILED, Reason.NOT_CALLABLE),
    "signature": ("def double():\n    return 2\n", Outcome.FAILED, Reason.WRONG_SIGNATURE),
    "none": ("def double(x):\n    2 * x\n", Outcome.FAILED, Reason.WRONG_KIND),
    "nan": (
        "def double(x):\n    return x * float('nan')\n",
        Outcome.FAILED,
        Reason.NOT_FINITE,
    ),
    "shape": (
        "def double(x):\n    return 2 * x[:, None]\n",
        Outcome.FAILED,
        Reason.WRONG_SHAPE,
    ),
    "empty": ("def double(x):\n    return 2 * x[:0]\n", Outcome.FAILED, Reason.WRONG_SHAPE),
    "stub": (
        "def double(x):\n    raise NotImplementedError\n",
        Outcome.NOT_ATTEMPTED,
        Reason.STUB,
    ),
    "claims to be equal": (
        "import numpy as np\nclass A(np.ndarray):\n    def __eq__(s, o): return True\n"
        "def double(x):\n    return np.zeros(3).view(A)\n",
        Outcome.FAILED,
        Reason.WRONG_VALUE,
    ),
    "writes to every descriptor": (
        "import os\ndef double(x):\n    for fd in range(3, 64):\n        try:\n"
        "            os.write(fd, b'x' * 64)\n        except OSError: pass\n",
        Outcome.ERRORED,
        Reason.MALFORMED,
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_has_its_outcome(toy_setting, tmp_path, name):
    """Each way to go wrong is told from the others, and costs only what it touches."""
    source, outcome, reason = BAD[name]
    record = grade_files(toy_setting, tmp_path, {"double.py": source + HALF})
    check, halves = record.steps[0].checks[0], record.steps[0].checks[2]
    reasons = {reason}
    if reason is Reason.CPU_TIME:  # on a busy machine the clock comes first
        reasons.add(Reason.WALL_TIME)
    assert check.outcome is outcome
    assert check.reason in reasons
    loads = name not in ("syntax error", "missing package", "raises at top")
    assert (halves.outcome is Outcome.PASSED) == loads


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfe", "not_utf8"),
        (b"a = 1\0", "null_byte"),
        (b"#" * 10_000_000, "too_large"),
    ],
)
def test_unreadable_bytes_are_refused(toy_setting, tmp_path, content, why):
    """Bytes that are no source are an outcome of that step alone."""
    record = grade_files(
        toy_setting, tmp_path, {"double.py": content, "total.py": "total = sum"}
    )
    assert record.steps[0].reason is Reason.UNREADABLE
    assert record.steps[0].checks[0].details["why"] == why
    assert record.steps[1].outcome is Outcome.PASSED


def test_a_list_is_as_good_as_an_array(toy_setting, tmp_path):
    """A list of the right numbers has the right value and shape."""
    check = first_check(
        toy_setting, tmp_path, "def double(x):\n    return (2 * x).tolist()\n"
    )
    assert check.outcome is Outcome.PASSED


def test_a_byte_order_mark_is_harmless(toy_setting, tmp_path):
    """A file saved with a byte order mark is graded."""
    assert first_check(toy_setting, tmp_path, "\ufeff" + RIGHT).outcome is Outcome.PASSED


def test_traceback_holds_only_the_students_lines(toy_setting, tmp_path):
    """A problem shows the student's file, line and code, and none of ours."""
    check = first_check(toy_setting, tmp_path, "def double(x):\n    return x.nope\n")
    (frame,) = check.problem.frames
    assert (frame.file, frame.line, frame.code) == ("01_double.py", 2, "return x.nope")


def test_a_timeout_says_where_the_code_was(toy_setting, tmp_path):
    """The interrupted line is part of the record."""
    check = first_check(
        toy_setting, tmp_path, "def double(x):\n    while True:\n        x + 1\n"
    )
    assert check.problem.frames[-1].line in (2, 3)


def test_demo_code_that_never_ends_is_left_out(toy_setting, tmp_path):
    """Top-level code over its budget or input() costs no marks; the record says so."""
    source = RIGHT + "\ninput('name?')\n"
    record = grade_files(toy_setting, tmp_path, {"double.py": source})
    assert record.steps[0].outcome is Outcome.PASSED
    assert record.steps[0].flags == ("definitions_only",)


def test_output_is_capped_and_the_cut_is_told(toy_setting, tmp_path):
    """A million lines leave the first 64 kB and a count."""
    source = "for n in range(1_000_000):\n    print('line', n)\n" + RIGHT
    record = grade_files(toy_setting, tmp_path, {"double.py": source})
    step = record.steps[0]
    assert step.outcome is Outcome.PASSED
    assert len(step.output.text) == 64 * 1024
    assert step.output.text.startswith("line 0\n")
    assert step.output.cut_bytes > 10_000_000


def test_a_mistake_is_named_with_its_hint(toy_setting, tmp_path):
    """A known mistake is recognised by its findings."""
    record = grade_files(
        toy_setting, tmp_path, {"double.py": "def double(x):\n    return x*x\n"}
    )
    (named,) = record.steps[0].misconceptions
    assert named.name == "the square instead of the double"
    assert named.hint


def test_two_mistakes_in_two_functions_are_both_named(toy_setting, tmp_path):
    """Diagnosis goes by the function that a misconception redefines."""
    source = "def double(x):\n    return x\n\ndef half(x):\n    return 2 * x\n"
    record = grade_files(toy_setting, tmp_path, {"double.py": source})
    assert {one.id for one in record.steps[0].misconceptions} == {"same", "double"}


def test_an_unknown_mistake_is_not_named(toy_setting, tmp_path):
    """What no misconception explains stays without a name."""
    record = grade_files(
        toy_setting, tmp_path, {"double.py": "def double(x):\n    return x+7\n"}
    )
    assert record.steps[0].misconceptions == ()


def test_a_dependent_check_is_skipped(toy_setting, tmp_path):
    """A check whose needed check failed is skipped, not failed."""
    record = grade_files(
        toy_setting, tmp_path, {"double.py": "def double(x):\n    return x*x\n"}
    )
    assert record.steps[0].checks[1].outcome is Outcome.SKIPPED


def test_an_early_step_cannot_spoil_a_later_one(toy_setting, tmp_path):
    """A step that breaks the shared process is followed by one in a fresh process."""
    spoil = "import builtins\nbuiltins.sum = lambda *a: 0\n" + RIGHT
    total = "def total(numbers):\n    return sum(numbers)\n"
    record = grade_files(toy_setting, tmp_path, {"double.py": spoil, "total.py": total})
    assert record.score == 20
    assert record.steps[1].flags == ("fresh_worker",)


def test_missing_steps_are_not_attempted(toy_setting, tmp_path):
    """A step without a file counts against the maximum and has no points."""
    record = grade_files(toy_setting, tmp_path, {"double.py": RIGHT})
    assert record.steps[1].outcome is Outcome.NOT_ATTEMPTED
    assert record.steps[1].reason is Reason.NO_FILE
    assert (record.score, record.max_score) == (10, 20)


class Killer:
    """A source whose server is killed as soon as a worker was made."""

    def __init__(self, source, times):
        self._source = source
        self.left = times
        self.versions = source.versions

    def worker(self, limits: Limits):
        worker = self._source.worker(limits)
        if self.left:
            self.left -= 1
            os.kill(self._source.pid, signal.SIGKILL)
        return worker

    def close(self):
        pass


@pytest.mark.parametrize("times", [1, 2])
def test_a_dead_server_is_retried_and_never_marked(toy, toy_setting, tmp_path, times):
    """When the fork server dies the job is done again, with the same result."""
    source = Killer(toy_setting.source, times)
    setting = Setting(toy, "seed", source, toy_setting.references)
    assert grade_files(setting, tmp_path, {"double.py": RIGHT}).score == 10


def test_a_server_that_keeps_dying_leaves_it_ungraded(toy, toy_setting, tmp_path):
    """After the last attempt there is no score, and no zero."""
    source = Killer(toy_setting.source, ATTEMPTS)
    setting = Setting(toy, "seed", source, toy_setting.references)
    record = grade_files(setting, tmp_path, {"double.py": RIGHT})
    assert (record.status, record.score) == ("ungraded", None)
    assert record.fault


def test_all_students_of_a_seed_get_the_same_inputs(toy, toy_setting, tmp_path):
    """Hidden inputs follow from the seed alone; visible ones not even from that."""

    def inputs(seed):
        cache = FindingsCache(toy.digest, {}, None)
        references = References(toy, toy_setting.source, seed, cache)
        setting = Setting(toy, seed, toy_setting.source, references)
        checks = grade_files(setting, tmp_path, {"double.py": RIGHT}).steps[0].checks
        return [check.calls[0].arguments for check in checks[:2]]

    one, again, other = inputs("a"), inputs("a"), inputs("b")
    assert one == again
    assert one[0] == other[0]
    assert one[1] != other[1]


def test_a_broken_check_is_ungraded_and_named(toy, toy_setting, tmp_path):
    """A check that raises is a grader fault: no score, the check's name in the record."""
    step = toy.steps[0]

    def broken(subject, rng):
        raise ZeroDivisionError("in the check")

    checks = (dataclasses.replace(step.checks[0], function=broken), *step.checks[1:])
    course = dataclasses.replace(
        toy, steps=(dataclasses.replace(step, checks=checks),), digest="broken"
    )
    cache = FindingsCache("broken", {}, None)
    references = References(course, toy_setting.source, "seed", cache)
    setting = Setting(course, "seed", toy_setting.source, references)
    record = grade_files(setting, tmp_path, {"double.py": RIGHT})
    assert record.score is None
    assert record.steps[0].score is None
    assert record.steps[0].outcome is Outcome.UNGRADED
    assert "doubles" in str(record.steps[0].checks[0].details["message"])
    assert record.steps[0].checks[2].points == 3


def test_scratch_folders_are_gone_afterwards(toy_setting, tmp_path, monkeypatch):
    """What a job wrote in its folder does not outlive it."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = "open('left.txt', 'w').write('x')\n" + RIGHT
    folder = tmp_path / "s"
    record = grade_files(toy_setting, folder, {"double.py": source})
    assert record.steps[0].outcome is Outcome.PASSED
    assert [path.name for path in tmp_path.iterdir()] == ["s"]


def test_grade_reports_each_step_as_it_begins(toy_setting, tmp_path):
    """Progress is told step by step."""
    (tmp_path / "double.py").write_text(RIGHT)
    (submission,) = find_submissions([tmp_path], toy_setting.course)
    seen: list[str] = []
    grade(submission, toy_setting, seen.append)
    assert seen == ["01_double", "02_total"]


def test_a_submission_has_a_budget_of_its_own(toy, toy_setting, tmp_path):
    """Many calls below their own limit cannot add up to more than the submission's."""
    limits = dataclasses.replace(toy.limits, submission_cpu_seconds=1.0, wall_factor=20)
    course = dataclasses.replace(toy, limits=limits)
    setting = Setting(course, "seed", toy_setting.source, toy_setting.references)
    slow = "import time\ndef burn():\n    end = time.process_time() + 0.7\n"
    slow += "    while time.process_time() < end: pass\n"
    slow += "def double(x):\n    burn()\n    return 2 * x\n"
    slow += "def half(x):\n    burn()\n    return x / 2\n"
    record = grade_files(setting, tmp_path, {"double.py": slow, "total.py": "total = sum"})
    reasons = [check.reason for step in record.steps for check in step.checks]
    assert reasons[0] is Reason.CORRECT
    assert Reason.SUBMISSION_TIME in reasons
    assert record.cpu_seconds < 3


def test_random_numbers_follow_the_seed_of_the_inputs(toy, toy_setting, tmp_path):
    """Code that draws random numbers does the same in every grading: in a visible check
    whatever the secret seed, as findings of misconceptions are kept by the public one."""
    source = "import numpy as np\ndef double(x):\n    print(np.random.random())\n"
    source += "    return 2 * x\n"

    def printed(seed):
        cache = FindingsCache(toy.digest, {}, None)
        references = References(toy, toy_setting.source, seed, cache)
        setting = Setting(toy, seed, toy_setting.source, references)
        record = grade_files(setting, tmp_path, {"double.py": source})
        return record.steps[0].output.text.split()

    one, again, other = printed("a"), printed("a"), printed("b")
    assert one == again
    assert one[0] == other[0]
    assert one[1] != other[1]
