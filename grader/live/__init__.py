"""Checks inside a notebook: the kernel holds the code, a child process examines it.

The modules here run in the kernel, beside the user's code. They import nothing of checks,
courses, records or reports; those are in `grader.live.examiner`, which is the child.
"""
