"""The steps of the path: what each says, what it refuses, what it leaves behind."""

from contextlib import nullcontext
from datetime import timedelta

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.audit.models import AuditEntry
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.proposals import actions, hearing_actions, outcome_actions
from rehab.proposals.actions import DocumentMissing, OtherRound, ReasonMissing, Said
from rehab.proposals.deed_actions import BatchChanged, NobodyChosen, NotPossible, NotYet, NotYours
from rehab.proposals.hearing_actions import HearingKnown
from rehab.proposals.models import CandidateMove, Deed
from rehab.proposals.outcome_actions import OtherDecree
from rehab.proposals.queries import path_counts
from rehab.remisi import queries as rounds
from rehab.remisi.actions import compute_again, open_round
from rehab.remisi.models import RoundVerdict
from rehab.wbp.case_actions import InUse, correct_remission, remove_remission
from rehab.wbp.models import RemissionReceived, Wbp
from tests import factories
from tests.proposals.acting import LETTER_ON, Place
from tests.remisi.people import AT, ON


@pytest.fixture
def place(app: Flask) -> Place:
    with app.app_context():
        yield Place()


def _said(place: Place, column: str) -> dict[str, object]:
    return {name: getattr(place.row(name), column) for name in place.who}


def test_eligible_people_are_proposed_and_the_others_left_out_by_the_rule_itself(place: Place) -> None:
    place.prepare()
    assert _said(place, "proposal") == {"Ani": "propose", "Budi": "leave_out", "Cici": "leave_out", "Dodi": "propose"}
    assert _said(place, "reason") == {"Ani": "", "Budi": "papers", "Cici": "rule", "Dodi": ""}
    frozen = db.session.query(RoundVerdict).filter_by(round_id=place.round_id, frozen=True).count()
    assert frozen == 4


def test_leaving_an_eligible_person_out_takes_a_coded_reason(place: Place) -> None:
    with pytest.raises(ReasonMissing):
        place.prepare([place.who["Ani"]], Said("leave_out"))
    with pytest.raises(ReasonMissing):
        place.prepare([place.who["Ani"]], Said("leave_out", reason="karena"))
    place.prepare(said=Said("leave_out", reason="own_wish"))
    assert _said(place, "reason") == {"Ani": "own_wish", "Budi": "papers", "Cici": "rule", "Dodi": "own_wish"}
    assert set(_said(place, "proposal").values()) == {"leave_out"}


def test_proposing_against_the_verdict_takes_a_coded_reason_and_a_document(place: Place) -> None:
    people = [place.who["Ani"], place.who["Cici"]]
    with pytest.raises(ReasonMissing):
        place.prepare(people, Said("propose", document="Surat 1"))
    with pytest.raises(DocumentMissing):
        place.prepare(people, Said("propose", reason="wrong_record"))
    place.prepare(people, Said("propose", reason="wrong_record", document="Surat 1"))
    cici, ani = place.row("Cici"), place.row("Ani")
    assert (cici.proposal, cici.overrides, cici.reason, cici.document) == ("propose", True, "wrong_record", "Surat 1")
    assert (ani.proposal, ani.overrides, ani.reason, ani.document) == ("propose", False, "", "")


def test_the_whole_path_moves_the_dates_of_the_next_round_and_leaves_every_step_on_record(place: Place) -> None:
    ani, dodi = place.who["Ani"], place.who["Dodi"]
    place.decided(place.all)
    assert set(place.states().values()) == {"decided"}
    place.send([ani, dodi])
    place.grant({ani: 60, dodi: 30})
    place.hand_over([ani, dodi])
    place.enter([ani, dodi])
    assert place.states() == {"Ani": "entered", "Budi": "decided", "Cici": "decided", "Dodi": "entered"}
    grants = {row.wbp_id: (row.kind, row.granted_on, row.days, row.decree) for row in db.session.query(RemissionReceived)}
    assert grants == {ani: ("RU", ON, 60, "PAS-1"), dodi: ("RU", ON, 30, "PAS-1")}
    assert place.row("Ani").remission_id is not None
    steps = [(move.before, move.after) for move in db.session.query(CandidateMove).order_by(CandidateMove.id)
             if move.candidate_id == place.row("Ani").id]  # fmt: skip
    assert len(steps) == 8
    acts = [deed.act for deed in db.session.query(Deed).order_by(Deed.id)]
    assert acts == ["prepare", "verify", "recommend", "decide", "send", "grant", "hand_over", "enter"]
    entries = [entry.action for entry in db.session.query(AuditEntry).order_by(AuditEntry.id) if "proposals." in entry.action]
    assert entries == [f"proposals.{act}" for act in ("prepare", "verify", "record_hearing", *acts[2:])]
    with saving():
        version = rounds.get_round(place.head, place.round_id).version
        again = compute_again(scope=place.head, round_id=place.round_id, version=version, at=AT + timedelta(30))
        # The next year counts what was received now.
        next_year = open_round(
            scope=place.head, facility_id=place.id, kind="RU", on=ON.replace(year=2027), holiday=None, late_on=None, at=AT
        )
    assert again.differences == []
    facts = rounds.get_verdict(place.head, next_year.id, ani).facts["facts"]
    assert [each["on"] for each in facts["remissions"]] == [ON.isoformat()]
    assert path_counts(place.head, next_year.id).states["open"] == 4


