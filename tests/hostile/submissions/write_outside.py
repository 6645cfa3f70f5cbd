"""Writes beside the reports."""

# row: 74
# outcome: passed

try:
    open("@OUT@/marker", "w").write("x")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
