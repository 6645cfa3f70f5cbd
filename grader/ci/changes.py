"""Which exercise files differ from those of another git commit.

The working tree is a stranger's. Git reads the commit's list of names and digests; what is
in the working tree is compared here, so that no filter, hook or helper of git's runs.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.ci.work import unanswered
from grader.course import Course
from grader.errors import GraderFault, UsageError
from grader.submissions import (
    NotebookFile,
    StepFile,
    Submission,
    is_notebook,
    shown,
    step_of,
)

_SECONDS = 60
_SETTINGS = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.pager=cat",
    "diff.external=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "safe.directory=*",
)
"""`safe.bareRepository`: a folder of exercises that looks like a bare repository is none.
`safe.directory`: in a container the working tree is often another account's."""
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_ATTR_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}


@dataclass(frozen=True)
class Folder:
    """What a commit has in a folder: the digest of each file, by its name.

    commit: where the history of the working tree parts from the one that was named.
    """

    commit: str
    files: Mapping[str, str]


def changed_steps(
    submission: Submission, folder: Path, base: str, course: Course
) -> frozenset[str]:
    """The steps whose file or notebook is not as it was at the merge base with `base`.

    What is gone, or is a link now, has changed. A notebook of any steps stands for all that
    no file answers.

    Raises:
        UsageError: git is missing, `base` is no commit, or the histories do not meet.
    """
    before = folder_at(folder, base)
    answers: list[StepFile | NotebookFile] = [*submission.files, *submission.notebooks]
    changed = {part for one in answers if _changed(one, before) for part in _names(one)}
    changed |= set(before.files).difference(*map(_names, answers))
    steps: set[str] = set()
    for name in changed:
        alone = step_of(f"{Path(name).stem}.py", course)
        if alone is not None and name.endswith((".py", ".ipynb")):
            steps.add(alone)
        elif is_notebook(name):
            steps.update(unanswered(submission, course))
    return frozenset(steps)


def _names(file: StepFile | NotebookFile) -> list[str]:
    """The names of a file; two that are handed in for one step are told together."""
    return file.name.split(", ") if file.refused == "duplicate" else [file.name]


def _changed(file: StepFile | NotebookFile, before: Folder) -> bool:
    """Whether a file differs. What could not be read is taken for changed."""
    digest = before.files.get(file.name, "")
    plain = file.content.replace(b"\r\n", b"\n")
    same = digest in (_digest(file.content, digest), _digest(plain, digest))
    return bool(file.refused) or not same


def _digest(content: bytes, like: str) -> str:
    """Git's name of a blob: in SHA-256 where `like` is (64 digits), else in SHA-1."""
    made = hashlib.sha256 if len(like) == 64 else hashlib.sha1
    return made(b"blob %d\0" % len(content) + content).hexdigest()


def folder_at(folder: Path, base: str) -> Folder:
    """What a folder held at the merge base of the working tree's commit and `base`.

    Raises:
        UsageError: as `changed_steps`.
    """
    commit = _commit(folder, base)
    here = _commit(folder, "HEAD")
    met = _git(folder, "merge-base", "--end-of-options", commit, here)
    if met is None:
        raise UsageError(
            f"The history here does not reach back to where it parts from {shown(base)}. "
            "Fetch all of it: `fetch-depth: 0` at GitHub, `GIT_DEPTH: 0` at GitLab."
        )
    parted = met.split()[0].decode("ascii")
    listed = _git(folder, "ls-tree", "-z", "--end-of-options", parted)
    files = {}
    for entry in (listed or b"").split(b"\0"):
        head, _, name = entry.partition(b"\t")
        kind = head.split()
        if len(kind) == 3 and kind[1] == b"blob":
            files[shown(os.fsdecode(name))] = kind[2].decode("ascii")
    return Folder(parted, files)


def _commit(folder: Path, name: str) -> str:
    """The id of a commit. A name that could be taken for an option is none."""
    found = None
    if name and not name.startswith("-") and name.isprintable():
        wanted = f"{name}^{{commit}}"
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    if found is None:
        raise UsageError(
            f"--base {shown(name)}: this is no commit of the repository that "
            f"{shown(folder)} is in. Name a branch, tag or commit that was fetched."
        )
    return found.decode("ascii").strip()


def _git(folder: Path, *arguments: str) -> bytes | None:
    """What git prints; None when it refuses."""
    program = shutil.which("git")
    if program is None:
        raise UsageError("--base needs git, which is not installed here.")
    settings = [part for one in _SETTINGS for part in ("-c", one)]
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    try:
        ended = subprocess.run(
            [program, "--no-pager", *settings, "-C", os.path.abspath(folder), *arguments],  # noqa: PTH100 - `resolve` follows links
            env=kept | _ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        raise GraderFault(f"git did not answer within {_SECONDS} seconds") from late
    return ended.stdout if ended.returncode == 0 else None
