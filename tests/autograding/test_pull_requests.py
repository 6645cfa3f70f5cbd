"""Pull requests from a fork, through every step of the workflow: local git, real bash."""

import json
import os
import re
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from autograding.runner import NEEDS_NODE
from autograding.server import AUTOGRADE, Link

pytestmark = NEEDS_NODE

RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
HALF_WRONG = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return 2 * x\n"
TOTAL = "def total(numbers):\n    return sum(numbers)\n"
DOUBLE, OTHER = "exercises/01_double.py", "exercises/02_total.py"
SOAK = bool(os.environ.get("GRADER_SOAK"))


def results(server):
    with zipfile.ZipFile(BytesIO(server.artifacts["autograde"])) as archive:
        return json.loads(archive.read("results.json"))


def points(server):
    """Score and maximum of what was graded, and its steps."""
    (one,) = results(server)["submissions"]
    return one["score"], one["max_score"], [step["id"] for step in one["steps"]]


def test_right_work_is_green_and_the_comment_says_so(server):
    """Only the step that was touched is graded; outputs, summary and comment agree."""
    event = server.pull_request({DOUBLE: RIGHT})
    ended = server.check(event)
    assert ended.status == "success", ended.log
    assert ended.outputs["grade"] == {
        "score": "7",
        "max-score": "7",
        "report-path": "report",
    }
    assert points(server) == (7.0, 7.0, ["01_double"])
    assert ended.annotations == []
    comment = server.comment(event, ended)
    assert "### Autograde: 7 of 7 points" in comment
    assert "| `01_double` | ✓ passed | 7 / 7 |  |" in comment


def test_a_mistake_is_red_named_and_shown_at_its_line(server):
    event = server.pull_request({DOUBLE: HALF_WRONG, OTHER: TOTAL})
    ended = server.check(event)
    assert ended.status == "failure"
    ((name, where, text),) = ended.annotations
    assert (name, where["file"], where["line"]) == ("error", DOUBLE, "5")
    assert "the double instead of the half" in text
    assert "the double instead of the half" in ended.summary
    comment = server.comment(event, ended)
    assert "### Autograde: 10 of 13 points" in comment
    assert "`the double instead of the half`" in comment


def test_the_comment_is_one_that_is_kept_up_to_date(server):
    """A second push changes the same comment; others' comments stay."""
    event = server.pull_request({DOUBLE: HALF_WRONG})
    mine = "<!-- grader: autograde --> I am right"
    server.comments[1] = [{"id": 1, "user": {"login": "student"}, "body": mine}]
    assert "4 of 7" in server.comment(event, server.check(event))
    server.pulls.clear()
    again = server.pull_request({DOUBLE: RIGHT})
    assert "7 of 7" in server.comment(again, server.check(again))
    assert server.comments[1][0]["body"] == mine
    assert len(server.comments[1]) == 2


def test_work_in_the_notebook_is_graded(server):
    cells = [
        {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "source": RIGHT}
        | {"execution_count": None}
    ]
    book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    event = server.pull_request({"exercises/workshop.ipynb": json.dumps(book)})
    ended = server.check(event)
    one = results(server)["submissions"][0]
    assert [step["outcome"] for step in one["steps"]][:1] == ["passed"], ended.log


def test_nothing_to_grade_is_neutral(server):
    event = server.pull_request({"exercises/notes.py": "# mine\n"})
    ended = server.check(event)
    assert ended.status == "success"
    assert ended.annotations == []
    assert "### Autograde: nothing to grade" in server.comment(event, ended)


def test_a_removed_exercise_is_not_attempted(server):
    event = server.pull_request({DOUBLE: None})
    ended = server.check(event)
    assert points(server) == (0.0, 7.0, ["01_double"])
    assert "○ not attempted | 0 / 7" in server.comment(event, ended)


# The cache.


def test_the_cache_is_written_by_a_push_and_read_by_a_pull_request(server):
    event = server.pull_request({DOUBLE: RIGHT})
    assert "Keep what pip downloaded" not in server.check(event).ran
    assert server.cache == {}
    pushed = server.push()
    assert pushed.status == "success"
    assert "Keep what pip downloaded" in pushed.ran
    assert len(server.cache) == 1
    assert "Keep what pip downloaded" not in server.push().ran


