"""From rows to facts: who belongs to a round, what of them is seen, and what stays unknown."""

from datetime import date, timedelta

import pytest
from flask import Flask

from rehab.access.scope import command_line_scope
from rehab.conduct.models import DisciplineEntry
from rehab.plumbing import clock
from rehab.plumbing.saving import saving
from rehab.remisi.computing import Computed, NotInForce, RoundQuestion, RoundRefused, compute
from rehab.wbp.models import Paper, Placement, RemissionReceived, Sentence
from tests import factories
from tests.query_counter import counted_queries
from tests.remisi.people import AT, ON, mark, prison, recaps, score, spotless

RU = RoundQuestion("RU", ON)


def _computed(facility_id: int, question: RoundQuestion = RU, **more) -> dict[str, Computed]:
    found = compute(command_line_scope(facility_id), facility_id, question, at=more.pop("at", AT), **more)
    return {each.dossier.name: each for each in found}


def _codes(computed: Computed) -> tuple[str, ...]:
    return computed.verdict.failed + computed.verdict.unknown


def test_a_person_with_everything_in_order_is_eligible(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            spotless(place, "Budi Contoh")
        verdict = _computed(place)["Budi Contoh"].verdict
    # inside since 1 March 2025: 534 days, the first general remission: 60 days
    assert (verdict.outcome, verdict.days, verdict.unknown) == ("eligible", 60, ())


def test_the_population_is_everyone_placed_on_the_day_and_nobody_else(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            elsewhere, _ = prison("LAPAS-02")
            spotless(place, "Tetap Tinggal")
            spotless(elsewhere, "Orang Lain")
            for name, starts_on, ends_on in (
                ("Keluar Hari Itu", date(2025, 3, 1), ON),
                ("Keluar Besoknya", date(2025, 3, 1), ON + timedelta(1)),
                ("Masuk Hari Itu", ON, None),
                ("Masuk Besoknya", ON + timedelta(1), None),
                ("Tanpa Tanggal", None, None),
            ):
                person = spotless(place, name)
                stay = _stay_of(person.id)
                stay.starts_on, stay.ends_on = starts_on, ends_on
                stay.end_reason = "bebas" if ends_on else None
        assert set(_computed(place)) == {"Tetap Tinggal", "Keluar Besoknya", "Masuk Hari Itu", "Tanpa Tanggal"}


def _stay_of(wbp_id: int) -> Placement:
    return factories.db.session.query(Placement).filter_by(wbp_id=wbp_id).one()


def test_somebody_who_moved_on_since_is_still_in_the_round_of_the_day(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            elsewhere, _ = prison("LAPAS-02")
            person = spotless(place, "Pindah Kemudian")
            stay = _stay_of(person.id)
            stay.ends_on, stay.end_reason = ON + timedelta(5), "pindah"
            person.facility_id = elsewhere
        assert _computed(place)["Pindah Kemudian"].verdict.outcome == "eligible"
        assert _computed(elsewhere) == {}


def test_a_round_on_a_past_day_sees_only_what_was_dated_by_then(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            tomorrow = ON + timedelta(1)
            entry = {"facility_id": place, "wbp_id": person.id, "recorded_at": factories.NOW}
            factories.add(DisciplineEntry(level="berat", starts_on=tomorrow, ends_on=None, **entry))
            factories.add(RemissionReceived(kind="RU", granted_on=tomorrow, days=60, facility_id=place, wbp_id=person.id))
        assert _computed(place)["Budi Contoh"].verdict.outcome == "eligible"
        later = _computed(place, RoundQuestion("RU", tomorrow))["Budi Contoh"]
    assert {"good_conduct", "once_a_year"} <= set(later.verdict.failed)


def test_a_paper_dated_after_the_day_is_not_there_yet_but_counts_for_a_late_proposal(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            paper = factories.db.session.query(Paper).filter_by(wbp_id=person.id, code="putusan").one()
            paper.dated_on = ON + timedelta(10)
        assert _computed(place)["Budi Contoh"].verdict.unknown == ("putusan",)
        late = RoundQuestion("RU", ON, late_on=ON + timedelta(10))
        assert "putusan" not in _computed(place, late)["Budi Contoh"].verdict.unknown


def test_nothing_recorded_in_any_room_is_unknown_but_no_punishment_is_none(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            factories.wbp(place, "Baru Datang", since=date(2025, 3, 1), escaped=None, religion=None)
        found = _computed(place)["Baru Datang"]
    assert found.verdict.failed == ()
    assert {"active_in_program", "sppn_good", "risk_reduced", "not_escaped", "putusan"} <= set(found.verdict.unknown)
    assert "good_conduct" not in found.verdict.unknown


def test_somebody_without_a_sentence_row_is_in_the_list_too(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            factories.wbp(place, "Tahanan Contoh", status="tahanan", sentence=None)
        found = _computed(place)["Tahanan Contoh"]
    assert "final_judgment" in found.verdict.failed


def test_a_sentence_beyond_the_calendar_stays_in_the_list_as_unknown(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
            person = spotless(place, "Budi Contoh")
            factories.db.session.get(Sentence, person.id).years = 99_999
        found = _computed(place)["Budi Contoh"].verdict
    assert found.outcome == "incomplete"
    assert "sentence_length" in found.unknown


class TestParticipation:
    """Ten sessions in June 2026; a person marked in some of them."""

    @staticmethod
    def _class(place: int, number: int = 10):
        cohort = factories.cohort(factories.programme(place))
        return cohort, [factories.session(cohort, date(2026, 6, day), state="held") for day in range(1, number + 1)]

    @pytest.mark.parametrize(
        ("present", "sick", "absent", "code"),
        [
            (8, 0, 2, ()),  # 8 of 10 is four fifths
            (7, 0, 3, ("active_in_program",)),  # 7 of 10 is not
            (4, 5, 1, ()),  # 4 of 5 once the excused are taken out
            (0, 10, 0, ("active_in_program",)),  # all excused: nothing to count
        ],
    )
    def test_excused_sessions_are_taken_out_of_the_count(self, app: Flask, present, sick, absent, code) -> None:
        with app.app_context():
            with saving():
                place, _ = prison()
                person = spotless(place, "Budi Contoh", recap=None)
                cohort, sessions = self._class(place)
                factories.enrolment(cohort, person)
                statuses = ["hadir"] * present + ["sakit"] * sick + ["tanpa_keterangan"] * absent
                for session, status in zip(sessions, statuses, strict=True):
                    mark(session, person, status)
            assert _codes(_computed(place)["Budi Contoh"]) == code

    @pytest.mark.parametrize(
        ("present", "absent", "unknown"),
        [
            (7, 1, True),  # 7 of 8; two open: at worst 7 of 10, at best 9 of 10
            (8, 0, False),  # 8 of 8; two open: at worst 8 of 10, still four fifths
            (3, 5, False),  # 3 of 8; two open: at best 5 of 10, never enough
        ],
    )
    def test_unrecorded_sessions_matter_only_where_they_could_turn_the_answer(self, app: Flask, present, absent, unknown) -> None:
        with app.app_context():
            with saving():
                place, _ = prison()
                person = spotless(place, "Budi Contoh", recap=None)
                cohort, sessions = self._class(place)
                factories.enrolment(cohort, person)
                for session, status in zip(sessions, ["hadir"] * present + ["tanpa_keterangan"] * absent, strict=False):
                    mark(session, person, status)
                open_ids = tuple(session.id for session in sessions[present + absent :])
            found = _computed(place)["Budi Contoh"]
        assert ("active_in_program" in found.verdict.unknown) is unknown
        assert found.dossier.unrecorded == open_ids
        assert (found.dossier.facts.participation is None) is unknown

    def test_a_session_that_has_not_begun_is_missed_by_nobody(self, app: Flask) -> None:
        with app.app_context():
            with saving():
                place, _ = prison()
                person = spotless(place, "Budi Contoh", recap=None)
                cohort, sessions = self._class(place)
                factories.enrolment(cohort, person)
                mark(sessions[0], person)
            at = clock.instant(date(2026, 6, 1), 12, 0, "WITA")
            assert _codes(_computed(place, at=at)["Budi Contoh"]) == ()

    def test_recaps_count_but_not_beside_own_sessions_of_that_month_and_programme(self, app: Flask) -> None:
        with app.app_context():
            with saving():
                place, _ = prison()
                person = spotless(place, "Budi Contoh", recap=None)
                cohort, sessions = self._class(place)
                factories.enrolment(cohort, person)
                for session in sessions:
                    mark(session, person)
                recaps(person, date(2026, 6, 1), 100, 0)  # the same month and programme: not counted
                recaps(person, date(2026, 4, 1), 10, 6)
                recaps(person, date(2026, 2, 1), 100, 0)  # begins before the look-back of 18 February
            found = _computed(place)["Budi Contoh"].dossier
        assert tuple(found.facts.participation) == (20, 16, 0)
        assert found.recapped == 10


def test_a_childs_months_and_sessions_are_looked_at_over_ninety_days_before_2022(app: Flask) -> None:
    on = date(2021, 8, 17)
    with app.app_context():
        with saving():
            place, _ = prison()
            sentence = {"kind": "penjara", "years": 1, "months": 0, "days": 0, "final_on": date(2021, 5, 1)}
            values = {"sentence": sentence, "since": date(2021, 3, 1)}
            child = factories.wbp(place, "Anak Contoh", status="anak_binaan", birth_on=date(2005, 1, 1), **values)
            adult = factories.wbp(place, "Dewasa Contoh", **values)
            for person in (child, adult):
                recaps(person, date(2021, 4, 1), 10, 0)
                recaps(person, date(2021, 6, 1), 10, 10)
                score(person, date(2021, 7, 1), 90)
        found = _computed(place, RoundQuestion("RU", on))
    assert tuple(found["Anak Contoh"].dossier.facts.participation) == (10, 10, 0)
    assert tuple(found["Dewasa Contoh"].dossier.facts.participation) == (20, 10, 0)


def test_the_number_of_queries_does_not_grow_with_the_people(app: Flask) -> None:
    def queries(place: int) -> int:
        with counted_queries() as seen:
            _computed(place)
        return len(seen)

    with app.app_context():
        with saving():
            place, _ = prison()
            for number in range(2):
                spotless(place, f"Orang {number}")
        few = queries(place)
        with saving():
            for number in range(2, 40):
                spotless(place, f"Orang {number}")
        assert queries(place) == few
        assert few <= 14


def test_a_question_the_law_does_not_answer_is_refused_in_words(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, _ = prison()
        with pytest.raises(NotInForce):
            _computed(place, RoundQuestion("RD", date(2026, 8, 17)))
        with pytest.raises(RoundRefused):
            _computed(place, RoundQuestion("RK", date(2026, 3, 20)))
        with pytest.raises(RoundRefused):
            _computed(place, RoundQuestion("RU", ON, late_on=ON - timedelta(1)))
