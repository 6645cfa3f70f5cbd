"""The workshop's data: real MNIST, mapped once and shared, and the article's line.

Of MNIST the project ships one compressed file. On first use it is inflated to an
uncompressed `.npz` in the user's cache, with the member names of Keras's `load_data`; the
arrays are then read-only views of that file, so that all processes share the page cache.
Needs numpy only; holds no TensorFlow.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, TypeAlias

import numpy as np
import numpy.typing as npt

from grader.errors import UsageError

Bytes: TypeAlias = npt.NDArray[np.uint8]

SHIPPED = Path(__file__).parent / "data" / "mnist.npz"
KERAS_NAMES = {
    "train_images": "x_train",
    "train_labels": "y_train",
    "test_images": "x_test",
    "test_labels": "y_test",
}
_ARTICLE_Y = """
    1.5081716 3.4402354 3.565304 2.9521132 4.642995 5.1984725 4.033718 4.244085
    5.6146545 6.6339474 6.4838257 6.9260926 6.266905 6.4089746 6.5717545 6.8176184
    7.19166 9.247049 7.9582567 10.14625 8.848628 10.280046 9.729949 10.760101
    11.438638 11.2754 11.156017 11.16319 12.735874 13.418887 12.87348 13.070494
    13.1910925 13.565499 14.655623 14.032754 15.643642 16.414732 16.290714 16.515282
"""
_CHUNK = 1024**2
_LOCAL_HEADER_BYTES = 30
_UNREADABLE = (
    OSError,
    EOFError,
    KeyError,
    ValueError,
    RuntimeError,
    zipfile.BadZipFile,
)


@dataclass(frozen=True, eq=False)
class Mnist:
    """The data set as four read-only uint8 arrays.

    train_images (60000, 28, 28), train_labels (60000,),
    test_images (10000, 28, 28), test_labels (10000,).
    """

    train_images: Bytes
    train_labels: Bytes
    test_images: Bytes
    test_labels: Bytes


def article_line() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """The article's 40 points: x = 1.0, 1.1, ..., 4.9 and the y that it prints.

    Both are float32 of shape (40,).
    """
    x = (1 + 0.1 * np.arange(40)).astype(np.float32)
    return x, np.array(_ARTICLE_Y.split(), np.float32)


@cache
def mnist() -> Mnist:
    """The whole data set, mapped.

    Raises:
        UsageError: the shipped file is damaged, or there is no room to inflate it.
    """
    return load_mapped(mnist_path())


@dataclass(frozen=True, eq=False)
class Digits:
    """Images as rows whose pixels stand in a secret order, split for training and testing.

    train, unseen: float32 (n, 784) in [0, 1]. labels, unseen_labels: uint8 (n,).
    order: int (784,), which pixel stands in which place.
    """

    train: npt.NDArray[np.float32]
    labels: Bytes
    unseen: npt.NDArray[np.float32]
    unseen_labels: Bytes
    order: npt.NDArray[np.int64]

    def unseen_image(self, number: int) -> Bytes:
        """An unseen image as people see it, uint8 (784,), its pixels in their own order."""
        image = np.zeros(784, np.uint8)
        image[self.order] = np.rint(self.unseen[number] * 255).astype(np.uint8)
        return image

    @property
    def one_hot(self) -> npt.NDArray[np.float32]:
        """The training labels as rows of zeros with a 1, float32 (n, 10)."""
        return np.eye(10, dtype=np.float32)[self.labels]


def shuffled_digits(rng: np.random.Generator, train: int, unseen: int) -> Digits:
    """`train` training images and `unseen` test images, in an order of pixels from rng.

    A dense network with independent initial weights does not notice the order; weights
    that were trained elsewhere, and a lookup of MNIST's public labels, are of no use.
    """
    order = rng.permutation(784)
    data = mnist()
    some = rng.choice(len(data.train_images), size=train, replace=False)
    others = rng.choice(len(data.test_images), size=unseen, replace=False)
    return Digits(
        train=reordered(data.train_images[some], order),
        labels=data.train_labels[some],
        unseen=reordered(data.test_images[others], order),
        unseen_labels=data.test_labels[others],
        order=order,
    )


def reordered(images: Bytes, order: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    """Images as rows of pixels in another order: float32 (n, 784) in [0, 1]."""
    rows = np.ascontiguousarray(images.reshape(len(images), 784)[:, order])
    return rows.astype(np.float32) / np.float32(255)


@cache
def data_digest() -> str:
    """SHA-256 (hex) of the shipped, compressed file."""
    try:
        with SHIPPED.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _damaged(error) from error


@cache
def mnist_path() -> Path:
    """The uncompressed `.npz` with Keras's names, made and checked when necessary.

    Where the cache folder cannot be used, the file lies in a private temporary
    folder and goes when this process ends.

    Raises:
        UsageError: the shipped file is damaged, or neither folder takes the file.
    """
    checksums = _shipped_checksums()
    name = f"mnist-{data_digest()}.npz"
    try:
        return _ready_file(_cache_folder() / name, checksums)
    except OSError as refused:
        try:
            return _ready_file(_temporary_folder() / name, checksums)
        except OSError as error:
            raise UsageError(
                f"MNIST cannot be unpacked: the cache folder is not usable ({refused}) "
                f"and the temporary folder neither ({error}). Set XDG_CACHE_HOME or "
                "TMPDIR to a folder of yours with 60 MB free."
            ) from error


def load_mapped(path: Path) -> Mnist:
    """Map the members of an uncompressed `.npz` that has Keras's names.

    Raises:
        OSError: the file cannot be opened.
        ValueError: it is no such `.npz`, or a member is compressed.
    """
    try:
        with path.open("rb") as file, zipfile.ZipFile(file) as archive:
            parts = {
                part: _map_member(path, file, archive.getinfo(f"{name}.npy"))
                for part, name in KERAS_NAMES.items()
            }
    except (KeyError, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not an uncompressed MNIST file: {error}") from error
    return Mnist(**parts)


def _map_member(path: Path, file: IO[bytes], member: zipfile.ZipInfo) -> Bytes:
    """One `.npy` member as a read-only view of the file."""
    if member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(f"{member.filename} of {path} is compressed")
    file.seek(member.header_offset)
    header = file.read(_LOCAL_HEADER_BYTES)
    name_size = int.from_bytes(header[26:28], "little")
    extra_size = int.from_bytes(header[28:30], "little")
    file.seek(name_size + extra_size, os.SEEK_CUR)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError(f"{member.filename} of {path} is not a version 1.0 array")
    shape, fortran_order, dtype = np.lib.format.read_array_header_1_0(file)
    if fortran_order or dtype != np.uint8:
        raise ValueError(f"{member.filename} of {path} is not uint8 in C order")
    mapped = np.memmap(path, dtype=np.uint8, mode="r", offset=file.tell(), shape=shape)
    return mapped.view(np.ndarray)


def _shipped_checksums() -> dict[str, tuple[int, int]]:
    """(size, CRC-32) of every inflated member, by its name in the inflated file."""
    try:
        with zipfile.ZipFile(SHIPPED) as archive:
            members = {
                f"{name}.npy": archive.getinfo(f"{part}.npy")
                for part, name in KERAS_NAMES.items()
            }
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise _damaged(error) from error
    return {name: (member.file_size, member.CRC) for name, member in members.items()}


def _damaged(error: Exception) -> UsageError:
    return UsageError(
        f"The MNIST file of this installation is damaged ({error}). Install grader again."
    )


def _cache_folder() -> Path:
    """The user's private cache folder of this project, made with mode 0700."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    try:
        root = Path(base) if os.path.isabs(base) else Path.home() / ".cache"
    except RuntimeError as error:
        raise OSError(str(error)) from error
    folder = root / "grader"
    root.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    state = folder.lstat()
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(f"{folder} is not a folder")
    if hasattr(os, "getuid") and state.st_uid != os.getuid():
        raise PermissionError(f"{folder} belongs to somebody else")
    if stat.S_IMODE(state.st_mode) & 0o077:
        folder.chmod(0o700)
    return folder


