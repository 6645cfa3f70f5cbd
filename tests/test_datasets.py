"""MNIST: the right data, inflated once, whole or not there."""

from __future__ import annotations

import multiprocessing
import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from grader import datasets
from grader.errors import UsageError

CLASS_COUNTS = [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
TEST_COUNTS = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def forget() -> None:
    """As in a process that has just started."""
    datasets.mnist.cache_clear()
    datasets.mnist_path.cache_clear()
    datasets.data_digest.cache_clear()


@pytest.fixture
def cache_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of this test's own, which does not exist yet."""
    home = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    forget()
    yield home
    forget()


def test_the_data_are_the_real_ones() -> None:
    """Shapes, types and class counts are those of the workshop's article."""
    data = datasets.mnist()
    assert data.train_images.shape == (60000, 28, 28)
    assert data.test_images.shape == (10000, 28, 28)
    assert {part.dtype for part in vars(data).values()} == {np.dtype("uint8")}
    assert np.bincount(data.train_labels).tolist() == CLASS_COUNTS
    assert np.bincount(data.test_labels).tolist() == TEST_COUNTS


def test_arrays_cannot_be_written() -> None:
    """Nobody can change the data that every other process sees."""
    images = datasets.mnist().train_images
    assert type(images) is np.ndarray
    with pytest.raises(ValueError, match="read-only"):
        images[0, 0, 0] = 1
    with pytest.raises(ValueError, match="WRITEABLE"):
        images.flags.writeable = True


def test_the_file_answers_as_keras_expects(cache_home: Path) -> None:
    """`np.load` finds load_data's four names, with the same content as the mapping."""
    with np.load(datasets.mnist_path()) as loaded:
        assert sorted(loaded) == ["x_test", "x_train", "y_test", "y_train"]
        assert np.array_equal(loaded["y_train"], datasets.mnist().train_labels)
        assert np.array_equal(loaded["x_test"], datasets.mnist().test_images)


def test_the_cache_is_private(cache_home: Path) -> None:
    """The folder is the user's alone and holds one read-only file, nothing else."""
    path = datasets.mnist_path()
    assert path.parent == cache_home / "grader"
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert list(path.parent.iterdir()) == [path]
    assert datasets.data_digest() in path.name


def test_an_open_cache_folder_is_closed(cache_home: Path) -> None:
    """A folder that was made with a wider mode is narrowed before it is used."""
    (cache_home / "grader").mkdir(parents=True, mode=0o755)
    datasets.mnist_path()
    assert stat.S_IMODE((cache_home / "grader").stat().st_mode) == 0o700


def test_a_whole_file_is_used_again(cache_home: Path) -> None:
    """A second start inflates nothing."""
    first = datasets.mnist_path().stat()
    forget()
    second = datasets.mnist_path().stat()
    assert (first.st_ino, first.st_mtime_ns) == (second.st_ino, second.st_mtime_ns)


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def flip_a_bit(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(20_000_000)
        byte = file.read(1)[0]
        file.seek(20_000_000)
        file.write(bytes([byte ^ 1]))


def compress(path: Path) -> None:
    with np.load(path) as loaded:
        arrays = dict(loaded)
    np.savez_compressed(path, **arrays)


def drop_a_member(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x_train.npy", b"")


@pytest.mark.parametrize("damage", [truncate, empty, flip_a_bit, compress, drop_a_member])
def test_a_damaged_cache_file_is_made_again(cache_home: Path, damage) -> None:  # type: ignore[no-untyped-def]
    """Whatever happened to the file, the next process has the real data."""
    path = datasets.mnist_path()
    path.chmod(0o600)
    damage(path)
    forget()
    images = datasets.mnist().train_images
    with zipfile.ZipFile(datasets.mnist_path()) as archive:
        assert archive.testzip() is None
    assert np.bincount(datasets.mnist().train_labels).tolist() == CLASS_COUNTS
    assert images.shape == (60000, 28, 28)


def count_classes(home: str) -> list[int]:
    os.environ["XDG_CACHE_HOME"] = home
    return np.bincount(datasets.mnist().train_labels).tolist()


def test_processes_may_race(cache_home: Path) -> None:
    """Four processes that start at once all get whole data and leave one file."""
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        counts = pool.map(count_classes, [str(cache_home)] * 4, chunksize=1)
    assert counts == [CLASS_COUNTS] * 4
    assert len(list((cache_home / "grader").iterdir())) == 1


def test_an_unusable_cache_is_replaced_for_this_process(
    cache_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the cache cannot be a folder, a private temporary folder does."""
    cache_home.write_text("not a folder")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = datasets.mnist_path()
    assert path.is_relative_to(tmp_path)
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert np.bincount(datasets.mnist().train_labels).tolist() == CLASS_COUNTS


def test_no_room_anywhere_says_what_to_set(
    cache_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With neither folder usable the message names the variables to set."""
    cache_home.write_text("not a folder")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    with pytest.raises(UsageError, match="XDG_CACHE_HOME or TMPDIR"):
        datasets.mnist_path()


def test_a_full_disk_leaves_nothing_half_written(
    cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A write that fails in the middle leaves no partial file in the cache."""

    def fail(target: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(datasets, "_inflate", fail)
    with pytest.raises(UsageError, match="No space left"):
        datasets.mnist_path()
    assert list((cache_home / "grader").iterdir()) == []


def test_a_damaged_installation_is_named(
    cache_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shipped file that is no archive asks for a new installation."""
    broken = tmp_path / "mnist.npz"
    broken.write_bytes(b"version https://git-lfs.github.com/spec/v1")
    monkeypatch.setattr(datasets, "SHIPPED", broken)
    with pytest.raises(UsageError, match="Install grader again"):
        datasets.mnist()


@pytest.mark.parametrize("content", [b"", b"not a zip file"])
def test_mapping_something_else_is_refused(tmp_path: Path, content: bytes) -> None:
    """`load_mapped` says so when a file is not what it maps."""
    path = tmp_path / "other.npz"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not an uncompressed MNIST file"):
        datasets.load_mapped(path)
