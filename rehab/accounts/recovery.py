"""What is kept of a recovery code."""

from rehab.plumbing.vault import vault


def kept_code(user_id: int, code: str) -> str:
    """A keyed hash of one recovery code of one user.

    The code is random and long, so a slow hash would protect nothing more, and eight of them would hold the write lock.
    """
    return vault().blind_index(f"recovery {user_id} {code}")
