"""Reads a file of the instructor's."""

# row: 85
# outcome: passed

# %%
try:
    print(open("@SECRET@").read())
    print("ATTACK", "WORKED")
except Exception as error:
    print(type(error).__name__)

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2
