"""What is packed, and that it works where there is no repository."""

import email
import hashlib
import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pytest
from packaging.metadata import Metadata

import grader

ROOT = Path(__file__).parent.parent
LEFTOVERS = [
    ".venv/lib/x.py",
    "build/lib/x.py",
    "dist/old.whl",
    "grades.sqlite",
    "submissions/ada/05_mse.py",
    "gradebook.csv",
    "reports/index.html",
    "tests/__pycache__/conftest.cpython-311.pyc",
    "grader/__pycache__/__init__.cpython-311.pyc",
    "grader/report/.mypy_cache/x.json",
    "solutions/05_mse/__pycache__/checks.cpython-311.pyc",
]
DATA = {
    ".npz": {"data/mnist.npz"},
    ".md": {"data/README.md"},
    ".typed": {"py.typed"},
}


@dataclass(frozen=True)
class Built:
    """The checkout that was packed, what of it belongs there, and what came of it.

    direct: the wheel made from the checkout; the other is made from the source
            distribution.
    """

    checkout: Path
    files: frozenset[str]
    sdist: Path
    wheel: Path
    direct: Path


@pytest.fixture(scope="session")
def built(tmp_path_factory) -> Built:
    """Wheel and source distribution of a copy of this checkout, with leftovers in it."""
    folder = tmp_path_factory.mktemp("packaging")
    checkout = folder / "grader-checkout"
    files = _files_of_the_project()
    for name in files:
        _copy(ROOT / name, checkout / name)
    for name in LEFTOVERS:
        path = checkout / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("left over\n")
    _build(checkout, folder / "both")
    _build(checkout, folder / "direct", "--wheel")
    (sdist,) = (folder / "both").glob("*.tar.gz")
    (wheel,) = (folder / "both").glob("*.whl")
    (direct,) = (folder / "direct").glob("*.whl")
    return Built(checkout, frozenset(files), sdist, wheel, direct)


