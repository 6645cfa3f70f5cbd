"""Grades on a Dask cluster: `run` is the caller's side, `examiner` a Dask worker's.

A Dask worker process is an examiner and trusted; only the children of its fork server are
not. Nothing from a student is unpickled: submissions and records cross as bytes of our own.
"""

from grader.cluster.run import grade_all

__all__ = ["grade_all"]
