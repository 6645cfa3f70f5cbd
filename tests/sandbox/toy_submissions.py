"""Submissions to the toy course, of every kind that a worker has to survive."""

from dataclasses import replace

from conftest import grade_files

RIGHT = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
SUBMISSIONS = {
    "right": RIGHT,
    "a known mistake": RIGHT.replace("2 * x", "x * x"),
    "prints": RIGHT.replace("    return 2", "    print('é' * 70000)\n    return 2"),
    "raises": "def double(x):\n    raise ValueError('é')\n",
    "ends": "import os\ndef double(x):\n    os._exit(3)\n",
    "exit": "def double(x):\n    raise SystemExit\n",
    "aborts": "import os\ndef double(x):\n    os.abort()\n",
    "reads": "def double(x):\n    return input()\n",
    "too much": "def double(x):\n    return 'x' * 10**8\n",
    "nothing": "def double(x):\n    raise NotImplementedError\n",
    "syntax": "def double(x)\n",
}


def marks(setting, folder, names=tuple(SUBMISSIONS)):
    """The record of every submission, but for the times that it took."""
    found = {}
    for name in names:
        files = {"01_double.py": SUBMISSIONS[name]}
        record = grade_files(setting, folder / name, files)
        found[name] = (record.status, record.score, *map(timeless, record.steps))
    return found


def timeless(step):
    checks = tuple(replace(one, seconds=0.0) for one in step.checks)
    return replace(step, seconds=0.0, cpu_seconds=0.0, checks=checks)


def summary(found):
    """Outcomes, reasons and points alone, as JSON has them."""
    return {
        name: [status, score, [list(map(mark, step.checks)) for step in steps]]
        for name, (status, score, *steps) in found.items()
    }


def mark(check):
    return [check.outcome.value, check.reason.value, check.points]
