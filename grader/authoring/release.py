"""Makes the student kit: what an instructor gives away, and what `grader check` needs.

A kit holds stubs, the notebook, visible checks, and recorded answers to them: no solution,
no hidden check, no secret seed. `grader.course.kit` reads it.
"""

from __future__ import annotations

import dataclasses
import filecmp
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import tomli_w

from grader import __version__
from grader.authoring.leaks import given_away
from grader.authoring.sync import generated_files
from grader.authoring.translations import give_translations, spoken_by
from grader.authoring.visible_checks import visible_source
from grader.course import STEP_FOLDER, Course, Step, exercise, kit, load_course
from grader.course.settings import read_settings
from grader.errors import CourseError, UsageError
from grader.examination import recorded
from grader.examination.cache import FindingsCache
from grader.examination.check import Check
from grader.examination.conversation import PUBLIC_SEED, Held, check_seed
from grader.examination.draws import Recorder, Replay, Tape
from grader.examination.recorded import Recording
from grader.examination.references import REFERENCE, References
from grader.records import Problem
from grader.sandbox.client import WorkerSource
from grader.sandbox.protocol import Array, MalformedFrame, Value

CHECKS = "checks"
MAX_SHOWN_BYTES = 64 * 1024
BEGINNING = """\
Begin like this, in a terminal, in this folder (Python 3.11 or later):

    python3 -m venv .venv
    . .venv/bin/activate            # on Windows: .venv\\Scripts\\activate
    pip install '{package}'
    grader check {first}

Then open `{first}.py` in an editor, read the text at its top, write what it asks for, save,
and say `grader check` again. `grader watch` does so whenever you save. The folder `checks`
belongs to the grader; leave it as it is.
"""
LANGUAGES = """
Also in {languages}: add `--lang {first}` to a command, or set the variable
`GRADER_LANG={first}` once and for all.
"""
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def release(
    course: Course,
    out: Path,
    source: WorkerSource,
    wheel: Path | None = None,
    workers: int = 1,
    on_step: Callable[[str], None] = lambda step: None,
) -> Path:
    """Write a kit into a folder, and beside it as a zip, whose path is returned.

    wheel:   the grader itself, to be given away with it.
    workers: how many steps are recorded at a time.
    on_step: told the id of each step that is done, in any thread.

    Raises:
        UsageError: the folder holds something else, or a student's work.
        CourseError: a solution would be given away, or a check cannot be recorded.
    """
    require_replaceable(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=".kit-") as made:
        folder = Path(made) / out.name
        _write(course, folder, source, workers, on_step)
        give_translations(course, load_course(folder / CHECKS))
        _add_readme(folder / "README.md", course, wheel)
        if wheel is not None:
            shutil.copy(wheel, folder / wheel.name)
        archive = Path(made) / f"{out.name}.zip"
        _pack(folder, archive)
        if out.exists():
            shutil.rmtree(out)
        folder.rename(out)
        return archive.replace(out.with_name(archive.name))


def require_replaceable(out: Path) -> None:
    """Refuse to write over anything but an untouched kit. Raises `UsageError`."""
    if not out.exists() or (out.is_dir() and not any(out.iterdir())):
        return
    if not (out / CHECKS / "course.toml").is_file():
        raise UsageError(f"{out} exists and is no kit. Name another folder with --out.")
    for stub in out.glob(f"{CHECKS}/*/{kit.EXERCISE}"):
        mine = out / f"{stub.parent.name}.py"
        if mine.exists() and not filecmp.cmp(stub, mine, shallow=False):
            raise UsageError(
                f"{mine} is not as it was given away: somebody works there. Name another "
                "folder with --out."
            )


def _write(
    course: Course,
    folder: Path,
    source: WorkerSource,
    workers: int,
    on_step: Callable[[str], None],
) -> None:
    checks = folder / CHECKS
    checks.mkdir(parents=True)
    for name, text in generated_files(course).items():
        (folder / name).write_text(text, encoding="utf-8")
    (checks / "course.toml").write_text(_settings(course), encoding="utf-8")

    def write_step(step: Step) -> None:
        _write_step(course, step, checks / step.id, source)
        on_step(step.id)

    with ThreadPoolExecutor(workers, thread_name_prefix="record") as pool:
        list(pool.map(write_step, course.visible().steps))
    require_no_leak(course, folder)


def _settings(course: Course) -> str:
    settings = read_settings(course.path / "course.toml")
    kept = {key: settings[key] for key in settings if key not in ("verify", "release")}
    made_by = {"grader": __version__, "format": kit.FORMAT}
    return tomli_w.dumps({**kept, "kit": made_by})


def _write_step(course: Course, step: Step, folder: Path, source: WorkerSource) -> None:
    if not step.checks:
        raise CourseError("no check is visible, so a kit has none", str(step.folder))
    folder.mkdir()
    visible = visible_source((step.folder / "checks.py").read_text(encoding="utf-8"))
    (folder / "checks.py").write_text(visible, encoding="utf-8")
    (folder / kit.EXERCISE).write_text(exercise(step), encoding="utf-8")
    if step.fixtures is not None:
        (folder / step.fixtures.file).write_text(step.fixtures.source, encoding="utf-8")
    told = json.dumps(_told(step), indent=1, ensure_ascii=False)
    (folder / kit.STEP).write_text(told + "\n", encoding="utf-8")
    try:
        recorded.write(folder / kit.RECORDED, record(course, step, source))
    except MalformedFrame as error:
        raise CourseError(f"cannot be recorded: {error}", str(step.folder)) from error


