"""Takes the conversation out of the loop, so that the kernel hears no request."""

# row: 49
# outcome: passed
# limits: short
# soak: yes

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import asyncio

asyncio.get_event_loop().remove_reader(3)
