"""A course repository of the toy course, and a server that has it."""

import zipfile

import pytest

from autograding.server import Server
from grader import __version__
from grader.authoring.release import release
from grader.autograding import lay_out_course
from grader.sandbox.sources import default_source


@pytest.fixture(scope="session")
def kit(toy, tmp_path_factory):
    """The release kit of the toy course, with something that passes for a wheel."""
    folder = tmp_path_factory.mktemp("release")
    wheel = folder / f"grader-{__version__}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("grader/__init__.py", "")
    source = default_source(toy.preload)
    try:
        release(toy, folder / "kit", source, wheel)
    finally:
        source.close()
    return folder / "kit"


@pytest.fixture(scope="session")
def course(kit, tmp_path_factory):
    out = tmp_path_factory.mktemp("laid out") / "course"
    lay_out_course(out, kit, None, "github")
    return out


@pytest.fixture(scope="session")
def _first_server(course, tmp_path_factory):
    return Server.begin(tmp_path_factory.mktemp("server"), course)


@pytest.fixture
def server(_first_server, tmp_path):
    return Server.copied(_first_server, tmp_path)
