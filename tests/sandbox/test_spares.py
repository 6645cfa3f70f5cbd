"""Spare processes do what the fork server's workers do, in whichever way connected."""

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import TOY
from toy_submissions import RIGHT, marks

from grader.errors import SourceClosed, SourceLost, UsageError
from grader.examination.conversation import Budget, Dialogue
from grader.examination.subject import Subject
from grader.records import Limits, Outcome, Reason
from grader.run import open_setting
from grader.sandbox import client, spares, usage
from grader.sandbox.client import Failure
from grader.sandbox.handover import Inherited, Loopback
from grader.sandbox.sources import ForkServer, Preload, SpareProcesses, default_source

LIMITS = Limits(load_cpu_seconds=5, call_cpu_seconds=2)
JOB = spares.job
WAYS = [Inherited, Loopback]


def load(worker, source):
    worker.ask(
        "load",
        (),
        cpu_limit=5,
        name="student",
        parts=[{"file": "step.py", "source": source}],
        mode="full",
        bind={},
        fixtures=None,
        watched=[],
    )
    return Subject(Dialogue(worker, Budget(LIMITS), LIMITS), {})


def has_ended(pid):
    deadline = time.monotonic() + 30
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    return not Path(f"/proc/{pid}").exists()


def stands_still(pid):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T":
            return True
        time.sleep(0.01)
    return False


@pytest.fixture(params=WAYS, ids=lambda way: way.__name__)
def source(request):
    made = SpareProcesses(Preload(), way=request.param)
    yield made
    made.close()


@pytest.fixture
def inherited():
    made = SpareProcesses(Preload(), way=Inherited)
    yield made
    made.close()


@pytest.fixture(scope="module")
def forked_marks(toy, tmp_path_factory):
    with open_setting(toy, "seed", ForkServer) as setting:
        return marks(setting, tmp_path_factory.mktemp("forked"))


@pytest.mark.parametrize("meter", [usage.ProcMeter, usage.PsutilMeter])
@pytest.mark.parametrize("way", WAYS)
def test_the_toy_course_has_the_marks_of_the_fork_server(
    toy, forked_marks, tmp_path, monkeypatch, way, meter
):
    """Outcomes, findings, points, calls and what was printed: all but the times."""
    monkeypatch.setattr(usage, "OF_THIS_SYSTEM", meter)

    def make(preload):
        return SpareProcesses(preload, way=way)

    with open_setting(toy, "seed", make) as setting:
        assert marks(setting, tmp_path) == forked_marks


@pytest.mark.parametrize(
    "body", ["while True:\n        pass", "import time\n    time.sleep(600)"]
)
def test_an_interrupted_call_says_where_it_was(source, monkeypatch, body):
    """Over its limit, a loop or a sleep ends with the student's own line."""
    monkeypatch.setattr(client, "INTERRUPT_GRACE_SECONDS", 60)
    with source.worker(LIMITS) as worker:
        subject = load(worker, f"def f():\n    {body}")
        with pytest.raises(Failure) as failure:
            subject.f()
        assert failure.value.outcome is Outcome.TIMED_OUT
        assert failure.value.problem.type_name == "KeyboardInterrupt"
        assert failure.value.problem.frames[0].function == "f"
        pid = worker.pid
    assert has_ended(pid)


def test_memory_is_watched_where_the_kernel_does_not(inherited, monkeypatch):
    """A process that is over its memory is ended, and it is said that this is why."""
    monkeypatch.setattr(usage, "OF_THIS_SYSTEM", usage.PsutilMeter)
    small = 64 * 1024**2
    monkeypatch.setattr(
        spares,
        "job",
        lambda _limits, *rest: JOB(Limits(), *rest),  # the kernel's own limit is far away
    )
    with inherited.worker(Limits(memory_bytes=small, call_cpu_seconds=60)) as worker:
        subject = load(
            worker,
            "def f():\n    kept = bytearray(200 * 2**20)\n"
            "    kept[::4096] = b'x' * len(kept[::4096])\n    while True: pass",
        )
        with pytest.raises(Failure) as failure:
            subject.f()
        found = failure.value
    assert (found.outcome, found.reason) == (Outcome.CRASHED, Reason.MEMORY)
    assert found.details["limit"] == small


