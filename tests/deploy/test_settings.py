"""Settings: keys are made only where the default is used; anything wrong stops the start by its name."""

import stat

import pytest

from rehab.config import KEY_NAMES, SettingError, read_settings

KEY, OTHER = "A" * 43 + "=", "B" * 43 + "="
GIVEN = {"DATABASE_URL": "postgresql://a:b@c/d", "SECRET_KEY": "s" * 40, "NIK_KEY": KEY, "NIK_INDEX_KEY": OTHER}
NAMES = (
    *KEY_NAMES,
    "DATABASE_URL",
    "BINA_INSTANCE",
    "BINA_DEMO",
    "PORT",
    "PUBLIC_URL",
    "IDLE_MINUTES",
    "SESSION_HOURS",
    "TRUSTED_PROXIES",
)


@pytest.fixture(autouse=True)
def bare(monkeypatch, tmp_path):
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("BINA_INSTANCE", str(tmp_path / "instance"))
    return tmp_path / "instance"


def given(monkeypatch, **changes):
    for name, value in (GIVEN | changes).items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)


def test_the_default_makes_four_different_keys_for_its_owner_alone_and_keeps_them(bare):
    first, second = read_settings(), read_settings()
    assert first.keys == second.keys
    assert len(set(first.keys.values())) == 4
    assert {stat.S_IMODE((bare / name.lower()).stat().st_mode) for name in KEY_NAMES} == {0o600}
    assert first.database_url == f"sqlite:///{bare / 'bina.db'}"


def test_the_demonstration_has_a_file_of_its_own(monkeypatch, bare):
    monkeypatch.setenv("BINA_DEMO", "1")
    assert read_settings().database_url == f"sqlite:///{bare / 'demo.db'}"


@pytest.mark.parametrize("missing", ["SECRET_KEY", "NIK_KEY", "NIK_INDEX_KEY"])
def test_a_chosen_database_makes_no_key_and_names_the_missing_one(monkeypatch, bare, missing):
    given(monkeypatch, **{missing: None})
    with pytest.raises(SettingError, match=missing):
        read_settings()
    assert not bare.exists()


@pytest.mark.parametrize("short", ["postgres://a:b@c/d", "postgresql://a:b@c/d"])
def test_every_spelling_of_postgresql_is_understood(monkeypatch, short):
    given(monkeypatch, DATABASE_URL=short)
    assert read_settings().database_url == "postgresql+psycopg://a:b@c/d"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", ""),
        ("NIK_KEY", "not base64 at all"),
        ("NIK_KEY", KEY[:-5] + "===="),
        ("NIK_INDEX_KEY", "QQ=="),
        ("NIK_INDEX_KEY", ""),
        ("BACKUP_KEY", "QQ=="),
        ("DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "sqlite://relative"),
        ("DATABASE_URL", "/a/file.db"),
        ("BINA_DEMO", "perhaps"),
        ("IDLE_MINUTES", "ten"),
        ("SESSION_HOURS", "1.5"),
        ("TRUSTED_PROXIES", "all"),
        ("PORT", "http"),
        ("PUBLIC_URL", "http://bina.example.go.id"),
        ("PUBLIC_URL", "http://10.0.0.5:8000"),
        ("PUBLIC_URL", "bina.example.go.id"),
        ("NIK_INDEX_KEY", KEY),
    ],
)
def test_a_wrong_setting_stops_the_start_by_its_name_and_without_its_value(monkeypatch, name, value):
    given(monkeypatch, **{name: value})
    with pytest.raises(SettingError, match=name) as told:
        read_settings()
    assert name == "DATABASE_URL" or len(value) < 10 or value not in str(told.value)


def test_an_https_address_is_told_from_a_plain_one(monkeypatch):
    assert not read_settings().https
    monkeypatch.setenv("PUBLIC_URL", "https://bina.example.go.id")
    assert read_settings().https
