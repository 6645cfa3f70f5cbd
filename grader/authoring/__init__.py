"""Tools of course authors: exercises from solutions, and the proof that a course grades.

Nothing here is needed to grade a submission.
"""