def test_everything_is_installed_by_digest_and_from_the_base(server):
    """pip is asked twice: for what is pinned, and for the wheel of the base."""
    server.check(server.pull_request({DOUBLE: RIGHT, "requirements.txt": "evil"}))
    machine = server.home / "machine-1"
    first, second = (machine / "temp/grader/pip").read_text().splitlines()
    base = machine / "work/base/.grader"
    for told in (
        "--require-hashes",
        "--only-binary :all:",
        f"{base}/action/requirements.txt",
    ):
        assert told in first
    assert "--no-deps" in second
    assert f"{base}/action/../grader-" in second


# Pull requests that change more than exercises.

CANARY = "import pathlib; pathlib.Path({where!r}).write_text('here')\n"
FORGED_INSTALL = "#!/bin/bash\ntouch {where}\n"
BESIDES = {
    "the action": {".grader/action.yml": "runs: {{using: composite, steps: []}}\n"},
    "the installation": {".grader/action/install.sh": FORGED_INSTALL},
    "what takes exercises": {".grader/action/take-exercises.sh": FORGED_INSTALL},
    "pinned packages": {".grader/action/requirements.txt": "evil==1\n"},
    "the grader": {".grader/grader-9-py3-none-any.whl": "PK", "grader/__init__.py": CANARY},
    "the checks": {
        "checks/01_double/checks.py": CANARY,
        "checks/01_double/recorded.bin": "x",
        "checks/course.toml": "title = 'mine'",
    },
    "solutions": {"solutions/01_double/solution.py": CANARY, "solutions/course.toml": ""},
    "conftest.py": {"conftest.py": CANARY, "exercises/conftest.py": CANARY},
    "pyproject.toml": {
        "pyproject.toml": "[project]\nname = 'grader'\n",
        "setup.py": CANARY,
    },
    "settings": {"grader.toml": "course = 'solutions'\n", "exercises/grader.toml": ""},
    "pip.conf": {"pip.conf": "[global]\nindex-url = http://127.0.0.1:9\n"},
    "attributes": {
        ".gitattributes": "exercises/* filter=evil ident eol=crlf\n",
        ".lfsconfig": "[lfs]\nurl = http://127.0.0.1:9\n",
    },
}
INSIDE = {
    "sitecustomize.py": {
        "exercises/sitecustomize.py": CANARY,
        "exercises/usercustomize.py": CANARY,
    },
    "numpy.py": {"exercises/numpy.py": CANARY, "exercises/grader.py": CANARY},
}


def prepared(changes, where):
    return {
        name: text.replace("{where!r}", repr(str(where)))
        .replace("{where}", str(where))
        .replace("{{", "{")
        .replace("}}", "}")
        for name, text in changes.items()
    }


def together(several):
    """All of them in one pull request."""
    return {name: text for changes in several.values() for name, text in changes.items()}


ALL_AT_ONCE = [
    pytest.param(together(BESIDES), False, id="all beside the exercises"),
    pytest.param(together(INSIDE), True, id="all among the exercises"),
]
EACH_ALONE = [
    pytest.param(changes, what in INSIDE, id=what)
    for what, changes in (BESIDES | INSIDE).items()
]


@pytest.mark.soak
@pytest.mark.parametrize(("changes", "shown"), EACH_ALONE if SOAK else ALL_AT_ONCE)
def test_a_pull_request_that_brings_more_gains_nothing(server, tmp_path, changes, shown):
    """The points are those of the same exercises alone, and nothing of the rest has run."""
    canary = tmp_path / "canary"
    event = server.pull_request({DOUBLE: HALF_WRONG, **prepared(changes, canary)})
    ended = server.check(event)
    assert ended.status == "failure"
    assert points(server) == (4.0, 7.0, ["01_double"]), ended.log
    assert not canary.exists()
    comment = server.comment(event, ended)
    assert ("4 of 7 points" if shown else "### Autograde: not shown") in comment


FORGING = """
name: autograde
on: pull_request
jobs:
  grade:
    runs-on: ubuntu-24.04
    steps:
      - run: |
          mkdir report
          echo '{"schema_version": 1, "submissions": [{"steps": [{"id": "01_double",
          "outcome": "passed", "score": 7, "max_score": 7}]}]}' >report/results.json
      - uses: actions/upload-artifact@v5
        with:
          name: autograde
          path: report
"""


@pytest.mark.parametrize("also", [{}, {DOUBLE: HALF_WRONG}])
def test_a_workflow_of_ones_own_is_not_believed(server, also):
    """It runs, as GitHub runs it, and its report is shown nowhere."""
    event = server.pull_request({AUTOGRADE: FORGING, **also})
    ended = server.check(event)
    assert ended.status == "success"
    assert (
        "7"
        not in re.sub(r"Commit \w+", "", server.comment(event, ended)).partition("Report")[
            0
        ]
    )


