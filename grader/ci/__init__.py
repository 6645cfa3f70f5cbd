"""Grading in continuous integration: what is graded, and what GitHub and GitLab are told.

Examines nothing and keeps nothing. All that leaves here is the student's edition.
"""
