"""A server like GitHub, as far as the checks of pull requests need one, on local git."""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograding.expressions import condition
from autograding.runner import Ended, Runner, git, load_workflow, run_script

AUTOGRADE = ".github/workflows/autograde.yml"
COMMENT = ".github/workflows/autograde-comment.yml"
OURS, THEIRS = 100, 200


class Link(str):
    """In place of a file's content: a symbolic link to this."""


class Server:
    """The course's repository, a student's fork, pull requests, artifacts and comments."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.upstream = home / "upstream.git"
        self.fork = home / "fork"
        self.cache: dict[str, str] = {}
        self.artifacts: dict[str, bytes] = {}
        self.comments: dict[int, list[dict[str, Any]]] = {}
        self.files: dict[int, list[dict[str, str]]] = {}
        self.pulls: list[dict[str, Any]] = []
        self.runs = 0

    @classmethod
    def begin(cls, home: Path, course: Path) -> "Server":
        """A server whose repository holds a course, and a fork of it."""
        made = cls(home)
        git("init", "-q", "--bare", "-b", "main", made.upstream)
        git("-C", made.upstream, "config", "uploadpack.allowAnySHA1InWant", "true")
        first = home / "first"
        shutil.copytree(course, first)
        git("init", "-q", "-b", "main", first)
        git("-C", first, "add", "-A")
        git("-C", first, "commit", "-qm", "The course")
        git("-C", first, "push", "-q", "../upstream.git", "main")
        git("clone", "-q", "upstream.git", "fork", cwd=home)
        git("-C", made.fork, "remote", "set-url", "origin", "../upstream.git")
        return made

    @classmethod
    def copied(cls, server: "Server", home: Path) -> "Server":
        """Another server, of the same content."""
        for name in ("upstream.git", "fork", "first"):
            shutil.copytree(server.home / name, home / name, symlinks=True)
        return cls(home)

    def change_main(self, changes: Mapping[str, bytes | str | None]) -> None:
        """A commit of the instructor's."""
        first = self.home / "first"
        write(first, changes)
        git("-C", first, "add", "-A", "-f")
        git("-C", first, "commit", "-qm", "More")
        git("-C", first, "push", "-q", self.upstream.as_uri(), "main")
        git("-C", self.fork, "pull", "-q", "--ff-only", "origin", "main")

    @property
    def main(self) -> str:
        return git("-C", self.upstream, "rev-parse", "main")

    def pull_request(
        self, changes: Mapping[str, bytes | str | None], branch: str = "my-work"
    ) -> dict[str, Any]:
        """A fork's branch with some files changed; the event that GitHub makes of it."""
        base, number = self.main, len(self.pulls) + 1
        git("-C", self.fork, "checkout", "-q", "-B", branch, base)
        write(self.fork, changes)
        git("-C", self.fork, "add", "-A", "-f")
        git("-C", self.fork, "commit", "-qm", "Work", "--allow-empty")
        head = git("-C", self.fork, "rev-parse", "HEAD")
        git("-C", self.fork, "checkout", "-q", "--detach", base)
        git("-C", self.fork, "merge", "-q", "--no-ff", "-m", f"Merge {head}", head)
        merged = git("-C", self.fork, "rev-parse", "HEAD")
        refs = (f"+{head}:refs/pull/{number}/head", f"+{merged}:refs/pull/{number}/merge")
        git("-C", self.fork, "push", "-q", self.upstream.as_uri(), *refs)
        listed = git("-C", self.fork, "diff", "--name-only", "-z", base, head)
        self.files[number] = [{"filename": one} for one in listed.split("\0") if one]
        repository = {"id": THEIRS, "owner": {"login": "student"}}
        pull = {
            "number": number,
            "state": "open",
            "base": {"sha": base},
            "head": {"sha": head, "ref": branch, "owner": "student", "repo": repository},
        }
        self.pulls.append(pull)
        return {"pull_request": pull, "number": number, "merge": merged}

    def check(self, event: dict[str, Any]) -> Ended:
        """Run the workflow of a pull request: the copy that its merge commit holds."""
        github = {
            "event_name": "pull_request",
            "event": event,
            "sha": event["merge"],
            "ref": f"refs/pull/{event['number']}/merge",
            "ref_name": f"{event['number']}/merge",
        }
        text = git("-C", self.upstream, "show", f"{event['merge']}:{AUTOGRADE}")
        return self._run(text, "grade", github)

    def push(self) -> Ended:
        """Run the workflow of a push to the default branch."""
        github = {
            "event_name": "push",
            "event": {"repository": {"default_branch": "main"}},
            "sha": self.main,
            "ref": "refs/heads/main",
            "ref_name": "main",
        }
        text = git("-C", self.upstream, "show", f"main:{AUTOGRADE}")
        return self._run(text, "grade", github)

    def _run(self, workflow: str, job: str, github: dict[str, Any]) -> Ended:
        self.runs += 1
        self.artifacts.clear()
        runner = Runner(self.home / f"machine-{self.runs}", self, github)
        return runner.run_job(load_workflow(workflow)["jobs"][job])

    def comment(self, event: dict[str, Any], ended: Ended, **changes: Any) -> str | None:
        """Run the comment's job, of the default branch; the comment that is there then.

        changes: of the event `workflow_run`.
        """
        head = event["pull_request"]["head"]
        run = {
            "id": 77,
            "event": "pull_request",
            "path": AUTOGRADE,
            "conclusion": ended.status,
            "head_sha": head["sha"],
            "head_branch": head["ref"],
            "head_repository": head["repo"],
            "html_url": "https://github.com/school/course/actions/runs/77",
            **changes,
        }
        artifact = self.artifacts.get("autograde")
        self.runs += 1
        folder = self.home / f"comment-{self.runs}"
        folder.mkdir()
        zipped = folder / "artifact.zip"
        zipped.write_bytes(artifact or b"")
        state = {
            "payload": {"workflow_run": run},
            "pulls": self.pulls,
            "files": self.files,
            "artifacts": [one_artifact(len(artifact))] if artifact is not None else [],
            "zip": str(zipped),
            "comments": self.comments,
        }
        return self.apply(self.comment_script(run), state, folder, event["number"])

    def comment_script(self, run: dict[str, Any]) -> str | None:
        """The script of the comment's job; None when its condition does not hold."""
        text = git("-C", self.upstream, "show", f"main:{COMMENT}")
        job = load_workflow(text)["jobs"]["comment"]
        if not condition(
            job["if"], {"github": {"event": {"workflow_run": run}}}, "success"
        ):
            return None
        (step,) = job["steps"]
        return step["with"]["script"]

    def apply(
        self, script: str | None, state: dict[str, Any], folder: Path, number: int
    ) -> str | None:
        calls = run_script(script, state, folder)["calls"] if script else []
        mine = self.comments.setdefault(number, [])
        for call in calls:
            if call["name"] == "createComment":
                assert call["issue_number"] == number
                by = {"login": "github-actions[bot]"}
                mine.append({"id": 1000 + len(mine), "user": by, "body": call["body"]})
            elif call["name"] == "updateComment":
                (old,) = (one for one in mine if one["id"] == call["comment_id"])
                old["body"] = call["body"]
        bodies = [one["body"] for one in mine if "bot" in one["user"]["login"]]
        assert len(bodies) <= 1
        return bodies[0] if bodies else None


def one_artifact(size: int) -> dict[str, Any]:
    return {"id": 5, "name": "autograde", "expired": False, "size_in_bytes": size}


def write(folder: Path, changes: Mapping[str, bytes | str | None]) -> None:
    """Make changes in a folder: content, a link, or None for what is removed."""
    for name, content in changes.items():
        path = folder / name
        if path.is_symlink() or path.is_file():
            path.unlink()
        elif path.is_dir():
            shutil.rmtree(path)
        if content is None:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, Link):
            path.symlink_to(str(content))
        else:
            path.write_bytes(content.encode() if isinstance(content, str) else content)
