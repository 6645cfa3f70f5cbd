def imageshape(x):
    return x.shape[1:]

def image_count(x):
    return len(x)

class_counts = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]

def dtypes(x):
    return x.dtype
