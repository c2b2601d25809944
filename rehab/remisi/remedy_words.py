"""The smallest set of changes in words: what has to happen, who does it, and when."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from rehab.conduct.labels import risk_label
from rehab.plumbing.formatting import long_date, month, number
from rehab.remisi.labels import owner_label, topic_label
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi_rules.changes import ATTENDANCE, DOCUMENT, FLAG, PUNISHMENT, RECORD, RISK, SERVICE, SPPN, Change
from rehab.remisi_rules.engine import assess
from rehab.remisi_rules.errors import RefusedQuestion
from rehab.remisi_rules.remedies import Remedy, remedy_for
from rehab.remisi_rules.words import RISK_LEVELS
from rehab.wbp.labels import paper_label, service_label

_CODES = {SPPN: "sppn_good", RISK: "risk_reduced", ATTENDANCE: "active_in_program", SERVICE: "service_ground"} | {
    PUNISHMENT: "good_conduct"
}
_FACTS = {
    "escaped": ("not_escaped", _l("Dipastikan dan dicatat bahwa ia tidak pernah melarikan diri")),
    "pre_release_leave": ("not_on_leave", _l("Dipastikan dan dicatat bahwa ia tidak sedang cuti menjelang bebas")),
    "parole_revoked": ("parole_intact", _l("Dipastikan dan dicatat bahwa pembebasan bersyaratnya tidak pernah dicabut")),
    "subsidiary.serving": ("not_in_subsidiary", _l("Dipastikan dan dicatat bahwa ia tidak menjalani kurungan pengganti denda")),
    "prolonged_illness": ("prolonged_illness", _l("Dokter memastikan bahwa ia sakit berkepanjangan")),
    "justice_collaborator": ("justice_collaborator", _l("Kerja samanya dengan penegak hukum dipastikan dan dicatat")),
    "fine_paid": ("fine_paid", _l("Denda dan uang pengganti dilunasi dan dicatat")),
    "deradicalised": ("deradicalised", _l("Program deradikalisasi diikuti dan dicatat")),
    "loyalty_pledge": ("loyalty_pledge", _l("Ikrar setia kepada NKRI diucapkan dan dicatat")),
    "status": ("final_judgment", _l("Status hukumnya dicatat")),
    "birth_on": ("under_18", _l("Tanggal lahirnya dicatat dan sesuai syarat usia")),
    "sentence.kind": ("sentence_kind", _l("Jenis pidananya dicatat, bukan pidana mati atau seumur hidup")),
    "sentence.length": ("sentence_length", _l("Lama pidananya dicatat dan cukup panjang")),
    "sentence.final_on": ("final_judgment", _l("Tanggal putusan berkekuatan tetap dicatat")),
    "detention": ("in_custody", _l("Riwayat penahanannya dicatat dan cukup panjang")),
    "offence": ("offence", _l("Perkaranya dicatat sebagai pidana umum, bila memang demikian")),
    "discipline": ("good_conduct", _l("Register F dipastikan bersih")),
    "religion": ("religion_day", _l("Agamanya dicatat dan hari besarnya sesuai")),
}


@dataclass(frozen=True, slots=True)
class RemedySteps:
    """One sentence on top, then each step with who does it; `possible` False where nothing can help."""

    summary: str
    steps: list[tuple[str, str]]
    possible: bool


def remedy_steps(round_: Round, kept: RoundVerdict) -> RemedySteps | None:
    """What would make a person of a kept round eligible; None for who is, and where today's rules judge otherwise."""
    if kept.outcome == "eligible":
        return None
    facts, policy = kept.facts["facts"], round_.policy or None
    question = (round_.kind, round_.held_on, round_.holiday, round_.late_on, policy)
    try:
        if assess(facts, *question).summary()["outcome"] != kept.outcome:
            return None
        remedy = remedy_for(facts, *question)
    except RefusedQuestion:
        return None
    return _steps(remedy)


def _steps(remedy: Remedy | None) -> RemedySteps:
    if remedy is None:
        return RemedySteps(_("Tidak ada yang dapat dilengkapi atau ditunggu untuk remisi ini."), [], possible=False)
    steps = [(change_words(change), str(owner_label(_code(change)))) for change in remedy.changes]
    things, day = _joined(_briefly(remedy)), long_date(remedy.ready_on)
    if not steps:
        summary = _("Yang kurang hanya waktu: syaratnya terpenuhi mulai %(day)s, bila yang lain tidak berubah.", day=day)
    elif remedy.waits:
        summary = _("Syaratnya terpenuhi mulai %(day)s bila ini juga dilengkapi: %(things)s.", day=day, things=things)
    else:
        summary = _("Syaratnya terpenuhi bila ini dilengkapi: %(things)s.", things=things)
    return RemedySteps(summary, steps, possible=True)


def change_words(change: Change) -> str:
    """One change as a sentence without its full stop."""
    match change.kind:
        case "document":
            return _("Dokumen dilengkapi dan diperiksa: %(paper)s", paper=paper_label(change.subject))
        case "sppn":
            when = month(date.fromisoformat(f"{change.subject}-01"))
            least = number(change.value)
            return _("Nilai SPPN %(month)s dicatat, paling sedikit %(score)s", month=when, score=least)
        case "risk":
            words = {"day": long_date(date.fromisoformat(change.subject)), "level": risk_label(change.value)}
            if change.value == RISK_LEVELS[-1]:
                return _("Penilaian risiko dibuat paling lambat %(day)s", **words)
            return _("Penilaian risiko dibuat paling lambat %(day)s, hasilnya paling tinggi: %(level)s", **words)
        case "attendance":
            share = number(change.value["attended"])
            if change.possible_from is None:
                return _("Presensinya dicatat lengkap, dan kehadirannya paling sedikit %(share)s persen", share=share)
            return _("Ia mengikuti program sampai hari itu, paling sedikit %(share)s persen dari sesinya", share=share)
        case "service":
            ground, day, _place = change.subject.split(":")
            when = long_date(date.fromisoformat(day))
            return _("Jasanya diperiksa: %(ground)s, %(day)s", ground=service_label(ground), day=when)
        case "punishment":
            day = long_date(date.fromisoformat(change.subject))
            return _("Tingkat hukuman disiplin %(day)s dicatat, bila memang ringan", day=day)
    return str(_FACTS[change.subject][1])


def _code(change: Change) -> str:
    if change.kind == DOCUMENT:
        return change.subject
    return _FACTS[change.subject][0] if change.kind in (FLAG, RECORD) else _CODES[change.kind]


def _briefly(remedy: Remedy) -> list[str]:
    """The changes counted: two documents, the SPPN of July, an assessment."""
    papers = sum(change.kind == DOCUMENT for change in remedy.changes)
    months = [month(date.fromisoformat(f"{change.subject}-01")) for change in remedy.changes if change.kind == SPPN]
    others = [str(topic_label(_code(change))) for change in remedy.changes if change.kind not in (DOCUMENT, SPPN)]
    found: list[Any] = []
    if papers:
        found.append(ngettext("%(number)s dokumen", "%(number)s dokumen", papers, number=number(papers)))
    if months:
        found.append(_("nilai SPPN %(months)s", months=", ".join(months)))
    return [str(each) for each in found] + list(dict.fromkeys(each[:1].lower() + each[1:] for each in others))


def _joined(things: list[str]) -> str:
    if len(things) < 2:
        return "".join(things)
    return _("%(things)s, dan %(last)s", things="; ".join(things[:-1]), last=things[-1])
