"""Floors and peers: what Bina costs, measured against the bare work in the same run."""
