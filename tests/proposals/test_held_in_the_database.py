"""What no writer may do, tried by direct SQL: each is refused by the database itself."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from rehab.extensions import db
from rehab.plumbing.saving import saving
from rehab.proposals.models import Candidate
from tests import factories
from tests.proposals.rounds import kept_round


class Rows:
    """Candidates at some states, with the ids a statement needs."""

    def __init__(self) -> None:
        with saving():
            place, round_, people = kept_round()
            path = factories.path_people(place.id)
            states = dict(zip(people, ("open", "prepared", "recommended", "decided"), strict=True))
            made = {state: factories.candidate(round_, person, state, path) for person, state in states.items()}
            self.ids = {f"{state}_id": row.id for state, row in made.items()}
            self.ids |= {name: getattr(path, name).id for name in ("wali", "preparer", "verifier", "tpp", "head")}
            self.ids |= {"round_id": round_.id, "facility_id": place.id, "person": people[0].id}
            for name in ("preparer", "verifier", "tpp", "head"):
                self.ids[f"{name}_deed"] = factories.deed(round_, getattr(path, name)).id


@pytest.fixture
def rows(app: Flask) -> Rows:
    with app.app_context():
        yield Rows()


SET = "UPDATE remisi_candidate SET {} WHERE id = :{}"
REFUSED = {
    "a step passed over": SET.format("state = 'verified'", "open_id"),
    "decided at once": SET.format("state = 'decided'", "prepared_id"),
    "back beyond the beginning of another check": SET.format("state = 'prepared'", "recommended_id"),
    "undecided again": SET.format("state = 'open'", "decided_id"),
    "no state at all": SET.format("state = 'done'", "open_id"),
    "prepared by nobody": SET.format("state = 'prepared', proposal = 'propose'", "open_id"),
    "prepared without a proposal": SET.format(
        "state = 'prepared', prepared_by = :preparer, prepared_deed_id = :preparer_deed", "open_id"
    ),
    "left out without a reason": SET.format("proposal = 'leave_out', reason = ''", "prepared_id"),
    "an override without a document": SET.format("overrides = true, reason = 'wrong_record', document = ''", "prepared_id"),
    "an override without a reason": SET.format("overrides = true, reason = '', document = 'Surat'", "prepared_id"),
    "verified by the preparer": SET.format(
        "state = 'verified', verified_by = :preparer, verified_deed_id = :preparer_deed", "prepared_id"
    ),
    "verified by the wali": SET.format(
        "state = 'verified', wali_id = :verifier, verified_by = :verifier, verified_deed_id = :verifier_deed", "prepared_id"
    ),
    "verified without a wali": SET.format(
        "state = 'verified', wali_id = NULL, verified_by = :verifier, verified_deed_id = :verifier_deed", "prepared_id"
    ),
    "verified by another's deed": SET.format(
        "state = 'verified', verified_by = :verifier, verified_deed_id = :tpp_deed", "prepared_id"
    ),
    "the wali prepared": SET.format("wali_id = :preparer", "prepared_id"),
    "the wali decided": SET.format("wali_id = :head", "decided_id"),
    "the wali recommended": SET.format("wali_id = :tpp", "recommended_id"),
    "recommended by the preparer": SET.format(
        "recommended_by = :preparer, recommended_deed_id = :preparer_deed", "recommended_id"
    ),
    "recommended without a hearing": SET.format("hearing_id = NULL", "recommended_id"),
    "another result without a reason": SET.format("recommendation = 'leave_out', recommendation_reason = ''", "recommended_id"),
    "decided by the preparer": SET.format(
        "state = 'decided', decision = 'propose', decided_by = :preparer, decided_deed_id = :preparer_deed", "recommended_id"
    ),
    "decided by the verifier": SET.format(
        "state = 'decided', decision = 'propose', decided_by = :verifier, decided_deed_id = :verifier_deed", "recommended_id"
    ),
    "decided by the TPP": SET.format(
        "state = 'decided', decision = 'propose', decided_by = :tpp, decided_deed_id = :tpp_deed", "recommended_id"
    ),
    "decided without a word": SET.format(
        "state = 'decided', decided_by = :head, decided_deed_id = :head_deed", "recommended_id"
    ),
    "left out by the head without a reason": SET.format("decision = 'leave_out', decision_reason = ''", "decided_id"),
    "sent though not proposed": SET.format(
        "state = 'sent', decision = 'leave_out', decision_reason = 'rule'", "decided_id"
    ),
    "the second person rubbed out": SET.format("verified_by = NULL", "decided_id"),
    "the third person rubbed out": SET.format("decided_by = NULL, decided_deed_id = NULL", "decided_id"),
    "a candidate deleted": "DELETE FROM remisi_candidate WHERE id = :open_id",
    "a path that begins in the middle": (
        "INSERT INTO remisi_candidate (facility_id, round_id, wbp_id, state, overrides, reason, note, document, "
        "recommendation_reason, decision_reason, decision_note, withdrawn, version) "
        "SELECT facility_id, round_id, 999, 'verified', false, '', '', '', '', '', '', false, 1 "
        "FROM remisi_candidate WHERE id = :open_id"
    ),
    "twice in a round": (
        "INSERT INTO remisi_candidate (facility_id, round_id, wbp_id, state, overrides, reason, note, document, "
        "recommendation_reason, decision_reason, decision_note, withdrawn, version) "
        "SELECT facility_id, round_id, wbp_id, 'open', false, '', '', '', '', '', '', false, 1 "
        "FROM remisi_candidate WHERE id = :open_id"
    ),
    "a deed changed": "UPDATE remisi_deed SET by_id = :head WHERE id = :preparer_deed",
    "a deed deleted": "DELETE FROM remisi_deed WHERE id = :preparer_deed",
    "a move changed": "UPDATE remisi_candidate_move SET reason = 'lain' WHERE candidate_id = :decided_id",
    "a move deleted": "DELETE FROM remisi_candidate_move WHERE candidate_id = :decided_id",
    "a deed over nobody": (
        "INSERT INTO remisi_deed (facility_id, round_id, act, by_id, at, batch_hash, people, step_up, note) "
        "SELECT facility_id, round_id, act, by_id, at, batch_hash, 0, step_up, note FROM remisi_deed WHERE id = :head_deed"
    ),
    "a deed without a second proof": (
        "INSERT INTO remisi_deed (facility_id, round_id, act, by_id, at, batch_hash, people, step_up, note) "
        "SELECT facility_id, round_id, act, by_id, at, batch_hash, 1, '', note FROM remisi_deed WHERE id = :head_deed"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_the_database_refuses(rows: Rows, name: str) -> None:
    with pytest.raises(IntegrityError), saving():
        db.session.execute(text(REFUSED[name]), rows.ids)


AFTER_THE_DECISION = {
    "granted without a decree": ("sent", "state = 'granted', granted_days = 30"),
    "granted no days": ("granted", "granted_days = 0"),
    "handed over on no day": ("granted", "state = 'handed_over'"),
    "entered without a remission": ("handed_over", "state = 'entered'"),
    "withdrawn after the decree": ("granted", "withdrawn = true"),
    "granted though withdrawn": ("granted", "withdrawn = true, state = 'handed_over', handed_on = '2026-08-17'"),
    "sent twice": ("sent", "state = 'decided'"),
}


@pytest.mark.parametrize("name", AFTER_THE_DECISION)
def test_what_comes_after_the_decision_is_held_too(app: Flask, name: str) -> None:
    state, change = AFTER_THE_DECISION[name]
    with app.app_context():
        with saving():
            place, round_, people = kept_round()
            row = factories.candidate(round_, people[0], state, factories.path_people(place.id)).id
        with pytest.raises(IntegrityError), saving():
            db.session.execute(text(SET.format(change, "row")), {"row": row})


def test_a_withdrawal_has_two_people_stays_and_is_one_at_a_time(app: Flask) -> None:
    with app.app_context():
        with saving():
            place, round_, people = kept_round()
            path = factories.path_people(place.id)
            row = factories.candidate(round_, people[0], "sent", path)
            made = factories.deed(round_, path.preparer, "withdraw")
            words = {"candidate": row.id, "by": path.preparer.id, "deed": made.id, "facility": place.id}
            words["other"] = factories.deed(round_, path.verifier, "confirm_withdrawal").id
        insert = (
            "INSERT INTO remisi_withdrawal (facility_id, candidate_id, discipline_id, entry, reason, filed_by, filed_deed_id, "
            "filed_at, decision_note) VALUES (:facility, :candidate, 1, '{}', {reason}, :by, :deed, '2026-08-01', '')"
        ).replace("'{}'", "'{{}}'")
        with saving():
            db.session.execute(text(insert.format(reason="'Berkelahi'")), words)
        for statement in (
            insert.format(reason="'Lagi'"),
            insert.format(reason="''"),
            "DELETE FROM remisi_withdrawal",
            "UPDATE remisi_withdrawal SET decision = 'confirmed'",
            "UPDATE remisi_withdrawal SET decision = 'confirmed', decided_by = :by, decided_deed_id = :deed",
            "UPDATE remisi_withdrawal SET filed_deed_id = :other",
        ):
            with pytest.raises(IntegrityError), saving():
                db.session.execute(text(statement), words)


def test_what_is_right_is_not_refused(rows: Rows) -> None:
    """The same statements with the right people pass, so that a refusal above comes from its rule."""
    with saving():
        for statement in (
            SET.format("state = 'verified', verified_by = :verifier, verified_deed_id = :verifier_deed", "prepared_id"),
            SET.format(
                "state = 'decided', decision = 'propose', decided_by = :head, decided_deed_id = :head_deed", "recommended_id"
            ),
            SET.format("state = 'sent'", "decided_id"),
        ):
            db.session.execute(text(statement), rows.ids)
    assert {row.state for row in db.session.query(Candidate)} == {"open", "verified", "decided", "sent"}
