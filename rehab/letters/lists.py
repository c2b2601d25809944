"""Who is proposed and who is not, with reasons: always both, and together everybody there was."""

from typing import Any

from flask_babel import gettext as _

from rehab.letters.framing import Subject, list_frame
from rehab.letters.shapes import Drawing, Person
from rehab.plumbing.formatting import short_date
from rehab.proposals.labels import reason_label, state_label
from rehab.remisi.exports import codes_in_words, round_title


def parted(subject: Subject) -> tuple[list[Person], list[Person]]:
    """The people proposed and the people not; before anybody was decided on, those the law calls eligible and the rest."""
    proposed = [each for each in subject.people if (each.stands if subject.decided else each.outcome == "eligible")]
    chosen = {each.wbp_id for each in proposed}
    return proposed, [each for each in subject.people if each.wbp_id not in chosen]


def totals_of(subject: Subject) -> dict[str, int]:
    """How many people stand where; proposed and not proposed add up to everybody."""
    proposed, others = parted(subject)
    return {
        "people": len(subject.people),
        "proposed": len(proposed),
        "not_proposed": len(others),
        "undecided": sum(not each.decided and not each.withdrawn for each in subject.people),
        "class_two": sum(each.release_class == "II" for each in proposed),
    }


class Reasons:
    """Why people are not proposed, in words: withdrawal, the head's reason, how far the path has come, what the law lacks.

    Most of 1,500 people lack the same few things: each set of them is put into words once.
    """

    def __init__(self, decided: bool) -> None:
        self.decided = decided
        self._worded: dict[tuple[str, ...], str] = {}

    def of(self, person: Person) -> str:
        """The reason of one person; never empty."""
        parts = [*self._said(person), self._lacking(person.failed + person.unknown)]
        if person.earliest_on:
            parts.append(_("paling cepat %(day)s", day=short_date(person.earliest_on)))
        return "; ".join(part for part in parts if part) or _("tanpa alasan yang tercatat")

    def _lacking(self, codes: tuple[str, ...]) -> str:
        if codes not in self._worded:
            self._worded[codes] = codes_in_words(codes)
        return self._worded[codes]

    def _said(self, person: Person) -> list[str]:
        if person.withdrawn:
            return [_("Ditarik sebelum SK karena pelanggaran")]
        if person.decision == "leave_out":
            return [str(reason_label(person.decision_reason)), person.decision_note]
        return [self._undecided(person.state or "open")] if self.decided else []

    def _undecided(self, state: str) -> str:
        if (state,) not in self._worded:
            step = str(state_label(state)).lower()
            self._worded[state,] = _("Belum diputus kepala (%(step)s)", step=step)
        return self._worded[state,]


def remark(person: Person) -> str | None:
    """What must be known beside a name that is proposed."""
    parts = []
    if person.overrides:
        reason = reason_label(person.reason)
        parts.append(_("Pengecualian: %(reason)s; dokumen %(document)s", reason=reason, document=person.document))
    if person.filed:
        parts.append(_("penarikan diajukan, belum diputus"))
    return "; ".join(parts) or None


def proposed_table(subject: Subject, people: list[Person]) -> dict[str, Any]:
    """Columns and rows of who is proposed."""
    columns = [
        {"label": _("Nomor register"), "width": "38mm"},
        {"label": _("Nama"), "width": "3fr"},
        {"label": _("Blok"), "width": "16mm"},
        {"label": _("Usulan"), "width": "30mm", "align": "right"},
        {"label": _("Gol."), "width": "12mm", "align": "center"},
        {"label": _("Keterangan"), "width": "2fr"},
    ]
    rows = [
        [
            each.register_no,
            each.name,
            each.block,
            subject.size(each.days) if each.days else None,
            each.release_class,
            remark(each),
        ]
        for each in people
    ]
    return {"columns": columns, "rows": rows, "numbered": True, "size": 9, "empty": _("Tidak ada.")}


def left_out_table(subject: Subject, people: list[Person]) -> dict[str, Any]:
    """Columns and rows of who is not proposed, each with the reason."""
    columns = [
        {"label": _("Nomor register"), "width": "38mm"},
        {"label": _("Nama"), "width": "2fr"},
        {"label": _("Blok"), "width": "16mm"},
        {"label": _("Alasan"), "width": "4fr"},
    ]
    reasons = Reasons(subject.decided)
    rows = [[each.register_no, each.name, each.block, reasons.of(each)] for each in people]
    return {"columns": columns, "rows": rows, "numbered": True, "size": 9, "empty": _("Tidak ada.")}


def both_lists(subject: Subject) -> Drawing:
    """Both lists on one paper, so that neither is ever made without the other."""
    proposed, others = parted(subject)
    totals = totals_of(subject)
    data = list_frame(subject, _("Daftar Usulan %(round)s", round=round_title(subject.round)), state_of_decision(subject))
    data["sections"] = [
        proposed_table(subject, proposed) | {"heading": _("A. Diusulkan: %(number)s orang", number=len(proposed))},
        left_out_table(subject, others) | {"heading": _("B. Tidak diusulkan: %(number)s orang", number=len(others))},
    ]
    data["closing"] = sums(totals)
    return Drawing("list", data, totals)


def state_of_decision(subject: Subject) -> list[str]:
    """Whether the lists rest on decisions or still on what was computed."""
    if subject.decided:
        return [_("Menurut keputusan Kepala")]
    return [_("Menurut hitungan; belum ada yang diputus")]


def sums(totals: dict[str, int]) -> list[str]:
    """The sentence that lets a reader add up."""
    said = _(
        "%(proposed)s diusulkan, %(others)s tidak diusulkan: bersama %(all)s orang, semua yang ditempatkan di UPT pada hari itu.",
        proposed=totals["proposed"], others=totals["not_proposed"], all=totals["people"],
    )  # fmt: skip
    waiting = totals["undecided"]
    return [said, _("%(number)s orang belum diputus.", number=waiting)] if waiting else [said]