def test_the_import_is_not_the_student_s_time(source):
    """A spare's CPU time counts from when it becomes a worker."""
    spare = source._next
    spare.wait_until_ready()
    meter = usage.ProcMeter(spare.pid, LIMITS.memory_bytes)
    before = meter.cpu_seconds()
    assert before > 0
    with source.worker(LIMITS) as worker:
        assert worker.pid == spare.pid
        assert worker.cpu_seconds <= meter.cpu_seconds() - before


def test_a_paused_worker_uses_no_time_and_goes_on(source):
    """While another one is examined it stands still."""
    with source.worker(LIMITS) as worker:
        subject = load(
            worker,
            "import threading\ndef f():\n"
            "    def burn():\n        while True: pass\n"
            "    threading.Thread(target=burn, daemon=True).start()\n    return 1",
        )
        assert subject.f().number() == 1
        with worker.paused():
            assert stands_still(worker.pid)
        assert subject.f().number() == 1


def test_a_spare_that_dies_while_idle_is_replaced(source):
    """Nobody notices, but for the time that the next one needs."""
    waiting = source._next
    waiting.wait_until_ready()
    os.kill(waiting.pid, 9)
    assert has_ended(waiting.pid)
    with source.worker(LIMITS) as worker:
        assert worker.pid != waiting.pid
        assert load(worker, "def f():\n    return 1").f().number() == 1


def test_spares_that_never_come_up_are_our_fault(inherited, monkeypatch):
    """After some attempts the job is lost, and nothing of it is left."""
    with inherited._lock:
        waiting = inherited._next
    waiting.wait_until_ready()
    monkeypatch.setattr(
        spares, "command", lambda *_: [sys.executable, "-c", "raise SystemExit(1)"]
    )
    waiting.kill()
    assert has_ended(waiting.pid)
    with pytest.raises(SourceLost, match=r"importing|reset"):
        inherited.worker(LIMITS)


def test_a_machine_that_is_full_is_our_fault(inherited, monkeypatch):
    """No descriptors for the next process: the job is lost, to be tried again."""

    def full(_count):
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(inherited, "_way", full)
    with pytest.raises(SourceLost, match="Too many open files"):
        inherited.worker(LIMITS)


def test_a_worker_killed_from_outside_is_no_crash_of_the_student(source):
    """Its own code could not do that under seccomp."""
    if "seccomp" not in source.layers:
        pytest.skip("needs seccomp")
    with source.worker(LIMITS) as worker:
        os.kill(worker.pid, 9)
        with pytest.raises(SourceLost):
            worker.ask("seed", (), cpu_limit=5, seed=1)


def test_close_ends_everything_and_nobody_is_blamed(source):
    """A job in a conversation learns that the run is ending; there are no more workers."""
    worker = source.worker(LIMITS)
    subject = load(worker, "def f():\n    while True: pass")
    spare = source._next
    spare.wait_until_ready()
    heard = []

    def job():
        try:
            subject.f()
        except Exception as error:
            heard.append(error)

    thread = threading.Thread(target=job)
    thread.start()
    source.close()
    thread.join(30)
    assert [type(one) for one in heard] == [SourceClosed]
    assert has_ended(worker.pid)
    assert has_ended(spare.pid)
    with pytest.raises(SourceClosed):
        source.worker(LIMITS)
    worker.close()
    source.close()


def test_workers_that_are_made_while_closing_are_refused(source):
    """Whatever moment the end comes at, a job gets a worker or hears of the end."""
    heard = []

    def job():
        try:
            while True:
                with source.worker(LIMITS) as worker:
                    worker.ask("seed", (), cpu_limit=5, seed=1)
        except Exception as error:
            heard.append(error)

    threads = [threading.Thread(target=job) for _ in range(4)]
    for thread in threads:
        thread.start()
    time.sleep(0.2)
    source.close()
    for thread in threads:
        thread.join(60)
    assert {type(one) for one in heard} == {SourceClosed}
    assert len(heard) == 4
    assert source._living == []


def test_many_threads_get_workers_of_their_own(source):
    """No two jobs get the same process."""
    pids, failed = [], []

    def job():
        try:
            with source.worker(LIMITS) as worker:
                pids.append(worker.pid)
                assert load(worker, "def f():\n    return 1").f().number() == 1
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=job) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert len(set(pids)) == 6


