# coding: utf-7
"""Hides code from readers by the encoding of the file."""

# row: 103
# outcome: passed

# +AAo-print("ATTACK WORKED")


def double(x):
    return 2 * x


def half(x):
    return x / 2
