"""Layers are tried for real, and the two profiles differ in sockets only."""

import ctypes
import os
import select
import signal
import socket
import sys
import time
from pathlib import Path

import pytest
from conftest import grade_files, step_of

from grader.sandbox import cgroups, layers, namespaces, seccomp, supervisor
from grader.sandbox.supervisor import Supervisors

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
        "private_root",
        "cgroups",
    ]
    assert all(one.works != bool(one.why) for one in found)
    if os.environ.get("CI"):
        assert not layers.missing(), "CI must be able to confine"


def test_other_systems_are_said_to_be_no_sandbox(monkeypatch):
    """Where none of the layers exists, that is the word."""
    monkeypatch.setattr(sys, "platform", "darwin")
    found = layers.available.__wrapped__()
    assert not any(one.works for one in found)
    assert all("not a sandbox" in one.why for one in found)


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


@pytest.mark.parametrize(
    ("profile", "error"),
    [("notebook", "PermissionError"), ("driver", "ConnectionRefusedError")],
)
def test_only_the_driver_connects(profile, error, tmp_path):
    """A kernel answers whoever calls it and calls nobody itself."""
    with socket.socket(socket.AF_UNIX) as unheard:
        unheard.bind(str(tmp_path / "s"))

        def attempt():
            seccomp.restrict(profile)
            with socket.socket(socket.AF_UNIX) as calling:
                calling.connect(str(tmp_path / "s"))

        assert in_a_fork(attempt) == error


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
        namespaces.enter_namespaces()
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


WORKING = layers.working()


@pytest.mark.skipif("private_root" not in WORKING, reason="`grader doctor` says why not")
def test_the_supervisor_takes_everything_with_it(tmp_path):
    """What a worker left behind, in a session of its own, ends when the supervisor does."""

    def attempt():
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # examiners, as this process, hide
        ours, theirs = os.pipe()
        supervisors = Supervisors()
        made = supervisors.new([Path("/usr")], tmp_path)
        made.receive_children()
        worker = os.fork()
        if worker == 0:
            made.enter()
            if os.fork() == 0:  # an orphan that would outlive everybody
                os.setsid()
                seen = sorted(path.name for path in Path("/").iterdir())
                os.write(theirs, str((os.getpid(), seen)).encode())
                time.sleep(60)
            os._exit(7)
        os.close(theirs)
        os.waitpid(worker, 0)
        told = os.read(ours, 1000)
        made.end()
        with os.fdopen(ours) as pipe:  # its end is reached when nobody holds the other one
            return told.decode() + pipe.read()

    told = in_a_fork(attempt)
    assert told.startswith('"(3, ['), told
    assert "root" not in told


def test_a_supervisor_whose_maker_is_gone_already_ends(monkeypatch):
    """A process can die before its child has asked to die with it."""
    for module, name in (
        (supervisor.confinement, "die_with_parent"),
        (supervisor.confinement, "drop_capabilities"),
        (supervisor.namespaces, "enter_private_root"),
    ):
        monkeypatch.setattr(module, name, lambda *_: None)
    ours, theirs = os.pipe()
    gone, begin = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.read(gone, 1)
        supervisor._supervise([], "", theirs)
    pidfd = os.pidfd_open(pid)
    for one in (ours, theirs, gone):
        os.close(one)
    os.write(begin, b"x")
    os.close(begin)
    ended = select.select([pidfd], [], [], 30)[0]
    os.kill(pid, signal.SIGKILL)
    os.close(pidfd)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1
    assert ended


@pytest.mark.skipif("private_root" not in WORKING, reason="`grader doctor` says why not")
def test_why_there_is_no_supervisor_is_told(tmp_path):
    """A folder that is not there ends in a sentence, not in a process."""

    def attempt():
        ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)
        try:
            Supervisors().new([Path("/usr")], tmp_path / "nowhere")
        except OSError as error:
            return str(error)

    assert "No such file" in in_a_fork(attempt)


@pytest.mark.skipif("private_root" not in WORKING, reason="`grader doctor` says why not")
def test_a_worker_sees_no_name_of_a_file_and_no_process(toy_setting, tmp_path):
    """Not even whether a path exists, and of processes only its job's own two."""
    source = (
        "import os\n"
        f"print(os.path.lexists({str(tmp_path)!r}), os.path.lexists('/etc/passwd'))\n"
        f"print(os.getpid(), os.path.lexists('/proc/{os.getpid()}/stat'))\n" + HONEST
    )
    record = grade_files(toy_setting, tmp_path, {"01_double.py": source})
    step = step_of(record, "01_double")
    assert step.score == 10
    assert step.output.text == "False False\n2 False\n"
    assert record.layers[-len(WORKING) :] == WORKING


@pytest.mark.skipif("cgroups" not in WORKING, reason="`grader doctor` says why not")
def test_a_control_group_ends_what_takes_too_much_and_knows_it():
    """Half a gigabyte over the limit is ended by the kernel, and the group goes away."""
    group = cgroups.create(64 * 1024**2)
    try:
        assert not group.ran_out_of_memory()
        go, told = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.read(go, 1)
            kept = [b"x" * 2**20 for _ in range(800)]
            os._exit(len(kept) % 2)
        group.add(pid)
        os.write(told, b"x")
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -9
        assert group.ran_out_of_memory()
    finally:
        group.remove()
    assert not any(folder.exists() for folder in group.folders)


def test_without_control_groups_there_is_an_error_and_no_folder(tmp_path, monkeypatch):
    """A tree that hands no controller on gives an OSError and keeps nothing."""
    monkeypatch.setattr(cgroups, "ROOT", tmp_path)
    (tmp_path / "cgroup.controllers").write_text("cpu")
    monkeypatch.setattr(cgroups, "_parents", lambda: [tmp_path])
    with pytest.raises(OSError, match="not handed on"):
        cgroups.create(1)
    assert [path.name for path in tmp_path.iterdir()] == ["cgroup.controllers"]
