"""Where the grader runs: at GitHub, at GitLab, or somewhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Place:
    """What a runner offers.

    root:    the working copy as the runner knows it; paths that it shows begin there.
    outputs, summary: files of the runner to append to, or None.
    """

    kind: Literal["github", "gitlab", "other"]
    root: Path | None = None
    outputs: Path | None = None
    summary: Path | None = None


def place_of(environ: Mapping[str, str]) -> Place:
    """The place that some environment variables tell of."""

    def path(name: str) -> Path | None:
        return Path(environ[name]) if environ.get(name) else None

    outputs, summary = path("GITHUB_OUTPUT"), path("GITHUB_STEP_SUMMARY")
    if environ.get("GITHUB_ACTIONS") == "true":
        return Place("github", path("GITHUB_WORKSPACE"), outputs, summary)
    if environ.get("GITLAB_CI") == "true":
        return Place("gitlab", path("CI_PROJECT_DIR"))
    return Place("other", None, outputs, summary)
