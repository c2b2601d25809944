"""flask backup and flask restore over the whole application's schema, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import select

from rehab.audit.models import AuditEntry
from rehab.audit.verify import verify_chains
from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.checksums import row_counts
from rehab.plumbing.saving import IdempotencyKey, saving

NEW = "C" * 43 + "="


@pytest.fixture
def filled(app: Flask) -> Flask:
    with app.app_context(), saving():
        for number in range(20):
            db.session.add(
                IdempotencyKey(key=f"key-{number}", user_id=1, body_hash="0" * 64, status=303, flashes=[], created_at=clock.now())
            )
    return app


def command(app: Flask, *words: str) -> tuple[int, str]:
    done = app.test_cli_runner().invoke(args=[str(word) for word in words])
    return done.exit_code, done.output


def counts(app: Flask) -> dict[str, int]:
    """The rows of every table but those of the audit, where backup and restore themselves leave a line."""
    with app.app_context(), db.engine.connect() as connection:
        return {name: rows for name, rows in row_counts(connection).items() if not name.startswith("audit_")}


def trail(app: Flask) -> list[tuple[str, int | None]]:
    with app.app_context():
        assert verify_chains() == []
        rows = db.session.execute(select(AuditEntry.action, AuditEntry.actor_id).order_by(AuditEntry.id))
        return [(row.action, row.actor_id) for row in rows]


def test_a_backup_comes_back_equal_and_says_so(filled, tmp_path):
    before = counts(filled)
    code, said = command(filled, "backup", tmp_path / "a.backup")
    assert (code, f"{sum(before.values())} rows" in said) == (0, True)
    with filled.app_context(), saving():
        db.session.delete(db.session.get(IdempotencyKey, 1))
    assert counts(filled) != before
    with filled.app_context():
        db.session.remove()
        db.engine.dispose()
    code, said = command(filled, "restore", tmp_path / "a.backup", "--replace")
    assert (code, "checksums equal" in said) == (0, True)
    assert counts(filled) == before
    # The backup was made before its own line was written.
    assert trail(filled) == [("operations.restore", None)]


def test_a_backup_leaves_a_line_of_the_system(filled, tmp_path):
    command(filled, "backup", tmp_path / "a.backup")
    assert trail(filled) == [("operations.backup", None)]
    assert command(filled, "backup", tmp_path / "a.backup")[0] == 1
    assert trail(filled) == [("operations.backup", None)]


def test_a_backup_made_before_a_key_is_changed_comes_back_while_both_are_given(filled, tmp_path, monkeypatch):
    old = filled.config["SETTINGS"].keys["NIK_KEY"]
    command(filled, "backup", tmp_path / "a.backup")
    for keys, code in ((f"{NEW},{old}", 0), (NEW, 1)):
        monkeypatch.setitem(filled.config["SETTINGS"].keys, "NIK_KEY", keys)
        with filled.app_context():
            db.session.remove()
            db.engine.dispose()
        assert command(filled, "restore", tmp_path / "a.backup", "--replace")[0] == code


def test_a_backup_made_with_both_keys_needs_both(filled, tmp_path, monkeypatch):
    old = filled.config["SETTINGS"].keys["NIK_KEY"]
    monkeypatch.setitem(filled.config["SETTINGS"].keys, "NIK_KEY", f"{NEW},{old}")
    command(filled, "backup", tmp_path / "a.backup")
    for keys, code in ((NEW, 1), (f"{NEW},{old}", 0)):
        monkeypatch.setitem(filled.config["SETTINGS"].keys, "NIK_KEY", keys)
        with filled.app_context():
            db.session.remove()
            db.engine.dispose()
        assert command(filled, "restore", tmp_path / "a.backup", "--replace")[0] == code


def test_a_filled_database_is_left_alone_with_one_sentence(filled, tmp_path):
    command(filled, "backup", tmp_path / "a.backup")
    before = counts(filled)
    code, said = command(filled, "restore", tmp_path / "a.backup")
    assert (code, said.count("\n"), "nothing was changed" in said) == (1, 1, True)
    assert counts(filled) == before


def test_a_wrong_key_is_one_sentence(filled, tmp_path):
    command(filled, "backup", tmp_path / "a.backup")
    filled.config["SETTINGS"].keys["BACKUP_KEY"], kept = "C" * 43 + "=", filled.config["SETTINGS"].keys["BACKUP_KEY"]
    try:
        code, said = command(filled, "restore", tmp_path / "a.backup", "--replace")
    finally:
        filled.config["SETTINGS"].keys["BACKUP_KEY"] = kept
    assert (code, said.count("\n"), "BACKUP_KEY is not the key" in said) == (1, 1, True)
