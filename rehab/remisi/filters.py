"""What a list of a round is narrowed to: read from the URL, offered as choices, shown as chips."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from rehab.access.permissions import Permission
from rehab.access.scope import Scope
from rehab.remisi.labels import (
    ASSIGNED_LABELS,
    OUTCOME_CODES,
    OWNER_LABELS,
    outcome_label,
    owner_of,
    step_label,
    topic_label,
)
from rehab.remisi.models import OUTCOMES, Round
from rehab.remisi.queries import NO_READING
from rehab.remisi.sentences import days_words
from rehab.remisi.shapes import Filters, Overview
from rehab.remisi.work_queries import ANY
from rehab.wbp.labels import OFFENCE_LABELS, PAPER_LABELS, RELIGION_LABELS, offence_label, religion_label

LONGEST = 100


def asked_filters(scope: Scope, outcome: str | None = None) -> Filters:
    """The filters the URL names; the offence only for those who may read a case."""
    given = {name: request.args.get(name, "")[:LONGEST].strip() for name in request.args}
    chosen = outcome or given.get("tab", "")
    reads_case = scope.can(Permission.WBP_READ_CASE)
    return Filters(
        outcome=chosen if chosen in OUTCOMES else OUTCOMES[0],
        search=given.get("q", ""),
        block=given.get("block", ""),
        failed=given.get("failed", ""),
        unknown=given.get("unknown", ""),
        days=given.get("days", ""),
        release_class=given.get("class", ""),
        religion=given.get("religion", "") if reads_case else "",
        offence=given.get("offence", "") if reads_case else "",
        almost=given.get("almost") == "1",
        rests=given.get("rests", ""),
        paper=given.get("paper", ""),
        owner=given.get("owner", ""),
        step=given.get("step", ""),
        wali=given.get("wali", ""),
        assigned=given.get("assigned", ""),
        missed=given.get("missed") == "1",
        sort=given.get("sort", "name"),
    )


def _parameters(filters: Filters) -> dict[str, str]:
    found = {
        "q": filters.search, "block": filters.block, "failed": filters.failed, "unknown": filters.unknown,
        "days": filters.days, "class": filters.release_class, "religion": filters.religion, "offence": filters.offence,
        "almost": "1" if filters.almost else "", "rests": filters.rests, "paper": filters.paper, "owner": filters.owner,
        "step": filters.step, "wali": filters.wali, "assigned": filters.assigned, "missed": "1" if filters.missed else "",
    }  # fmt: skip
    return {name: value for name, value in found.items() if value}


def asked_parameters(filters: Filters) -> dict[str, str]:
    """The address of a list: its tab, its filters and its order, and nothing else that stood in the URL."""
    return {"tab": filters.outcome, "sort": filters.sort} | _parameters(filters)


def tab_items(round_: Round, overview: Overview, filters: Filters) -> list[dict[str, Any]]:
    """The three tabs with their counts (of the whole round), and "Hampir" as a preset of the third."""
    address = url_for("remisi.kept_round", round_id=round_.id)
    items = [
        {
            "href": f"{address}?tab={outcome}",
            "label": f"{outcome_label(outcome)} ({OUTCOME_CODES[outcome]})",
            "count": overview.counts[outcome],
            "current": filters.outcome == outcome and not filters.almost,
        }
        for outcome in OUTCOMES
    ]
    almost = {"href": f"{address}?tab={OUTCOMES[-1]}&almost=1", "label": _("Hampir"), "count": None, "current": filters.almost}
    return [*items, almost]


def chips_of(filters: Filters, walis: Mapping[int, str]) -> list[dict[str, Any]]:
    """The filters in use, each with the address without it."""
    words = {
        "q": (_("Pencarian"), filters.search),
        "block": (_("Blok"), filters.block),
        "failed": (_("Tidak terpenuhi"), topic_label(filters.failed)),
        "unknown": (_("Belum diketahui"), topic_label(filters.unknown)),
        "days": (_("Usulan"), days_words(int(filters.days[:4])) if filters.days.isdecimal() else filters.days),
        "class": (_("Golongan"), filters.release_class),
        "religion": (_("Agama"), religion_label(filters.religion)),
        "offence": (_("Perkara"), offence_label(filters.offence)),
        "rests": (_("Ditentukan bacaan C"), _("tidak ada") if filters.rests == NO_READING else topic_label(filters.rests)),
        "almost": (_("Hampir"), _("hanya waktu yang kurang, paling lama 30 hari")),
        **_work_words(filters, walis),
    }
    return [_chip(filters, name, *words[name]) for name in _parameters(filters)]


def _work_words(filters: Filters, walis: Mapping[int, str]) -> dict[str, tuple[str, Any]]:
    number = int(filters.wali) if filters.wali.isdecimal() else 0
    return {
        "paper": (_("Berkas kurang"), _("berkas apa pun") if filters.paper == ANY else topic_label(filters.paper)),
        "owner": (_("Menunggu"), OWNER_LABELS.get(filters.owner, filters.owner)),
        "step": (_("Kalender"), step_label(filters.step)),
        "wali": (_("Wali"), walis.get(number, filters.wali) if number else _("tanpa wali")),
        "assigned": (_("Tugas"), ASSIGNED_LABELS.get(filters.assigned, filters.assigned)),
        "missed": (_("RU terdahulu"), _("belum diterima")),
    }


def _chip(filters: Filters, name: str, label: str, value: Any) -> dict[str, Any]:
    kept = {key: each for key, each in asked_parameters(filters).items() if key != name}
    return {"label": label, "value": str(value), "href": url_for(request.endpoint or "", **kept, **(request.view_args or {}))}


def choices_of(
    scope: Scope, overview: Overview, filters: Filters, readings: Iterable[str], walis: Mapping[int, str]
) -> list[dict[str, Any]]:
    """The fields of the filter form with what this round really holds."""
    conditions = {code: number for code, number in overview.unknown.items() if code not in PAPER_LABELS}
    papers = {code: number for code, number in overview.unknown.items() if code in PAPER_LABELS}
    owners = {owner_of(code) for code in overview.unknown}
    fields = [
        _field("block", _("Blok"), [(each, each) for each in overview.blocks], filters.block),
        _field("failed", _("Tidak terpenuhi"), _counted(overview.failed, topic_label), filters.failed),
        _field("unknown", _("Belum diketahui"), _counted(conditions, topic_label), filters.unknown),
        _field("paper", _("Berkas kurang"), [(ANY, _("Berkas apa pun")), *_counted(papers, topic_label)], filters.paper),
        _field("owner", _("Menunggu"), [each for each in OWNER_LABELS.items() if each[0] in owners], filters.owner),
        _field("wali", _("Wali"), [("0", _("Tanpa wali")), *((str(each), name) for each, name in walis.items())], filters.wali),
        _field("assigned", _("Tugas"), list(ASSIGNED_LABELS.items()), filters.assigned),
        _field("days", _("Besaran usulan"), _counted(overview.days, days_words), filters.days),
        _field("class", _("Golongan"), _counted(overview.classes, str), filters.release_class),
    ]
    open_codes = [(code, topic_label(code)) for code in readings]
    if open_codes:
        fields.append(_field("rests", _("Ditentukan bacaan C"), [*open_codes, (NO_READING, _("Tidak ada"))], filters.rests))
    if scope.can(Permission.WBP_READ_CASE):
        fields += [
            _field("religion", _("Agama"), list(RELIGION_LABELS.items()), filters.religion),
            _field("offence", _("Perkara"), list(OFFENCE_LABELS.items()), filters.offence),
        ]
    return fields


def _field(name: str, label: str, options: list[tuple[Any, Any]], value: str) -> dict[str, Any]:
    return {"name": name, "label": label, "options": options, "value": value}


def _counted(found: dict[Any, int], label: Any) -> list[tuple[Any, str]]:
    return [(key, f"{label(key)} ({number})") for key, number in found.items()]
