"""Waits at top level without end, and leaves tasks running."""

# row: 65
# outcome: passed
# limits: short

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import asyncio


async def endless():
    while True:
        await asyncio.sleep(0)


tasks = [asyncio.ensure_future(endless()) for _ in range(10)]

# %%
while True:
    await asyncio.sleep(0)