def _told(step: Step) -> Mapping[str, Any]:
    return {
        "title": step.title,
        "names": step.names,
        "given": step.given,
        "misconceptions": [
            {**dataclasses.asdict(one), "where": ""} for one in step.misconceptions
        ],
    }


# Recording.


class _Noting(FindingsCache):
    """Lets the reference draw and notes it; the others draw the same again."""

    def __init__(self, course: Course, source: WorkerSource) -> None:
        super().__init__(course.digest, source.versions, None)
        self.tapes: dict[str, Tape] = {}

    def draws(self, step: Step, check: Check) -> np.random.Generator:
        """A recorder for whoever comes first."""
        if check.id in self.tapes:
            return Replay(self.tapes[check.id]).as_generator()
        number = check_seed(PUBLIC_SEED, step.id, check)
        recorder = Recorder(np.random.default_rng(number))
        self.tapes[check.id] = recorder.tape
        return recorder.as_generator()


def record(course: Course, step: Step, source: WorkerSource) -> Recording:
    """Hold a step's checks with its reference and all its misconceptions.

    That all draw the same inputs, whatever they answer, is seen by it: a check that draws
    by what it is answered raises.

    Raises:
        BrokenCheck: a check is at fault.
    """
    findings = _Noting(course, source)
    references = References(course, source, PUBLIC_SEED, findings)
    held = {REFERENCE: {one.id: references.reference(step, one) for one in step.checks}}
    for misconception in step.misconceptions:
        held[misconception.function] = references.mistaken(step, misconception)
    trimmed = {
        who: {id: _trimmed(one) for id, one in by_check.items()}
        for who, by_check in held.items()
    }
    return Recording(findings.tapes, trimmed)


def _trimmed(held: Held) -> Held:
    """Without what nobody is shown: large arrays, and course code in tracebacks."""
    exchanges = tuple(
        dataclasses.replace(one, returned=None) if _is_large(one.returned) else one
        for one in held.exchanges
    )
    failed = held.failed
    if failed is not None and failed.problem is not None:
        failed = dataclasses.replace(failed, problem=Problem(failed.problem.type_name, ""))
    return dataclasses.replace(held, exchanges=exchanges, failed=failed)


def _is_large(returned: tuple[Value, ...] | None) -> bool:
    return any(
        isinstance(one, Array) and one.data.nbytes > MAX_SHOWN_BYTES
        for one in returned or ()
    )


# What it must not hold, and the rest.


def require_no_leak(course: Course, folder: Path) -> None:
    """Refuse a kit that gives a solution away which course.toml does not list.

        [release.gives_away]
        21_random_layer = ["22_neural_network"]   # the step, and whose files show it

    Raises:
        CourseError: something is given away and not listed, or listed and not given away.
    """
    where = course.path / "course.toml"
    listed = read_settings(where).get("release", {}).get("gives_away", {})
    allowed = {(shown, step) for step, by in listed.items() for shown in by}
    found = given_away(course, texts_of(folder))
    for by, step in sorted(found - allowed):
        message = f"files of {by or 'the whole course'} hold the solution of {step}"
        raise CourseError(f"{message}; list it under [release.gives_away]", str(where))
    for by, step in sorted(allowed - found):
        message = f"{by} does not give {step} away, though [release.gives_away] says so"
        raise CourseError(message, str(where))


def texts_of(folder: Path) -> list[tuple[str, str]]:
    """What can be read in a kit: the step that a text belongs to, or "", and the text."""
    texts = []
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".ipynb":
            cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
            texts += [(_step_of(one["id"]), "".join(one["source"])) for one in cells]
        elif path.suffix in (".py", ".json", ".md", ".toml"):
            name = path.relative_to(folder).as_posix().removeprefix(f"{CHECKS}/")
            texts.append((_step_of(name), path.read_text(encoding="utf-8")))
    return texts


def _step_of(name: str) -> str:
    found = STEP_FOLDER.match(name)
    return found.group() if found else ""


def _add_readme(path: Path, course: Course, wheel: Path | None) -> None:
    """Say at the top of the exercises' README how a student begins."""
    package = f"./{wheel.name}[cpu]" if wheel else f"grader[cpu]=={__version__}"
    title, _, rest = path.read_text(encoding="utf-8").partition("\n")
    begin = BEGINNING.format(package=package, first=course.steps[0].id)
    if languages := spoken_by(course):
        begin += LANGUAGES.format(languages=", ".join(languages), first=languages[0])
    path.write_text(f"{title}\n\n{begin}{rest}", encoding="utf-8")


def _pack(folder: Path, archive: Path) -> None:
    """The folder as a zip, the same for the same content."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(str(path.relative_to(folder.parent)), ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            file.writestr(entry, path.read_bytes())
