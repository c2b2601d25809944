"""The measuring command: what it writes, and what a wrong name is told."""

import json

import pytest

from bench import __main__ as bench
from bench.rows import at_most, figure, median_seconds


def test_the_written_list_has_name_value_unit_target_and_holds(monkeypatch, tmp_path, capsys):
    (tmp_path / "sample_bench.py").touch()
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["bench"])
    rows = [at_most("queries of a register", 13, "queries", 12), figure("rows", 5, "rows")]
    module = type("Sample", (), {"measure": staticmethod(lambda: rows)})
    monkeypatch.setattr(bench.importlib, "import_module", lambda _name: module)
    assert bench.main() == 0
    first, second = json.loads((tmp_path / "latest.json").read_text())
    assert first == {"name": "queries of a register", "value": 13, "unit": "queries", "target": "≤ 12", "holds": False}
    assert second["holds"] is None
    assert "NO" in capsys.readouterr().out


def test_a_measurement_that_breaks_is_named_and_fails_the_command(monkeypatch, tmp_path, capsys):
    (tmp_path / "sample_bench.py").touch()
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    monkeypatch.setattr("sys.argv", ["bench"])

    def broken(_name):
        raise RuntimeError

    monkeypatch.setattr(bench.importlib, "import_module", broken)
    assert bench.main() == 1
    assert "sample: not measured" in capsys.readouterr().out


def test_an_unknown_name_is_told_the_known_ones(monkeypatch, tmp_path):
    (tmp_path / "import_bench.py").touch()
    monkeypatch.setattr(bench, "FOLDER", tmp_path)
    assert bench.chosen("import") == ["import"]
    with pytest.raises(SystemExit, match="Known: import"):
        bench.chosen("imprt")


def test_the_median_is_taken_over_every_run():
    calls = []
    assert median_seconds(lambda: calls.append("run"), times=3, before=lambda: calls.append("before")) >= 0
    assert calls == ["before", "run"] * 3