def test_the_end_of_a_job_s_thread_does_not_end_the_next_worker(source):
    """The kernel ends a process with the thread that started it, which is none of a job."""
    first = threading.Thread(target=lambda: source.worker(LIMITS).close())
    first.start()
    first.join()
    with source.worker(LIMITS) as worker:
        subject = load(worker, "def f():\n    return 1")
        gc.collect()
        assert subject.f().number() == 1


def test_jobs_leave_nothing_behind(source, tmp_path, monkeypatch):
    """Descriptors, threads and folders are as many after some jobs as before."""
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def one_job():
        with source.worker(LIMITS) as worker:
            load(worker, "def f():\n    return 1").f()
        source._next.wait_until_ready()

    def held():
        gc.collect()
        folders = (Path("/proc/self/fd"), tmp_path)
        return [len(list(one.iterdir())) for one in folders]

    def threads():
        deadline = time.monotonic() + 30
        while len(source._living) > 1 and time.monotonic() < deadline:
            source._living = [one for one in source._living if not one.has_ended]
        return threading.active_count()

    one_job()
    before = held(), threads()
    for _ in range(8):
        one_job()
    assert (held(), threads()) == before


EXAMINER = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it was ignored
from grader.records import Limits
from grader.sandbox.handover import Inherited, Loopback
from grader.sandbox.sources import Preload, SpareProcesses
source = SpareProcesses(Preload(), way={way})
worker = source.worker(Limits())
part = {{"file": "step.py", "source": "while True: pass"}}
print(worker.pid, flush=True)
worker.ask("load", (), cpu_limit=600, name="student", parts=[part], mode="full", bind={{}},
           fixtures=None, watched=[])
"""


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_no_worker_outlives_its_examiner(way):
    """Though the examiner was killed, and the student's code loops for ever."""
    program = EXAMINER.format(way=way.__name__)
    with subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, start_new_session=True
    ) as examiner:
        pid = int(examiner.stdout.readline())
        examiner.kill()
    assert has_ended(pid)


def test_an_examiner_that_is_interrupted_leaves_nobody():
    """Ctrl-C in the middle of a conversation."""
    program = EXAMINER.format(way="Inherited")
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as examiner:
        pid = int(examiner.stdout.readline())
        examiner.send_signal(2)
        try:
            assert examiner.wait(60) != 0
        finally:
            examiner.kill()
    assert has_ended(pid)


def test_a_crash_on_windows_is_named_as_a_signal(monkeypatch):
    """There a process ends with a number for it; other numbers are its own."""
    monkeypatch.setattr(spares, "_AS_SIGNALS", spares._CRASHES_ON_WINDOWS)
    assert spares._as_signal(0xC0000005) == -11
    assert spares._as_signal(0xC0000409) == -6
    assert [spares._as_signal(n) for n in (0, 1, 3, 255)] == [0, 1, 3, 255]


def test_the_variable_chooses_spare_processes(monkeypatch):
    """GRADER_WORKERS=spare does without the fork server; other values are refused."""
    monkeypatch.setenv("GRADER_WORKERS", "spare")
    source = default_source(Preload())
    assert isinstance(source, SpareProcesses)
    source.close()
    monkeypatch.setenv("GRADER_WORKERS", "")
    source = default_source(Preload())
    assert isinstance(source, ForkServer)
    source.close()
    monkeypatch.setenv("GRADER_WORKERS", "fork\x1b[31m")
    with pytest.raises(UsageError, match="GRADER_WORKERS"):
        default_source(Preload())


def test_the_command_line_obeys_the_variable(tmp_path, monkeypatch):
    """`grader grade` with it grades, and says in one sentence when it is wrong."""
    (tmp_path / "double.py").write_text(RIGHT)
    command = [sys.executable, "-m", "grader", "grade", str(tmp_path / "double.py")]
    command += ["--course", str(TOY), "--out", str(tmp_path / "out")]
    run = {"capture_output": True, "text": True, "cwd": tmp_path}
    good = subprocess.run(command, env={**os.environ, "GRADER_WORKERS": "spare"}, **run)
    assert good.returncode == 0, good.stderr
    bad = subprocess.run(command, env={**os.environ, "GRADER_WORKERS": "two"}, **run)
    assert bad.returncode == 2
    assert "GRADER_WORKERS is 'two'" in bad.stderr
