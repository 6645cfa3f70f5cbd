"""Leaves a file that Python runs at its next start."""

# row: 37
# outcome: passed

try:
    open("@HOME@/usercustomize.py", "x").write("")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
