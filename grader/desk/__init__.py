"""The student's desk: one's own work, examined by the visible checks while it is written.

A small server of the user's own keeps a process warm that has imported TensorFlow; without
it the same work is done here, slower. Importing this package imports neither numpy nor a
course.
"""

from grader.desk.client import AtDesk, examine, open_desk
from grader.desk.messages import Event, Outline, OutlineStep, Request

__all__ = [
    "AtDesk",
    "Event",
    "Outline",
    "OutlineStep",
    "Request",
    "examine",
    "open_desk",
]
