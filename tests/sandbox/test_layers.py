"""Layers are tried for real, and the two profiles differ in sockets only."""

import ctypes
import os
import socket
import sys
from pathlib import Path

import pytest
from conftest import grade_files, step_of

from grader.sandbox import confinement, layers, seccomp

HONEST = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux has these layers")


def in_a_fork(action):
    """What an action returns in a child that ends with it."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            told = repr(action())
        except BaseException as error:
            told = type(error).__name__
        os.write(theirs, told.encode())
        os._exit(0)
    os.close(theirs)
    os.waitpid(pid, 0)
    with os.fdopen(ours) as pipe:
        return pipe.read()


def test_every_layer_is_tried_and_says_why_not():
    """Each has a verdict; where it does not work there is a reason."""
    found = layers.available()
    assert [one.name for one in found] == [
        "landlock",
        "landlock_network",
        "landlock_scopes",
        "seccomp",
        "namespaces",
    ]
    assert all(one.works != bool(one.why) for one in found)
    if os.environ.get("CI"):
        assert not layers.missing(), "CI must be able to confine"


def test_a_probe_that_fails_is_told(monkeypatch):
    """A program that cannot be run is no confinement."""
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    found = layers.available.__wrapped__()
    assert not any(one.works for one in found)
    assert "the probe failed" in found[0].why


@pytest.mark.skipif(not seccomp.supported(), reason="no table for this machine")
@pytest.mark.parametrize(
    ("profile", "family", "kind", "works"),
    [
        ("module", socket.AF_UNIX, socket.SOCK_STREAM, False),
        ("module", socket.AF_INET, socket.SOCK_STREAM, False),
        ("notebook", socket.AF_UNIX, socket.SOCK_STREAM, True),
        ("notebook", socket.AF_UNIX, socket.SOCK_DGRAM, False),
        ("notebook", socket.AF_INET, socket.SOCK_STREAM, False),
        ("notebook", socket.AF_INET6, socket.SOCK_DGRAM, False),
    ],
)
def test_only_a_notebook_makes_sockets_and_only_local_streams(profile, family, kind, works):
    """Jupyter's kernels talk over stream sockets in the job's folder, nothing else does."""

    def attempt():
        seccomp.restrict(profile)
        with socket.socket(family, kind):
            return "made"

    assert in_a_fork(attempt) == ("'made'" if works else "PermissionError")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_who_is_not_root_has_name_spaces_by_a_user_name_space():
    """The user keeps the id and sees no interface."""

    def attempt():
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
        ctypes.CDLL(None).prctl(
            4, 1, 0, 0, 0
        )  # as after exec: setuid has hidden /proc/self
        confinement.enter_namespaces()
        return os.getuid(), os.getgid(), [name for _, name in socket.if_nameindex()]

    assert in_a_fork(attempt) in ("(65534, 65534, ['lo'])", "(65534, 65534, [])")


def test_a_worker_is_in_name_spaces_of_its_own(toy_setting, tmp_path):
    """Where they work, its network is another one than the examiner's."""
    if "namespaces" not in layers.working():
        pytest.skip("no name spaces here; `grader doctor` says why")
    source = "import os\nprint(os.readlink('/proc/self/ns/net'))\n" + HONEST
    record = grade_files(toy_setting, tmp_path, {"01_double.py": source})
    step = step_of(record, "01_double")
    assert step.score == 10
    assert step.output.text.startswith("net:")
    assert str(Path("/proc/self/ns/net").readlink()) not in step.output.text
