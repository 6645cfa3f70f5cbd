"""A namespace as of a notebook's cells, and a check of it by a real examiner's process."""

import itertools
import linecache

import grader

RIGHT = "def double(x):\n    return 2 * x\n\ndef half(x):\n    return x / 2\n"
HALF = "\ndef half(x):\n    return x / 2\n"


class Notebook:
    """Runs sources as cells, without a kernel; `check` is `grader.check` on them."""

    def __init__(self, course):
        self.course = course
        self.names = {"__name__": "__main__"}
        self._numbers = itertools.count(1)

    def run(self, source):
        number = next(self._numbers)
        file = f"/tmp/<ipython-input-{number}-0123456789ab>"
        linecache.cache[file] = (len(source), None, source.splitlines(True), file)
        exec(compile(source, file, "exec"), self.names)
        return self

    def check(self, *steps, course=None):
        return grader.check(*steps, course=course or self.course)
