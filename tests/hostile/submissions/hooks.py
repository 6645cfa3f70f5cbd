"""Trace and audit hooks, and an import hook."""

# row: 34
# outcome: passed

import sys

sys.settrace(lambda *a: None)
sys.addaudithook(lambda *a: None)
sys.meta_path.insert(0, type("Hook", (), {"find_spec": lambda *a: None})())


def double(x):
    return 2 * x


def half(x):
    return x / 2
