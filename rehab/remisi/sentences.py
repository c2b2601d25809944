"""Findings in the reader's language: what was seen, what is asked, what is lacking and when it is reached."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from rehab.facilities.labels import holiday_label
from rehab.plumbing.formatting import long_date, month, number
from rehab.remisi.keeping import NOT_MET, UNKNOWN, KeptFinding
from rehab.remisi.labels import criterion_label, outcome_label, owner_label, topic_label
from rehab.wbp.labels import (
    offence_label,
    paper_state_label,
    religion_label,
    sentence_kind_label,
    service_label,
    status_label,
    yes_no_label,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One finding as the page "Mengapa?" shows it; texts are complete, None where there is nothing to say."""

    code: str
    state: str
    rule: str
    topic: str
    value: str | None
    threshold: str | None
    lacks: str | None
    reached: str | None
    source: str | None
    article: str
    recorded: str | None
    owner: str
    questions: tuple[str, ...]


def sentence_of(finding: KeptFinding) -> Sentence:
    """A finding in words."""
    value, threshold = _value(finding), _threshold(finding)
    met_from = date.fromisoformat(finding.met_from) if finding.met_from else None
    uncertain = _("keyakinan C: bacaan ini belum dikonfirmasi") if finding.confidence == "C" else None
    return Sentence(
        code=finding.code,
        state=finding.state,
        rule=str(criterion_label(finding.code)),
        topic=str(topic_label(finding.code)),
        value=value,
        threshold=threshold,
        lacks=_lacks(finding),
        reached=long_date(met_from) if met_from else None,
        source=source_words(finding.source),
        article="; ".join(finding.articles),
        recorded=uncertain,
        owner=str(owner_label(finding.code)),
        questions=finding.questions,
    )


def days_words(days: int) -> str:
    """A number of days."""
    return ngettext("%(days)s hari", "%(days)s hari", days, days=number(days))


def amount_words(amount: dict[str, Any], kind: str, days: int) -> str:
    """A size as decrees write it: months and days, but days alone for the tenth year."""
    if kind in ("RD", "PMPD") or not amount["months"]:
        return days_words(days)
    months = ngettext("%(months)s bulan", "%(months)s bulan", amount["months"], months=number(amount["months"]))
    return f"{months} {days_words(amount['days'])}" if amount["days"] else months


def letter(
    *, name: str, outcome: str, round_name: str, amount: str, class_two: bool, lacking: int, earliest_on: str | None
) -> str:
    """The one sentence that stands on top: people decide, so it speaks of a candidate and a proposal."""
    words = {"name": name, "round": round_name, "amount": amount, "lacking": lacking, "day": earliest_on}
    if outcome == "eligible" and class_two:
        return _(
            "%(name)s memenuhi syarat sebagai calon %(round)s dengan usulan %(amount)s, dan pidana pokoknya habis karenanya.",
            **words,
        )
    if outcome == "eligible":
        return _("%(name)s memenuhi syarat sebagai calon %(round)s dengan usulan %(amount)s.", **words)
    if outcome == "incomplete":
        return _(
            "Data %(name)s untuk %(round)s belum lengkap: %(lacking)s hal belum diketahui. Tidak ada syarat yang gagal.", **words
        )
    if earliest_on:
        return _("%(name)s belum memenuhi syarat %(round)s. Yang kurang hanya waktu: tercapai paling cepat %(day)s.", **words)
    return _("%(name)s belum memenuhi syarat %(round)s.", **words)


def source_words(source: str | None) -> str | None:
    """The record a finding came from, in words."""
    if not source:
        return None
    head, _colon, rest = source.partition(":")
    parts = rest.split(":")
    if head == "discipline":
        return _("Register F") if not rest else _("Register F, %(level)s, mulai %(day)s", level=parts[0], day=_day(parts[1]))
    if head == "remissions":
        return _("Riwayat remisi") if not rest else _("Riwayat remisi, %(kind)s %(day)s", kind=parts[0], day=_day(parts[1]))
    if head == "risk" and rest:
        return _("Penilaian risiko %(day)s", day=_day(rest))
    if head == "sppn" and rest:
        first, _dots, last = rest.partition("..")
        return _("SPPN %(first)s sampai %(last)s", first=_month(first), last=_month(last))
    return str(_SOURCES().get(head.partition(".")[0], head))


