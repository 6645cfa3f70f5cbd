"""Two ways to read what a process uses: /proc, and psutil for systems without it."""

import os
import subprocess
import sys
import threading

import pytest

from grader.sandbox.usage import OF_THIS_SYSTEM, ProcMeter, PsutilMeter

BUSY = (
    "import time\nwhile time.process_time() < 0.5: pass\n"
    "kept = bytearray(50 * 2**20)\nprint(flush=True)\ninput()"
)
MB = 1024**2


@pytest.fixture
def busy():
    """A process that has worked for half a second and then waits."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", BUSY], **pipes) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("kind", [ProcMeter, PsutilMeter])
def test_cpu_seconds_are_those_of_the_process(busy, kind):
    """What it worked is counted, what it waits is not."""
    meter = kind(busy.pid, MB)
    busy.stdout.readline()
    assert 0.4 <= meter.cpu_seconds() < 5


@pytest.mark.parametrize("kind", [ProcMeter, PsutilMeter])
def test_threads_are_counted(kind):
    """One more is one more."""
    meter, end = kind(os.getpid(), MB), threading.Event()
    before = meter.threads()
    thread = threading.Thread(target=end.wait)
    thread.start()
    assert meter.threads() == before + 1
    end.set()
    thread.join()


def test_resident_memory_is_a_share_of_the_limit(busy):
    """What was there when the meter was made does not count."""
    meter = PsutilMeter(busy.pid, 100 * MB)
    assert meter.memory_share() < 0.4
    busy.stdout.readline()
    assert 0.4 < meter.memory_share() < 0.9
    assert not meter.kernel_limits_memory


def test_address_space_is_a_share_of_the_limit_of_the_process():
    """Where the kernel limits nothing the share is nothing."""
    limited = (
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "print(flush=True)\ninput()"
    )
    assert ProcMeter(os.getpid(), MB).memory_share() == 0
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen([sys.executable, "-c", limited], **pipes) as process:
        process.stdout.readline()
        assert 0 < ProcMeter(process.pid, MB).memory_share() < 1
        process.kill()


@pytest.mark.parametrize("kind", [ProcMeter, PsutilMeter])
def test_a_process_that_has_ended_uses_nothing(busy, kind):
    """Also one that ends after the meter was made, or that there never was."""
    meters = [kind(busy.pid, MB), kind(2**22 + 1, MB)]
    busy.kill()
    busy.wait()
    for meter in meters:
        assert (meter.cpu_seconds(), meter.threads(), meter.memory_share()) == (0, 0, 0)


def test_the_fast_way_is_chosen_here():
    """Linux reads /proc: that is done at every request."""
    assert OF_THIS_SYSTEM is ProcMeter
