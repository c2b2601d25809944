"""The sheet for one person: an answer in plain words that a warga binaan or the family can be handed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.facilities.models import Facility
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.errors import Refusal
from rehab.plumbing.formatting import long_date, moment
from rehab.remisi.exports import HASH_SHOWN, round_title
from rehab.remisi.keeping import unpacked
from rehab.remisi.labels import MILESTONE_LABELS
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.sentences import Sentence
from rehab.remisi.why import Why, why_page
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.from_findings import concluded_from
from rehab.remisi_rules.milestones import milestones


class SheetRefused(Refusal):
    message = _l("Hasil yang tersimpan tidak cocok dengan temuannya. Hitung ulang putaran ini dahulu.")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the sheet says, in words; the page and the paper are drawn from it alike."""

    title: str
    facts: list[tuple[str, str]]
    why: Why
    dates: list[tuple[str, str]]
    rights: list[str]


def sheet_of(round_: Round, kept: RoundVerdict, facility: Facility) -> Sheet:
    """The sheet of a kept verdict. Raises SheetRefused where the verdict does not follow from its findings."""
    check_verdict(round_, kept)
    why = why_page(round_, kept, [])
    facts = [
        (_("Nama"), kept.name),
        (_("Nomor register"), kept.register_no),
        (_("Yang dihitung"), round_title(round_)),
        (_("Data dihitung"), moment(round_.computed_at, facility.zone)),
    ]
    if why.amount:
        facts.append((_("Usulan bila datanya lengkap") if kept.outcome == "incomplete" else _("Usulan"), why.amount))
    dates = [(label, day) for label, day in why.dates if day] + _milestones(round_, kept)
    return Sheet(_("Lembar Penjelasan Remisi"), facts, why, dates, _rights(facility))


def check_verdict(round_: Round, kept: RoundVerdict) -> None:
    """Raise SheetRefused where a kept verdict does not follow from its findings."""
    findings = [
        {"criterion": each.code, "document": None, "state": each.state, "met_from": each.met_from}
        for each in unpacked(kept.verdict, round_.bases)
    ]
    if concluded_from(findings)["outcome"] != kept.outcome:
        raise SheetRefused()


def _milestones(round_: Round, kept: RoundVerdict) -> list[tuple[str, str]]:
    try:
        found = milestones(kept.facts["facts"], round_.held_on, round_.policy or None).to_json()
    except RefusedQuestion:
        return []
    return [(str(label), long_date(date.fromisoformat(day))) for name, label in MILESTONE_LABELS.items() if (day := found[name])]


def _rights(facility: Facility) -> list[str]:
    place = ", ".join(part for part in (facility.name, facility.address, facility.city) if part)
    return [
        _("Ini perhitungan persiapan, bukan keputusan. Menteri yang memutuskan; usulan dikirim melalui SDP."),
        _("Bila ada yang keliru, atau ada surat yang sudah Anda serahkan, sampaikan kepada wali pemasyarakatan atau Registrasi."),
        _("Tempat bertanya dan mengadu: %(place)s.", place=place),
    ]


def sheet_paper(sheet: Sheet, round_: Round, facility: Facility, *, lang: str, demo: bool) -> bytes:
    """The sheet as PDF with letterhead."""
    return render_pdf("letter", sheet_data(sheet, round_, facility, demo=demo), lang=lang, at=round_.computed_at)


def sheet_data(sheet: Sheet, round_: Round, facility: Facility, *, demo: bool) -> dict[str, Any]:
    """What the paper is drawn from."""
    why = sheet.why
    body: list[Any] = [{"facts": [list(pair) for pair in sheet.facts]}, why.letter]
    if why.remedy:
        steps = [_("%(step)s (%(owner)s).", step=step, owner=owner) for step, owner in why.remedy.steps]
        body += [{"heading": _("Yang harus terjadi")}, why.remedy.summary] + ([{"items": steps}] if steps else [])
    if sheet.dates:
        body += [{"heading": _("Tanggal penting")}, {"facts": [list(pair) for pair in sheet.dates]}]
    body += [_table(*group) for group in _groups(why) if group[1]]
    body += [{"heading": _("Hak Anda")}, {"items": sheet.rights}]
    return {
        "title": sheet.title,
        "show_title": True,
        "paper": "f4" if facility.paper.lower() == "f4" else "a4",
        "size": 10,
        "margins_mm": [20, 18, 15, 18],
        "kop": {
            "lines": list(facility.letterhead),
            "unit": facility.name,
            "contact": ", ".join(part for part in (facility.address, facility.city) if part),
        },
        "body": body,
        "short_hash": round_.data_hash[:HASH_SHOWN],
        "demo": demo,
    }


def _groups(why: Why) -> list[tuple[str, list[Sentence]]]:
    """The findings as the sheet orders them: what stands in the way first."""
    return [
        (_("Syarat yang tidak terpenuhi"), why.not_met),
        (_("Syarat yang belum diketahui"), why.unknown),
        (_("Syarat yang terpenuhi"), why.met),
    ]


def _table(heading: str, sentences: list[Sentence]) -> dict[str, Any]:
    return {
        "heading": heading,
        "numbered": False,
        "size": 9,
        "columns": [
            {"label": _("Syarat"), "width": "5fr"},
            {"label": _("Yang kami temukan"), "width": "6fr"},
            {"label": _("Dasar"), "width": "4fr"},
        ],
        "rows": [[each.asked, " ".join([each.found, *each.missing]), each.article] for each in sentences],
    }