def test_nobody_without_a_wali_is_verified(place: Place) -> None:
    place.prepare()
    with saving():
        db.session.get(Wbp, place.who["Ani"]).wali_id = None
    with pytest.raises(NotPossible, match="NotPossible") as refused:
        place.verify()
    assert "Ani Lengkap" in str(refused.value.message)
    assert set(place.states().values()) == {"prepared"}
    place.verify([place.who["Budi"], place.who["Cici"], place.who["Dodi"]])


def test_neither_the_preparer_nor_the_wali_verifies(place: Place) -> None:
    place.prepare(scope=place.verifier)
    with pytest.raises(NotPossible):
        place.verify()
    with saving():
        second = factories.scope_for(factories.user("kedua", Role.PEMBINAAN, place.id))
        db.session.get(Wbp, place.who["Ani"]).wali_id = second.user_id
    with pytest.raises(NotPossible):
        place.verify(scope=second)
    place.verify([place.who["Dodi"]], scope=second)


def test_a_wali_given_on_the_way_who_took_part_stops_the_path(place: Place) -> None:
    ani = [place.who["Ani"]]
    place.prepare(ani)
    place.verify(ani)
    with saving():
        db.session.get(Wbp, ani[0]).wali_id = place.preparer.user_id
    with pytest.raises(NotPossible):
        place.recommend(ani)
    place.send_back("recommend", ani, place.tpp)
    assert place.states()["Ani"] == "open"


def test_the_head_decides_as_a_third_person_only(place: Place) -> None:
    ani = [place.who["Ani"]]
    with saving():
        row = factories.user("rangkap", Role.TPP, place.id)
        verifier = factories.scope_for(row)
    place.prepare(ani)
    place.verify(ani, scope=verifier)
    place.recommend(ani, scope=verifier)
    with saving():
        # The verifier has become the head meanwhile.
        row = db.session.get(factories.User, verifier.user_id)
        row.role = Role.KEPALA.value
        promoted = factories.scope_for(row)
    with pytest.raises(NotPossible):
        place.decide(ani, scope=promoted)
    place.decide(ani)
    assert place.states()["Ani"] == "decided"


@pytest.mark.parametrize("name", ["wali", "preparer", "tpp"])
def test_an_act_of_another_role_is_refused_in_the_action_too(place: Place, name: str) -> None:
    with pytest.raises(NotYours):
        place.decide(place.all, scope=getattr(place, name))


def test_the_tpp_differs_with_a_reason_and_never_proposes_whom_nobody_overrode(place: Place) -> None:
    place.prepare()
    place.verify()
    ani, cici = [place.who["Ani"]], [place.who["Cici"]]
    with pytest.raises(ReasonMissing):
        place.recommend(ani, Said("leave_out"))
    with pytest.raises(NotPossible):
        place.recommend(cici, Said("propose", note="Layak."))
    place.recommend(ani, Said("leave_out", note="Belum siap."))
    assert place.row("Ani").recommendation_reason == "Belum siap."


def test_the_head_gives_a_coded_reason_or_follows_the_tpp(place: Place) -> None:
    place.prepare()
    place.verify()
    place.recommend([place.who["Ani"]], Said("leave_out", note="Belum siap."))
    place.recommend([place.who["Budi"], place.who["Cici"], place.who["Dodi"]])
    with pytest.raises(ReasonMissing):
        place.decide(said=Said("leave_out"))
    with pytest.raises(ReasonMissing):
        place.decide([place.who["Ani"]], Said("propose"))
    with pytest.raises(NotPossible):
        place.decide([place.who["Cici"]], Said("propose", note="Layak."))
    place.decide([place.who["Dodi"]], Said("leave_out", reason="violation"))
    place.decide([place.who["Ani"], place.who["Budi"], place.who["Cici"]])
    reasons = {"Ani": "tpp", "Budi": "papers", "Cici": "rule", "Dodi": "violation"}
    assert _said(place, "decision_reason") == reasons
    with pytest.raises(NotPossible):
        place.send([place.who["Dodi"]])


