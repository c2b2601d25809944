"""Each number of the work list opens the list it counts."""

import re
from html import unescape

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.plumbing.saving import saving
from rehab.proposals.models import Withdrawal
from rehab.remisi.actions import open_round
from tests import factories
from tests.conduct.scores import wali_with
from tests.pages import PageClient
from tests.proposals.rounds import kept_round
from tests.remisi.people import AT, ON, spotless


def test_what_a_wali_owes_opens_their_own_people_in_the_month_that_is_due(app: Flask, client: PageClient) -> None:
    wali_with(app, 2)
    page = client.sign_in("sri").get("/home").text
    for words in ("Nilai SPPN bulan lalu belum diisi", "Asesmen risiko belum ada"):
        line = re.search(rf'href="([^"]+)"[^>]*>(?:(?!href).)*?<[^>]*>\s*2\s*<(?:(?!href).)*?{words}', page, re.S)
        assert line, words
        listed = client.get(line[1].replace("&amp;", "&")).text
        assert "Warga 000" in listed and "Warga 001" in listed
    month = re.search(r'href="/conduct/sppn\?month=(\d{4}-\d\d)"', page)
    assert month and 'name="month"' in client.get(f"/conduct/sppn?month={month[1]}").text


STEPS = {
    "verify": "Usulan menunggu verifikasi petugas kedua", "recommend": "Usulan menunggu hasil sidang TPP",
    "decide": "Usulan menunggu keputusan kepala", "send": "Usulan yang diputuskan belum dikirim",
    "grant": "Usulan terkirim menunggu SK", "hand_over": "SK belum diserahkan", "enter": "Remisi belum masuk ke riwayat",
    "filed": "Penarikan usulan menunggu petugas kedua",
}  # fmt: skip


def _waiting(page: str) -> list[tuple[str, int, str]]:
    """What the home page says waits on the path: step, how many, and where they are listed."""
    lines = re.findall(
        r'href="([^"#]+)#orang"><span class="work__count">(\d+)</span><span><span class="work__label">([^<]+)<', page
    )
    steps = {words: step for step, words in STEPS.items()}
    return sorted((steps[words], int(number), unescape(address)) for address, number, words in lines)


def _seeded(app: Flask) -> int:
    """Two rounds of one prison: who waits for what is written beside each."""
    with app.app_context(), saving():
        place, round_, people = kept_round()
        path = factories.path_people(place.id)
        people.append(spotless(place.id, "Eka Rapi"))
        last = open_round(
            scope=command_line_scope(place.id), facility_id=place.id, kind="RU", on=ON.replace(year=2025), holiday=None,
            late_on=None, at=AT,
        )  # fmt: skip
        for person in people:
            person.wali_id = path.wali.id
        asked = factories.candidate(round_, people[0], "prepared", path)  # verify, and a withdrawal is filed: still waits
        factories.add(
            Withdrawal(
                facility_id=place.id, candidate_id=asked.id, discipline_id=1, reason="x", filed_by=path.preparer.id,
                filed_deed_id=factories.deed(round_, path.preparer, "withdraw").id, filed_at=AT,
            )
        )  # fmt: skip
        factories.candidate(round_, people[1], "recommended", path, withdrawn=True)  # waits for nothing any more
        factories.candidate(
            round_, people[2], "decided", path, decision="leave_out", decision_reason="other"
        )  # nor does this one
        factories.candidate(round_, people[3], "decided", path)  # send
        factories.candidate(last, people[0], "verified", path)  # recommend
        factories.candidate(last, people[1], "recommended", path)  # decide
        factories.candidate(last, people[3], "recommended", path, recommendation="leave_out", recommendation_reason="x")  # decide
        factories.candidate(last, people[4], "recommended", path, withdrawn=True)  # nothing, though it stands with those two
        other, round_, people = kept_round("RUTAN-02")
        factories.candidate(round_, people[0], "recommended", factories.path_people(other.id))
        return place.id


@pytest.mark.parametrize(
    ("officer", "waits"),
    [
        ("preparer", {"verify": 1, "filed": 1}),
        ("verifier", {"verify": 1, "send": 1, "filed": 1}),
        ("tpp", {"verify": 1, "recommend": 1, "filed": 1}),
        ("head", {"decide": 2}),
        ("wali", {}),
    ],
)
def test_what_waits_on_the_path_opens_exactly_those_people(
    app: Flask, client: PageClient, officer: str, waits: dict[str, int]
) -> None:  # fmt: skip
    found = _waiting(client.sign_in(f"{officer}.{_seeded(app)}").get("/home").text)
    assert [(step, number) for step, number, _address in found] == sorted(waits.items())
    for _step, number, address in found:
        listed = client.get(address).text.split('id="orang"')[1]
        assert len(re.findall(r'<th scope="row" data-label="Nama">', listed)) == number
