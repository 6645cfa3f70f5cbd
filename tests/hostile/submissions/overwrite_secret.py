"""Overwrites a file of the instructor's."""

# row: 74
# outcome: passed

try:
    open("@SECRET@", "w").write("x")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
