"""The letter to the Director General, with both lists attached and Kanwil copied."""

from collections import Counter
from typing import Any

from flask_babel import gettext as _

from rehab.letters.framing import Subject, facts_of, frame_of, replaced_words, signatures
from rehab.letters.lists import left_out_table, parted, proposed_table, state_of_decision, sums, totals_of
from rehab.letters.shapes import Drawing, Person
from rehab.remisi.exports import round_title


def proposal_letter(subject: Subject) -> Drawing:
    """The letter of proposal; without a decision it is a draft over what was computed."""
    style, proposed = subject.style, parted(subject)[0]
    title = _("Usulan %(round)s", round=round_title(subject.round))
    data = frame_of(subject, title, style["paper_letters"]) | {
        "size": style["size"],
        "margins_mm": [style["margin_left"], style["margin_right"], style["margin_top"], style["margin_bottom"]],
        "number": subject.number or "",
        "references": [
            [_("Nomor"), subject.number or _("belum ada: draf")],
            [_("Sifat"), style["nature"]],
            [_("Lampiran"), _("2 daftar")],
            [_("Hal"), title],
        ],
        "place_date": subject.place_date,
        "to": list(style["recipient"]),
        "body": _body(subject, proposed),
        "signatures": signatures(subject, dated=False),
        "copies": list(style["copies"]),
        "roman": style["roman"],
        "catchword": style["catchword"],
        "attachments": _attachments(subject),
    }
    return Drawing("letter", data, totals_of(subject))


def _body(subject: Subject, proposed: list[Person]) -> list[Any]:
    totals = totals_of(subject)
    opening = _(
        "Bersama ini kami sampaikan usulan %(round)s bagi %(number)s warga binaan %(unit)s. Nama mereka pada Lampiran pertama.",
        round=round_title(subject.round), number=totals["proposed"], unit=subject.facility.name,
    )  # fmt: skip
    others = _(
        "%(others)s warga binaan lain tidak diusulkan; nama dan alasan masing-masing pada Lampiran kedua. %(sum)s",
        others=totals["not_proposed"], sum=" ".join(sums(totals)),
    )  # fmt: skip
    return [
        opening,
        _sizes(subject, proposed),
        others,
        *([_("Surat ini menggantikan surat %(paper)s.", paper=replaced_words(subject.replaces))] if subject.replaces else []),
        _("Demikian kami sampaikan. Atas perhatiannya kami ucapkan terima kasih."),
    ]


def _sizes(subject: Subject, proposed: list[Person]) -> dict[str, Any]:
    counted = Counter((each.days, each.release_class) for each in proposed)
    rows = []
    for days in sorted({each.days for each in proposed}):
        one, two = counted[days, "I"], counted[days, "II"]
        whole = sum(number for (size, _class), number in counted.items() if size == days)
        rows.append([subject.size(days) if days else _("belum tertentu"), str(whole), str(one), str(two)])
    columns = [
        {"label": _("Besaran"), "width": "2fr"},
        {"label": _("Orang"), "width": "1fr", "align": "right"},
        {"label": _("Golongan I"), "width": "1fr", "align": "right"},
        {"label": _("Golongan II"), "width": "1fr", "align": "right"},
    ]
    return {"columns": columns, "rows": rows, "numbered": False, "size": 10, "empty": _("Tidak ada yang diusulkan.")}


def _attachments(subject: Subject) -> list[dict[str, Any]]:
    proposed, others = parted(subject)
    facts = facts_of(subject)
    return [
        proposed_table(subject, proposed)
        | {"title": _("Daftar yang diusulkan"), "landscape": True, "facts": facts, "notes": state_of_decision(subject)},
        left_out_table(subject, others)
        | {"title": _("Daftar yang tidak diusulkan dan alasannya"), "landscape": True, "facts": facts},
    ]
