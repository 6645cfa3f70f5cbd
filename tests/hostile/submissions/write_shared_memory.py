"""Keeps something in shared memory."""

# row: 74
# outcome: passed

try:
    open("/dev/shm/canary", "w").write("x")
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
