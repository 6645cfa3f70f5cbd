"""Finds the workers of a Dask cluster, and that each would grade as this machine does."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from grader.course import Course
from grader.errors import MissingDependency, UsageError

if TYPE_CHECKING:
    from grader.cluster.examiner import Order

CONNECT_SECONDS = 15.0
GUIDE = "docs/how-to/grade-on-a-cluster.md"


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """A client of the scheduler. Raises `MissingDependency`, `UsageError`."""
    try:
        import dask
        import distributed
    except ImportError as error:
        raise MissingDependency(
            "Grading on a cluster needs Dask Distributed, which is not installed here: "
            "pip install 'grader[cluster]'"
        ) from error
    make: Callable[..., Any] = distributed.Client  # it has no types of its own
    # A notebook with pictures is a large graph to Dask, and nothing to warn of.
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GiB"}):
        try:
            _require_usable(address)
            client = make(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise UsageError(
                f"No Dask scheduler answers at {address!r} "
                f"({error or type(error).__name__}). Start one with `dask scheduler`, and "
                f"give the address that it prints, as tcp://host:8786. See {GUIDE}."
            ) from error
        with client:
            yield client


def _require_usable(address: str) -> None:
    """Refuse what makes Dask's client fail half-way, which leaves its threads behind.

    Raises:
        ValueError: the address is none, or has no port.
        UsageError: it is one of TLS, and the configuration names no certificates.
    """
    from distributed.comm.addressing import get_address_host_port, parse_address
    from distributed.security import Security

    configured: Callable[..., Any] = Security
    get_address_host_port(address, strict=True)
    if parse_address(address)[0] != "tls":
        return
    try:
        context = configured().get_connection_args("client").get("ssl_context")
    except OSError as error:
        raise UsageError(
            f"A certificate that the Dask configuration names cannot be read: {error}."
        ) from error
    if context is None:
        raise UsageError(
            "A tls:// address needs certificates, and the Dask configuration names none: "
            "set distributed.comm.tls.ca-file, .client.cert and .client.key, for instance "
            f"in ~/.config/dask/distributed.yaml. See {GUIDE}."
        )


def order_for(
    client: Any,
    course: Course,
    seed: str,
    notebooks: bool,
    workers_each: int,
    allow_unconfined: bool,
) -> Order:
    """What to tell the workers, once each has been found to be like this machine.

    What this machine lacks (it need not have TensorFlow) has to be alike among the workers.
    """
    from grader.cluster.examiner import Order, circumstances, difference, inspect

    try:
        client.run_on_scheduler(difference, {}, {})
    except Exception as error:
        raise UsageError(
            f"The grader cannot be used where the scheduler runs ({error}). Install the "
            f"same version there, then start the scheduler again. See {GUIDE}."
        ) from error
    path = str(course.path)
    found = client.run(inspect, path, allow_unconfined, on_error="return")
    if not found:
        raise UsageError(
            "The scheduler answers, but it has no workers. Start some, on each machine: "
            f"`dask worker {client.scheduler.address}`. See {GUIDE}."
        )
    told = {
        worker: (
            ({}, f"the grader cannot be used there ({one})")
            if isinstance(one, Exception)
            else one
        )
        for worker, one in sorted(found.items())
    }
    expected: dict[str, str] = {}
    for there in (*(there for there, _ in told.values()), circumstances(course)):
        expected |= there
    against = {
        worker: flaw or difference(expected, there)
        for worker, (there, flaw) in told.items()
    }
    lines = [f"  {worker}: {why}" for worker, why in against.items() if why]
    if lines:
        raise UsageError(
            "Not all workers would grade as this machine does, so nothing was sent:\n"
            + "\n".join(lines)
            + f"\nMake them alike, or stop those workers. See {GUIDE}."
        )
    name = f"grader-{secrets.token_hex(8)}"
    return Order(name, path, seed, notebooks, workers_each, expected, allow_unconfined)


@contextlib.contextmanager
def on_workers(client: Any, order: Order) -> Iterator[None]:
    """The run's examiners on all workers, those that join later too, until it ends."""
    from grader.cluster.examiner import Examiner

    try:
        client.register_plugin(Examiner(order), name=order.run)
        yield
    finally:
        with contextlib.suppress(Exception):  # the scheduler may be what went away
            client.unregister_worker_plugin(order.run)
