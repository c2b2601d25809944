"""What a person types to give gaps to a colleague."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from rehab.plumbing.addresses import LARGEST_ID
from rehab.plumbing.fields import ChosenField, DateField, Form, required


class AssignForm(Form):
    """One topic, the people it is lacking for, a colleague and a day."""

    topic = HiddenField()
    people = HiddenField()
    assignee_id = ChosenField(_l("Diserahkan kepada"), prompt=_l("Pilih petugas."))
    due_on = DateField(_l("Paling lambat"), [required(_l("tanggal"))])

    def offer(self, people: Iterable[Any]) -> None:
        """The colleagues to choose from."""
        self.assignee_id.offer((user.id, user.name) for user in people)

    @property
    def wbp_ids(self) -> list[int]:
        """The people named in the form."""
        return ids_of(self.people.data or "")


def ids_of(text: str) -> list[int]:
    """Ids written with commas between them; what is no id is left out."""
    return [int(part) for part in text.split(",") if part.isdecimal() and len(part) < 11 and 0 < int(part) <= LARGEST_ID]
