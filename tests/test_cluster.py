"""Grading on Dask workers: nothing lost, nothing twice, nothing unpickled, nothing left."""

import contextlib
import dataclasses
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import CancelledError
from pathlib import Path

import dask
import distributed
import pytest
from conftest import TOY, grade_many, notebook

from grader.cluster import grade_all, run
from grader.cluster import workers as cluster_workers
from grader.cluster.examiner import Answer, Order
from grader.codec import decode, encode
from grader.course import load_course
from grader.errors import GraderFault, MissingDependency, UsageError
from grader.records import SubmissionRecord
from grader.run import grade_all as grade_here
from grader.run import open_setting
from grader.submissions import StepFile, Submission, find_submissions

DOUBLE = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
TOTAL = "def total(numbers):\n    return sum(numbers)\n"
KINDS = [
    {"double.py": DOUBLE, "total.py": TOTAL},
    {"double.py": DOUBLE.replace("2 *", "3 *"), "total.py": TOTAL},
    {"double.py": "import os\nos._exit(1)\n", "total.py": TOTAL},
    {"double.py": "def double(x)\n"},
]
STUCK = "import time\ntime.sleep(3)\n" + DOUBLE


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two worker processes, each with a nanny that restarts it.

    `LocalCluster` gives up a worker that is not back within a time; `dask worker` does not.
    """
    with (
        pytest.MonkeyPatch.context() as patch,
        dask.config.set({"distributed.deploy.lost-worker-timeout": "1h"}),
    ):
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        with distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
        ) as cluster:
            yield cluster


@pytest.fixture
def lively(cluster):
    """The cluster, both workers there, whatever the test before did to them."""
    with distributed.Client(cluster.scheduler_address, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=60)
    return cluster


def submissions_in(folder, files_of, course):
    for number, files in enumerate(files_of):
        student = folder / f"student_{number:02}"
        student.mkdir(parents=True)
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (student / name).write_bytes(data)
    return find_submissions([folder], course)


def without_times(record):
    """A record with all seconds set to zero, however deep."""
    if dataclasses.is_dataclass(record):
        changes = {
            field.name: 0.0
            if field.name in ("seconds", "cpu_seconds")
            else without_times(getattr(record, field.name))
            for field in dataclasses.fields(record)
        }
        return dataclasses.replace(record, **changes)
    if isinstance(record, tuple):
        return tuple(map(without_times, record))
    return record


def by_id(records):
    return {one.id: without_times(one) for one in records}


def graded_here(submissions, course, notebooks=False):
    with open_setting(course, "seed", notebooks=notebooks) as setting:
        records = []
        grade_here(submissions, setting, 2, on_done=records.append)
        return by_id(records)


def fork_servers():
    """Processes of this machine that are fork servers, by the process that made them."""
    found = {}
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError, ValueError):
            words = (entry / "cmdline").read_bytes().split(b"\0")
            state, parent = (entry / "stat").read_text().rpartition(")")[2].split()[:2]
            if b"grader.sandbox.server" in words and state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def workers(cluster):
    """Process ids of the Dask workers, by their addresses."""
    return {one.worker_address: one.pid for one in cluster.workers.values()}


def servers_of(pids):
    return {server for server, parent in fork_servers().items() if parent in pids}


def wait_until(true, seconds=20):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_records_are_those_of_one_machine(lively, toy, tmp_path):
    """Files and notebooks: all come back once, equal but for times, and steps are told."""
    kinds = [*KINDS, {"workshop.ipynb": notebook(DOUBLE, "double(2)", TOTAL)}, *KINDS]
    submissions = submissions_in(tmp_path, kinds, toy)
    records, steps = [], []
    grade_all(
        *(submissions, toy, "seed", lively.scheduler_address),
        on_step=lambda *told: steps.append(told),
        on_done=records.append,
        notebooks=True,
    )
    assert len(records) == len(submissions)
    assert by_id(records) == graded_here(submissions, toy, notebooks=True)
    ids = {one.id for one in submissions}
    assert {told for told in steps if told[1] == "02_total"} >= {
        (id, "02_total") for id in ids
    }
    assert servers_of(workers(lively).values()) == set()


class Bomb:
    """Leaves a file behind when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return Path.touch, (self.path,)


