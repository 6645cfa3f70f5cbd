"""Leaves tasks behind that refuse to be cancelled and rebind names."""

# row: 31
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
import asyncio


async def stubborn():
    while True:
        try:
            await asyncio.sleep(0.01)
        except BaseException:
            continue


tasks = [asyncio.ensure_future(stubborn()) for _ in range(100)]
