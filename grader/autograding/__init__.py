"""Lays out what other systems need to run the grader by themselves.

A course repository for GitHub or GitLab, an autograder for Gradescope. Runs nothing.
"""

from grader.autograding.course_repository import lay_out_course
from grader.autograding.gradescope_zip import write_autograder
from grader.autograding.shipped import find_wheel, load_kit

__all__ = ["find_wheel", "lay_out_course", "load_kit", "write_autograder"]
