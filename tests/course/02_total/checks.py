from grader.examination import check, equal, one_shot


@check("adds up a list", points=6)
def adds(subject, rng):
    """Calls total with a few whole numbers."""
    numbers = [int(n) for n in rng.integers(1, 9, size=5)]
    return {"total": equal(subject.total(numbers).plain())}


@check("adds up what can be walked only once", points=4, hidden=True)
def adds_once(subject, rng):
    """Calls total with an iterator."""
    numbers = [int(n) for n in rng.integers(1, 9, size=5)]
    return {"total": equal(subject.total(one_shot(numbers)).plain())}
