import math


def softmax(x):
    result = []
    for row in x.numpy().tolist():
        e = [math.exp(v) for v in row]
        result.append([v / sum(e) for v in e])
    return result


size = int(input('How many classes? '))
