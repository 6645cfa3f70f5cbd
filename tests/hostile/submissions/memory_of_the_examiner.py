"""Reads the examiner's memory."""

# row: 112
# outcome: passed

try:
    open("/proc/@PID@/mem", "rb").read(1)
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
