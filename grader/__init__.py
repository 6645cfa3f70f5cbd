"""Grades the work of a TensorFlow 2 workshop: examine, judge, diagnose, report."""

__version__ = "0.1.0"