def test_only_bytes_cross_and_a_pickle_stays_inert(lively, toy, tmp_path, monkeypatch):
    """The only argument that depends on a student, and the result, are bytes."""
    bomb = pickle.dumps(Bomb(tmp_path / "exploded"))
    files = (
        StepFile("01_double", "double.py", bomb),
        StepFile("02_total", "total.py", TOTAL.encode() + b"# " + bomb.hex().encode()),
    )
    submission = Submission("x", "x", "x", files, ("01_double", "02_total"))
    crossed = []
    submit = distributed.Client.submit

    def spied(client, function, *arguments, **options):
        future = submit(client, function, *arguments, **options)
        crossed.extend([arguments[2], future])
        return future

    monkeypatch.setattr(distributed.Client, "submit", spied)
    records = []
    monkeypatch.setattr(run, "decode", lambda content, kind: returned(content, kind))

    def returned(content, kind):
        crossed.append(content)
        return decode(content, kind)

    grade_all([submission], toy, "seed", lively.scheduler_address, on_done=records.append)
    assert [type(one) for one in (crossed[0], crossed[2])] == [bytes, bytes]
    assert bomb in decode(crossed[0], Submission).files[0].content
    assert records[0].steps[1].score == 10
    assert not (tmp_path / "exploded").exists()


def test_a_worker_killed_in_mid_run_loses_nothing(lively, toy, tmp_path):
    """SIGKILL: all is graded, by the restarted worker too, and its fork server ends."""
    submissions = submissions_in(tmp_path, [{"double.py": STUCK}] * 2 + KINDS * 5, toy)
    records, killed = [], {}

    def on_step(submission, step):
        if submission == "student_00" and not killed:
            pid = next(iter(workers(lively).values()))
            killed[pid] = servers_of([pid])
            os.kill(pid, signal.SIGKILL)

    address = lively.scheduler_address
    grade_all(submissions, toy, "seed", address, on_step, records.append)
    ((pid, servers),) = killed.items()
    assert len(servers) == 1
    wait_until(lambda: not servers & set(fork_servers()))
    assert len(records) == len(submissions)
    assert by_id(records) == graded_here(submissions, toy)
    wait_until(lambda: pid not in workers(lively).values())


def test_what_costs_three_workers_is_ungraded(lively, toy, tmp_path, monkeypatch):
    """It is no zero, the run ends, and the others have their marks."""
    submissions = submissions_in(tmp_path, [{"double.py": STUCK}, *KINDS], toy)
    records, kills, flights = [], [], {}
    submitted = run._Run._submit

    def noting(self, number, worker):
        flights[number] = worker
        submitted(self, number, worker)

    def on_step(submission, step):
        if submission == "student_00":
            # a nanny knows its new worker a moment after the scheduler does
            wait_until(lambda: flights[0] in workers(lively))
            kills.append(workers(lively)[flights[0]])
            os.kill(kills[-1], signal.SIGKILL)

    monkeypatch.setattr(run._Run, "_submit", noting)
    address = lively.scheduler_address
    grade_all(submissions, toy, "seed", address, on_step, records.append)
    assert len(kills) == run.ATTEMPTS == len(set(kills))
    found = by_id(records)
    lost = found.pop("student_00")
    assert (lost.status, lost.score, lost.max_score) == ("ungraded", None, 20)
    assert "lost" in lost.fault
    expected = graded_here(submissions[1:], toy)
    assert found == expected


def test_an_interrupt_leaves_the_cluster_usable(lively, toy, tmp_path):
    """Ctrl-C: no task, fork server or seed stays, and the next run is whole."""
    submissions = submissions_in(tmp_path, [{"double.py": STUCK}] * 4 + KINDS, toy)
    address = lively.scheduler_address

    def interrupted(*told):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grade_all(submissions, toy, "seed", address, interrupted)
    wait_until(lambda: not lively.scheduler.tasks)
    assert servers_of(workers(lively).values()) == set()
    assert not [name for name in lively.scheduler.worker_plugins if "grader" in name]
    records = []
    grade_all(submissions[4:], toy, "seed", address, on_done=records.append)
    assert by_id(records) == graded_here(submissions[4:], toy)


def test_another_course_on_the_workers_is_refused(lively, tmp_path):
    """Before anything is sent, with the worker and the difference."""
    folder = shutil.copytree(TOY, tmp_path / "course")
    course = load_course(folder)
    with (folder / "course.toml").open("a") as file:
        file.write("# edited on the workers\n")
    submission = Submission("x", "x", "x", (), ("01_double",))
    with pytest.raises(UsageError) as refused:
        grade_all([submission], course, "seed", lively.scheduler_address)
    for address in workers(lively):
        assert f"{address}: course " in str(refused.value)
    shutil.rmtree(folder)
    with pytest.raises(UsageError, match="is no course folder"):
        grade_all([submission], course, "seed", lively.scheduler_address)