def test_sending_back_clears_what_was_said_keeps_the_moves_and_lets_the_verdict_go(place: Place) -> None:
    ani = [place.who["Ani"]]
    place.prepare(ani)
    with pytest.raises(ReasonMissing):
        place.send_back("verify", ani, place.verifier, reason="")
    place.send_back("verify", ani, place.verifier)
    row = place.row("Ani")
    assert (row.state, row.proposal, row.prepared_by, row.wali_id) == ("open", None, None, None)
    assert db.session.query(CandidateMove).filter_by(candidate_id=row.id).count() == 2
    assert db.session.query(RoundVerdict).filter_by(frozen=True).count() == 0
    place.prepare(ani)
    place.verify(ani)
    place.recommend(ani)
    place.send_back("decide", ani, place.head)
    row = place.row("Ani")
    assert (row.state, row.hearing_id, row.recommendation, row.verified_by) == ("open", None, None, None)


def test_a_hearing_has_a_number_of_its_own_and_belongs_to_its_round(place: Place) -> None:
    hearing = place.hearing("TPP-7")
    with pytest.raises(HearingKnown):
        place.hearing("TPP-7")
    with saving():
        late = open_round(
            scope=place.head, facility_id=place.id, kind="RU", on=ON, holiday=None, late_on=ON + timedelta(30), at=AT
        )
        late_id = late.id
    place.prepare()
    place.verify()
    with saving():
        other = hearing_actions.record_hearing(
            scope=place.tpp, round_id=late_id, number="TPP-8", held_on=LETTER_ON, place="", members=[], minutes="", at=AT
        ).id
    with pytest.raises(OtherRound):
        place.recommend(hearing=other)
    place.recommend(hearing=hearing)
    # What was said in one round says nothing in another of the same day.
    other_counts = path_counts(place.head, late_id)
    assert other_counts.states["open"] == other_counts.population > 0


def test_a_decree_is_one_number_with_one_day(place: Place) -> None:
    ani, dodi = place.who["Ani"], place.who["Dodi"]
    place.decided([ani, dodi])
    place.send([ani, dodi])
    for wrong in (0, -1, 1001):
        with pytest.raises(NotPossible):
            place.grant({ani: wrong})
    place.grant({ani: 60})
    with pytest.raises(OtherDecree):
        place.grant({dodi: 60}, dated_on=ON - timedelta(1))
    place.grant({dodi: 60})
    assert place.row("Ani").decree_id == place.row("Dodi").decree_id


def test_a_grant_that_stands_in_the_history_already_is_linked_and_another_size_is_refused(place: Place) -> None:
    ani, dodi = place.who["Ani"], place.who["Dodi"]
    place.decided([ani, dodi])
    place.send([ani, dodi])
    place.grant({ani: 60, dodi: 60})
    place.hand_over([ani, dodi])
    with saving():
        same = factories.add(RemissionReceived(facility_id=place.id, wbp_id=ani, kind="RU", granted_on=ON, days=60)).id
        other = factories.add(RemissionReceived(facility_id=place.id, wbp_id=dodi, kind="RU", granted_on=ON, days=30)).id
    with pytest.raises(NotPossible):
        place.enter([ani, dodi])
    place.enter([ani])
    assert place.row("Ani").remission_id == same
    with saving():
        db.session.get(RemissionReceived, other).days = 60
    place.enter([dodi])


def test_who_moved_to_another_prison_is_entered_there(place: Place) -> None:
    ani = place.who["Ani"]
    place.decided([ani])
    place.send([ani])
    place.grant({ani: 60})
    place.hand_over([ani])
    with saving():
        other = factories.facility("LAPAS-02")
        db.session.get(Wbp, ani).facility_id = other.id
        other_id = other.id
    with pytest.raises(NotPossible):
        place.enter([ani])
    with saving():
        factories.add(RemissionReceived(facility_id=other_id, wbp_id=ani, kind="RU", granted_on=ON, days=60))
    place.enter([ani])
    assert place.states()["Ani"] == "entered"


