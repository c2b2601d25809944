"""The day itself: who is handed the decree, by size; and whose release letter may be written."""

from collections import defaultdict
from datetime import date
from typing import Any

from flask_babel import gettext as _

from rehab.letters.framing import Subject, list_frame
from rehab.letters.lists import parted, state_of_decision
from rehab.letters.shapes import Drawing, Person, Release
from rehab.plumbing.formatting import long_date, short_date
from rehab.remisi.exports import round_title
from rehab.remisi.sentences import days_words

HOME, STAYING, CHECK = "going_home", "staying", "to_check"


def receiving(subject: Subject) -> list[Person]:
    """Who has a decree; before there is any, who is proposed."""
    granted = [each for each in subject.people if each.granted]
    return granted or parted(subject)[0]


def source_of(subject: Subject) -> list[str]:
    """Whether a list of the day rests on decrees."""
    decrees = sorted({(each.decree_on, each.decree) for each in subject.people if each.granted and each.decree_on})
    if not decrees:
        return [*state_of_decision(subject), _("Belum ada SK")]
    named = ", ".join(_("%(number)s tanggal %(day)s", number=number, day=long_date(day)) for day, number in decrees)
    return [_("Menurut SK %(decrees)s", decrees=named)]


def ceremony_list(subject: Subject) -> Drawing:
    """For the handing over by Bupati or Wali Kota: grouped by size, the largest first."""
    people = receiving(subject)
    groups: dict[int, list[Person]] = defaultdict(list)
    for each in people:
        groups[each.size].append(each)
    subtitle = source_of(subject)
    if presenter := subject.style["presenter"]:
        subtitle.append(_("Diserahkan oleh %(who)s", who=presenter))
    data = list_frame(subject, _("Daftar Penyerahan %(round)s", round=round_title(subject.round)), subtitle)
    data["landscape"] = False
    data["sections"] = [_group(subject, days, groups[days]) for days in sorted(groups, reverse=True)] or [_nobody()]
    totals = {"people": len(people), "class_two": sum(each.release_class == "II" for each in people)}
    data["closing"] = _("%(number)s orang, %(two)s di antaranya golongan II.", number=len(people), two=totals["class_two"])
    return Drawing("list", data, totals)


def _group(subject: Subject, days: int, people: list[Person]) -> dict[str, Any]:
    size = subject.size(days) if days else _("belum tertentu")
    columns = [
        {"label": _("Nomor register"), "width": "38mm"},
        {"label": _("Nama"), "width": "1fr"},
        {"label": _("Blok"), "width": "16mm"},
        {"label": _("Gol."), "width": "12mm", "align": "center"},
    ]
    return {
        "heading": _("%(size)s: %(number)s orang", size=size, number=len(people)),
        "columns": columns,
        "rows": [[each.register_no, each.name, each.block, each.release_class] for each in people],
        "size": 10,
    }


def _nobody() -> dict[str, Any]:
    return {"columns": [{"label": _("Nama")}], "rows": [], "empty": _("Tidak ada.")}


def whether_home(person: Person, release: Release, on: date) -> str:
    """Whether somebody may go home by this remission: only where the computed size stands and nothing is owed.

    A decree that says otherwise than the computation, or an unknown subsider, is worked by hand first.
    """
    if person.granted_days is not None and person.granted_days != release.days:
        return CHECK
    if release.subsidiary_days is None or release.expiry_after is None or release.release_on is None:
        return CHECK
    return STAYING if release.subsidiary_days > 0 else HOME


def ends_by_it(person: Person, release: Release | None, on: date) -> bool:
    """Class II by the computation, or by the days of the decree; where the end is unknown only the computation speaks."""
    if person.release_class == "II":
        return True
    if release is None or release.expiry_before is None or not person.granted_days:
        return False
    return person.granted_days >= (release.expiry_before - on).days


def release_list(subject: Subject) -> Drawing:
    """Class II: who goes home, who still serves days in place of a fine, and who is worked by hand first."""
    on = subject.round.held_on
    found: dict[str, list[tuple[Person, Release]]] = {HOME: [], STAYING: [], CHECK: []}
    for each in receiving(subject):
        release = subject.releases.get(each.wbp_id)
        if release is not None and ends_by_it(each, release, on):
            found[whether_home(each, release, on)].append((each, release))
    data = list_frame(
        subject, _("Daftar Surat Bebas Golongan II, %(round)s", round=round_title(subject.round)), source_of(subject)
    )
    headings = {
        HOME: _("Pulang: surat bebas disiapkan"),
        STAYING: _("Tidak pulang: masih harus menjalani subsider"),
        CHECK: _("Periksa dahulu: dihitung dengan tangan sebelum ada surat"),
    }
    data["sections"] = [_releases(subject, headings[kind], rows) for kind, rows in found.items()]
    totals = {"people": sum(len(rows) for rows in found.values())} | {kind: len(rows) for kind, rows in found.items()}
    data["closing"] = _("Surat bebas dibuat hanya bagi %(number)s orang pada bagian pertama.", number=totals[HOME])
    return Drawing("list", data, totals)


def _releases(subject: Subject, heading: str, rows: list[tuple[Person, Release]]) -> dict[str, Any]:
    columns = [
        {"label": _("Nomor register"), "width": "38mm"},
        {"label": _("Nama"), "width": "2fr"},
        {"label": _("Besaran"), "width": "28mm", "align": "right"},
        {"label": _("SK"), "width": "1fr"},
        {"label": _("Pidana pokok habis"), "width": "28mm"},
        {"label": _("Subsider"), "width": "26mm", "align": "right"},
        {"label": _("Bebas paling cepat"), "width": "28mm"},
    ]
    return {
        "heading": f"{heading}: {len(rows)}",
        "columns": columns,
        "rows": [
            [
                person.register_no, person.name, subject.size(person.size), person.decree, short_date(release.expiry_after),
                _owed(release), short_date(release.release_on),
            ]
            for person, release in rows
        ],
        "size": 9,
        "empty": _("Tidak ada."),
    }  # fmt: skip


def _owed(release: Release) -> str:
    return _("belum diketahui") if release.subsidiary_days is None else days_words(release.subsidiary_days)
