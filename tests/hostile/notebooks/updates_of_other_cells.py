"""Changes what earlier cells have shown."""

# row: 49
# outcome: passed

# %%
from IPython.display import display

shown = display("first", display_id="one")

# %%
from IPython.display import clear_output, update_display

for number in range(500):
    update_display("x" * 1000, display_id="one")
    clear_output(wait=bool(number % 2))

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
