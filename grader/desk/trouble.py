"""Why the process that imports TensorFlow does not start: tried, and told in a sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence

from grader.errors import GraderFault, UsageError
from grader.language import Whole, sentence

IMPORT_SECONDS = 120


def why_not_started(modules: Sequence[str], fault: GraderFault) -> Exception:
    """A `UsageError` that says which module cannot be imported; else the fault itself."""
    for module in modules:
        told = _try_import(module)
        if told:
            package = "tensorflow-cpu" if module in ("tensorflow", "keras") else module
            python = sys.executable
            return UsageError(
                sentence(
                    "import.failed",
                    module=module,
                    told=Whole(told),
                    python=python,
                    package=package,
                )
            )
    return fault


def _try_import(module: str) -> str:
    """What goes wrong in importing a module, in a process of its own; else ""."""
    try:
        done = subprocess.run(
            [sys.executable, "-c", f"import {module}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=IMPORT_SECONDS,
            text=True,
            errors="replace",
        )
    except subprocess.TimeoutExpired:
        return sentence("import.slow", seconds=IMPORT_SECONDS)
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return sentence("import.signal", signal=name)
    lines = done.stderr.strip().splitlines()
    error = lines[-1] if lines else sentence("import.status", status=done.returncode)
    return sentence("import.refused", error=error)
