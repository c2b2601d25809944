"""The page of the law, a draft on trial, and the sheet that is handed to a person."""

import ast
import io
import re
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from rehab.access.permissions import Role
from rehab.access.scope import command_line_scope
from rehab.audit.models import AuditEntry
from rehab.conduct.models import SppnMonth
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.plumbing.saving import saving
from rehab.remisi import actions, queries
from rehab.remisi.law_words import NAMES, TOPIC_NAMES, parameter_label, value_words
from rehab.remisi.models import Round, RoundVerdict
from rehab.remisi.refusals import SENTENCES, refusal_words
from rehab.remisi.sheet import SheetRefused, sheet_data, sheet_of
from rehab.remisi_rules.errors import LawDataError
from rehab.remisi_rules.parameters import parameters
from rehab.wbp.models import Paper
from tests import factories
from tests.pages import PageClient
from tests.remisi.people import AT, ON, prison, score, spotless

RULES = Path(__file__).parents[2] / "rehab" / "remisi_rules"
RU = "RU_2026-08-17_"


def _seed(app: Flask) -> tuple[int, dict[str, int]]:
    with app.app_context():
        with saving():
            place, _ = prison()
            people = {name: spotless(place, name).id for name in ("Ani Lengkap", "Budi Berkas")}
            short = spotless(place, "Cici Singkat", since=date(2025, 10, 1))
            people["Cici Singkat"] = short.id
            db.session.query(Paper).filter_by(wbp_id=people["Budi Berkas"], code="register_f").delete()
        with saving():
            round_ = actions.open_round(
                scope=command_line_scope(place), facility_id=place, kind="RU", on=ON, holiday=None, late_on=None, at=AT
            )
        return round_.id, people


def _page(client: PageClient, path: str, **more) -> str:
    return client.get(path, **more).get_data(as_text=True)


def test_every_parameter_has_a_name_a_group_and_a_value_in_words(app: Flask) -> None:
    with app.test_request_context():
        for locale in ("id", "en"):
            with force_locale(locale):
                for name, parameter in parameters().items():
                    assert parameter.topic in TOPIC_NAMES
                    assert parameter_label(name) != name
                    words = [value_words(parameter, value) for value in parameter.values]
                    assert all(words)
                    assert not [each for each in words if re.search(r"[a-z]_[a-z]|\d{4}-\d\d|Fraction|frozenset", each)]
    assert set(NAMES) == {name for name in parameters() if "." not in name}


