"""Layers are tried for real, and the two profiles differ in sockets only."""

import os
import socket
import sys

import pytest

from grader.sandbox import layers, seccomp

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
