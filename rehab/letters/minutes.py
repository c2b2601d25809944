"""Minutes of a session of the TPP with its result for each person, and its attendance list."""

from typing import Any

from flask_babel import gettext as _

from rehab.letters.framing import Subject, facts_of, frame_of
from rehab.letters.shapes import Drawing, Person
from rehab.plumbing.formatting import day
from rehab.proposals.models import Hearing
from rehab.remisi.exports import round_title


def hearing_minutes(subject: Subject) -> Drawing:
    """Minutes and attendance list of `subject.hearing` on one paper."""
    hearing = subject.hearing
    assert hearing is not None
    heard = [each for each in subject.people if each.hearing_id == hearing.id]
    members = hearing.members
    totals = {
        "people": len(heard),
        "recommended": sum(each.recommendation == "propose" for each in heard),
        "members": len(members),
        "present": sum(bool(each.get("present")) for each in members),
    }
    data = frame_of(subject, _("Berita Acara Sidang TPP"), subject.style["paper_letters"]) | {
        "subtitle": [round_title(subject.round)],
        "facts": [
            [_("Nomor berita acara"), hearing.number],
            [_("Hari sidang"), day(hearing.held_on)],
            [_("Tempat"), hearing.place or "–"],
            *facts_of(subject),
        ],
        "sections": [_course(hearing), _results(subject, heard), _attendance(members)],
        "closing": _("%(present)s dari %(members)s anggota hadir; %(people)s orang dibahas.", **_shown(totals)),
        "signatures": [_chair(subject, members)],
    }
    return Drawing("list", data, totals)


def _shown(totals: dict[str, int]) -> dict[str, int]:
    return {name: totals[name] for name in ("present", "members", "people")}


def _course(hearing: Hearing) -> dict[str, Any]:
    told = [line.strip() for line in hearing.minutes.splitlines() if line.strip()]
    return {"heading": _("Jalannya sidang"), "notes": told or [_("Tidak dicatat.")]}


def _results(subject: Subject, heard: list[Person]) -> dict[str, Any]:
    columns = [
        {"label": _("Nomor register"), "width": "34mm"},
        {"label": _("Nama"), "width": "2fr"},
        {"label": _("Usulan"), "width": "26mm", "align": "right"},
        {"label": _("Rekomendasi"), "width": "30mm"},
        {"label": _("Alasan"), "width": "2fr"},
    ]
    said = {"propose": _("diusulkan"), "leave_out": _("tidak diusulkan")}
    rows = [
        [
            each.register_no, each.name, subject.size(each.days) if each.days else None, said.get(each.recommendation or ""),
            each.recommendation_reason or None,
        ]
        for each in heard
    ]  # fmt: skip
    return {"heading": _("Hasil tiap orang"), "columns": columns, "rows": rows, "size": 9, "empty": _("Belum ada hasil.")}


def _attendance(members: list[Any]) -> dict[str, Any]:
    columns = [
        {"label": _("Nama"), "width": "3fr"},
        {"label": _("Jabatan"), "width": "3fr"},
        {"label": _("Kehadiran"), "width": "26mm"},
        {"label": _("Tanda tangan"), "width": "40mm"},
    ]
    rows = [
        [each.get("name", ""), each.get("office", ""), _("Hadir") if each.get("present") else _("Tidak hadir"), " "]
        for each in members
    ]
    return {"heading": _("Daftar hadir"), "columns": columns, "rows": rows, "row_height_mm": 10, "size": 9}


def _chair(subject: Subject, members: list[Any]) -> dict[str, Any]:
    block = {"place_date": subject.place_date, "office": _("Ketua TPP"), "space_lines": subject.style["signature_space"]}
    return block | ({"name": members[0].get("name", "")} if members else {})
