"""What a result depends on besides the submission: if it is the same, so is the result."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import platform
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

import grader
from grader.course import Course, Step
from grader.examination.cache import engine_digest

_PACKAGES = {
    "numpy": ("numpy",),
    "tensorflow": ("tensorflow-cpu", "tensorflow"),
    "keras": ("keras",),
}


def installed_versions(course: Course) -> dict[str, str]:
    """The versions that the workers of a course will run, without starting one."""
    found = {"grader": grader.__version__, "python": platform.python_version()}
    wanted = _PACKAGES if "tensorflow" in course.preload.modules else {"numpy": ("numpy",)}
    for name, distributions in wanted.items():
        for distribution in distributions:
            try:
                found[name] = metadata.version(distribution)
                break
            except metadata.PackageNotFoundError:
                continue
    return found


def circumstances(
    course: Course, step: Step, seed: str, versions: Mapping[str, str]
) -> str:
    """SHA-256 (hex) of all that may change a step's result for the same submission.

    These are the step's folder, the course's data and limits, the grader's engine, the
    versions of what runs, and the seed.
    """
    told = {
        "step": step.digest,
        "preload": course.preload.modules,
        "data": {name: Path(path).name for name, path in course.preload.data.items()},
        "limits": dataclasses.asdict(course.limits),
        "step_limits": dataclasses.asdict(step.limits),
        "engine": engine_digest(),
        "versions": dict(versions),
        "seed": seed,
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
