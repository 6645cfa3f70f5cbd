"""Reads what is mounted where, to learn of the machine."""

# row: 112
# outcome: passed
# needs: private_root

for name in ("/proc/mounts", "/proc/self/mountinfo"):
    try:
        text = open(name).read()
    except OSError:
        continue
    if "/home" in text or "@OUT@" in text or "/mnt" in text:
        print("ATTACK WORKED", text[:300])


def double(x):
    return 2 * x


def half(x):
    return x / 2
