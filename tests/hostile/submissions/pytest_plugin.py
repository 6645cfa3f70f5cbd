"""Leaves files that pytest, Python or a shell would run."""

# row: 38
# outcome: passed

names = ["conftest.py", "sitecustomize.py", "usercustomize.py", "numpy.py", "x.pth", ".bashrc"]
for name in names:
    with open(name, "w") as file:
        file.write("open('@OUT@/ran', 'w').write('x')\n")


def double(x):
    return 2 * x


def half(x):
    return x / 2
