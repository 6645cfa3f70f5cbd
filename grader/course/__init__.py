"""A course: as its authors keep it, or as a student kit."""

from grader.course.exercises import BEGIN, END, brief, exercise, stub
from grader.course.finding import Signature, find_course, load_course, signature
from grader.course.model import STEP_FOLDER, Course, Least, Misconception, Step

__all__ = [
    "BEGIN",
    "END",
    "STEP_FOLDER",
    "Course",
    "Least",
    "Misconception",
    "Signature",
    "Step",
    "brief",
    "exercise",
    "find_course",
    "load_course",
    "signature",
    "stub",
]
