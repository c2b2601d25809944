"""Findings in the reader's language: what was seen, what is asked, what is lacking and when it is reached."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from rehab.conduct.labels import discipline_label, risk_label
from rehab.facilities.labels import holiday_label
from rehab.plumbing.formatting import long_date, month, number
from rehab.remisi.explanation import asked_words, found_words, missing_words
from rehab.remisi.keeping import NOT_MET, UNKNOWN, KeptFinding
from rehab.remisi.labels import criterion_label, outcome_label, owner_label, topic_label
from rehab.remisi_rules.parameters import english_questions
from rehab.wbp.labels import (
    offence_label,
    paper_state_label,
    religion_label,
    remission_label,
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
    asked: str
    found: str
    missing: tuple[str, ...]

    @property
    def said(self) -> str:
        """The whole finding in sentences, with its record and article."""
        parts = [self.asked, self.found, *self.missing]
        if self.source:
            parts.append(_("Catatan: %(source)s.", source=self.source))
        return " ".join([*parts, _("Dasar: %(article)s.", article=self.article)])


def sentence_of(finding: KeptFinding) -> Sentence:
    """A finding in words."""
    value, threshold = _value(finding), _threshold(finding)
    met_from = date.fromisoformat(finding.met_from) if finding.met_from else None
    lacks, reached = _lacks(finding), long_date(met_from) if met_from else None
    uncertain = _("keyakinan C: bacaan ini belum dikonfirmasi") if finding.confidence == "C" else None
    return Sentence(
        code=finding.code,
        state=finding.state,
        rule=str(criterion_label(finding.code)),
        topic=str(topic_label(finding.code)),
        value=value,
        threshold=threshold,
        lacks=_("kurang %(days)s", days=lacks) if lacks else None,
        reached=reached,
        source=source_words(finding.source),
        article="; ".join(finding.articles),
        recorded=uncertain,
        owner=str(owner_label(finding.code)),
        questions=questions_in_words(finding.questions),
        asked=asked_words(finding, threshold),
        found=found_words(finding, value),
        missing=tuple(missing_words(finding, lacks, reached)),
    )


def questions_in_words(questions: Iterable[str]) -> tuple[str, ...]:
    """Open questions of the law in the reader's language; one the law no longer asks stays as it was kept."""
    if str(get_locale()) == "id":
        return tuple(questions)
    english = english_questions()
    return tuple(english.get(question, question) for question in questions)


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
        if not rest:
            return _("Register F")
        level = _lowered(discipline_label(parts[0])) if parts[0] != UNKNOWN else _("tingkat belum tercatat")
        return _("Register F, %(level)s, mulai %(day)s", level=level, day=_day(parts[1]))
    if head == "remissions":
        if not rest:
            return _("Riwayat remisi")
        return _("Riwayat remisi, %(kind)s %(day)s", kind=remission_label(parts[0]), day=_day(parts[1]))
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
        return _lowered(paper_state_label(value))
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


def _lowered(label: Any) -> str:
    """A label within a sentence."""
    text = str(label)
    return text[:1].lower() + text[1:]


def _common(label: Any) -> Any:
    return lambda value: _lowered(label(value))


def _status_or_day(value: Any) -> str:
    return _plain(value) if str(value)[:1].isdigit() else _lowered(status_label(value))


def _kind_or_day(value: Any) -> str:
    return _plain(value) if str(value)[:1].isdigit() else _lowered(sentence_kind_label(value))


def _length(value: Any) -> str:
    return _plain(value) if isinstance(value, int) else _lowered(sentence_kind_label(value))


_VALUES = {
    "final_judgment": _status_or_day,
    "sentence_kind": _common(sentence_kind_label),
    "sentence_length": _length,
    "still_serving": _kind_or_day,
    "one_third_served": _kind_or_day,
    "religion_day": lambda value: _lowered(religion_label(value)) if value == "kepercayaan" else str(holiday_label(value)),
    "sppn_good": lambda value: _plain(value) if isinstance(value, list) else _("rata-rata %(mean)s", mean=_decimal(value)),
    "service_ground": _common(service_label),
    "risk_reduced": lambda value: _plain(value) if str(value)[:1].isdigit() else _lowered(risk_label(value)),
    "offence": _named(offence_label),
    "ru_same_day": lambda value: days_words(value) if value else _("belum ada"),
}


def _decimal(text: Any) -> str:
    return number(Decimal(str(text)))


def _part(text: str) -> str:
    """Half or a third of the general remission, in words."""
    return {"1/2": _("setengah remisi umum"), "1/3": _("sepertiga remisi umum")}.get(text, text)


def _threshold(finding: KeptFinding) -> str | None:
    threshold = finding.threshold
    if finding.is_paper:
        return _lowered(paper_state_label("verified"))
    if threshold is None:
        return None
    special = _THRESHOLDS.get(finding.code)
    return special(threshold) if special else _plain(threshold)


def _at_least(days: int) -> str:
    return _("paling sedikit %(days)s", days=days_words(days))


def _statuses(threshold: Any) -> str:
    return ", ".join(_lowered(status_label(each)) for each in threshold) if isinstance(threshold, list) else _plain(threshold)


def _risk(threshold: Any) -> str:
    if isinstance(threshold, int):
        return _("paling lama %(days)s", days=days_words(threshold))
    return _("sebelumnya %(level)s", level=_lowered(risk_label(threshold)))


_THRESHOLDS = {
    "sentence_length": _at_least,
    "served_minimum": _at_least,
    "good_conduct": lambda days: _("tidak ada dalam %(days)s terakhir", days=days_words(days)),
    "sppn_good": lambda mean: _("rata-rata paling sedikit %(mean)s", mean=_decimal(mean)),
    "active_in_program": lambda share: _("paling sedikit %(share)s persen", share=_decimal(f"{float(share) * 100:g}")),
    "religion_day": _named(holiday_label),
    "risk_reduced": _risk,
    "once_a_year": lambda year: _("sekali dalam tahun %(year)s", year=year),
    "ru_same_day": _common(outcome_label),
    "final_judgment": _statuses,
    "service_ground": _part,
}


def _lacks(finding: KeptFinding) -> str | None:
    if finding.state == NOT_MET and finding.code in ("served_minimum", "sentence_length"):
        return days_words(finding.threshold - finding.value)
    return None
