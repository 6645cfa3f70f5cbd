"""Reads the examiner's arguments."""

# row: 112
# outcome: passed

try:
    print(open("/proc/@PID@/cmdline").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
