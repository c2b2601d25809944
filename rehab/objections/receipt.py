"""The receipt that whoever raised an objection takes home: number, day, and who answers by when."""

from typing import Any

from flask_babel import gettext as _

from rehab.facilities.models import Facility
from rehab.objections.labels import raiser_label, result_label, subject_words
from rehab.objections.queries import ObjectionRow
from rehab.plumbing.documents import render_pdf
from rehab.plumbing.formatting import long_date, moment
from rehab.remisi.exports import round_title


def facts_of(row: ObjectionRow, names: dict[int, str]) -> list[tuple[str, str]]:
    """What is known of an objection, for page and paper alike."""
    objection = row.objection
    return [
        (_("Nomor keberatan"), objection.code),
        (_("Warga binaan"), _("%(name)s, %(number)s", name=row.name, number=row.register_no)),
        (_("Tentang"), subject_words(objection, round_title(row.round) if row.round else None)),
        (_("Diajukan oleh"), _("%(name)s (%(who)s)", name=objection.raised_name, who=raiser_label(objection.raised_by))),
        (_("Diterima tanggal"), long_date(objection.received_on)),
        (_("Dicatat oleh"), names.get(objection.recorded_by, "")),
        (_("Dijawab oleh"), names.get(objection.answerer_id, "")),
        (_("Dijawab paling lambat"), long_date(objection.due_on)),
    ]


def receipt_paper(row: ObjectionRow, names: dict[int, str], facility: Facility, *, lang: str, demo: bool) -> bytes:
    """The receipt as PDF with letterhead."""
    data = receipt_data(row, names, facility, demo=demo)
    return render_pdf("letter", data, lang=lang, at=row.objection.answered_at or row.objection.recorded_at)


def receipt_data(row: ObjectionRow, names: dict[int, str], facility: Facility, *, demo: bool) -> dict[str, Any]:
    """What the paper is drawn from; once there is an answer it stands on it too."""
    objection = row.objection
    place = facility.city or facility.name
    return {
        "title": _("Tanda Terima Keberatan"),
        "show_title": True,
        "paper": "f4" if facility.paper.lower() == "f4" else "a4",
        "kop": {
            "lines": list(facility.letterhead),
            "unit": facility.name,
            "contact": ", ".join(part for part in (facility.address, facility.city) if part),
        },
        "body": _body(row, names, facility),
        "statement": _("Dicatat dengan Bina. Persiapan dan penjelasan; jalur resmi adalah SDP."),
        "signatures": [
            {
                "place_date": f"{place}, {long_date(objection.received_on)}",
                "office": _("Yang menerima"),
                "name": names.get(objection.recorded_by, ""),
            }
        ],
        "demo": demo,
    }


def _body(row: ObjectionRow, names: dict[int, str], facility: Facility) -> list[Any]:
    objection = row.objection
    body: list[Any] = [{"facts": [list(pair) for pair in facts_of(row, names)]}]
    body += [{"heading": _("Isi keberatan")}, *_paragraphs(objection.text)]
    if objection.result and objection.answered_at:
        at = moment(objection.answered_at, facility.zone)
        body += [{"heading": _("Jawaban")}, _("%(result)s, %(at)s.", result=result_label(objection.result), at=at)]
        body += _paragraphs(objection.answer)
    body += [
        {"heading": _("Yang perlu Anda ketahui")},
        {
            "items": [
                _("Keberatan ini tidak dapat dihapus dan isinya tidak dapat diubah oleh siapa pun."),
                _("Simpan tanda terima ini. Tanyakan dengan menyebut nomor keberatan."),
                _("Mengajukan keberatan tidak dipungut biaya dan tidak mengurangi hak siapa pun."),
            ]
        },
    ]
    return body


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
