"""The parameters of the law in words: their names, groups, and values."""

from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from rehab.conduct.labels import discipline_label
from rehab.facilities.labels import holiday_label
from rehab.plumbing.formatting import long_date, number
from rehab.remisi.labels import criterion_label
from rehab.remisi.sentences import days_words
from rehab.remisi_rules.parameters import Parameter, Value
from rehab.remisi_rules.words import KINDS
from rehab.wbp.labels import (
    offence_label,
    paper_label,
    religion_label,
    remission_label,
    service_label,
    status_label,
    yes_no_label,
)

TOPIC_NAMES = {
    "kinds": _l("Jenis remisi"),
    "amounts": _l("Besaran"),
    "criteria": _l("Syarat"),
    "conditions": _l("Ambang syarat"),
    "offences": _l("Syarat tambahan bagi perkara khusus"),
    "papers": _l("Dokumen usulan"),
    "counting": _l("Cara menghitung"),
    "milestones": _l("Tanggal lain"),
}
NAMES = {
    "ladder_general": _l("Besaran remisi umum"),
    "ladder_religious": _l("Besaran remisi khusus"),
    "tenth_year_part": _l("Bagian pidana untuk remisi dasawarsa"),
    "tenth_year_most": _l("Remisi dasawarsa paling banyak"),
    "additional_parts": _l("Bagian remisi umum untuk remisi tambahan"),
    "blood_donations": _l("Donor darah setahun yang menjadi dasar"),
    "two_grounds": _l("Dua dasar remisi tambahan setahun"),
    "humanitarian_size": _l("Besaran remisi kemanusiaan"),
    "served_minimum_adult": _l("Masa minimal yang dijalani"),
    "served_minimum_child": _l("Masa minimal yang dijalani, anak"),
    "look_back_adult": _l("Masa penilaian perilaku"),
    "look_back_child": _l("Masa penilaian perilaku, anak"),
    "sentence_minimum": _l("Lama pidana paling sedikit"),
    "adult_age": _l("Usia dewasa"),
    "elder_age": _l("Usia lanjut"),
    "discipline_levels": _l("Tingkat hukuman disiplin yang menghalangi"),
    "sppn_min": _l("Nilai SPPN paling sedikit"),
    "active_min": _l("Kehadiran program paling sedikit"),
    "risk_max_age": _l("Umur penilaian risiko paling lama"),
    "rd_require_good_conduct": _l("Remisi dasawarsa menuntut kelakuan baik"),
    "korupsi_payment": _l("Pelunasan bagi semua perkara korupsi"),
    "month_days": _l("Hari dalam sebulan pidana"),
    "year_days": _l("Hari dalam setahun pidana"),
    "nth_counts": _l("Arti tahun ke-n"),
    "religion_days": _l("Hari besar menurut agama"),
    "one_third": _l("Sepertiga pidana"),
    "half": _l("Setengah pidana"),
    "two_thirds": _l("Dua pertiga pidana"),
    "two_thirds_basis": _l("Dasar hitungan dua pertiga"),
    "release_minimum": _l("Masa minimal untuk pembebasan bersyarat"),
    "supervision_years": _l("Lama pengawasan sesudah pidana"),
    "leave_before_release_most": _l("Cuti menjelang bebas paling lama"),
    "conditional_leave_days": _l("Cuti bersyarat paling lama"),
    "conditional_leave_longest_sentence": _l("Pidana paling lama untuk cuti bersyarat"),
}
CHOICES = {
    "received": _l("remisi sejenis yang sudah diterima"),
    "larger": _l("yang lebih besar saja"),
    "last_general": _l("sebesar remisi umum terakhir"),
    "required": _l("wajib"),
    "not_required": _l("tidak wajib"),
    "thirty_day": _l("bulan 30 hari"),
    "calendar": _l("hari kalender"),
}


def parameter_label(name: str) -> str:
    """The name of a parameter."""
    group, dot, code = name.partition(".")
    if dot:
        label = {"kind": remission_label, "criterion": criterion_label, "paper": paper_label}[group]
        return str(label(code))
    return str(NAMES.get(name, name))


