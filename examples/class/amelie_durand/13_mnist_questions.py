from collections import Counter

image_shape = lambda x: list(x[0].shape)
image_count = len


def class_counts(y):
    seen = Counter(y.tolist())
    return {digit: seen[digit] for digit in range(10)}


dtypes = lambda x, y: [str(x.dtype), str(y.dtype)]
