from grader.examination import check, close


@check("doubles a small array", points=4)
def doubles(subject, rng):
    """Calls double with three numbers."""
    return {"double": close(subject.double(rng.normal(size=3)).array(shape=(3,)))}


@check("doubles any array", points=3, hidden=True, after="doubles")
def doubles_any(subject, rng):
    """Calls double with a table of numbers."""
    return {"double": close(subject.double(rng.normal(size=(2, 3))).array(shape=(2, 3)))}


@check("halves", points=3)
def halves(subject, rng):
    """Calls half with three numbers."""
    return {"half": close(subject.half(rng.normal(size=3)).array(shape=(3,)))}