def value_words(parameter: Parameter, value: Value | None) -> str:
    """A value with its unit."""
    if value is None or value.value is None:
        return _("tidak berlaku")
    return _WORDS[parameter.unit](value.value)


def _years(value: int) -> str:
    return ngettext("%(number)s tahun", "%(number)s tahun", value, number=number(value))


def _times(value: int) -> str:
    return ngettext("%(number)s kali", "%(number)s kali", value, number=number(value))


def _ladder(value: Any) -> str:
    words = {
        "first": days_words(value.first_days),
        "until": days_words(value.full_from_days),
        "steps": ", ".join(number(step) for step in value.steps),
    }
    return _("Sebelum %(until)s dijalani: %(first)s. Lalu tahun ke-1, ke-2, dan seterusnya: %(steps)s hari.", **words)


def _kinds(codes: Any) -> str:
    return ", ".join(code for code in KINDS if code in codes)


def _joined(codes: Any, label: Any) -> str:
    return ", ".join(sorted(str(label(code)) for code in codes))


def _day_of_year(month_number: int, day: int) -> str:
    return format_date(date(date.min.year, month_number, day), "d MMMM", locale=get_locale())


def _kind(value: Any) -> str:
    parts = [_("untuk %(statuses)s", statuses=_joined(value.statuses, status_label))]
    if value.great_day:
        parts.append(_("pada hari besar agamanya"))
    if value.day is not None:
        parts.append(_("setiap %(day)s", day=_day_of_year(*value.day)))
    if value.first_year is not None:
        parts.append(_("tiap %(years)s sejak %(first)s", years=_years(value.every_years), first=value.first_year))
    return "; ".join(parts)


def _asked(value: Any) -> str:
    parts = [_("untuk %(kinds)s", kinds=_kinds(value.kinds))]
    if value.offences is not None:
        parts.append(_("perkara %(offences)s", offences=_joined(value.offences, offence_label)))
    if value.except_offences is not None:
        parts.append(_("semua perkara selain %(offences)s", offences=_joined(value.except_offences, offence_label)))
    if value.long_offences:
        words = {"offences": _joined(value.long_offences, offence_label), "days": days_words(value.long_from_days)}
        parts.append(_("%(offences)s bila pidananya paling sedikit %(days)s", **words))
    if value.final_from is not None:
        parts.append(_("putusan sejak %(day)s", day=long_date(value.final_from)))
    if value.final_before is not None:
        parts.append(_("putusan sebelum %(day)s", day=long_date(value.final_before)))
    return "; ".join(parts)


def _paper(value: Any) -> str:
    if value.beside is not None:
        return _("bersama syarat: %(rule)s", rule=criterion_label(value.beside))
    return _("untuk %(kinds)s", kinds=_kinds(value.kinds))


def _pairs(value: dict[str, Any], key: Any, part: Any) -> str:
    return "; ".join(f"{key(code)}: {part(each)}" for code, each in value.items())


def _great_day(day: str | None) -> str:
    return _("Menteri menetapkan") if day is None else str(holiday_label(day))


_WORDS: dict[str, Any] = {
    "days": days_words,
    "years": _years,
    "times": _times,
    "score": lambda value: _("nilai %(score)s", score=number(value)),
    "decimal": lambda value: _("%(share)s persen", share=number((value * 100).normalize() + Decimal(0))),
    "fraction": str,
    "flag": lambda value: str(yes_no_label(value)),
    "levels": lambda value: _joined(value, discipline_label),
    "reading": lambda value: str(CHOICES[value]),
    "requirement": lambda value: str(CHOICES[value]),
    "basis": lambda value: str(CHOICES[value]),
    "ladder": _ladder,
    "parts": lambda value: _pairs(value, service_label, str),
    "great_days": lambda value: _pairs(value, religion_label, _great_day),
    "kind": _kind,
    "criterion": _asked,
    "paper": _paper,
}  # fmt: skip