def _SOURCES() -> dict[str, str]:  # noqa: N802 - a table that must be read in the reader's language
    return {
        "status": _("Identitas"), "birth_on": _("Identitas"), "religion": _("Identitas"), "offence": _("Perkara"),
        "sentence": _("Putusan"), "detention": _("Riwayat penahanan"), "subsidiary": _("Subsider"), "escaped": _("Identitas"),
        "pre_release_leave": _("Identitas"), "parole_revoked": _("Identitas"), "discipline": _("Register F"),
        "sppn": _("SPPN"), "risk": _("Penilaian risiko"), "participation": _("Daftar hadir"), "documents": _("Dokumen"),
        "remissions": _("Riwayat remisi"), "services": _("Jasa"), "fine_paid": _("Identitas"), "verdict": _("Hitungan RU"),
        "deradicalised": _("Identitas"), "loyalty_pledge": _("Identitas"), "justice_collaborator": _("Identitas"),
        "prolonged_illness": _("Identitas"),
    }  # fmt: skip


def _day(text: str) -> str:
    return long_date(date.fromisoformat(text))


def _month(text: str) -> str:
    return month(date.fromisoformat(f"{text}-01"))


def _value(finding: KeptFinding) -> str | None:
    value = finding.value
    if finding.is_paper:
        return str(paper_state_label(value))
    if value is None:
        return _("belum tercatat") if finding.state == UNKNOWN else None
    special = _VALUES.get(finding.code)
    return special(value) if special else _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return str(yes_no_label(value))
    if isinstance(value, int):
        return days_words(value)
    if isinstance(value, list):
        return _("belum ada nilai untuk %(months)s", months=", ".join(_month(each) for each in value))
    if isinstance(value, dict):
        words = {"attended": number(value["attended"]), "counted": number(value["counted"])}
        return _("hadir %(attended)s dari %(counted)s sesi", **words)
    text = str(value)
    if len(text) == len("2025-08-17") and text[4] == "-":
        return _day(text)
    return text


def _named(label: Any) -> Any:
    return lambda value: str(label(value))


def _status_or_day(value: Any) -> str:
    return _plain(value) if str(value)[:1].isdigit() else str(status_label(value))


def _kind_or_day(value: Any) -> str:
    return _plain(value) if str(value)[:1].isdigit() else str(sentence_kind_label(value))


def _length(value: Any) -> str:
    return _plain(value) if isinstance(value, int) else str(sentence_kind_label(value))


_VALUES = {
    "final_judgment": _status_or_day,
    "sentence_kind": _named(sentence_kind_label),
    "sentence_length": _length,
    "still_serving": _kind_or_day,
    "one_third_served": _kind_or_day,
    "religion_day": lambda value: str(religion_label(value) if value == "kepercayaan" else holiday_label(value)),
    "sppn_good": lambda value: _plain(value) if isinstance(value, list) else _("rata-rata %(mean)s", mean=_decimal(value)),
    "service_ground": _named(service_label),
    "offence": _named(offence_label),
    "ru_same_day": lambda value: days_words(value) if value else _("belum ada"),
}


def _decimal(text: Any) -> str:
    return str(text).replace(".", ",")


def _threshold(finding: KeptFinding) -> str | None:
    threshold = finding.threshold
    if finding.is_paper:
        return str(paper_state_label("verified"))
    if threshold is None:
        return None
    special = _THRESHOLDS.get(finding.code)
    return special(threshold) if special else _plain(threshold)


def _at_least(days: int) -> str:
    return _("paling sedikit %(days)s", days=days_words(days))


def _statuses(threshold: Any) -> str:
    return ", ".join(str(status_label(each)) for each in threshold) if isinstance(threshold, list) else _plain(threshold)


def _risk(threshold: Any) -> str:
    if isinstance(threshold, int):
        return _("paling lama %(days)s", days=days_words(threshold))
    return _("sebelumnya %(level)s", level=threshold)


_THRESHOLDS = {
    "sentence_length": _at_least,
    "served_minimum": _at_least,
    "good_conduct": lambda days: _("tidak ada dalam %(days)s terakhir", days=days_words(days)),
    "sppn_good": lambda mean: _("rata-rata paling sedikit %(mean)s", mean=_decimal(mean)),
    "active_in_program": lambda share: _("paling sedikit %(share)s persen", share=_decimal(f"{float(share) * 100:g}")),
    "religion_day": _named(holiday_label),
    "risk_reduced": _risk,
    "once_a_year": lambda year: _("sekali dalam tahun %(year)s", year=year),
    "ru_same_day": _named(outcome_label),
    "final_judgment": _statuses,
    "service_ground": str,
}


def _lacks(finding: KeptFinding) -> str | None:
    if finding.state == NOT_MET and finding.code in ("served_minimum", "sentence_length"):
        return _("kurang %(days)s", days=days_words(finding.threshold - finding.value))
    return None
