"""Reads what all courses have in common: course.toml, data sets, source files."""

from __future__ import annotations

import dataclasses
import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from grader import datasets
from grader.course.model import Least, Step
from grader.errors import CourseError
from grader.records import Limits, PartRecord
from grader.sandbox.loading import Part

SOURCES = (".py", ".toml", ".json", ".bin")


def read_settings(path: Path) -> dict[str, Any]:
    """The content of course.toml. Raises `CourseError`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(str(error), str(path)) from error


def read_limits(base: Limits, changes: Mapping[str, Any], path: Path) -> Limits:
    """Limits with changes. Raises `CourseError` for an unknown name or a bad value."""
    known = {field.name for field in dataclasses.fields(Limits)}
    for name, value in changes.items():
        if name not in known:
            raise CourseError(
                f"no limit is called {name!r}; there are {sorted(known)}", str(path)
            )
        if not isinstance(value, int | float) or isinstance(value, bool) or value <= 0:
            raise CourseError(f"the limit {name!r} must be a positive number", str(path))
    return dataclasses.replace(base, **changes)


def read_least(changes: Mapping[str, Any], path: Path) -> Least:
    """What `verify` wants at least. Raises `CourseError`."""
    known = [field.name for field in dataclasses.fields(Least)]
    for name, value in changes.items():
        if name not in known or type(value) is not int or value < 0:
            message = f"[verify] takes whole numbers for {known}, not {name} = {value!r}"
            raise CourseError(message, str(path))
    return dataclasses.replace(Least(), **changes)


def read_parts(
    named: Sequence[Any], steps: Sequence[Step], path: Path
) -> tuple[PartRecord, ...]:
    """From `[[parts]]`: a title and the first step of each, in the order of the steps.

    Raises:
        CourseError: they are not so.
    """
    if not named:
        return ()
    ids = [step.id for step in steps]
    try:
        titles = [str(one["title"]) for one in named]
        firsts = [ids.index(one["first"]) for one in named]
    except (KeyError, TypeError, ValueError) as error:
        message = "each of [[parts]] needs a title, and as `first` the id of a step"
        raise CourseError(message, str(path)) from error
    if firsts[0] != 0 or firsts != sorted(set(firsts)):
        message = "[[parts]] begin with the first step and follow the order of the steps"
        raise CourseError(message, str(path))
    ends = [*firsts[1:], len(ids)]
    return tuple(
        PartRecord(title, tuple(ids[first:end]))
        for title, first, end in zip(titles, firsts, ends, strict=True)
    )


def read_data(names: Sequence[str], path: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """Data sets by name: their files, and their arrays. Raises `CourseError`."""
    files: dict[str, str] = {}
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for name in names:
        if name != "mnist":
            raise CourseError(
                f"no data set is called {name!r}; there is 'mnist'", str(path)
            )
        files[name] = str(datasets.mnist_path())
        mnist = datasets.mnist()
        for part in ("train_images", "train_labels", "test_images", "test_labels"):
            arrays[f"mnist.{part}"] = getattr(mnist, part)
    return files, arrays


def digest_of(folder: Path, but: str = "") -> str:
    """SHA-256 (hex) of the sources in a folder; `but` names a folder in it left out."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        if but and inner.parts[0] == but:
            continue
        if (
            path.suffix in (".py", ".toml", ".json", ".bin")
            and "__pycache__" not in path.parts
        ):
            digest.update(f"{inner}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def read_part(path: Path) -> Part | None:
    """A source file, or None where there is none. Raises `CourseError`."""
    if not path.is_file():
        return None
    try:
        return Part(path.name, path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise CourseError(str(error), str(path)) from error
