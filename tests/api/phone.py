"""A teacher's phone as tests see it: its taps, its batches, its clock."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.pages import PageClient


def key() -> str:
    return str(uuid.uuid4())


@dataclass
class Phone:
    """One device of a signed-in teacher; `now` is its clock."""

    client: PageClient
    now: datetime
    device: str = field(default_factory=key)
    counter: int = 0

    def tap(self, session: int, person: int, status: str = "hadir", **values: Any) -> dict[str, Any]:
        """One tap, made now."""
        self.counter += 1
        made = {"key": key(), "counter": self.counter, "at": self.now.isoformat(), "session": session, "person": person}
        absent = status not in ("hadir", "terlambat", "pulang_awal")
        said = {"status": status, "reason": "kabar_petugas" if absent else None, "note": "", "minutes": None, "took_part": None}
        return made | said | {"seen": None} | values

    def batch(self, *taps: Any) -> dict[str, Any]:
        return {"device": self.device, "sent_at": self.now.isoformat(), "marks": list(taps)}

    def send(self, *taps: Any) -> list[dict[str, Any]]:
        """The results, in the order sent."""
        answer = self.client.http.post("/api/marks", json=self.batch(*taps))
        assert answer.status_code == 200, answer.get_data(as_text=True)
        results: list[dict[str, Any]] = answer.get_json()["results"]
        return results

    def states(self, *taps: Any) -> list[str]:
        return [each["state"] for each in self.send(*taps)]
