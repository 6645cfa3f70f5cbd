"""What confinement costs a worker: from asking for one until it answers, and its end.

Servers with different layers stand side by side and are asked in turn, so that a busy
moment of the machine hits all of them. Prints a row a combination: medians in ms.
"""

from __future__ import annotations

import statistics
import time

from _measure import machine

from grader.records import Limits
from grader.sandbox.layers import REQUIRED, working
from grader.sandbox.sources import ForkServer, Preload

ROUNDS = 60


def main() -> None:
    """Measure and print."""
    everything = working()
    names = {
        "none": (),
        "required": REQUIRED,
        "all but control groups": tuple(set(everything) - {"cgroups"}),
        "all": everything,
    }
    preload = Preload(("tensorflow", "keras"))
    servers = {name: ForkServer(preload, layers) for name, layers in names.items()}
    started: dict[str, list[float]] = {name: [] for name in names}
    ended: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(ROUNDS):
        for name, server in servers.items():
            first = time.perf_counter()
            worker = server.worker(Limits())
            second = time.perf_counter()
            worker.close()
            started[name].append(1e3 * (second - first))
            ended[name].append(1e3 * (time.perf_counter() - second))
    for server in servers.values():
        server.close()
    print(machine())
    print(f"medians of {ROUNDS}, in ms")
    for name in names:
        start, end = statistics.median(started[name]), statistics.median(ended[name])
        print(f"{name:24} until it answers {start:6.1f}   until it has gone {end:6.1f}")


if __name__ == "__main__":
    main()