def test_another_workflow_of_the_same_name_is_not_believed(server):
    event = server.pull_request({".github/workflows/mine.yml": FORGING})
    ended = server.check(event)
    assert server.comment(event, ended, path=".github/workflows/mine.yml") is None


# Links, and folders that are none.


@pytest.mark.parametrize(
    "changes",
    [
        {DOUBLE: Link("../checks/01_double/exercise.py"), OTHER: Link("/etc/hostname")},
        {"exercises": Link("checks")},
        {"exercises": Link("/etc")},
        {"exercises": "a file\n"},
        {DOUBLE: None, f"{DOUBLE}/deep.py": RIGHT},
    ],
    ids=str,
)
def test_links_lead_nowhere(server, changes):
    """Whatever is in place of an exercise gets no points, and its content is not shown."""
    secret = Path("/etc/hostname").read_text().strip()
    event = server.pull_request(changes)
    ended = server.check(event)
    score, _, _ = points(server)
    assert score == 0, ended.log
    assert f"{secret}\n" not in ended.log + ended.summary


# Code that wants more than marks.

HOSTILE = """
import os, sys
for stream in (sys.stdout, sys.stderr):
    for text in ("::error file=x,line=1::forged", "::add-mask::a", "##[error]forged",
                 "::set-output name=score::10", "::stop-commands::mine", "@instructor"):
        print(text, file=stream, flush=True)
told = {name: os.environ[name] for name in os.environ if name[:6] in ("GITHUB", "RUNNER")}


def double(x):
    raise ValueError("::error::forged\\n::warning::" + repr(told) + " @instructor fixes #1 "
                     "![x](http://127.0.0.1/x.png) | </td> <b>")


def half(x):
    return x / 2
"""


def test_what_is_printed_commands_nothing_and_sees_nothing(server):
    event = server.pull_request({DOUBLE: HOSTILE})
    ended = server.check(event)
    assert points(server) == (3.0, 7.0, ["01_double"])
    ((name, where, _),) = ended.annotations
    assert (name, where["file"]) == ("error", DOUBLE)
    assert {one[0] for one in ended.commands} == {"error"}
    for text in (ended.log, ended.summary, server.comment(event, ended)):
        assert "ghs_secret" not in text
    assert "@instructor" not in server.comment(event, ended)
    assert ended.outputs["grade"]["score"] == "3"


BRANCHES = ['zzz";echo${IFS}"hello";#', "$(touch${IFS}canary)"]
if SOAK:
    BRANCHES += ["a`id`", "@all|x", "--upload-pack=x"]


@pytest.mark.soak
@pytest.mark.parametrize("branch", BRANCHES)
def test_names_of_branches_are_only_names(server, branch):
    if branch.startswith("-"):
        branch = f"x/{branch}"
    event = server.pull_request({DOUBLE: RIGHT}, branch)
    ended = server.check(event)
    assert ended.status == "success"
    comment = server.comment(event, ended)
    assert "7 of 7" in comment
    assert branch not in comment + ended.summary
    assert not list(server.home.rglob("canary"))


# Faults that are not the student's.


@pytest.mark.parametrize(
    "damage",
    [
        {"checks/01_double/recorded.bin": b"damaged"},
        {"checks/01_double/step.json": "{"},
        {"checks/course.toml": 'title = "x"\n[kit]\ngrader = "0.0.1"\nformat = 1\n'},
    ],
    ids=["recorded answers", "a step", "another version"],
)
def test_a_fault_of_ours_is_told_as_one(server, damage):
    """The check fails, and nothing says that the student did."""
    server.change_main(damage)
    event = server.pull_request({DOUBLE: RIGHT})
    ended = server.check(event)
    assert ended.status == "failure"
    assert [one[0] for one in ended.annotations] == ["warning"]
    assert ended.outputs["grade"]["score"] == ""
    comment = server.comment(event, ended)
    assert "### Autograde: not graded" in comment
    assert "not your fault" in comment


def test_an_installation_that_fails_is_told_as_a_fault(server):
    server.change_main({".grader/action/install.sh": "exit 1\n"})
    event = server.pull_request({DOUBLE: RIGHT})
    ended = server.check(event)
    assert ended.status == "failure"
    assert server.artifacts == {}
    assert "not your fault" in server.comment(event, ended)
