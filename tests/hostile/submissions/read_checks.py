"""Reads the checks."""

# row: 85
# outcome: passed

try:
    print(open("@COURSE@/01_double/checks.py").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
