"""Lists of a round as workbook and as paper: always a preparation, never the official channel."""

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from rehab.facilities.models import Facility
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.formatting import long_date, moment, short_date
from rehab.plumbing.spreadsheets import Column, write_table
from rehab.remisi.draft_queries import DraftRow
from rehab.remisi.labels import OUTCOME_CODES, change_label, outcome_label, round_label, topic_label
from rehab.remisi.models import OUTCOMES, Round, RoundVerdict
from rehab.remisi.shapes import ListRow
from rehab.remisi_rules.verdict import Verdict

HASH_SHOWN = 12


def preparation() -> str:
    """The sentence that stands on every page and file."""
    return _("Persiapan usulan dari Bina, bukan jalur resmi. Jalur resmi adalah SDP; orang yang memutuskan.")


def round_title(round_: Round) -> str:
    """The name of a round with its day."""
    name = round_label(round_.kind, round_.holiday)
    title = _("%(round)s, %(day)s", round=name, day=long_date(round_.held_on))
    return _("%(title)s (susulan %(day)s)", title=title, day=long_date(round_.late_on)) if round_.late_on else title


def made_of(round_: Round, facility: Facility, kept: RoundVerdict | None = None) -> list[tuple[str, str]]:
    """Where a list comes from, or one verdict: facility, time of the data, rules version and data hash.

    A frozen verdict may be older than the round's newest computation, and then says its own time and rules.
    """
    made = kept.verdict.get("made") if kept else None
    at = datetime.fromisoformat(made["at"]) if made else round_.computed_at
    version = made["rules_version"] if made else round_.rules_version
    return [
        (_("UPT"), facility.name),
        (_("Data dihitung"), moment(at, facility.zone)),
        (_("Nomor putaran"), str(round_.id)),
        (_("Versi aturan"), version[:HASH_SHOWN]),
        (_("Sidik data"), round_.data_hash[:HASH_SHOWN]),
    ]


def tab_workbook(round_: Round, facility: Facility, outcome: str, rows: list[ListRow], filters: list[str]) -> bytes:
    """One tab as .xlsx with its filters in words."""
    notes = [preparation(), *(f"{name}: {value}" for name, value in made_of(round_, facility)), *filters]
    columns = [
        Column(_("No."), 6), Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Blok"), 10),
        Column(_("Hasil"), 18), Column(_("Usulan (hari)"), 12), Column(_("Golongan"), 10),
        Column(_("Tidak terpenuhi"), 44), Column(_("Belum diketahui"), 44), Column(_("Paling cepat"), 14),
    ]  # fmt: skip
    table = [
        [
            number, row.register_no, row.name, row.block, str(outcome_label(row.outcome)), row.days, row.release_class,
            codes_in_words(row.failed), codes_in_words(row.unknown), row.earliest_on,
        ]
        for number, row in enumerate(rows, 1)
    ]  # fmt: skip
    title = _("Calon %(round)s: %(outcome)s", round=round_title(round_), outcome=outcome_label(outcome))
    return write_table(title, notes, columns, table)


def codes_in_words(codes: tuple[str, ...]) -> str:
    """Conditions and papers by name."""
    return "; ".join(str(topic_label(code)) for code in codes)


def list_paper(round_: Round, facility: Facility, rows: list[ListRow], *, lang: str, demo: bool) -> bytes:
    """The whole list as PDF with letterhead: proposed, incomplete and not proposed, nobody left out."""
    return render_pdf("list", paper_data(round_, facility, rows, demo=demo), lang=lang, at=round_.computed_at)


def paper_data(round_: Round, facility: Facility, rows: list[ListRow], *, demo: bool) -> dict[str, Any]:
    """What the paper is drawn from."""
    contact = ", ".join(part for part in (facility.address, facility.city) if part)
    return {
        "title": _("Daftar calon %(round)s", round=round_title(round_)),
        "paper": "f4" if facility.paper.lower() == "f4" else "a4",
        "landscape": True,
        "kop": {"lines": list(facility.letterhead), "unit": facility.name, "contact": contact},
        "facts": [list(pair) for pair in made_of(round_, facility)],
        "sections": [_section(outcome, [row for row in rows if row.outcome == outcome]) for outcome in OUTCOMES],
        "closing": _closing(round_, len(rows)),
        "statement": preparation(),
        "short_hash": round_.data_hash[:HASH_SHOWN],
        "demo": demo,
        "signatures": [
            {
                "place_date": facility.city or facility.name,
                "office": _("Kepala"),
                "name": facility.head_name,
                "nip": facility.head_nip,
            }
        ],
    }


def _closing(round_: Round, people: int) -> str:
    if round_.late_on:
        return _("Daftar ini memuat %(number)s orang: semua yang belum memenuhi pada putaran utamanya.", number=people)
    return _("Daftar ini memuat %(number)s orang: semua yang ditempatkan di UPT pada hari itu.", number=people)


def _section(outcome: str, rows: list[ListRow]) -> dict[str, Any]:
    columns = [
        {"label": _("Nomor register"), "width": "34mm"},
        {"label": _("Nama"), "width": "2fr"},
        {"label": _("Blok"), "width": "16mm"},
        {"label": _("Usulan"), "width": "18mm", "align": "right"},
        {"label": _("Gol."), "width": "12mm", "align": "center"},
        {"label": _("Yang kurang"), "width": "3fr"},
    ]
    code = OUTCOME_CODES[outcome]
    return {
        "heading": _("%(outcome)s (%(code)s): %(number)s orang", outcome=outcome_label(outcome), code=code, number=len(rows)),
        "columns": columns,
        "rows": [[row.register_no, row.name, row.block, _size(row), row.release_class, _lacking(row)] for row in rows],
        "numbered": True,
        "size": 9,
        "empty": _("Tidak ada."),
    }


def _size(row: ListRow) -> str | None:
    return _("%(days)s hari", days=row.days) if row.days else None


def _lacking(row: ListRow) -> str | None:
    parts = [codes_in_words(row.failed + row.unknown)]
    if row.earliest_on:
        parts.append(_("paling cepat %(day)s", day=short_date(row.earliest_on)))
    return "; ".join(part for part in parts if part) or None


def draft_workbook(rows: list[DraftRow], notes: list[str]) -> bytes:
    """The people a draft of the law touches as .xlsx."""
    columns = [
        Column(_("No."), 6), Column(_("Nomor register"), 20), Column(_("Nama"), 32), Column(_("Blok"), 10),
        Column(_("Akibat"), 22), Column(_("Selisih (hari)"), 12), Column(_("Menurut aturan sekarang"), 34),
        Column(_("Menurut rancangan"), 34),
    ]  # fmt: skip
    table = [
        [
            count, row.register_no, row.name, row.block, str(change_label(row.difference.change)), row.difference.days,
            verdict_in_words(row.before), verdict_in_words(row.after),
        ]
        for count, row in enumerate(rows, 1)
    ]  # fmt: skip
    return write_table(_("Bagaimana jika"), notes, columns, table)


def verdict_in_words(verdict: Verdict | None) -> str:
    """The outcome of a verdict that is not kept, with its size and what is lacking."""
    if verdict is None:
        return _("remisi ini tidak ada")
    parts = [str(outcome_label(verdict.outcome))]
    if verdict.days:
        parts.append(_("%(days)s hari", days=verdict.days))
    if lacking := codes_in_words(verdict.failed or verdict.unknown):
        parts.append(lacking)
    return ", ".join(parts)
