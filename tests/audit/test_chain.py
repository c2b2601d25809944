"""The chain holds every deed, and shows each kind of tampering."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from rehab.access.scope import command_line_scope
from rehab.audit.actions import write_entry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing.saving import saving
from tests.factories import NOW

UNLOCK = {
    "sqlite": ["DROP TRIGGER IF EXISTS audit_entry_no_update", "DROP TRIGGER IF EXISTS audit_entry_no_delete"],
    "postgresql": ["ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only"],
}
LOCK = {"sqlite": [], "postgresql": ["ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only"]}


def _ten_deeds() -> None:
    with saving():
        for number in range(10):
            write_entry(
                scope=command_line_scope(),
                action="test.deed",
                subject="thing",
                subject_id=number,
                at=NOW,
                facility_id=7,
                details={"name": "Budi"},
            )


def _tamper(*statements: str) -> None:
    kind = db.engine.dialect.name
    with saving():
        for statement in [*UNLOCK[kind], *statements, *LOCK[kind]]:
            db.session.execute(text(statement))


def test_an_untouched_chain_is_whole(app: Flask) -> None:
    with app.app_context():
        _ten_deeds()
        assert verify_chains() == []


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET action = 'x'", "DELETE FROM audit_entry"])
def test_the_database_refuses_to_change_the_audit(app: Flask, statement: str) -> None:
    with app.app_context():
        _ten_deeds()
        with pytest.raises(DBAPIError), saving():
            db.session.execute(text(statement))


@pytest.mark.parametrize(
    ("statements", "seq"),
    [
        (["UPDATE audit_entry SET body = REPLACE(body, 'thing', 'other') WHERE seq = 4"], 4),
        (["DELETE FROM audit_detail", "DELETE FROM audit_entry WHERE seq = 4"], 4),
        (["DELETE FROM audit_detail", "DELETE FROM audit_entry WHERE seq = 10"], 10),
        (["UPDATE audit_entry SET prev_hash = hash WHERE seq = 6"], 6),
        (["UPDATE audit_entry SET seq = 99 WHERE seq = 1", "UPDATE audit_entry SET seq = 1 WHERE seq = 2"], 1),
    ],
)
def test_tampering_is_seen_at_its_place(app: Flask, statements: list[str], seq: int) -> None:
    with app.app_context():
        _ten_deeds()
        _tamper(*statements)
        faults = verify_chains()
        assert [(fault.chain, fault.seq) for fault in faults] == [(7, seq)]


def test_details_can_be_destroyed_and_the_chain_stays_whole(app: Flask) -> None:
    with app.app_context():
        _ten_deeds()
        with saving():
            db.session.execute(text("DELETE FROM audit_detail"))
        assert verify_chains() == []


def test_a_rollback_leaves_neither_the_deed_nor_its_entry(app: Flask) -> None:
    with app.app_context():
        _ten_deeds()
        with pytest.raises(RuntimeError), saving():
            write_entry(scope=command_line_scope(), action="test.deed", subject="thing", subject_id=1, at=NOW, facility_id=7)
            raise RuntimeError
        assert verify_chains() == []
        assert db.session.execute(text("SELECT seq FROM audit_head WHERE chain = 7")).scalar() == 10


def test_a_reading_transaction_cannot_write(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(DBAPIError):
            db.session.execute(text("DELETE FROM facility"))
        db.session.rollback()
