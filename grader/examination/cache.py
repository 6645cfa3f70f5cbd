"""Remembers what course code answered: in memory, and on disk as plain data.

The key holds everything that could change an answer. The folder is private (0700) and
outside every path that a worker may read. A file that cannot be read is a miss.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import platform
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

import grader
from grader.examination.check import Check
from grader.examination.conversation import PUBLIC_SEED, Held
from grader.examination.diagnosis import DIAGNOSED
from grader.examination.frames import from_frame, to_frame
from grader.sandbox import protocol
from grader.sandbox.protocol import MalformedFrame

if TYPE_CHECKING:
    from grader.course import Step

MAX_ENTRY_BYTES = 8 * 1024**2
ENGINE = (
    "examination/*.py",
    "sandbox/*.py",
    "notebooks/*.py",
    "course/*.py",
    "datasets.py",
    "grading.py",
    "hosts.py",
)


class FindingsCache:
    """Conversations by (step, who, check, seed). Thread-safe.

    folder: where entries are kept between runs; None keeps them in memory only.
    """

    def __init__(
        self, course_digest: str, versions: Mapping[str, str], folder: Path | None
    ) -> None:
        self._memory: dict[str, Held] = {}
        self._lock = threading.Lock()
        self._folder = folder
        told = [grader.__version__, str(protocol.VERSION), engine_digest(), course_digest]
        told += [f"{name}={value}" for name, value in sorted(versions.items())]
        told += [platform.machine(), _instruction_set()]
        self._circumstances = "\0".join(told)

    def get(self, step: Step, who: str, check: Check, seed: str) -> Held | None:
        """What was remembered, or None."""
        key = self._key(step, who, check, seed)
        with self._lock:
            held = self._memory.get(key)
            if held is None and self._folder is not None:
                held = _read(self._folder / key)
                if held is not None:
                    self._memory[key] = held
        return held

    def put(self, step: Step, who: str, check: Check, seed: str, held: Held) -> None:
        """Remember a conversation; on disk only when its seed is public.

        One that ran out of time or memory may end otherwise on another day.
        """
        key = self._key(step, who, check, seed)
        with self._lock:
            self._memory[key] = held
            lasting = held.failed is None or held.failed.outcome in DIAGNOSED
            if self._folder is not None and not check.hidden and lasting:
                _write(self._folder, key, held)

    def draws(self, step: Step, check: Check) -> np.random.Generator | None:
        """Nothing is recorded: the check draws its inputs itself."""
        return None

    def _key(self, step: Step, who: str, check: Check, seed: str) -> str:
        chosen = seed if check.hidden else PUBLIC_SEED
        parts = [self._circumstances, step.id, who, check.id, chosen]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def default_folder() -> Path | None:
    """The user's private cache folder for findings; None when there can be none."""
    base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = base / "grader" / "findings"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
    except OSError:
        return None
    return folder


@functools.cache
def engine_digest() -> str:
    """SHA-256 (hex) of the sources that a result depends on: all that examine or run."""
    digest = hashlib.sha256()
    package = Path(__file__).resolve().parents[1]
    for pattern in ENGINE:
        for path in sorted(package.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _instruction_set() -> str:
    try:
        lines = (
            Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
        )
    except OSError:
        return platform.processor()
    return next((line for line in lines if line.startswith(("flags", "Features"))), "")


def _write(folder: Path, key: str, held: Held) -> None:
    with contextlib.suppress(OSError, MalformedFrame):
        chunks = protocol.encode(to_frame(held))
        if sum(map(len, chunks)) > MAX_ENTRY_BYTES:
            return
        descriptor, name = tempfile.mkstemp(dir=folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(chunks)
            Path(name).replace(folder / key)
        except OSError:
            Path(name).unlink(missing_ok=True)


def _read(path: Path) -> Held | None:
    try:
        return from_frame(protocol.decode(path.read_bytes()))
    except (OSError, MalformedFrame, KeyError, ValueError, TypeError, IndexError):
        return None
    except Exception:
        return None
