"""Work on the toy course: `double` and `half` in one step, `total` in the other."""

STUB = "raise NotImplementedError\n"
RIGHT = "def double(x):\n    return 2 * x\n\n\ndef half(x):\n    return x / 2\n"
SQUARED = RIGHT.replace("2 * x", "x * x")
ENDLESS = RIGHT.replace("    return 2 * x", "    while True:\n        pass")
BROKEN = "def double(x)\n    return 2 * x\n"
