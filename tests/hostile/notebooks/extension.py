"""Loads an extension, a module and a script that it has written itself."""

# row: 127
# outcome: passed

# %%
def double(x):
    return 2 * x


def half(x):
    return x / 2

# %%
%%writefile planted.py
def load_ipython_extension(shell):
    shell.input_transformers_post.append(lambda lines: ["pass\n"])
    shell.ast_transformers.append(None)

# %%
%load_ext planted

# %%
%run planted.py

# %%
import planted
