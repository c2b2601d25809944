"""Enrolling as an officer does it: choose, check, send, read who could not be enrolled and why."""

import re
import threading
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.enrolment.models import Batch, Enrolment
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.programs.models import Cohort
from rehab.wbp.models import Placement, Wbp
from tests import factories as make
from tests.pages import PageClient
from tests.query_counter import counted_queries


@pytest.fixture
def ids(app: Flask) -> dict[str, Any]:
    """A class with three places running now, an officer, a wali, a stranger, and five people."""
    today = clock.today("WITA")
    with app.app_context(), saving():
        place, other = make.facility(), make.facility("RUTAN-02")
        for name, role, where in [("budi", Role.PEMBINAAN, place), ("wali", Role.WALI, place), ("siti", Role.PEMBINAAN, other)]:
            make.user(name, role, where.id)
        make.user("guru", Role.GURU)
        course = make.programme(place.id, sex="L")
        ends_on = today + timedelta(days=60)
        group = make.cohort(course, capacity=3, starts_on=today - timedelta(days=30), ends_on=ends_on)
        long = {"kind": "penjara", "years": 9, "months": 0, "days": 0, "final_on": date(2025, 6, 1)}
        people = [make.wbp(place.id, f"Orang {letter}", register_no=f"B.I {letter}", sentence=long) for letter in "ABCDE"]
        woman = make.wbp(place.id, "Putri", sex="P", register_no="B.I P", sentence=long)
        return {
            "cohort": group.id, "people": [each.id for each in people], "woman": woman.id, "place": place.id, "other": other.id,
            "today": today.strftime("%d-%m-%Y"),
        }  # fmt: skip


def _text(response: Any) -> str:
    return response.get_data(as_text=True)


def _states(app: Flask) -> dict[str, str]:
    with app.app_context():
        rows = db.session.execute(select(Wbp.name, Enrolment.state).join(Enrolment, Enrolment.wbp_id == Wbp.id))
        return {row.name: row.state for row in rows}


def _choose(client: PageClient, ids: dict[str, Any], chosen: list[int], **more: Any) -> Any:
    data = {"wbp_id": [str(each) for each in chosen], "shown": [str(each) for each in ids["people"]], "go": "check"} | more
    return client.post(f"/enrolment/classes/{ids['cohort']}/pick", data)


def _batch(answer: Any) -> str:
    return answer.headers["Location"].removesuffix("/check")


def _seen(client: PageClient, answer: Any) -> str:
    """The version the page of checking carries."""
    found = re.search(r'name="version"[^>]*value="(\d+)"', _text(client.get(answer.headers["Location"])))
    assert found
    return found[1]


