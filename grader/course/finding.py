"""Finds a course and reads it, whichever kind it is."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from grader.course import authored, kit
from grader.course.model import SETTINGS, STEP_FOLDER, Course
from grader.course.settings import (
    digest_of,
    read_data,
    read_least,
    read_limits,
    read_parts,
    read_settings,
)
from grader.errors import CourseError, UsageError
from grader.language import sentence
from grader.records import Limits
from grader.sandbox.sources import Preload

BESIDE_THE_PACKAGE = Path(__file__).resolve().parents[2] / "solutions"
FOLDERS = ("checks", "solutions")
Signature = tuple[tuple[str, int, int], ...]


def load_course(path: Path | None = None) -> Course:
    """Read a course; without a path, the one that `find_course` finds from here.

    Raises:
        UsageError: no such folder, or a student kit of another version of the grader.
        CourseError: something in it is wrong; the message names file and line.
    """
    folder = find_course(Path.cwd()) if path is None else path
    if folder is None:
        raise UsageError(sentence("usage.no_course"))
    file = folder / SETTINGS
    if not file.is_file():
        told = sentence("usage.not_a_course", folder=str(folder), file=SETTINGS)
        raise UsageError(told)
    return _read(folder.resolve(), file)


def find_course(here: Path) -> Path | None:
    """The course of a folder: a student kit's `checks`, or `solutions`.

    They are looked for in the folder, then in those that it lies in, then beside the
    package.
    """
    return next((one for one in _candidates(here) if (one / SETTINGS).is_file()), None)


def signature(folder: Path) -> Signature:
    """Names, times and sizes of a course's files; changes when one of them is written."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [one for one in folders if not one.startswith((".", "__"))]
        for name in names:
            with contextlib.suppress(OSError):
                state = (Path(place) / name).stat()
                found.append((f"{place}/{name}", state.st_mtime_ns, state.st_size))
    return tuple(sorted(found))


def _candidates(here: Path) -> Iterator[Path]:
    here = here.resolve()
    for folder in (here, *here.parents):
        yield from (folder / name for name in FOLDERS)
    yield BESIDE_THE_PACKAGE


def _read(folder: Path, file: Path) -> Course:
    settings = read_settings(file)
    limits = read_limits(Limits(), settings.get("limits", {}), file)
    is_kit = "kit" in settings
    if is_kit:
        kit.require_readable(settings["kit"], folder)
    read_step = kit.read_step if is_kit else authored.read_step
    folders = sorted(one for one in folder.iterdir() if STEP_FOLDER.fullmatch(one.name))
    steps = tuple(read_step(one, limits) for one in folders)
    if not steps:
        raise CourseError("no step folder such as 05_mse in it", str(folder))
    names = [step.name for step in steps]
    for name in names:
        if names.count(name) > 1:
            raise CourseError(f"two steps have the name {name!r}", str(folder))
    files, data = read_data(settings.get("data", []), file)
    return Course(
        path=folder,
        title=str(settings.get("title", folder.name)),
        version=str(settings.get("version", "0")),
        preload=Preload(tuple(settings.get("preload", ())), files),
        limits=limits,
        least=read_least(settings.get("verify", {}), file),
        steps=steps,
        data=data,
        digest=digest_of(folder),
        parts=read_parts(settings.get("parts", []), steps, file),
    )
