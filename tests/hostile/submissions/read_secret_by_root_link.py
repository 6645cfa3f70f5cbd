"""The same through /proc/self/root."""

# row: 85
# outcome: passed

try:
    print(open("/proc/self/root" + "@SECRET@").read())
    print("ATTACK WORKED")
except Exception as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
