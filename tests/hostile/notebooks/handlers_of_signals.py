"""Has signals interrupt the worker many times a second."""

# row: 67
# outcome: any

# %%
import signal

def double(x):
    return 2 * x


def half(x):
    return x / 2


def raises(*_):
    raise SystemExit


signal.signal(signal.SIGALRM, raises)
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.setitimer(signal.ITIMER_REAL, 1.5, 0.003)
