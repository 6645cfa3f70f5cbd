"""Reads the examiner's environment."""

# row: 110
# outcome: passed

try:
    print(open("/proc/@PID@/environ").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
