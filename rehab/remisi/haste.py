"""Computing many people at once without the garbage collector in the way."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Hold back the search for reference cycles while the block runs.

    A round makes some hundred thousand small objects in one go and no cycle among them; looking for cycles again and
    again meanwhile doubles its time. What is dropped is still freed at once, by counting.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
