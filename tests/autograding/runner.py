"""A runner like GitHub's: it runs every `run:` step for real, with bash, and stands in for
the actions that we use.

    checkout                  git clone of the local server, at the wanted ref and depth
    setup-python              a program that makes an environment with the project's grader
    cache/restore, cache/save a dictionary
    upload-artifact           a zip of the folder
    github-script             node, with an API that answers from what the server has
"""

import io
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograding.expressions import condition, filled

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
SECONDS = 120
NEEDS_NODE = pytest.mark.skipif(
    not (os.environ.get("CI") or (shutil.which("node") and shutil.which("unzip"))),
    reason="the comment's script needs node and unzip",
)
_COMMAND = re.compile(r"::([\w-]+)(?: ([^:]*))?::(.*)")

PYTHON_STUB = f"""#!/bin/bash
# Makes environments that have the project's grader, and a pip that notes what it is asked.
set -e
[[ $* == *"-m venv --help"* || $* == *"-m ensurepip"* ]] && exit 0
[[ $1 == -I && $2 == -m && $3 == venv ]]
mkdir -p "$4/bin"
cat >"$4/bin/python" <<'END'
#!/bin/bash
[[ $1 == -I && $2 == -m && $3 == pip ]] || exit 9
echo "$PWD: ${{@:4}}" >>"$(dirname "$0")/../pip"
END
cat >"$4/bin/grader" <<'END'
#!/bin/bash
export PYTHONPATH={ROOT}
exec {sys.executable} -P -m grader "$@"
END
chmod +x "$4/bin/python" "$4/bin/grader"
"""


def load_workflow(text: str) -> dict[str, Any]:
    """A workflow; YAML 1.1 takes its `on` for true."""
    found = yaml.safe_load(text)
    return {("on" if key is True else key): value for key, value in found.items()}


@dataclass
class Ended:
    """What became of a job.

    commands: the workflow commands that the runner obeyed: name, properties, message.
    """

    status: str = "success"
    log: str = ""
    summary: str = ""
    commands: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    ran: list[str] = field(default_factory=list)

    @property
    def annotations(self) -> list[tuple[str, dict[str, str], str]]:
        return [one for one in self.commands if one[0] in ("error", "warning", "notice")]