def test_an_officer_chooses_checks_and_sends_and_reads_the_answer(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    client.sign_in("budi").get(f"/enrolment/classes/{ids['cohort']}/pick")
    answer = _choose(client, ids, [*ids["people"][:4], ids["woman"]])
    page = _text(client.follow(answer))
    assert "Program ini untuk laki-laki." in page and "Belum ada yang tersimpan" in page
    assert _states(app) == {}
    data = {"version": _seen(client, answer), "wbp_id": [str(each) for each in ids["people"][:4]], "starts_on": ids["today"]}
    sent = client.post(_batch(answer), data)
    page = _text(client.follow(sent))
    assert "3 peserta terdaftar, 0 masuk daftar tunggu, 2 tidak terdaftar." in page
    assert "Kelas penuh (3 tempat)." in page and "Program ini untuk laki-laki." in page
    assert _states(app) == {"Orang A": "active", "Orang B": "active", "Orang C": "active"}
    assert "Orang A" in _text(client.get(f"/enrolment/classes/{ids['cohort']}"))


def test_the_selection_is_kept_from_page_to_page(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    with app.app_context(), saving():
        more = [make.wbp(ids["place"], f"Zaki {number:03}").id for number in range(40)]
    client.sign_in("budi")
    path = f"/enrolment/classes/{ids['cohort']}/pick"
    first = {"shown": [str(each) for each in ids["people"]], "wbp_id": [str(ids["people"][0])], "go": "next"}
    answer = client.post(f"{path}?to_page=2", first)
    assert answer.headers["Location"].endswith("page=2")
    client.post(f"{path}?to_page=1", {"shown": [str(each) for each in more[-5:]], "wbp_id": [str(more[-1])], "go": "prev"})
    page = _text(client.get(path))
    assert f'value="{ids["people"][0]}" checked' in page and "2 orang dipilih" in page
    client.post(path, {"shown": [str(each) for each in ids["people"]], "go": "next"})
    with app.app_context():
        assert db.session.scalars(select(Batch)).one().wbp_ids == [more[-1]]
    client.post(path, {"q": "Zaki", "go": "all"})
    with app.app_context():
        assert sorted(db.session.scalars(select(Batch)).one().wbp_ids) == sorted(more)


def test_register_numbers_can_be_pasted_and_unknown_ones_are_told(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    client.sign_in("budi")
    answer = client.post(f"/enrolment/classes/{ids['cohort']}/numbers", {"numbers": "B.I A\r\n B.I B \r\n\r\nB.I X\r\nB.I A"})
    page = _text(client.follow(answer))
    assert "2 orang ditambahkan" in page and "B.I X" in page
    sent = client.post(
        _batch(answer),
        {"version": _seen(client, answer), "wbp_id": [str(each) for each in ids["people"][:2]], "starts_on": ids["today"]},
    )
    page = _text(client.follow(sent))
    assert "Nomor register B.I X tidak ada di UPT Anda." in page and "2 peserta terdaftar" in page


def test_the_rest_go_to_the_waiting_list_when_asked_and_are_promoted_later(
    client: PageClient, app: Flask, ids: dict[str, Any]
) -> None:
    client.sign_in("budi")
    answer = _choose(client, ids, ids["people"])
    data = {
        "version": _seen(client, answer),
        "wbp_id": [str(each) for each in ids["people"]],
        "starts_on": ids["today"],
        "waiting": "y",
    }
    client.post(_batch(answer), data)
    assert sorted(_states(app).values()) == ["active"] * 3 + ["waiting"] * 2
    page = _text(client.get(f"/enrolment/classes/{ids['cohort']}?show=waiting"))
    assert "Orang D" in page and "Orang A" not in page
    with app.app_context():
        rows = {row.wbp_id: row.id for row in db.session.scalars(select(Enrolment))}
    waiting, active = rows[ids["people"][3]], rows[ids["people"][0]]
    promote = {"promote-version": "1", "promote-on": ids["today"]}
    assert "Kelas ini penuh" in _text(client.post(f"/enrolment/{waiting}/promote", promote, 422))
    leave = {"withdraw-version": "1", "withdraw-last_on": ids["today"], "withdraw-reason": "mundur", "withdraw-note": ""}
    client.post(f"/enrolment/{active}/withdraw", leave)
    client.post(f"/enrolment/{waiting}/promote", promote)
    assert _states(app)["Orang D"] == "active" and _states(app)["Orang A"] == "withdrawn"
    assert "Mengundurkan diri" in _text(client.get(f"/enrolment/classes/{ids['cohort']}?show=ended"))


def test_a_concern_is_not_ticked_beforehand_and_is_told_when_left_out(
    client: PageClient, app: Flask, ids: dict[str, Any]
) -> None:
    short = {"kind": "penjara", "years": 0, "months": 1, "days": 0, "final_on": date(2025, 6, 1)}
    with app.app_context(), saving():
        soon = make.wbp(ids["place"], "Zaki Pendek", sentence=short, since=clock.today("WITA")).id
    answer = _choose(client.sign_in("budi"), ids, [ids["people"][0], soon])
    page = _text(client.follow(answer))
    assert "Pidana diperkirakan berakhir" in page
    assert f'value="{ids["people"][0]}" checked' in page and f'value="{soon}" checked' not in page
    sent = client.post(
        _batch(answer), {"version": _seen(client, answer), "wbp_id": [str(ids["people"][0])], "starts_on": ids["today"]}
    )
    page = _text(client.follow(sent))
    assert "1 peserta terdaftar, 0 masuk daftar tunggu, 1 tidak terdaftar." in page and "Pidana diperkirakan berakhir" in page


def test_a_double_click_and_a_second_window_enrol_once(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    answer = _choose(client.sign_in("budi"), ids, ids["people"][:2])
    data = {"version": _seen(client, answer), "wbp_id": [str(each) for each in ids["people"][:2]], "starts_on": ids["today"]}
    first = client.post(_batch(answer), data | {"idempotency_key": "one"})
    again = client.post(_batch(answer), data | {"idempotency_key": "one"})
    assert first.headers["Location"] == again.headers["Location"]
    client.post(_batch(answer), data | {"idempotency_key": "two"}, 409)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Enrolment)) == 2


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"starts_on": ""}, "Isi tanggal mulai ikut."),
        ({"starts_on": "31-02-2026"}, "Isi tanggal sebagai"),
        ({"starts_on": "01-01-2020"}, "dalam masa kelas"),
        ({"wbp_id": []}, "Belum ada yang dipilih."),
        ({"wbp_id": ["x", "-1", "99999999999999999999"]}, "Belum ada yang dipilih."),
    ],
)
def test_a_wrong_form_saves_nothing_and_keeps_the_ticks(
    client: PageClient, app: Flask, ids: dict[str, Any], change: Any, sentence: str
) -> None:
    answer = _choose(client.sign_in("budi"), ids, ids["people"][:2])
    data = {"version": _seen(client, answer), "wbp_id": [str(ids["people"][1])], "starts_on": ids["today"]} | change
    page = _text(client.post(_batch(answer), data, 422))
    assert sentence in page
    if "wbp_id" not in change:
        assert f'value="{ids["people"][1]}" checked' in page and f'value="{ids["people"][0]}" checked' not in page
    assert _states(app) == {}


