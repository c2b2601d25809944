"""Who may write to a SQLite file next: one thread of a process at a time, and no process twice while another one waits."""

import sqlite3
import threading
import time

# Seconds until "database is locked"; how often another process's lock is asked for; and how long a thread that waited for
# its own process lets the others come first: longer than they take to ask again.
PATIENCE = 10.0
ASKED_EVERY = 0.0005
COURTESY = 0.0015
_turns: dict[str, threading.Lock] = {}


def turn_of(file: str) -> threading.Lock:
    """The turn of this process at a database file."""
    return _turns.setdefault(file, threading.Lock())


def begin_writing(connection: sqlite3.Connection, file: str) -> "threading.Lock | None":
    """Begin a writing transaction; the turn answered is released by the caller when the transaction is over.

    SQLite alone lets whoever asks at the right moment go first and has the others ask ever more seldom, so that of many who
    write at once some wait for seconds. None where the turn of this process did not come in time and SQLite's lock did.
    Raises sqlite3.OperationalError ("database is locked") after PATIENCE seconds.
    """
    turn, until = turn_of(file), time.monotonic() + PATIENCE
    taken = turn.acquire(blocking=False)
    if not taken and (taken := turn.acquire(timeout=PATIENCE)):
        time.sleep(COURTESY)
    try:
        _lock(connection, until)
    except BaseException:
        if taken:
            turn.release()
        raise
    return turn if taken else None


def _lock(connection: sqlite3.Connection, until: float) -> None:
    connection.execute("PRAGMA busy_timeout=0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            time.sleep(ASKED_EVERY)
    finally:
        connection.execute(f"PRAGMA busy_timeout={int(1000 * PATIENCE)}")
