"""In plain Python with a loop, and prints."""


def closed_form(x, y):
    xs, ys = [float(v) for v in x], [float(v) for v in y]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    above = below = 0.0
    for a, b in zip(xs, ys):
        above += (a - mean_x) * (b - mean_y)
        below += (a - mean_x) ** 2
    m = above / below
    print("m =", m)
    return [m, mean_y - m * mean_x]


print(closed_form([0, 1, 2, 4], [1, 3, 4, 6]))
