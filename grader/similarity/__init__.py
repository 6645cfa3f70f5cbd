"""Which submissions are alike beyond what the task explains: a reason to look.

`similar` compares a class; nothing here runs a student's code, reads a store or judges.
"""

from grader.similarity.comparison import LISTED, similar
from grader.similarity.model import Pair, Span, StepPair, Work

__all__ = ["LISTED", "Pair", "Span", "StepPair", "Work", "similar"]