def _temporary_folder() -> Path:
    """A private folder that goes when the process that made it ends."""
    folder, maker = tempfile.mkdtemp(prefix="grader-"), os.getpid()

    def remove() -> None:
        if os.getpid() == maker:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return Path(folder)


def _ready_file(path: Path, checksums: Mapping[str, tuple[int, int]]) -> Path:
    """`path`, which is whole by then: found so, or inflated and renamed in one go."""
    if _is_whole(path, checksums):
        return path
    descriptor, partial = tempfile.mkstemp(
        prefix=".mnist-", suffix=".part", dir=path.parent
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            _inflate(file)
        os.chmod(partial, 0o400)
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return path


def _is_whole(path: Path, checksums: Mapping[str, tuple[int, int]]) -> bool:
    """Whether every member is there, uncompressed, with its size and its CRC-32."""
    try:
        with zipfile.ZipFile(path) as archive:
            for name, wanted in checksums.items():
                member = archive.getinfo(name)
                if member.compress_type != zipfile.ZIP_STORED:
                    return False
                if (member.file_size, member.CRC) != wanted:
                    return False
                _read_through(archive, member)
    except _UNREADABLE:
        return False
    return True


def _read_through(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read to the end, where zipfile compares the checksum (else BadZipFile)."""
    with archive.open(member) as file:
        while file.read(_CHUNK):
            pass


def _inflate(target: IO[bytes]) -> None:
    """Write the shipped members to `target`, stored, under Keras's names."""
    try:
        with (
            zipfile.ZipFile(SHIPPED) as source,
            zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as inflated,
        ):
            for part, name in KERAS_NAMES.items():
                with (
                    source.open(f"{part}.npy") as compressed,
                    inflated.open(zipfile.ZipInfo(f"{name}.npy"), "w") as member,
                ):
                    shutil.copyfileobj(compressed, member, _CHUNK)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise _damaged(error) from error
