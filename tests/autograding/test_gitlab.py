"""Merge requests on GitLab: every line of the jobs' scripts, with local git and bash."""

import json
import os
import subprocess

import pytest
import yaml

from autograding.runner import PYTHON_STUB, ROOT, git
from autograding.server import Server
from grader.autograding import lay_out_course

FILE = ROOT / "grader/autograding/gitlab/gitlab-ci.yml"
HALF_WRONG = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return 2 * x\n"
DOUBLE = "exercises/01_double.py"


@pytest.fixture(scope="module")
def gitlab_course(kit, tmp_path_factory):
    out = tmp_path_factory.mktemp("gitlab") / "course"
    lay_out_course(out, kit, None, "gitlab")
    return out


def run_job(name, project, builds, variables):
    """A job's script as GitLab's runner runs it; variables in variables are filled in."""
    job = yaml.safe_load(FILE.read_text())[name]
    stub = builds / "bin/python3"
    stub.parent.mkdir(parents=True)
    stub.write_text(PYTHON_STUB)
    stub.chmod(0o755)
    given = {
        "PATH": f"{stub.parent}:{os.environ['PATH']}",
        "HOME": str(builds),
        "GITLAB_CI": "true",
        "CI_PROJECT_DIR": str(project),
        "CI_BUILDS_DIR": str(builds),
        "CI_JOB_ID": "1",
        **variables,
    }
    for key, value in job.get("variables", {}).items():
        for known, meant in given.items():
            value = value.replace(f"${known}", meant)
        given[key] = value
    script = "\n".join(["set -eo pipefail", *job["script"]])
    return subprocess.run(
        ["bash", "-c", script], cwd=project, env=given, capture_output=True, text=True
    )


@pytest.mark.parametrize("more", [{}, {"checks/course.toml": "", "conftest.py": "1 / 0"}])
def test_a_merge_request_is_graded_with_the_checks_of_its_base(
    gitlab_course, tmp_path, more
):
    """JUnit and code quality name the mistake, its file and line; nothing is a command."""
    server = Server.begin(tmp_path, gitlab_course)
    event = server.pull_request({DOUBLE: HALF_WRONG, **more})
    git("-C", server.fork, "checkout", "-q", event["pull_request"]["head"]["sha"])
    base = {"CI_MERGE_REQUEST_DIFF_BASE_SHA": event["pull_request"]["base"]["sha"]}
    done = run_job("autograde", server.fork, tmp_path / "builds", base)
    assert done.returncode == 1, done.stderr
    assert "::" not in done.stdout
    (found,) = json.loads((server.fork / "report/code-quality.json").read_text())
    assert found["location"] == {"path": DOUBLE, "lines": {"begin": 5}}
    assert "<failure" in (server.fork / "report/junit.xml").read_text()
    results = json.loads((server.fork / "report/results.json").read_text())
    assert results["submissions"][0]["score"] == 4


def test_the_reports_are_where_the_job_says(gitlab_course):
    job = yaml.safe_load((gitlab_course / ".gitlab-ci.yml").read_text())["autograde"]
    assert job["artifacts"]["reports"] == {
        "junit": "report/junit.xml",
        "codequality": "report/code-quality.json",
    }
    assert job["cache"]["policy"] == "pull"