def test_people_outside_the_selection_cannot_be_slipped_in(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    with app.app_context(), saving():
        stranger = make.wbp(ids["other"], "Asing").id
    client.sign_in("budi")
    answer = _choose(client, ids, [ids["people"][0], stranger])
    page = _text(client.follow(answer))
    assert "Asing" not in page
    sent = client.post(
        _batch(answer),
        {
            "version": _seen(client, answer),
            "wbp_id": [str(ids["people"][0]), str(stranger), str(ids["people"][4])],
            "starts_on": ids["today"],
        },
    )
    assert "Asing" not in _text(client.follow(sent))
    assert _states(app) == {"Orang A": "active"}


def _enrolled(app: Flask, ids: dict[str, Any]) -> int:
    with app.app_context(), saving():
        group = db.session.get(Cohort, ids["cohort"])
        at = clock.now()
        row = make.enrolment(group, db.session.get(Wbp, ids["people"][0]), starts_on=clock.today("WITA"), created_at=at)
        return int(row.id)


def test_suspending_resuming_and_undoing_on_the_same_day(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    key = _enrolled(app, ids)
    client.sign_in("budi").get(f"/enrolment/{key}")
    page = client.post(
        f"/enrolment/{key}/suspend", {"suspend-version": "1", "suspend-on": ids["today"], "suspend-reason": ""}, 422
    )
    assert "Isi alasan." in _text(page)
    client.post(f"/enrolment/{key}/suspend", {"suspend-version": "1", "suspend-on": "01-01-2020", "suspend-reason": "x"}, 422)
    client.post(f"/enrolment/{key}/suspend", {"suspend-version": "1", "suspend-on": ids["today"], "suspend-reason": "isolasi"})
    assert "isolasi" in _text(client.get(f"/enrolment/{key}"))
    client.post(f"/enrolment/{key}/suspend", {"suspend-version": "2", "suspend-on": ids["today"], "suspend-reason": "x"}, 409)
    client.post(f"/enrolment/{key}/resume", {"resume-version": "2", "resume-on": ids["today"]})
    client.post(f"/enrolment/{key}/undo", {"version": "3"})
    assert "Tidak pernah ikut" in _text(client.get(f"/enrolment/{key}"))


def test_many_finish_at_once(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    key = _enrolled(app, ids)
    path = f"/enrolment/classes/{ids['cohort']}/complete"
    assert "Centang dulu" in _text(client.sign_in("budi").post(path, {"last_on": ids["today"]}, 422))
    client.post(path, {"last_on": "01-01-2020", "enrolment_id": [str(key)]}, 422)
    client.post(path, {"last_on": ids["today"], "enrolment_id": [str(key)]})
    assert _states(app) == {"Orang A": "completed"}
    client.post(path, {"last_on": ids["today"], "enrolment_id": [str(key)]}, 409)


def test_another_facilitys_pages_are_not_found(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    key = _enrolled(app, ids)
    batch = _batch(_choose(client.sign_in("budi"), ids, ids["people"][1:3]))
    client.sign_in("siti")
    cohort = f"/enrolment/classes/{ids['cohort']}"
    for address in (cohort, f"{cohort}/pick", f"{cohort}/export.xlsx", f"{batch}/check", batch, f"/enrolment/{key}"):
        client.get(address, 404)
    for address in (
        f"{cohort}/pick",
        f"{cohort}/complete",
        f"{cohort}/empty",
        f"{cohort}/numbers",
        batch,
        f"/enrolment/{key}/undo",
    ):
        client.post(address, {"numbers": "B.I A", "enrolment_id": "1", "last_on": ids["today"]}, 404)
    client.post(batch, {"version": "1", "wbp_id": [str(ids["people"][1])], "starts_on": ids["today"]}, 404)
    for deed in ("suspend", "resume", "promote", "withdraw"):
        data = {
            f"{deed}-{name}": value
            for name, value in [("version", "1"), ("on", ids["today"]), ("last_on", ids["today"]), ("reason", "mundur")]
        }
        client.post(f"/enrolment/{key}/{deed}", data, 404)
    assert "Kelas 2026" not in _text(client.get("/enrolment/"))
    assert _states(app) == {"Orang A": "active"}


def test_a_selection_not_sent_yet_is_its_makers_alone(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    with app.app_context(), saving():
        make.user("rini", Role.PEMBINAAN, ids["place"])
    answer = _choose(client.sign_in("budi"), ids, ids["people"][:1])
    batch, version = _batch(answer), _seen(client, answer)
    client.sign_in("rini").get(f"{batch}/check", 404)
    client.sign_in("budi").post(batch, {"version": version, "wbp_id": [str(ids["people"][0])], "starts_on": ids["today"]})
    client.sign_in("rini").get(batch)


def test_a_wali_reads_and_a_partner_finds_no_door(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    _enrolled(app, ids)
    page = _text(client.sign_in("wali").get(f"/enrolment/classes/{ids['cohort']}"))
    assert "Orang A" in page and "Daftarkan peserta" not in page and 'type="checkbox"' not in page
    client.get(f"/enrolment/classes/{ids['cohort']}/pick", 403)
    client.sign_in("guru").get(f"/enrolment/classes/{ids['cohort']}", 404)


def test_reading_the_list_of_names_leaves_a_line_in_the_audit(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    client.sign_in("budi").get(f"/enrolment/classes/{ids['cohort']}")
    client.get(f"/enrolment/classes/{ids['cohort']}/export.xlsx")
    with app.app_context():
        seen = list(db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))
    assert seen[-2:] == ["enrolment.read_members", "enrolment.export"]


def test_two_windows_choosing_at_the_same_time_keep_one_selection(app: Flask, ids: dict[str, Any]) -> None:
    clients = [PageClient(app).sign_in("budi") for _ in range(2)]
    start, codes = threading.Barrier(2), []

    def choose(client: PageClient) -> None:
        start.wait()
        codes.append(
            client.http.post(
                f"/enrolment/classes/{ids['cohort']}/pick", data={"wbp_id": str(ids["people"][0]), "go": "check"}
            ).status_code
        )

    threads = [threading.Thread(target=choose, args=(each,)) for each in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert (codes, db.session.scalar(select(func.count()).select_from(Batch))) == ([303, 303], 1)


def _many(app: Flask, ids: dict[str, Any], first: int, until: int) -> None:
    """People by the thousand, every tenth in the class."""
    with app.app_context(), saving():
        at, names = clock.now(), range(first, until)
        rows = [
            {"facility_id": ids["place"], "register_no": f"M {n}", "name": f"Massa {n:05}", "sex": "L", "created_at": at}
            for n in names
        ]  # fmt: skip
        db.session.execute(insert(Wbp), rows)
        keys = list(db.session.scalars(select(Wbp.id).where(Wbp.register_no.in_([row["register_no"] for row in rows]))))
        stays = [
            {"facility_id": ids["place"], "wbp_id": key, "register_no": f"M {key}", "block": f"B{key % 9}", "version": 1}
            for key in keys
        ]
        db.session.execute(insert(Placement), stays)
        common = {"facility_id": ids["place"], "cohort_id": ids["cohort"], "state": "active", "note": "", "version": 1}
        live = [common | {"wbp_id": key, "starts_on": date(2026, 1, 5), "created_at": at} for key in keys[::10]]
        db.session.execute(insert(Enrolment), live)


def test_lists_ask_the_same_number_of_questions_for_fifty_people_and_five_thousand(
    client: PageClient, app: Flask, ids: dict[str, Any]
) -> None:
    counts = []
    made = 0
    client.sign_in("budi")
    cohort = f"/enrolment/classes/{ids['cohort']}"
    client.get(cohort)  # the audit's first line of a facility costs one more
    for size in (50, 5000):
        _many(app, ids, made, size)
        made, row = size, []
        for address in (
            cohort,
            f"{cohort}?show=ended",
            f"{cohort}/pick",
            f"{cohort}/pick?q=massa",
            "/enrolment/",
            f"{cohort}/export.xlsx",
        ):
            with counted_queries() as seen:
                client.get(address)
            row.append(len(seen))
        counts.append(row)
    assert counts[0] == counts[1]


def test_checking_asks_the_same_number_of_questions_for_five_and_four_hundred(
    client: PageClient, app: Flask, ids: dict[str, Any]
) -> None:
    _many(app, ids, 0, 450)
    client.sign_in("budi")
    counts = []
    for size in (5, 400):
        with app.app_context():
            keys = list(db.session.scalars(select(Wbp.id).where(Wbp.name.startswith("Massa")).order_by(Wbp.id).limit(size)))
        client.post(f"/enrolment/classes/{ids['cohort']}/empty")
        answer = _choose(client, ids, keys)
        with counted_queries() as seen:
            client.follow(answer)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_more_than_four_hundred_at_once_are_refused_with_a_sentence(client: PageClient, app: Flask, ids: dict[str, Any]) -> None:
    _many(app, ids, 0, 450)
    with app.app_context():
        keys = [str(key) for key in db.session.scalars(select(Wbp.id).order_by(Wbp.id))]
    page = client.sign_in("budi").post(f"/enrolment/classes/{ids['cohort']}/pick", {"wbp_id": keys, "go": "check"}, 422)
    assert "Paling banyak 400 orang" in _text(page)
