"""`sync` writes exercises from solutions and says what is stale."""

from grader.authoring.sync import stale_files, write_files


def test_written_files_are_not_stale(toy, tmp_path):
    """What was just written needs no writing, and a second run changes nothing."""
    assert len(stale_files(toy, tmp_path)) == 4
    write_files(toy, tmp_path)
    assert stale_files(toy, tmp_path) == []
    assert "raise NotImplementedError" in (tmp_path / "01_double.py").read_text()
    assert "2 * x" not in (tmp_path / "01_double.py").read_text()


def test_changed_and_left_over_files_are_stale(toy, tmp_path):
    """Edited files and a stub of a step that is gone are found and mended."""
    write_files(toy, tmp_path)
    (tmp_path / "02_total.py").write_text("edited")
    (tmp_path / "workshop.ipynb").write_text("{}")
    (tmp_path / "99_gone.py").write_text("")
    assert {path.name for path in stale_files(toy, tmp_path)} == {
        "02_total.py",
        "workshop.ipynb",
        "99_gone.py",
    }
    write_files(toy, tmp_path)
    assert stale_files(toy, tmp_path) == []


def test_the_exercises_of_the_project_are_fresh(workshop):
    """What students receive is what the solutions say."""
    assert stale_files(workshop, workshop.path.parent / "exercises") == []
