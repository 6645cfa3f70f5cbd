"""Where workers come from: a fork server, or spare processes that have already imported."""

from __future__ import annotations

import os
import sys

from grader.errors import UsageError
from grader.sandbox.client import WorkerSource
from grader.sandbox.fork_server import ForkServer
from grader.sandbox.launching import Preload, environment
from grader.sandbox.spares import SpareProcesses

__all__ = ["ForkServer", "Preload", "SpareProcesses", "default_source", "environment"]

VARIABLE = "GRADER_WORKERS"


def default_source(preload: Preload) -> WorkerSource:
    """The fork server where the system has one, else spare processes.

    Raises:
        UsageError: the environment variable `GRADER_WORKERS` has no value that is known.
    """
    wanted = os.environ.get(VARIABLE, "")
    if wanted not in ("", "spare"):
        raise UsageError(
            f"{VARIABLE} is {wanted!r}. Set it to 'spare' to have a process started for "
            "each worker, or leave it out."
        )
    forks = sys.platform == "linux" and not wanted
    return ForkServer(preload) if forks else SpareProcesses(preload)
