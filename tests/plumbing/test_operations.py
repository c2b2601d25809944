"""flask backup and flask restore over the whole application's schema, on both databases."""

import pytest
from flask import Flask

from rehab.extensions import db
from rehab.plumbing import clock
from rehab.plumbing.checksums import row_counts
from rehab.plumbing.saving import IdempotencyKey, saving


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
    with app.app_context(), db.engine.connect() as connection:
        return row_counts(connection)


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
