"""Hostile submissions, each run for real: what they get, and that they got nothing else.

A file of `submissions/` names its row of the attack catalogue and the outcome of the step.
Code that attacks while it loads and then answers rightly is to pass, since its answers are
right; what it prints when the attack worked must not be there. Names in @ signs are filled
in. Attacks on numbers of system calls use those of x86-64.
"""

import dataclasses
import json
import os
import platform
import re
import secrets
import shutil
import socket
import stat
import tempfile
import threading
from pathlib import Path

import pytest
from conftest import TOY, grade_files, step_of, with_limits, workers_of

from grader.run import open_setting
from grader.sandbox import layers
from grader.sandbox.sources import ForkServer

FOLDER = Path(__file__).parent / "submissions"
CANARY = "CANARY-7f3a"
HONEST = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
WORKED = "ATTACK WORKED"

pytestmark = pytest.mark.skipif(
    bool(layers.missing()) and not os.environ.get("CI"),
    reason="this machine cannot confine student code; `grader doctor` says why",
)


COMBINATIONS = {
    "all layers": layers.working(),
    "required layers": layers.REQUIRED,
    "no private root": tuple(set(layers.working()) - {"private_root", "cgroups"}),
    "no control groups": tuple(set(layers.working()) - {"cgroups"}),
}
SAMPLE = 10  # one attack in ten under the combinations that are not "all layers"


def cases():
    """Every attack with all layers, and all or a sample with each other combination."""
    for combination in COMBINATIONS:
        for number, path in enumerate(sorted(FOLDER.glob("*.py"))):
            whole = combination == "all layers" or bool(os.environ.get("GRADER_SOAK"))
            if whole or number % SAMPLE == len(combination) % SAMPLE:
                marks = [] if combination == "all layers" else [pytest.mark.soak]
                yield pytest.param(
                    combination, path, id=f"{path.stem}-{combination}", marks=marks
                )


@pytest.fixture(scope="module")
def setting(toy, request):
    chosen = COMBINATIONS[request.param]

    def source(preload):
        return ForkServer(preload, layers=chosen)

    os.environ["GRADER_CANARY"] = CANARY
    try:
        with open_setting(toy, "hostile", source) as opened:
            yield with_limits(opened, call_cpu_seconds=1.0)
    finally:
        del os.environ["GRADER_CANARY"]


class Ground:
    """What an attack may aim at: a secret, a folder, listeners; all of it ours."""

    def __init__(self, folder: Path) -> None:
        self.secret = folder / "private" / "secret.txt"
        self.secret.parent.mkdir()
        self.secret.write_text(CANARY)
        self.secret.chmod(0o600)
        os.utime(self.secret, (10**9, 10**9))
        self.out = folder / "out"
        self.out.mkdir()
        self.abstract = f"canary-{secrets.token_hex(8)}"
        self.connections = []
        tcp = socket.create_server(("127.0.0.1", 0))
        self.port = tcp.getsockname()[1]
        file, abstract = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        self.socket = Path(tempfile.mkdtemp(prefix="s-")) / "s"  # names have 107 bytes
        file.bind(str(self.socket))
        abstract.bind(f"\0{self.abstract}")
        self.listeners = [tcp, file, abstract]
        for listener in self.listeners:
            listener.listen()
            threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        try:
            while True:
                self.connections.append(listener.accept())
        except OSError:
            return

    def fill_in(self, source: str) -> str:
        values = {
            "SECRET": self.secret,
            "OUT": self.out,
            "COURSE": TOY,
            "ROOT": TOY.parents[1],
            "HOME": Path.home(),
            "TMP": Path(os.environ.get("TMPDIR", "/tmp")),
            "PID": os.getpid(),
            "PORT": self.port,
            "SOCKET": self.socket,
            "ABSTRACT": self.abstract,
        }
        return re.sub(r"@([A-Z]+)@", lambda found: str(values[found[1]]), source)

    def assert_untouched(self) -> None:
        state = self.secret.stat()
        assert self.secret.read_text() == CANARY
        assert stat.S_IMODE(state.st_mode) == 0o600
        assert (state.st_uid, state.st_mtime) == (os.getuid(), 10**9)
        assert list(self.out.iterdir()) == []
        assert self.connections == []
        assert not Path("/dev/shm/canary").exists()

    def close(self) -> None:
        for listener in self.listeners:
            listener.close()
        shutil.rmtree(self.socket.parent)


@pytest.fixture
def ground(tmp_path):
    made = Ground(tmp_path)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("setting", "path"), list(cases()), indirect=["setting"], scope="module"
)
def test_a_hostile_submission_gets_what_it_is_due(path, setting, ground, tmp_path):
    """The outcome that its file names, nothing of what it was after, no trace left."""
    source = path.read_text(encoding="utf-8")
    if "libc.syscall" in source and platform.machine() != "x86_64":
        pytest.skip("the numbers of its system calls are those of x86-64")
    expected = re.search(r"^# outcome: (\w+)$", source, re.MULTILINE)[1]
    needed = re.search(r"^# needs: (\w+)$", source, re.MULTILINE)
    if needed and needed[1] not in setting.source.layers:
        return  # without this layer the attack is known to work; the threat model says so
    record = grade_files(
        setting, tmp_path / "student", {"01_double.py": ground.fill_in(source)}
    )
    step = step_of(record, "01_double")
    assert record.fault == ""
    assert step.outcome == expected, (step.reason, [c.problem for c in step.checks])
    assert (step.score == step.max_score) == (expected == "passed")
    told = json.dumps(dataclasses.asdict(record), default=str)
    said = told.replace(json.dumps(step.source)[1:-1], "")
    assert CANARY not in said
    assert WORKED not in step.output.text
    ground.assert_untouched()
    assert workers_of(setting.source) == []
    honest = grade_files(setting, tmp_path / "honest", {"01_double.py": HONEST})
    assert step_of(honest, "01_double").score == 10


def test_without_confinement_the_attacks_do_work(toy, ground, tmp_path):
    """The suite has teeth: harmless attacks of it succeed where nothing stops them."""

    def bare(preload):
        return ForkServer(preload, layers=())

    names = ["read_secret", "list_course", "tcp", "start_a_program", "signal_the_examiner"]
    with open_setting(toy, "hostile", bare) as setting:
        for name in names:
            source = ground.fill_in((FOLDER / f"{name}.py").read_text(encoding="utf-8"))
            record = grade_files(setting, tmp_path / name, {"01_double.py": source})
            assert WORKED in step_of(record, "01_double").output.text, name
            assert "landlock" not in record.layers
