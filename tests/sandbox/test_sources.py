"""Fork server and spare process: both make workers that behave alike."""

import gc
import os
import signal
import time
from pathlib import Path

import pytest

from grader.errors import MissingDependency, SourceLost
from grader.examination.conversation import Budget, Dialogue
from grader.examination.subject import Subject
from grader.records import Limits, Reason
from grader.sandbox.client import Failure
from grader.sandbox.sources import ForkServer, Preload, SpareProcesses, environment

LIMITS = Limits(load_cpu_seconds=5, call_cpu_seconds=2)


def load(worker, source):
    part = {"file": "step.py", "source": source}
    worker.ask(
        "load",
        (),
        cpu_limit=5,
        name="student",
        parts=[part],
        mode="full",
        bind={},
        fixtures=None,
        watched=[],
    )
    return Subject(Dialogue(worker, Budget(LIMITS), LIMITS), {})


def wait_for_the_end_of(pid):
    deadline = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


@pytest.fixture(params=[ForkServer, SpareProcesses])
def source(request):
    made = request.param(Preload())
    yield made
    made.close()


def test_a_worker_runs_code_and_gives_its_output(source):
    """What is printed on stdout and stderr comes with the worker, and nothing else."""
    with source.worker(LIMITS) as worker:
        subject = load(
            worker, "import sys\ndef f(x):\n    print('é', file=sys.stderr)\n    return x"
        )
        assert subject.f(3).number() == 3
        assert worker.take_output().text == "é\n"


@pytest.mark.tensorflow
def test_temporary_files_go_to_the_scratch_folder_and_end_with_it(workshop_setting):
    """Though TensorFlow has asked for the temporary folder before the fork."""
    with workshop_setting.source.worker(LIMITS) as worker:
        subject = load(
            worker,
            "import os, tempfile\ndef name():\n"
            "    return tempfile.NamedTemporaryFile(delete=False).name\n"
            "def here():\n    return os.getcwd()",
        )
        written = Path(subject.name().text())
        assert written.parent == Path(subject.here().text())
    assert not written.exists()


def test_workers_do_not_see_each_other(source):
    """A global that one worker sets is not there in the next."""
    for _ in range(2):
        with source.worker(LIMITS) as worker:
            subject = load(
                worker,
                "import sys\ndef f():\n    seen = hasattr(sys, 'mark')\n"
                "    sys.mark = 1\n    return seen",
            )
            assert subject.f().plain() is False


def test_stdin_is_empty_and_the_environment_scrubbed(source, monkeypatch):
    """A worker has no secret of ours in its environment and nothing to read."""
    monkeypatch.setenv("GRADER_CANARY", "secret")
    with source.worker(LIMITS) as worker:
        subject = load(
            worker,
            "import os\ndef f():\n    return 'GRADER_CANARY' in os.environ\n"
            "def g():\n    return input()",
        )
        assert subject.f().plain() is False
        with pytest.raises(Failure) as failure:
            subject.g()
        assert failure.value.reason is Reason.INPUT


def test_descriptors_of_the_examiner_are_closed(source, tmp_path):
    """A worker holds its own few descriptors and no file of the examiner."""
    with (tmp_path / "secret").open("w") as secret, source.worker(LIMITS) as worker:
        os.set_inheritable(secret.fileno(), True)
        subject = load(
            worker,
            "import os\ndef f():\n"
            "    return [os.readlink(f'/proc/self/fd/{n}') "
            "for n in os.listdir('/proc/self/fd') "
            "if os.path.exists(f'/proc/self/fd/{n}')]",
        )
        assert not any("secret" in path for path in subject.f().plain())


def test_a_worker_ends_with_the_conversation(source):
    """Closing a worker ends its process even when it is stuck."""
    worker = source.worker(LIMITS)
    subject = load(
        worker,
        "def f():\n    while True:\n        try:\n            while True: pass\n"
        "        except BaseException: pass",
    )
    with pytest.raises(Failure):
        subject.f()
    worker.close()
    wait_for_the_end_of(worker.pid)


def test_a_missing_package_is_said_in_one_sentence():
    """Without TensorFlow the message says what to install."""
    for kind in (ForkServer, SpareProcesses):
        with pytest.raises(MissingDependency, match=r"grader\[cpu\]"):
            kind(Preload(("no_such_tensorflow",)))


def test_a_killed_fork_server_is_started_again():
    """After the server died a conversation is lost, and the next worker works."""
    source = ForkServer(Preload())
    worker = source.worker(LIMITS)
    first = source.pid
    os.kill(first, signal.SIGKILL)
    wait_for_the_end_of(first)
    with pytest.raises(SourceLost):
        worker.ask("seed", (), cpu_limit=5, seed=1)
    worker.close()
    with source.worker(LIMITS) as another:
        assert load(another, "def f():\n    return 1").f().number() == 1
    assert source.pid != first
    source.close()


def test_many_jobs_leave_nothing_behind(tmp_path, monkeypatch):
    """Descriptors, children and folders are as many after 100 jobs as before."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    source = ForkServer(Preload())

    def one_job():
        with source.worker(LIMITS) as worker:
            load(worker, "def f():\n    return 1").f()

    def held():
        gc.collect()
        children = (
            Path(f"/proc/{source.pid}/task/{source.pid}/children").read_text().split()
        )
        return (
            len(list(Path("/proc/self/fd").iterdir())),
            len(children),
            len(list(tmp_path.iterdir())),
        )

    one_job()
    before = held()
    for _ in range(100):
        one_job()
    time.sleep(0.2)
    assert held() == before
    source.close()


def test_the_environment_fixes_thread_counts():
    """Results must not depend on the number of cores."""
    assert environment()["TF_NUM_INTRAOP_THREADS"] == "1"
    assert environment()["OMP_NUM_THREADS"] == "1"