def test_the_law_of_a_day_is_searched_and_narrowed(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("rina")
    page = _page(client, "/remisi/law?on=17-08-2026")
    assert "Nilai SPPN paling sedikit" in page
    assert "nilai 65" in page
    assert "Masih ditanyakan: Berapa bobot dan batas nilai SPPN" in page
    before = _page(client, "/remisi/law?on=01-01-2022")
    assert "Nilai SPPN paling sedikit" not in before
    only_c = _page(client, "/remisi/law?on=17-08-2026&confidence=C")
    assert "Nilai SPPN paling sedikit" in only_c
    assert "Lama pidana paling sedikit" not in only_c
    found = _page(client, "/remisi/law?on=17-08-2026&q=donor+darah")
    assert "Donor darah setahun" in found
    assert "Nilai SPPN paling sedikit" not in found
    assert "Tidak ada aturan yang cocok" in _page(client, "/remisi/law?on=01-01-1990")
    _page(client, "/remisi/law?on=31-02-2026&since=x&confidence=Z&condition=%27")


def test_the_law_tells_what_changed_between_two_days(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("rina")
    page = _page(client, "/remisi/law?on=28-01-2022&since=27-01-2022")
    assert "Nilai SPPN paling sedikit" in page
    assert "Besaran remisi umum" not in page
    assert "tidak berlaku" in page


def test_a_condition_leads_to_its_parameters(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    why = _page(client, f"/remisi/rounds/{round_id}/people/{people['Ani Lengkap']}")
    assert "/remisi/law?on=17-08-2026&amp;condition=sppn_good" in why
    page = _page(client, "/remisi/law?on=17-08-2026&condition=sppn_good")
    assert "Nilai SPPN paling sedikit" in page
    assert "Masa penilaian perilaku" in page
    assert "Besaran remisi umum" not in page


def test_the_list_says_which_outcomes_an_open_reading_decides(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    with app.app_context():
        with saving():
            place = db.session.query(Facility).one().id
            person = spotless(place, "Dodi Rendah")
            db.session.query(SppnMonth).filter_by(wbp_id=person.id).delete()
            for number in range(2, 8):
                score(person, date(2026, number, 1), 50)
        with saving():
            actions.compute_again(scope=command_line_scope(place), round_id=round_id, version=1, at=AT)
    client.sign_in("rina")
    page = _page(client, f"/remisi/rounds/{round_id}?tab=not_eligible")
    assert "bacaan C: Nilai SPPN" in page
    decided = _page(client, f"/remisi/rounds/{round_id}?tab=not_eligible&rests=sppn_good")
    assert "Dodi" in decided
    assert "Dodi" not in _page(client, f"/remisi/rounds/{round_id}?tab=not_eligible&rests=none")
    assert "Ani" in _page(client, f"/remisi/rounds/{round_id}?tab=eligible&rests=none")
    assert people


def _what_if(parameter: str, value: str, **more: str) -> str:
    asked = {"parameter": parameter, "value": value, "from": "01-01-2026", "round": RU, **more}
    return "/remisi/what-if?" + "&".join(f"{name}={text}" for name, text in asked.items())


def test_a_trial_counts_and_names_whom_it_touches_and_keeps_nothing(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("rina")
    assert "Bagaimana jika" in _page(client, "/remisi/what-if")
    # inside since 1 October 2025: 320 days; with 330 asked Cici loses the 30 days of the first step
    page = _page(client, _what_if("served_minimum_adult", "330"))
    assert "Cici" in page
    assert "−30" in page
    assert "Ani" not in page
    assert "Cici" not in _page(client, _what_if("served_minimum_adult", "330", change="out_sooner"))
    papers = _page(client, _what_if("paper.register_f", "tidak+berlaku", change="paper_only"))
    assert "Ani" in papers
    assert parameters()["served_minimum_adult"].values[-1].value == 180


def test_a_trial_is_exported_as_a_workbook(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("rina")
    content = client.get(_what_if("served_minimum_adult", "330").replace("what-if?", "what-if.xlsx?")).data
    text = zipfile.ZipFile(io.BytesIO(content)).read("xl/sharedStrings.xml").decode()
    assert "Cici Singkat" in text
    assert "Ani Lengkap" not in text
    assert "bukan aturan yang berlaku" in text


@pytest.mark.parametrize(
    ("parameter", "value", "says"),
    [
        ("served_minimum_adult", "lama", "harus angka bulat"),
        ("served_minimum_adult", "tidak+berlaku", "harus selalu mempunyai nilai"),
        ("month_days", "0", "tidak ada yang dapat dihitung"),
        ("active_min", "120", "dari 0 sampai 100 persen"),
        ("sppn_min", "101", "angka dari 0 sampai 100"),
        ("sppn_min", "baik", "angka dari 0 sampai 100"),
        ("discipline_levels", "ringan,kejam", "harus daftar yang berisi"),
        ("religion_days", "1", "Pilih aturan yang akan diubah"),
        ("ladder_general", "30", "Dengan nilai itu|daftar nama"),
    ],
)
def test_a_trial_that_cannot_be_law_is_refused_in_a_sentence(app: Flask, client: PageClient, parameter, value, says) -> None:
    _seed(app)
    client.sign_in("rina")
    assert re.search(says, _page(client, _what_if(parameter, value), status=422))


def test_typed_values_are_understood_as_people_write_them(app: Flask, client: PageClient) -> None:
    _seed(app)
    client.sign_in("rina")
    for parameter, value in (
        ("active_min", "75"), ("active_min", "62,5+%25"), ("one_third", "1/4"), ("rd_require_good_conduct", "ya"),
        ("discipline_levels", "ringan,+sedang,+berat"), ("korupsi_payment", "tidak+wajib"), ("sppn_min", "70"),
        ("ladder_general", "30,60,90,120,150,150,170"), ("criterion.risk_reduced", "tidak+berlaku"),
    ):  # fmt: skip
        _page(client, _what_if(parameter, value), status=422 if parameter == "one_third" else 200)


def test_only_who_may_compute_a_round_may_try_a_draft(app: Flask, client: PageClient) -> None:
    _seed(app)
    with app.app_context(), saving():
        factories.user("wati", Role.WALI, db.session.query(Facility).one().id)
    client.sign_in("wati")
    client.get("/remisi/what-if", status=403)
    _page(client, "/remisi/law")


def test_every_refusal_of_the_loader_has_a_sentence(app: Flask) -> None:
    with app.test_request_context():
        for path in sorted(RULES.glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "LawDataError":
                    text = _template(node.args[0])
                    if re.search(r"[a-z]{4}", text.replace("2026-01-01", "")):
                        assert "tidak dapat dipakai" not in refusal_words(LawDataError(text)), text
    assert len({pattern for pattern, _ in SENTENCES}) == len(SENTENCES)


def _template(node: ast.expr) -> str:
    """A refusal with a date in place of everything that varies."""
    if isinstance(node, ast.JoinedStr):
        return "".join(str(each.value) if isinstance(each, ast.Constant) else "2026-01-01" for each in node.values)
    return str(node.value) if isinstance(node, ast.Constant) else ""


def test_the_sheet_tells_one_person_what_is_missing_and_who_brings_it(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina")
    page = _page(client, f"/remisi/rounds/{round_id}/people/{people['Budi Berkas']}/sheet")
    assert "Syaratnya terpenuhi bila ini dilengkapi: 1 dokumen." in page
    assert "Dokumen dilengkapi dan diperiksa: Salinan Register F (Keamanan dan tata tertib)." in page
    assert "Permenkumham 3/2018" in page
    assert "Ani Lengkap" not in page
    answer = client.get(f"/remisi/rounds/{round_id}/people/{people['Budi Berkas']}/sheet.pdf")
    assert answer.data.startswith(b"%PDF")
    with app.app_context():
        seen = [(entry.action, entry.subject_id) for entry in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert seen[-2:] == [("remisi.read_sheet", people["Budi Berkas"]), ("remisi.export_sheet", people["Budi Berkas"])]


def test_the_sheet_is_in_indonesian_whoever_prints_it(app: Flask, client: PageClient, tmp_path: Path) -> None:
    round_id, people = _seed(app)
    client.sign_in("rina").post("/language/en", {"next": "/remisi"}, status=303)
    (tmp_path / "sheet.pdf").write_bytes(client.get(f"/remisi/rounds/{round_id}/people/{people['Ani Lengkap']}/sheet.pdf").data)
    text = subprocess.run(["pdftotext", str(tmp_path / "sheet.pdf"), "-"], capture_output=True, text=True, check=True).stdout
    assert "Lembar Penjelasan Remisi" in text
    assert "Hak Anda" in text
    assert "Budi Berkas" not in text


def test_a_sheet_says_that_it_is_an_example_in_the_demonstration_and_names_the_facility(app: Flask) -> None:
    round_id, people = _seed(app)
    with app.test_request_context():
        facility = db.session.query(Facility).one()
        scope = command_line_scope(facility.id)
        round_ = queries.get_round(scope, round_id)
        kept = queries.get_verdict(scope, round_id, people["Ani Lengkap"])
        paper = sheet_data(sheet_of(round_, kept, facility), round_, facility, demo=True)
    assert paper["demo"] is True
    assert facility.name in str(paper["body"][-1])
    assert "memenuhi syarat sebagai calon" in paper["body"][1]


def test_a_kept_outcome_that_its_findings_do_not_bear_is_not_handed_out(app: Flask) -> None:
    round_id, people = _seed(app)
    with app.app_context():
        with saving():
            kept = db.session.query(RoundVerdict).filter_by(round_id=round_id, wbp_id=people["Budi Berkas"]).one()
            kept.outcome = "eligible"
        facility, round_ = db.session.query(Facility).one(), db.session.get(Round, round_id)
        kept = db.session.query(RoundVerdict).filter_by(round_id=round_id, wbp_id=people["Budi Berkas"]).one()
        with app.test_request_context(), pytest.raises(SheetRefused):
            sheet_of(round_, kept, facility)


def test_another_prisons_officer_finds_no_sheet(app: Flask, client: PageClient) -> None:
    round_id, people = _seed(app)
    with app.app_context(), saving():
        prison("LAPAS-02")
    client.sign_in("rina-lapas-02")
    for path in ("sheet", "sheet.pdf"):
        client.get(f"/remisi/rounds/{round_id}/people/{people['Ani Lengkap']}/{path}", status=404)
