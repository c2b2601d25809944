"""Each condition tells what it saw, what it held that against, from which record, and when time alone will cure it."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from rehab.remisi_rules import plain_yaml, words
from rehab.remisi_rules.engine import assess
from tests.remisi_rules.dossiers import dossier

ON = date(2025, 8, 17)
TABLE: list[dict[str, Any]] = plain_yaml.plain((Path(__file__).parent / "findings.yaml").read_text("utf-8"))


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row['told_of']}-{row['says']['state']}")
def test_a_condition_tells_what_it_saw(row: dict[str, Any]) -> None:
    kind, on = row["asked"]["kind"], date.fromisoformat(row["asked"]["on"])
    verdict = assess(dossier(kind, on, **row["told"]), kind, on, row["asked"].get("holiday"))
    found = next(each for each in verdict.findings if each.code == row["told_of"]).to_json()
    assert {name: found[name] for name in row["says"]} == row["says"]


def test_every_condition_stands_in_the_table() -> None:
    assert set(words.CRITERIA) <= {row["told_of"] for row in TABLE}


def test_a_verdict_keeps_its_question_and_the_number_of_the_remission() -> None:
    received = [{"kind": "RK", "on": f"{year}-04-10", "days": 30} for year in (2022, 2023, 2024)]
    verdict = assess(dossier("RK", remissions=received), "RK", "2025-03-31", "idul_fitri", "2025-06-01")
    kept = verdict.to_json()
    wanted = {"kind": "RK", "on": "2025-03-31", "holiday": "idul_fitri", "late_on": "2025-06-01", "nth": 4, "days": 45}
    assert {name: kept[name] for name in wanted} == wanted
    assert kept["amount"] == {
        "months": 1,
        "days": 15,
        "basis": [
            {"title": "Keppres 174/1999", "article": "Pasal 2 huruf b"},
            {"title": "UU 22/2022", "article": "Pasal 10 ayat (1) huruf a"},
            {"title": "Keppres 174/1999", "article": "Pasal 5 ayat (1) dan (2)"},
            {"title": "Keppres 174/1999", "article": "Pasal 4 ayat (2) dan Pasal 5 ayat (2)"},
        ],
        "confidence": "C",
        "questions": list(verdict.amount_basis.questions),
    }
    assert [each[:27] for each in kept["amount"]["questions"]] == ["Apakah tahun ke-n berarti r"]


def test_a_finding_in_plain_data_tells_everything_by_name() -> None:
    told = assess(dossier(offence="korupsi", documents={"bukti_bayar": "present"}), "RU", ON).to_json()["findings"]
    assert next(each for each in told if each["criterion"] == "fine_paid") == {
        "criterion": "fine_paid",
        "document": None,
        "state": "met",
        "value": True,
        "threshold": True,
        "source": "fine_paid",
        "met_from": None,
        "basis": [
            {"title": "Permenkumham 7/2022", "article": "syarat bagi narapidana tindak pidana korupsi"},
            {"title": "UU 22/2022", "article": "Pasal 10"},
        ],
        "confidence": "C",
        "questions": ["Apakah yang diputus sebelum 12 November 2012 juga harus sudah membayar sejak UU 22/2022 berlaku?"],
    }
    assert next(each for each in told if each["document"] == "bukti_bayar") == {
        "criterion": "papers",
        "document": "bukti_bayar",
        "state": "unknown",
        "value": "present",
        "threshold": "verified",
        "source": "documents:bukti_bayar",
        "met_from": None,
        "basis": [{"title": "Permenkumham 3/2018", "article": "syarat administratif bagi korupsi"}],
        "confidence": "B",
        "questions": [],
    }
