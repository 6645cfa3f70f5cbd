def total__largest(numbers):
    """the largest instead of the sum

    All of the numbers count.
    """
    return max(numbers)


def total__twice(numbers):
    """the numbers are walked twice

    An iterator is empty after the first walk.
    """
    return (sum(numbers) + sum(numbers)) // 2


def total__needs_a_list(numbers):
    """needs to know how many there are

    Not everything that can be walked has a length.
    """
    return sum(numbers[i] for i in range(len(numbers)))
