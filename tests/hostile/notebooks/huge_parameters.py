"""Binds a function with thousands of parameters with long names."""

# row: 59
# outcome: failed

# %%
names = ", ".join("a" * 90 + str(number) for number in range(5000))
exec(f"def double({names}): return 1")
half = double