def test_a_scheduler_without_workers_is_refused(toy):
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0") as empty,
        pytest.raises(UsageError, match=r"no workers.*dask worker tcp://"),
    ):
        grade_all([], toy, "seed", empty.scheduler_address)


def test_a_scheduler_without_the_grader_is_refused(lively, toy, monkeypatch):
    """Dask's scheduler reads which function a task is, so it needs the package."""

    def missing(*told):
        raise ModuleNotFoundError("No module named 'grader'")

    monkeypatch.setattr(distributed.Client, "run_on_scheduler", missing)
    with pytest.raises(UsageError, match="where the scheduler runs"):
        grade_all([], toy, "seed", lively.scheduler_address)


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:9", "nothing://x:1", "host:port", "tcp://host", ""]
)
def test_no_scheduler_is_told_with_what_to_do(toy, address, monkeypatch):
    monkeypatch.setattr(cluster_workers, "CONNECT_SECONDS", 1.0)
    with pytest.raises(UsageError, match="dask scheduler"):
        grade_all([], toy, "seed", address)


def test_without_dask_the_extra_is_named(toy, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(MissingDependency, match=r"grader\[cluster\]"):
        grade_all([], toy, "seed", "tcp://127.0.0.1:9")


def test_importing_it_does_not_import_dask():
    program = "import grader.cluster, sys\nassert 'distributed' not in sys.modules"
    subprocess.run([sys.executable, "-c", program], check=True)


def certificates(folder):
    """A key and a certificate that signs itself, as one PEM file each."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    options = ["-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command = ["openssl", "req", "-x509", *options, "-keyout", str(key), "-out", str(cert)]
    subprocess.run(command, check=True, capture_output=True)
    return key, cert


@pytest.mark.skipif(not shutil.which("openssl"), reason="makes certificates with openssl")
def test_a_tls_address_takes_the_certificates_of_the_dask_configuration(toy, tmp_path):
    """With them the class is graded; without them the message names the configuration."""
    key, cert = certificates(tmp_path)
    tls = {"distributed.comm.tls.ca-file": str(cert)}
    for name in ("client", "scheduler", "worker"):
        tls[f"distributed.comm.tls.{name}.cert"] = str(cert)
        tls[f"distributed.comm.tls.{name}.key"] = str(key)
    submissions = submissions_in(tmp_path / "class", KINDS[:1], toy)
    records = []
    with (
        dask.config.set(tls),
        distributed.LocalCluster(
            **{"n_workers": 1, "threads_per_worker": 1, "dashboard_address": ":0"},
            **{"protocol": "tls", "security": distributed.Security()},
        ) as cluster,
    ):
        address = cluster.scheduler_address
        assert address.startswith("tls://")
        grade_all(submissions, toy, "seed", address, on_done=records.append)
        with (
            dask.config.set(dict.fromkeys(tls)),
            pytest.raises(UsageError, match="needs certificates"),
        ):
            grade_all(submissions, toy, "seed", address)
    assert [one.score for one in records] == [20]


@pytest.mark.tensorflow
def test_with_tensorflow_the_records_are_the_same(
    lively, workshop, workshop_setting, tmp_path
):
    """The real course's step 05, right and wrong, and its misconception by name."""
    right = "import tensorflow as tf\n\ndef mse(y_true, y_pred):\n    return {}\n"
    square = "tf.reduce_{}(tf.square(y_true - y_pred))"
    sources = [right.format(square.format(one)) for one in ("mean", "sum")]
    found = submissions_in(tmp_path, [{"mse.py": one} for one in sources], workshop)
    submissions = [dataclasses.replace(one, steps=("05_mse",)) for one in found]
    records = []
    address = lively.scheduler_address
    grade_all(submissions, workshop, "seed", address, on_done=records.append)
    assert by_id(records) == by_id(grade_many(submissions, workshop_setting, 2))
    wrong = by_id(records)["student_01"]
    assert [one.id for one in wrong.steps[0].misconceptions] == ["sum"]


# A client that does what the test says: order and number of events are then certain.


class Future:
    def __init__(self):
        self.cancelled = False

    def add_done_callback(self, function):
        self.land = function

    def lands(self, outcome):
        self.result = lambda: outcome
        self.land(self)


class Client:
    """Two workers, `flights` by key in the order in which they were submitted."""

    status = "running"

    def __init__(self):
        self.present = {"a", "b"}
        self.flights = {}
        self.cancelled = []

    def nthreads(self):
        return dict.fromkeys(self.present, 1)

    def run(self, function, name, workers, on_error):
        return dict.fromkeys(workers, "ready")

    def subscribe_topic(self, topic, handler):
        pass

    def unsubscribe_topic(self, topic):
        pass

    def cancel(self, futures):
        self.cancelled += futures

    def submit(self, function, run, flight, content, key, workers, **options):
        future = Future()
        future.worker, future.id = workers[0], decode(content, Submission).id
        self.flights[key] = future
        return future


@pytest.fixture
def made(toy, monkeypatch):
    """A run of ten submissions with a made-up client, and what it has delivered."""
    monkeypatch.setattr(run, "LOOK_SECONDS", 0.0)
    client, records = Client(), []
    order = Order("run", str(toy.path), "seed", False, 1, {}, False)
    some = [Submission(f"s{n}", "s", "/s", (), ("01_double",)) for n in range(10)]
    made = run._Run(client, order, some, toy, lambda *told: None, records.append)
    client.tell = made._hear
    made._look_at_workers()
    made._send()
    return made, client, records


def answer(id):
    steps = ()
    return encode(
        Answer(SubmissionRecord(id, "s", "", "graded", 1.0, 10.0, 0.0, 0.0, steps))
    )


def test_a_few_submissions_are_under_way_at_a_time(made):
    """Each worker has what it grades and one more, from the first to the last."""
    one, client, records = made
    assert [flight.worker for flight in client.flights.values()] == ["a", "b", "a", "b"]
    for count in range(1, 11):
        landing = list(client.flights.values())[count - 1]
        landing.lands(answer(landing.id))
        one._take()
        one._send()
        assert len(one._flights) <= 4
    assert [record.id for record in records] == [f"s{n}" for n in range(10)]
    assert {record.source for record in records} == {"/s"}


def test_a_late_second_answer_is_ignored(made):
    """A worker that was given up answers after all: its submission counts once."""
    one, client, records = made
    client.present = {"b"}
    one._look_at_workers()
    one._send()
    first = next(iter(client.flights.values()))
    assert first in client.cancelled
    first.lands(answer(first.id))
    one._take()
    assert records == []
    while one._flights:
        key = next(iter(one._flights))
        client.flights[key].lands(answer(client.flights[key].id))
        one._take()
        one._send()
    assert sorted(record.id for record in records) == [f"s{n}" for n in range(10)]


def test_what_waited_behind_a_lost_submission_is_not_blamed(made):
    """Only what had begun on a lost worker comes nearer to being ungraded."""
    one, client, _ = made
    begun = next(key for key, flight in client.flights.items() if flight.worker == "a")
    client.tell((0.0, (begun, b"01_double")))
    one._take()
    client.present = {"b"}
    one._look_at_workers()
    assert dict(one._attempts) == {0: 1}


@pytest.mark.parametrize(
    ("outcome", "fault"),
    [
        (b"garbage", "answered no Answer"),
        (encode(Answer(None, "disk full")), "disk full"),
        (answer("another"), "another submission's"),
    ],
    ids=["garbage", "a fault", "another's"],
)
def test_a_wrong_answer_is_a_fault_and_never_a_mark(made, outcome, fault):
    """Three times, then ungraded."""
    one, client, records = made
    while not records:
        key = next(key for key, flight in one._flights.items() if flight.number == 0)
        client.flights[key].lands(outcome)
        one._take()
        one._send()
    assert (records[0].id, records[0].score) == ("s0", None)
    assert fault in records[0].fault


def test_a_worker_that_joins_and_is_not_alike_is_given_nothing(made):
    """A worker that joins and is not alike is left alone; its reason is told at the end."""
    one, client, _ = made
    client.present = {"c"}
    client.run = lambda function, name, workers, on_error: {"c": "numpy 1 instead of 2"}
    one._look_at_workers()
    one._send()
    assert "c" not in {flight.worker for flight in client.flights.values()}
    assert one._refused == {"c": "numpy 1 instead of 2"}


def test_no_worker_and_no_scheduler_end_the_run(made, monkeypatch):
    """Neither hangs; the message says that a second run goes on."""
    one, client, _ = made
    client.present = set()
    monkeypatch.setattr(run, "WORKERLESS_SECONDS", 0.0)
    with pytest.raises(GraderFault, match=r"No worker.*run the same command again"):
        one.run()

    def gone():
        raise OSError

    client.nthreads = gone
    with pytest.raises(GraderFault, match="scheduler went away"):
        one.run()


def test_a_cancelled_flight_of_a_closed_client_is_no_fault_of_the_submission(made):
    one, client, _ = made
    client.status = "closed"

    def cancelled():
        raise CancelledError

    first = next(iter(client.flights.values()))
    first.result = cancelled
    first.land(first)
    with pytest.raises(GraderFault, match="scheduler went away"):
        one._take()
