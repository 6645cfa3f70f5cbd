"""Has faulthandler end the process while it is examined."""

# row: 44
# outcome: any

# %%
import faulthandler

def double(x):
    return 2 * x


def half(x):
    return x / 2


faulthandler.dump_traceback_later(0.4, exit=True, file=open("traces", "w"))
