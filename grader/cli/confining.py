"""What must hold before a command runs student code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.cli.base import say
from grader.errors import CannotConfine, UsageError


def require_confinement(allow_unconfined: bool) -> None:
    """Refuse to run others' code where it could do harm. Raises `CannotConfine`."""
    from grader.sandbox.layers import missing

    lacking = missing()
    if not lacking:
        return
    told = "; ".join(f"{layer.name}: {layer.why}" for layer in lacking)
    if not allow_unconfined:
        raise CannotConfine(
            f"This machine cannot confine student code ({told}). `grader doctor` says what "
            "that leaves open and what to do. Grade in a virtual machine, or, if you trust "
            "whoever wrote the code, add --allow-unconfined."
        )
    say(f"Not confined ({told}): student code can do what you can. Reports will say so.")


def require_out_of_reach(paths: Sequence[Path]) -> None:
    """Refuse when solutions, reports or marks lie where every worker may read."""
    from grader.sandbox.confinement import readable

    for path in map(Path.resolve, paths):
        for within in map(Path.resolve, readable()):
            if within == path or within in path.parents:
                raise UsageError(
                    f"{path} lies in {within}, which student code may read because Python "
                    "or its packages are there. Put it somewhere else."
                )
