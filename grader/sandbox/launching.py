"""How the processes start that import what a course wants, and how they say they are ready.

With a scrubbed environment and fixed thread counts; see `grader.sandbox.startup` for the
other end.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.errors import GraderFault, MissingDependency
from grader.language import sentence
from grader.records import Limits
from grader.sandbox.client import Channels, Process, Role, Worker
from grader.sandbox.places import Place

START_SECONDS = 180.0
CPU_BACKSTOP = 2
FILE_BYTES = 512 * 1024**2
_KEPT = ("PATH", "LD_LIBRARY_PATH")
_KEPT_ON_WINDOWS = ("SYSTEMROOT", "NUMBER_OF_PROCESSORS", "PROCESSOR_ARCHITECTURE")


@dataclass(frozen=True)
class Preload:
    """What a worker has before student code comes: modules, and data sets as files."""

    modules: tuple[str, ...] = ()
    data: Mapping[str, str] = field(default_factory=dict)

    def as_json(self, layers: Sequence[str]) -> str:
        """For a command line."""
        told = {"preload": self.modules, "data": dict(self.data), "layers": layers}
        return json.dumps(told)


def environment() -> dict[str, str]:
    """All that an environment of such a process holds: no secret, fixed thread counts."""
    return _of_the_system() | {
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "HOME": tempfile.gettempdir(),
        "PYTHONPATH": str(Path(__file__).resolve().parents[2]),
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "MALLOC_ARENA_MAX": "2",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "KERAS_BACKEND": "tensorflow",
        "MPLBACKEND": "Agg",
        "GRADER_IS_GRADING": "1",
    }


def _of_the_system() -> dict[str, str]:
    """What programs need to start at all.

    Windows finds its sockets through SYSTEMROOT, and reads files in the encoding of the
    country unless told otherwise. In a virtual environment there, `python.exe` only starts
    another process, which would not be the one whose number we know; that one is started
    right away, as `multiprocessing` does it.
    """
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    if sys.platform == "win32":
        kept |= {name: os.environ[name] for name in _KEPT_ON_WINDOWS if name in os.environ}
        folder = tempfile.gettempdir()
        kept |= {"PYTHONUTF8": "1", "TEMP": folder, "USERPROFILE": folder}
        if _interpreter() != sys.executable:
            kept["__PYVENV_LAUNCHER__"] = sys.executable
    return kept


def _interpreter() -> str:
    base: str = getattr(sys, "_base_executable", sys.executable)
    return base if sys.platform == "win32" else sys.executable


def command(
    module: str, argument: str, preload: Preload, layers: Sequence[str]
) -> list[str]:
    """The command line of such a process.

    module:   its entry point.
    argument: how it finds what it inherits.
    """
    told = [argument, preload.as_json(layers)]
    return [_interpreter(), "-s", "-P", "-B", "-m", module, *told]


def versions_in(message: Mapping[str, Any]) -> dict[str, str]:
    """Versions from such a process's first message.

    Raises:
        MissingDependency, GraderFault: it could not start.
    """
    if "ready" in message:
        return dict(message["versions"])
    if message.get("missing"):
        told = sentence("package.missing", package=str(message["missing"]))
        raise MissingDependency(told)
    raise GraderFault(f"no worker can be started: {message.get('fault', message)}")


def job(limits: Limits, folder: Path, layers: Sequence[str], role: Role) -> dict[str, Any]:
    """What a new worker is told."""
    return {
        **role.task,
        "layers": list(layers),
        "profile": role.profile,
        "also": [str(path) for path in role.also],
        "folder": str(folder),
        "memory_bytes": limits.memory_bytes,
        "cpu_seconds": int(CPU_BACKSTOP * limits.all_cpu_seconds) + 1,
        "file_bytes": FILE_BYTES,
        "answer_bytes": limits.answer_bytes,
    }


def started(process: Process, channels: Channels, place: Place, limits: Limits) -> Worker:
    """A worker that has confined itself. Raises `SourceLost` when it could not."""
    worker = Worker(process, channels, place, limits)
    try:
        worker.wait_until_ready()
    except BaseException:
        worker.broken = True
        worker.close()
        raise
    return worker
