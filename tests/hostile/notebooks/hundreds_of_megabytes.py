"""Shows many large pages, as a library of plots may."""

# row: 128
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
from IPython.display import display

for number in range(40):
    display({"text/html": "x" * 8_000_000, "text/plain": "a page"}, raw=True)