def _files_of_the_project() -> list[str]:
    """Those that git knows, or would take; without git, all that came with the sources."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode == 0:
        names = listed.stdout.strip("\0").split("\0")
    else:
        names = [path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*")]
        names = [
            one for one in names if not {"__pycache__", ".venv"} & set(Path(one).parts)
        ]
    return [one for one in names if (ROOT / one).is_file() and one != "PKG-INFO"]


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _build(checkout: Path, out: Path, *options: str) -> None:
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*command, *options, str(checkout)], check=True, capture_output=True)


def _names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def _digests(wheel: Path) -> dict[str, str]:
    with zipfile.ZipFile(wheel) as archive:
        return {
            one: hashlib.sha256(archive.read(one)).hexdigest() for one in archive.namelist()
        }


def test_the_wheel_holds_the_package_and_nothing_else(built):
    """Templates, styles, schemas, migrations and the data set; no test and no leftover."""
    package = {one for one in built.files if one.startswith("grader/")}
    action = {one for one in built.files if one.startswith(("action/", "action.yml"))}
    package |= {f"grader/autograding/{one}" for one in action}
    about = {
        f"grader-{grader.__version__}.dist-info/{name}"
        for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
    }
    assert _names(built.wheel) == package | about
    needed = {".j2", ".css", ".js", ".json", ".sql", ".npz", ".typed"}
    assert needed <= {PurePosixPath(one).suffix or one[-6:] for one in package}


def test_the_source_distribution_holds_the_project_and_no_leftover(built):
    """Neither caches nor reports nor the work of students that lies beside the sources."""
    with tarfile.open(built.sdist) as archive:
        members = archive.getmembers()
    top = f"grader-{grader.__version__}/"
    names = {one.name.removeprefix(top) for one in members if one.isfile()}
    assert names == built.files | {"PKG-INFO"}


def test_the_wheel_is_the_same_from_the_source_distribution(built):
    assert _digests(built.wheel) == _digests(built.direct)


def test_building_leaves_the_checkout_as_it_was(built):
    """Nothing is written beside the sources."""
    found = {
        path.relative_to(built.checkout).as_posix()
        for path in built.checkout.rglob("*")
        if path.is_file()
    }
    assert found == built.files | set(LEFTOVERS)


def test_the_wheel_is_sound(built):
    """check-wheel-contents knows the usual slips."""
    checker = [sys.executable, "-m", "check_wheel_contents", str(built.wheel)]
    done = subprocess.run(checker, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_metadata_is_valid_and_complete(built):
    """What an index would refuse is refused here."""
    with zipfile.ZipFile(built.wheel) as archive:
        about = f"grader-{grader.__version__}.dist-info"
        raw = archive.read(f"{about}/METADATA")
        entries = archive.read(f"{about}/entry_points.txt").decode()
    metadata = Metadata.from_email(raw, validate=True)
    assert str(metadata.version) == grader.__version__
    assert str(metadata.requires_python) == ">=3.11"
    assert metadata.license_expression == "MIT"
    assert metadata.summary
    assert metadata.keywords
    assert {"cpu", "tensorflow", "cluster"} <= set(metadata.provides_extra or ())
    kinds = {one.partition(" ::")[0] for one in metadata.classifiers or ()}
    assert {"Operating System", "Programming Language", "Typing"} <= kinds
    assert "# grader" in email.message_from_bytes(raw).get_payload()
    for line in ("grader = grader.cli:main", "grader = grader.pytest_plugin"):
        assert line in entries


# Installed, outside the repository.


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and a folder to work in."""

    python: Path
    folder: Path

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a program of the environment, without anything of this repository."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        cache = {"XDG_CACHE_HOME": str(self.folder / "cache")}
        return subprocess.run(
            [str(self.python.parent / command[0]), *command[1:]],
            cwd=self.folder,
            env=kept | cache | variables,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def installed(built, tmp_path_factory) -> Iterator[Installed]:
    """The wheel in a new environment that has links to our other packages.

    Links to files and not a path to the folder: workers read nothing outside of the
    environment they run in.
    """
    folder = tmp_path_factory.mktemp("installed")
    venv.create(folder / "venv", with_pip=False, symlinks=True)
    python = folder / "venv" / "bin" / "python"
    told = subprocess.run(
        [python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    )
    for ours in {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}:
        shutil.copytree(
            ours,
            told.stdout.strip(),
            copy_function=_link,
            ignore=shutil.ignore_patterns("grader*", "_editable*", "playwright"),
            dirs_exist_ok=True,
        )
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    wheel = ["--no-deps", "--no-index", str(built.wheel)]
    subprocess.run([*pip, *wheel], check=True, capture_output=True)
    yield Installed(python, folder)
    shutil.rmtree(folder)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another file system
        shutil.copy2(source, target)


def test_the_installed_grader_is_the_wheels(installed):
    done = installed.run("python", "-c", "import grader; print(grader.__file__)")
    assert str(installed.folder / "venv") in done.stdout


def test_it_says_its_version(installed):
    done = installed.run("grader", "--version")
    assert (done.returncode, done.stdout) == (0, f"grader {grader.__version__}\n")


@pytest.mark.tensorflow
def test_the_doctor_finds_what_it_needs(installed):
    """The data set is found in the package and unpacked into the user's cache."""
    done = installed.run("grader", "doctor", "--json")
    rows = json.loads(done.stdout)
    assert rows
    assert [row for row in rows if row["required"] and not row["ok"]] == []


def test_it_grades_a_submission_of_another_course(installed):
    """Pages and results.json are written: templates and schemas are there."""
    shutil.copytree(ROOT / "tests" / "course", installed.folder / "course")
    ada = installed.folder / "ada"
    ada.mkdir()
    (ada / "02_total.py").write_text("def total(numbers):\n    return sum(numbers)\n")
    done = installed.run(
        *("grader", "grade", "ada", "--course", "course", "--out", "out", "--quiet")
    )
    assert done.returncode == 0, done.stderr
    results = json.loads((installed.folder / "out" / "results.json").read_text())
    (submission,) = results["submissions"]
    assert submission["score"] == 10
    assert (installed.folder / "out" / "index.html").is_file()


def test_pytest_finds_the_plugin(installed):
    """By its entry point: nothing is named on the command line."""
    desk = installed.folder / "desk"
    shutil.copytree(ROOT / "tests" / "course", desk / "solutions")
    (desk / "exercises").mkdir()
    (desk / "exercises" / "02_total.py").write_text("def total(numbers):\n    return 0\n")
    done = installed.run("python", "-m", "pytest", "-q", "desk/exercises")
    assert "FAILED desk/exercises/02_total.py::adds up a list" in done.stdout