class Runner:
    """One machine: a workspace, and what GitHub tells its jobs."""

    def __init__(self, home: Path, server: Any, github: dict[str, Any]) -> None:
        self.home, self.server = home, server
        self.workspace, self.temp = home / "work", home / "temp"
        for folder in (self.workspace, self.temp, home / "home"):
            folder.mkdir(parents=True)
        self.github = github
        self.python = home / "python"
        self.python.write_text(PYTHON_STUB)
        self.python.chmod(0o755)

    def run_job(self, job: dict[str, Any]) -> Ended:
        ended = Ended()
        contexts = {"github": self.github, "runner": {"temp": str(self.temp)}, "steps": {}}
        if not condition(job.get("if"), contexts, "success"):
            ended.status = "skipped"
            return ended
        self._run_steps(job["steps"], contexts, ended, None)
        return ended

    def _run_steps(
        self, steps: list[Any], contexts: dict[str, Any], ended: Ended, action: Path | None
    ) -> None:
        for step in steps:
            if not condition(step.get("if"), contexts, ended.status):
                continue
            ended.ran.append(step.get("name", ""))
            if "run" in step:
                outputs = self._run(step, contexts, ended, action)
            else:
                outputs = self._use(step, contexts, ended)
            if "id" in step:
                contexts["steps"][step["id"]] = {"outputs": outputs}
                ended.outputs[step["id"]] = outputs

    # Steps that are scripts.

    def _run(
        self,
        step: dict[str, Any],
        contexts: dict[str, Any],
        ended: Ended,
        action: Path | None,
    ) -> dict[str, str]:
        assert "${{" not in step["run"], "an expression inside a script"
        files = self.temp / secrets.token_hex(4)
        files.mkdir()
        script = files / "script.sh"
        script.write_text(step["run"])
        for name in ("output", "summary"):
            (files / name).touch()
        environment = {
            **self._environment(files),
            **({"GITHUB_ACTION_PATH": str(action)} if action else {}),
            **{key: filled(value, contexts) for key, value in step.get("env", {}).items()},
        }
        options = ["--noprofile", "--norc", "-eo", "pipefail"]
        done = subprocess.run(
            ["bash", *(options if step.get("shell") == "bash" else ["-e"]), str(script)],
            cwd=self.workspace,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
        )
        log = done.stdout.decode("utf-8", "replace")
        ended.log += log
        ended.commands += obeyed(log)
        ended.summary += (files / "summary").read_text()
        if done.returncode:
            ended.status = "failure"
        return read_outputs((files / "output").read_text())

    def _environment(self, files: Path) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.home / "home"),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_OUTPUT": str(files / "output"),
            "GITHUB_STEP_SUMMARY": str(files / "summary"),
            "GITHUB_SERVER_URL": "https://github.com",
            "GITHUB_TOKEN_THAT_NOBODY_MAY_SEE": "ghs_secret",
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            "RUNNER_TEMP": str(self.temp),
        }

    # Steps that are actions.

    def _use(
        self, step: dict[str, Any], contexts: dict[str, Any], ended: Ended
    ) -> dict[str, str]:
        name = step["uses"].partition("@")[0]
        given = {
            key: filled(value, contexts) for key, value in step.get("with", {}).items()
        }
        if name.startswith("./"):
            return self.composite(self.workspace / name, given, ended)
        return {
            "actions/checkout": self._checkout,
            "actions/setup-python": self._setup_python,
            "actions/cache/restore": self._restore,
            "actions/cache/save": self._save,
            "actions/upload-artifact": self._upload,
        }[name](given)

    def composite(
        self, folder: Path, given: dict[str, str], ended: Ended
    ) -> dict[str, str]:
        action = yaml.safe_load((folder / "action.yml").read_text())
        inputs = {name: one.get("default", "") for name, one in action["inputs"].items()}
        assert set(given) <= set(inputs)
        contexts: dict[str, Any] = {
            "github": {"action_repository": "", **self.github},
            "runner": {"temp": str(self.temp)},
            "inputs": {**inputs, **given},
            "steps": {},
        }
        self._run_steps(action["runs"]["steps"], contexts, ended, folder)
        outputs = action["outputs"].items()
        return {name: filled(one["value"], contexts) for name, one in outputs}

    def _checkout(self, given: dict[str, str]) -> dict[str, str]:
        assert given["persist-credentials"] == "false"
        folder = self.workspace / given["path"]
        git("init", "-q", str(folder))
        depth = f"--depth={given.get('fetch-depth', '1')}"
        wanted = given.get("ref") or self.github["sha"]
        git("-C", folder, "fetch", "-q", depth, self.server.upstream.as_uri(), wanted)
        git("-C", folder, "-c", "advice.detachedHead=false", "checkout", "-q", "FETCH_HEAD")
        return {}

    def _setup_python(self, given: dict[str, str]) -> dict[str, str]:
        return {"python-path": str(self.python), "python-version": "3.11.7"}

    def _restore(self, given: dict[str, str]) -> dict[str, str]:
        hit = given["key"] in self.server.cache
        return {"cache-hit": "true" if hit else "false"}

    def _save(self, given: dict[str, str]) -> dict[str, str]:
        self.server.cache[given["key"]] = given["path"]
        return {}

    def _upload(self, given: dict[str, str]) -> dict[str, str]:
        folder, packed = self.workspace / given["path"], io.BytesIO()
        files = sorted(one for one in folder.rglob("*") if one.is_file())
        if not files:
            assert given["if-no-files-found"] == "ignore"
            return {}
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in files:
                archive.write(path, path.relative_to(folder))
        self.server.artifacts[given["name"]] = packed.getvalue()
        return {}


def git(*arguments: object, cwd: Path | None = None) -> str:
    """Run git as nobody in particular; what it prints."""
    who = {f"GIT_{role}_NAME": "Ada" for role in ("AUTHOR", "COMMITTER")}
    who |= {f"GIT_{role}_EMAIL": "ada@example.org" for role in ("AUTHOR", "COMMITTER")}
    environment = {
        **os.environ,
        **who,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    command = ["git", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout.strip()


def obeyed(log: str) -> list[tuple[str, dict[str, str], str]]:
    """The commands in a log that a runner obeys: none while they are stopped."""
    found, stopped = [], ""
    for line in log.split("\n"):
        matched = _COMMAND.match(line.lstrip())
        if not matched:
            continue
        name, properties, message = matched.groups()
        if stopped:
            stopped = "" if name == stopped else stopped
        elif name == "stop-commands":
            stopped = message
        else:
            pairs = (one.partition("=") for one in (properties or "").split(",") if one)
            found.append((name, {key: value for key, _, value in pairs}, message))
    return found


def read_outputs(text: str) -> dict[str, str]:
    """GITHUB_OUTPUT as the runner reads it: `name=value`, or `name<<END` and lines."""
    found, lines = {}, iter(text.splitlines())
    for line in lines:
        if "<<" in line:
            name, _, end = line.partition("<<")
            value = []
            for inner in lines:
                if inner == end:
                    break
                value.append(inner)
            found[name] = "\n".join(value)
        elif line:
            name, _, found_value = line.partition("=")
            found[name] = found_value
    return found


def run_script(script: str, state: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run a script of actions/github-script with node; what it asked the API to write.

    state: `payload` (the event), `pulls`, `files`, `artifacts`, `zip` (a path), `comments`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "script.js").write_text(script)
    (folder / "state.json").write_text(json.dumps(state))
    done = subprocess.run(
        ["node", HERE / "github_script.mjs", folder / "script.js", folder / "state.json"],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env={"PATH": os.environ["PATH"], "TMPDIR": str(folder)},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
