"""Every condition in every state has its own sentence, complete, in both languages."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from rehab.remisi.explanation import FOUND
from rehab.remisi.keeping import Bases, KeptFinding, packed, unpacked
from rehab.remisi.sentences import sentence_of
from rehab.remisi_rules import words
from rehab.remisi_rules.engine import assess
from tests.remisi_rules.dossiers import dossier

HOLIDAY = {"RK": "idul_fitri", "PMPK": "idul_fitri"}
DAYS = (date(2012, 8, 17), date(2015, 8, 17), date(2025, 8, 17))
SINCE = dict.fromkeys(("PMPU", "PMPK", "PMPD", "RKL", "RKS"), date(2022, 8, 3))
# No record can leave these open: an empty list of remissions means that none was received.
NEVER_UNKNOWN = {"earlier_ru", "once_a_year"}
RAW = re.compile(r"\d{4}-\d\d|[a-z]+_[a-z]+|\b(?:None(?! yet)|True|False|not_met)\b")
INDONESIAN = re.compile(r"\b(?:harus|belum|tidak|sudah|yang|pada|dengan|paling|hari|tercatat|dari)\b", re.I)
ENGLISH = re.compile(r"\b(?:the|must|not|person|has|have|was|with|days|on record|yet)\b", re.I)


def _told(on: date) -> list[dict[str, Any]]:
    """One thing wrong or unknown at a time."""
    start = on - timedelta(100)
    flags = [{flag: value} for flag in words.FLAGS for value in (True, False, None)]
    punished = {"level": "berat", "starts_on": on - timedelta(60), "ends_on": on - timedelta(50)}
    months = [{"month": f"{on.year}-{month:02d}", "score": 40.5} for month in range(1, 8)]
    return [
        {}, *flags, {"status": None}, {"status": "tahanan"}, {"birth_on": None}, {"birth_on": on - timedelta(30_000)},
        {"birth_on": on - timedelta(5_900)}, {"religion": None}, {"religion": "hindu"}, {"religion": "kepercayaan"},
        {"sentence": {"kind": "mati"}}, {"sentence": {"kind": None, "years": 5}}, {"sentence": {"kind": "penjara"}},
        {"sentence": {"kind": "penjara", "years": 1, "final_on": on + timedelta(9)}},
        {"sentence": {"kind": "penjara", "months": 3}},
        {"sentence": {"kind": "penjara", "years": 5, "final_on": None}}, {"sentence": {"kind": "seumur_hidup"}},
        {"sentence": {"kind": "penjara", "years": 5, "final_on": on - timedelta(3)}},
        {"detention": None}, {"detention": [{"starts_on": start, "ends_on": None}]},
        {"detention": [{"starts_on": start, "ends_on": on - timedelta(9)}]}, {"offence": None}, {"offence": "narkotika"},
        {"offence": "terorisme", "deradicalised": False}, {"offence": "terorisme", "loyalty_pledge": False},
        {"offence": "korupsi", "fine_paid": None}, {"offence": "korupsi", "fine_paid": False}, {"offence": "korupsi"},
        {"offence": "terorisme", "deradicalised": None, "loyalty_pledge": None}, {"offence": "terorisme"},
        {"offence": "korupsi", "justice_collaborator": False}, {"offence": "korupsi", "justice_collaborator": None},
        {"offence": "narkotika", "sentence": {"kind": "penjara", "years": 30, "final_on": "2010-01-01"}},
        {"offence": "narkotika", "sentence": {"kind": "penjara", "years": 3, "final_on": "2010-01-01"}},
        {"offence": "narkotika", "sentence": {"kind": "seumur_hidup", "final_on": "2010-01-01"}},
        {"subsidiary": {"serving": True}}, {"subsidiary": {"serving": None}}, {"discipline": None}, {"discipline": [punished]},
        {"discipline": [punished | {"ends_on": None}]}, {"discipline": [punished | {"level": None}]},
        {"sppn": None}, {"sppn": months},
        {"risk": None}, {"risk": [{"assessed_on": on - timedelta(9), "level": "tinggi"}]},
        {"risk": [{"assessed_on": on - timedelta(each), "level": level} for each, level in ((9, "tinggi"), (99, "rendah"))]},
        {"risk": [{"assessed_on": on - timedelta(999), "level": "rendah"}]}, {"participation": None},
        {"participation": {"scheduled": 10, "attended": 1, "excused": 0}},
        {"remissions": [{"kind": kind, "on": on - timedelta(40), "days": 30} for kind in words.KINDS]},
        {"services": [{"ground": "pemuka", "on": on, "verified": True}]},
        {"services": [{"ground": "donor_organ", "on": on, "verified": None}]},
        *({"offence": each, "documents": dict.fromkeys(words.DOCUMENTS, "missing")} for each in ("umum", "korupsi", "terorisme")),
        {"documents": dict.fromkeys(words.DOCUMENTS, "present")},
    ]  # fmt: skip


def _findings() -> Iterator[KeptFinding]:
    for on in DAYS:
        for kind in words.KINDS:
            if (
                (kind.startswith("PMP") and on.year < 2022)
                or (kind in ("RKL", "RKS") and on.year < 2018)
                or (kind == "RD" and on.year == 2012)
            ):
                continue
            for told in _told(on):
                base = {"detention": [{"starts_on": on - timedelta(900), "ends_on": None}]}
                bases = Bases()
                verdict = assess(dossier(kind, on, **base | told), kind, on, HOLIDAY.get(kind))
                yield from unpacked(packed(verdict, bases), bases.written)


@pytest.fixture(scope="module")
def findings() -> list[KeptFinding]:
    """Each way a finding can look, once."""
    found = {(each.code, each.state, str(each.value), str(each.threshold), each.source): each for each in _findings()}
    return list(found.values())


def test_every_condition_and_paper_is_seen_in_every_state(findings: list[KeptFinding]) -> None:
    seen = {(each.code, each.state) for each in findings}
    wanted = {(code, state) for code in words.CRITERIA for state in ("met", "not_met", "unknown")}
    wanted -= {(code, "unknown") for code in NEVER_UNKNOWN}
    assert wanted <= seen
    assert {(code, "unknown") for code in words.DOCUMENTS} <= seen


@pytest.mark.parametrize(("locale", "foreign"), [("id", ENGLISH), ("en", INDONESIAN)])
def test_every_finding_is_said_whole_in_the_readers_language(
    app: Flask, findings: list[KeptFinding], locale: str, foreign: re.Pattern[str]
) -> None:
    with app.test_request_context(), force_locale(locale):
        for finding in findings:
            sentence = sentence_of(finding)
            plain = sentence.said.replace(sentence.article, "")
            assert sentence.article, finding
            assert sentence.article in sentence.said
            assert not RAW.search(plain), (finding, plain)
            assert not foreign.search(plain), (finding, plain)
            if finding.threshold is not None and not isinstance(finding.threshold, bool):
                assert str(sentence.threshold) in plain, (finding, plain)
            if finding.value is not None and not isinstance(finding.value, bool):
                assert str(sentence.value) in plain, (finding, plain)
            if finding.met_from is not None:
                assert str(sentence.reached) in plain
            assert all(part.endswith(".") for part in (sentence.asked, sentence.found, *sentence.missing))


def test_the_sentences_of_two_states_differ(app: Flask, findings: list[KeptFinding]) -> None:
    with app.test_request_context(), force_locale("id"):
        said: dict[str, set[str]] = {}
        for finding in findings:
            if not finding.is_paper:
                said.setdefault(sentence_of(finding).said, set()).add(f"{finding.code} {finding.state}")
    assert [pair for pair in said.values() if len(pair) > 1] == []
    assert set(FOUND) == {*words.CRITERIA, "paper"}


def test_numbers_stand_in_the_readers_format(app: Flask, findings: list[KeptFinding]) -> None:
    low = next(each for each in findings if each.code == "sppn_good" and each.value == "40.50")
    long = next(each for each in findings if each.code == "sentence_length" and each.value == 1800)
    with app.test_request_context():
        with force_locale("id"):
            assert "40,5" in sentence_of(low).said
            assert "1.800 hari" in sentence_of(long).said
        with force_locale("en"):
            assert "40.5" in sentence_of(low).said
            assert "1,800 days" in sentence_of(long).said
