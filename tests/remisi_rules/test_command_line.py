"""The command line as officers and scripts use it."""

import io
import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from select import select

import pytest

from rehab.remisi_rules.__main__ import main
from tests.remisi_rules.dossiers import dossier

CASES = Path(__file__).parent / "cases"
ROOT = Path(__file__).parents[2]


def _ask(monkeypatch, capsys, *lines: bytes, explain: bool = False) -> list[dict]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
    assert main(["assess", "--explain"] if explain else ["assess"]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def _line(**told) -> bytes:
    question = {"id": 7, "kind": "RU", "on": "2025-08-17", "facts": dossier(), **told}
    return json.dumps(question, default=str).encode()


@pytest.mark.parametrize(
    ("command", "usage", "told"),
    [
        ((), "[-h] {check,assess,whatif,law} ...", [
            "The law at the command line: check case files, assess questions, print the law of a day.",
            "check run case files or folders", "assess answer one JSON question a line whatif answer",
            "whatif answer one JSON question a line under the law and under a draft of it",
            "law print every parameter in force on a day",
        ]),
        (("check",), "check [-h] PATH [PATH ...]", []),
        (("assess",), "assess [-h] [--explain]", ["--explain also give every finding"]),
        (("whatif",), "whatif [-h] --draft FILE", ["--draft FILE a parameter file with the draft's values"]),
        (("law",), "law [-h] --on DATE", []),
    ],
)  # fmt: skip
def test_help_names_each_command_and_what_it_takes(monkeypatch, capsys, command, usage, told) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    printed = " ".join(capsys.readouterr().out.split())
    assert printed.startswith(f"usage: python -m rehab.remisi_rules {usage} ")
    assert [each for each in told if each not in f"{printed} "] == []


@pytest.mark.parametrize("command", [[], ["check"], ["whatif"], ["law"], ["measure"], ["assess", "--verbose"]])
def test_an_incomplete_or_unknown_command_exits_two_and_says_how_it_is_used(capsys, command: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m rehab.remisi_rules")


def test_check_counts_and_exits_zero_where_all_pass(capsys) -> None:
    assert main(["check", str(CASES / "published")]) == 0
    assert capsys.readouterr().out == "27 passed, 0 failed\n"


def test_check_names_the_case_that_fails_and_exits_one(tmp_path: Path, capsys) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    (tmp_path / "wrong.yaml").write_text(case.replace("days: 15", "days: 30"), "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed == [f"{tmp_path / 'wrong.yaml'}: days: expected 30, got 15", "0 passed, 1 failed"]


def test_check_names_everything_that_differs_and_counts_case_by_case(tmp_path: Path, capsys) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    wrong = case.replace("days: 15", "days: 30").replace("outcome: eligible", "outcome: incomplete")
    (tmp_path / "a.yml").write_text(wrong, "utf-8")
    (tmp_path / "b.yaml").write_text(wrong, "utf-8")
    (tmp_path / "c.yml").write_text(case, "utf-8")
    (tmp_path / "notes.txt").write_text("no case", "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    says = "outcome: expected incomplete, got eligible; days: expected 30, got 15"
    assert capsys.readouterr().out.splitlines() == [
        f"{tmp_path / 'a.yml'}: {says}",
        f"{tmp_path / 'b.yaml'}: {says}",
        "1 passed, 2 failed",
    ]


def test_the_order_of_what_failed_is_of_no_account_in_a_case_and_that_of_articles_is(tmp_path: Path, capsys) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    facts, _, _ = case.partition("expect:")
    escaped = facts.replace("profile: complete", "profile: complete\n  escaped: true\n  parole_revoked: true")
    path = tmp_path / "case.yaml"
    for codes, passed in (
        ("[parole_intact, not_escaped]", True),
        ("[not_escaped, parole_intact]", True),
        ("[not_escaped]", False),
    ):
        path.write_text(f"{escaped}expect: {{failed: {codes}}}\n", "utf-8")
        assert (main(["check", str(path)]) == 0) is passed
    capsys.readouterr()


@pytest.mark.parametrize("text", ["", "- a list", "name: x", "a: [", "name: x\nname: y", "? [name]\n: x"])
def test_check_reports_a_file_that_is_no_case(tmp_path: Path, capsys, text: str) -> None:
    (tmp_path / "broken.yaml").write_text(text, "utf-8")
    assert main(["check", str(tmp_path / "broken.yaml")]) == 1
    assert "not a case file" in capsys.readouterr().out


def test_check_says_of_a_list_that_it_is_no_mapping(tmp_path: Path, capsys) -> None:
    path = tmp_path / "list.yaml"
    path.write_text("- a list", "utf-8")
    assert main(["check", str(path)]) == 1
    assert capsys.readouterr().out.splitlines()[0] == f"{path}: not a case file: not a mapping"


def test_check_of_a_path_that_is_not_there_fails(tmp_path: Path, capsys) -> None:
    assert main(["check", str(tmp_path / "nowhere.yaml")]) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed"


def test_check_of_a_folder_without_a_case_fails(tmp_path: Path, capsys) -> None:
    assert main(["check", str(tmp_path)]) == 1
    assert capsys.readouterr().out.splitlines() == ["no case files found", "0 passed, 1 failed"]


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("name:", "colour: red\nname:", "unknown key"),
        ("kind: RK\n", "", "lacks"),
        ("  days: 15", "  dais: 15", "expect:"),
        ("  days: 15", "  days: 15\n  dates: {soon: 2025-01-01}", "expect.dates:"),
        ("  days: 15", "  days: 15\n  articles: {served: x}", "expect.articles:"),
        ("  days: 15", "  days: 15\n  dates: [2025-01-01]", "expect.dates:"),
        ("  days: 15", "  days: 15\n  articles: [x]", "expect.articles:"),
    ],
)
def test_check_names_the_fault_of_a_case_file(tmp_path: Path, capsys, right: str, wrong: str, says: str) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    assert case.count(right) == 1
    (tmp_path / "wrong.yaml").write_text(case.replace(right, wrong), "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert f"not a case file: {says}" in capsys.readouterr().out


@pytest.mark.parametrize("nothing", ["", "{}", "[days]", "eligible"])
def test_a_file_that_expects_nothing_is_no_case(tmp_path: Path, capsys, nothing: str) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    (tmp_path / "empty.yaml").write_text(f"{case.partition('expect:')[0]}expect: {nothing}\n", "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    assert "not a case file: expect: names nothing" in capsys.readouterr().out


def test_check_says_where_a_refusal_was_expected_and_an_answer_came(tmp_path: Path, capsys) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    head, _, _ = case.partition("expect:")
    (tmp_path / "answered.yaml").write_text(head + "expect: {refused: true}\n", "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    wanted = f"{tmp_path / 'answered.yaml'}: expected a refusal, was answered"
    assert capsys.readouterr().out.splitlines() == [wanted, "0 passed, 1 failed"]


def test_check_says_why_a_question_was_refused_that_should_be_answered(tmp_path: Path, capsys) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    (tmp_path / "refused.yaml").write_text(case.replace("kind: RK\n", "kind: RX\n"), "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    wanted = f"{tmp_path / 'refused.yaml'}: refused: kind: unknown word"
    assert capsys.readouterr().out.splitlines() == [wanted, "0 passed, 1 failed"]


def test_check_holds_articles_dates_and_the_rest_against_what_is_answered(tmp_path: Path, capsys) -> None:
    case = (CASES / "served_minimum" / "religious__180_days.yaml").read_text("utf-8")
    more = "  dates: {cmb_on: 2025-01-01}\n  articles: {served_minimum: [Keppres 1/2000]}\n  round_on: 2025-08-17\n"
    (tmp_path / "wrong.yaml").write_text(case.replace("days: 15", "days: 30").rstrip() + "\n" + more, "utf-8")
    assert main(["check", str(tmp_path)]) == 1
    # no remission received, so no leave before release; a great day has no day of its own
    articles = "['Keppres 174/1999, Pasal 7 ayat (1) dan ayat (3)', 'Keppres 174/1999, Pasal 4 ayat (1) dan Pasal 5 ayat (1)']"
    wanted = [
        "days: expected 30, got 15",
        "dates.cmb_on: expected 2025-01-01, got None",
        f"articles.served_minimum: expected ['Keppres 1/2000'], got {articles}",
        "round_on: expected 2025-08-17, got None",
    ]
    assert capsys.readouterr().out.splitlines() == [f"{tmp_path / 'wrong.yaml'}: {'; '.join(wanted)}", "0 passed, 1 failed"]


def test_assess_answers_a_line_with_a_line(monkeypatch, capsys) -> None:
    (answer,) = _ask(monkeypatch, capsys, _line())
    assert answer == {
        "id": 7,
        "outcome": "eligible",
        "days": 60,
        "class": "I",
        "failed": [],
        "unknown": [],
        "expiry_before": "2027-08-01",
        "expiry_after": "2027-06-02",
        "release_on": "2027-06-02",
        "earliest_on": None,
    }


def test_the_spotless_dossier_of_a_line_is_that_of_its_kind(monkeypatch, capsys) -> None:
    # five years since 1 August 2022: over 360 days inside, so 60 of the ladder, for a child of sixteen, too
    told = {"profile": "complete", "sentence": {"kind": "penjara", "years": 5}, "detention": [{"starts_on": "2022-08-01"}]}
    answers = _ask(monkeypatch, capsys, _line(kind="RU", facts=told), _line(kind="PMPU", facts=told))
    assert [(answer["outcome"], answer["days"]) for answer in answers] == [("eligible", 60), ("eligible", 60)]


def test_a_line_asks_with_its_holiday_its_late_day_and_its_policy(monkeypatch, capsys) -> None:
    judged = {"kind": "penjara", "years": 5, "months": 0, "days": 0, "final_on": "2025-09-01"}
    answers = _ask(
        monkeypatch,
        capsys,
        _line(kind="RK", holiday="natal"),
        _line(kind="RK", holiday="idul_fitri"),
        _line(facts=dossier(sentence=judged)),
        _line(facts=dossier(sentence=judged, sppn=[]), late_on="2025-09-20"),
        _line(policy={"min_served_adult": 1200}),
    )
    # islam; judged two weeks after the day, before the late one, in the month before it; 1112 days served
    assert [(answer["failed"], answer["unknown"]) for answer in answers] == [
        (["religion_day"], []),
        ([], []),
        (["final_judgment"], ["sppn_good"]),
        ([], ["sppn_good"]),
        (["served_minimum"], []),
    ]


def test_a_malformed_line_is_answered_and_the_run_goes_on(monkeypatch, capsys) -> None:
    answers = _ask(
        monkeypatch,
        capsys,
        b"",
        b"{not json",
        b"\xff\xfe",
        b"[1, 2]",
        b"[" * 100_000,
        _line(kind="RX"),
        _line(on="1999-12-22"),
        _line(colour="red"),
        _line(facts=None),
        _line(facts={"detention": "x", "profile": "complete"}),
        _line(kind=["RU"]),
        _line(on="0020-01-01", facts={"profile": "complete"}),
        _line(on="0001-01-01", facts={"profile": "complete"}),
        _line(),
    )
    assert [answer.get("error") for answer in answers] == [
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        "RuleNotInForce",
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        "InvalidQuestion",
        None,
    ]
    assert [answer["id"] for answer in answers] == [None] * 4 + [7] * 9
    assert all(answer["message"] for answer in answers[:-1])
    assert answers[0]["message"] == "not a line of JSON"
    assert answers[2]["message"] == "not a JSON object"
    assert answers[6]["message"] == "unknown key ['colour']"


def test_explain_adds_the_findings(monkeypatch, capsys) -> None:
    (answer,) = _ask(monkeypatch, capsys, _line(), explain=True)
    served = next(each for each in answer["findings"] if each["criterion"] == "served_minimum")
    assert served["value"] == 1112
    assert served["threshold"] == 180
    assert served["basis"][0] == {"title": "Keppres 174/1999", "article": "Pasal 7 ayat (1) dan ayat (3)"}


class _Stream:
    """Standard input of so many lines that are made while they are read."""

    def __init__(self, lines: int) -> None:
        line = _line() + b"\n"
        self.buffer = (line for _ in range(lines))


def _peak(monkeypatch, lines: int) -> int:
    """Bytes that Python held at most while so many lines were answered."""
    monkeypatch.setattr(sys, "stdin", _Stream(lines))
    with open(os.devnull, "w") as nowhere:
        monkeypatch.setattr(sys, "stdout", nowhere)
        tracemalloc.start()
        try:
            assert main(["assess"]) == 0
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            monkeypatch.undo()


def test_memory_does_not_grow_with_the_number_of_people(monkeypatch) -> None:
    _peak(monkeypatch, 10)
    few, many = _peak(monkeypatch, 100), _peak(monkeypatch, 2_000)
    # one answer kept is over a thousand bytes, so 1,900 of them would be more than this
    assert many - few < 1_000_000


def test_each_line_is_answered_before_the_next_is_asked() -> None:
    command = [sys.executable, "-m", "rehab.remisi_rules", "assess"]
    buffered = {**os.environ, "PYTHONUNBUFFERED": ""}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=buffered) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for number in (1, 2, 3):
            run.stdin.write(_line(id=number) + b"\n")
            run.stdin.flush()
            assert select([run.stdout], [], [], 60)[0], "no answer"
            assert json.loads(run.stdout.readline())["id"] == number
        run.stdin.close()
    assert run.returncode == 0


class _Written(io.StringIO):
    """Standard output that remembers how many lines stood each time it was flushed."""

    def __init__(self) -> None:
        super().__init__()
        self.flushed: list[int] = []

    def flush(self) -> None:
        self.flushed.append(self.getvalue().count("\n"))


def test_each_answer_is_sent_off_at_once(monkeypatch) -> None:
    monkeypatch.setattr(sys, "stdin", _Stream(3))
    written = _Written()
    monkeypatch.setattr(sys, "stdout", written)
    assert main(["assess"]) == 0
    assert written.flushed == [1, 2, 3]


def test_law_before_the_first_day_says_that_nothing_is_in_force(capsys) -> None:
    assert main(["law", "--on", "1999-12-22"]) == 0
    assert capsys.readouterr().out == "no parameter is in force on 1999-12-22\n"


def test_law_prints_texts_as_they_are_and_the_rest_as_json_by_topic(capsys) -> None:
    assert main(["law", "--on", "2025-08-17"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[:2] == ["", "[amounts]"]
    assert sum(line == "[amounts]" for line in printed) == 1
    part = next(place for place, line in enumerate(printed) if line.startswith("tenth_year_part"))
    assert printed[part].startswith(
        "tenth_year_part = 1/12 [fraction] since 1999-12-23 | Keppres 120/1955, Pasal 1 | confidence A"
    )
    assert printed[part + 1].startswith(
        "two_grounds = larger [reading] since 1999-12-23 | Keppres 174/1999, Pasal 6 | confidence C"
    )
    assert (
        printed[part + 2]
        == "    ? Bila ada dua dasar remisi tambahan dalam setahun, apakah hanya yang lebih besar yang dihitung?"
    )
    assert 'discipline_levels = ["sedang", "berat"] [levels]' in "\n".join(printed)
    assert "UU 22/2022, Pasal 10 ayat (2) huruf b; " not in printed[part]
    assert any(
        "Keppres 174/1999, Pasal 6; Kepmenkumdang M.04-HN.02.01/2000, tentang remisi tambahan; " in line for line in printed
    )


def test_law_of_a_day_that_is_none_is_refused_by_name(capsys) -> None:
    assert main(["law", "--on", "2025-02-30"]) == 2
    assert capsys.readouterr().err == "--on: not a date that exists (YYYY-MM-DD)\n"


def test_law_prints_every_parameter_of_the_day_with_article_and_confidence(capsys) -> None:
    assert main(["law", "--on", "2025-08-17"]) == 0
    printed = capsys.readouterr().out
    assert "sppn_min = 65 [score] since 2022-01-28 | Kepdirjenpas PAS-10.OT.02.02/2021, predikat SPPN | confidence C" in printed
    assert "criterion.justice_collaborator" not in printed
    assert main(["law", "--on", "2020-08-17"]) == 0
    printed = capsys.readouterr().out
    assert "criterion.justice_collaborator" in printed
    assert "sppn_min" not in printed


def test_law_of_an_impossible_day_is_refused(capsys) -> None:
    assert main(["law", "--on", "2025-02-30"]) == 2
    assert "not a date" in capsys.readouterr().err


def test_the_module_runs_as_a_program() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "rehab.remisi_rules", "assess"],
        input=_line(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )
    assert json.loads(run.stdout)["outcome"] == "eligible"