def test_a_batch_that_changed_is_refused_whole_and_says_who_and_by_whom(place: Place) -> None:
    place.prepare()
    batch = place.batch("verify")
    place.verify([place.who["Ani"]])
    with pytest.raises(BatchChanged) as refused, saving():
        actions.verify(scope=place.verifier, round_id=place.round_id, batch=batch, at=AT)
    assert list(refused.value.theirs) == ["Ani Lengkap"]
    assert "Verifier.1" in refused.value.theirs["Ani Lengkap"]
    assert place.states() == {"Ani": "verified", "Budi": "prepared", "Cici": "prepared", "Dodi": "prepared"}


def test_work_that_was_sent_back_and_done_again_alike_is_another_batch(place: Place) -> None:
    ani = [place.who["Ani"]]
    place.prepare(ani)
    batch = place.batch("verify", ani)
    place.send_back("verify", ani, place.verifier)
    place.prepare(ani)
    with pytest.raises(BatchChanged), saving():
        actions.verify(scope=place.verifier, round_id=place.round_id, batch=batch, at=AT)


def test_an_open_batch_rests_on_the_data_of_the_round(place: Place) -> None:
    batch = place.batch("prepare", [place.who["Ani"]])
    with saving():
        db.session.get(Wbp, place.who["Dodi"]).escaped = True
        version = rounds.get_round(place.head, place.round_id).version
        compute_again(scope=place.head, round_id=place.round_id, version=version, at=AT)
    with pytest.raises(BatchChanged), saving():
        actions.prepare(scope=place.preparer, round_id=place.round_id, batch=batch, said=Said("as_computed"), at=AT)


def test_a_batch_of_nobody_and_a_round_of_another_prison_are_refused(place: Place) -> None:
    with pytest.raises(NobodyChosen):
        place.prepare([])
    batch = place.batch("prepare")
    other = Place("LAPAS-02")
    with pytest.raises(NotFound), saving():
        actions.prepare(scope=other.preparer, round_id=place.round_id, batch=batch, said=Said("as_computed"), at=AT)


def test_somebody_who_left_the_round_makes_the_batch_another(place: Place) -> None:
    batch = place.batch("prepare")
    with saving():
        for stay in db.session.query(factories.Placement).filter_by(wbp_id=place.who["Ani"]):
            stay.ends_on, stay.end_reason = ON - timedelta(1), "bebas"
        version = rounds.get_round(place.head, place.round_id).version
        compute_again(scope=place.head, round_id=place.round_id, version=version, at=AT)
    with pytest.raises(BatchChanged) as refused, saving():
        actions.prepare(scope=place.preparer, round_id=place.round_id, batch=batch, said=Said("as_computed"), at=AT)
    assert any("1" in label for label in refused.value.theirs)


def test_a_remission_a_decree_led_to_is_corrected_but_not_removed(place: Place) -> None:
    ani = place.who["Ani"]
    place.decided([ani])
    place.send([ani])
    place.grant({ani: 60})
    place.hand_over([ani])
    place.enter([ani])
    row_id = place.row("Ani").remission_id
    with pytest.raises(InUse), saving():
        remove_remission(scope=place.verifier, wbp_id=ani, row_id=row_id, version=1, at=AT)
    with saving():
        fields = {"kind": "RU", "granted_on": ON, "days": 30, "decree": "PAS-1"}
        correct_remission(scope=place.verifier, wbp_id=ani, row_id=row_id, version=1, at=AT, **fields)


def test_nothing_is_recorded_as_done_on_a_day_that_has_not_come(place: Place) -> None:
    ani, today = [place.who["Ani"]], AT.date()
    same = {"scope": place.verifier, "round_id": place.round_id, "at": AT}
    place.decided(ani)
    for act, day in (("send", today + timedelta(1)), ("send", today)):
        batch, recorded = place.batch(act, ani), day == today
        with nullcontext() if recorded else pytest.raises(NotYet), saving():
            outcome_actions.record_sent(batch=batch, letter="W.1", sent_on=day, **same)
        assert place.row("Ani").state == ("sent" if recorded else "decided")
    # A decree is printed ahead of its day; nobody holds it in the hand before.
    place.grant({ani[0]: 60}, dated_on=ON)
    for day in (today + timedelta(1), today):
        batch, recorded = place.batch("hand_over", ani), day == today
        with nullcontext() if recorded else pytest.raises(NotYet), saving():
            outcome_actions.record_handed_over(batch=batch, handed_on=day, **same)
        assert place.row("Ani").state == ("handed_over" if recorded else "granted")
