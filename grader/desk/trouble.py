"""Why the process that imports TensorFlow does not start: tried, and told in a sentence."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Sequence

from grader.errors import GraderFault, UsageError

IMPORT_SECONDS = 120


def why_not_started(modules: Sequence[str], fault: GraderFault) -> Exception:
    """A `UsageError` that says which module cannot be imported; else the fault itself."""
    for module in modules:
        told = _try_import(module)
        if told:
            package = "tensorflow-cpu" if module in ("tensorflow", "keras") else module
            return UsageError(
                f"The package {module!r} is installed here, but {told}. Try it yourself: "
                f'`{sys.executable} -c "import {module}"`. Installing it anew often helps: '
                f"`{sys.executable} -m pip install --force-reinstall {package}`."
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
        return f"its import did not end within {IMPORT_SECONDS} seconds"
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        name = signal.Signals(-done.returncode).name
        return (
            f"importing it ends Python ({name}), as when it is made for another processor"
        )
    lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
    return f"cannot be imported ({lines[-1][:300]})"
