"""The law's files are loaded only where they fit together: a planted fault of each sort is refused."""

import re
import shutil
from pathlib import Path

import pytest

from rehab.remisi_rules.coherence import check_together
from rehab.remisi_rules.errors import LawDataError
from rehab.remisi_rules.parameters import DATA, load, parameters


def test_the_real_files_fit_together() -> None:
    check_together(parameters())


@pytest.mark.parametrize(
    ("file", "block", "right", "wrong", "says"),
    [
        ("counting.yaml", "month_days", "from: 1999-12-23", "from: 1999-12-24", "month_days: leaves a gap from 1999-12-23"),
        ("counting.yaml", "month_days", "from: 1999-12-23", "from: 1999-12-22", "leaves a gap from 1999-12-22"),
        ("conditions.yaml", "sppn_min", "from: 2022-01-28", "from: 2022-01-29", "sppn_min: is used on 2022-01-28"),
        ("conditions.yaml", "sppn_min", "from: 2022-01-28", "from: 2022-01-27", "sppn_min: is in force on 2022-01-27"),
        ("conditions.yaml", "elder_age", "from: 2018-02-15", "from: 2018-02-14", "elder_age: is in force on 2018-02-14"),
        ("criteria.yaml", "criterion.over_70", "uses: [elder_age]", "uses: [elderly_age]", "is used on 2018-02-15"),
        ("criteria.yaml", "criterion.over_70", "from: 2018-02-15", "from: 2018-02-14", "on 2018-02-14"),
        ("criteria.yaml", "criterion.earlier_ru", "from: 2018-02-15", "from: 2018-02-14", "on 2018-02-14 and none of its kinds"),
        ("criteria.yaml", "criterion.in_custody", "kinds: [RU,", "kinds: [PMPU,", None),
        ("criteria.yaml", "criterion.under_18", "kinds: [RU,", "kinds: [RKL, RU,", "it names RKL in vain"),
        (
            "offences.yaml",
            "criterion.one_third_served",
            "kinds: [RU,",
            "kinds: [PMPU, RU,",
            "criterion.one_third_served: from 2006-07-28 on it names PMPU in vain",
        ),
        (
            "criteria.yaml",
            "criterion.sentence_kind",
            "RKS, RAN]}",
            "RKS, RAN], switched_kinds: [PMPU], switch: rd_require_good_conduct}",
            "criterion.sentence_kind: from 1999-12-23 on it names PMPU in vain",
        ),
        (
            "papers.yaml",
            "paper.ikrar",
            "with: loyalty_pledge",
            "with: deradicalised",
            "papers: on 1999-12-23 two stand beside deradicalised",
        ),
        ("kinds.yaml", "kind.PMPD", "from: 2022-08-03", "from: 2022-08-04", "on 2022-08-03 a child has none or two"),
        ("kinds.yaml", "kind.PMPD", "from: 2022-08-03", "from: 2022-08-02", "on 2022-08-02 a child has none or two"),
        ("amounts.yaml", "two_grounds", "value: larger", "value: received", "two_grounds: the engine knows no other"),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, file: str, block: str, right: str, wrong: str, says: str | None) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / file).read_text("utf-8")
    begins = text.index(f"  {block}:\n")
    place = text.index(right, begins)
    (folder / file).write_text(text[:place] + wrong + text[place + len(right) :], "utf-8")
    if says is None:
        with pytest.raises(LawDataError, match="twice"):
            load(folder)
        return
    with pytest.raises(LawDataError, match=re.escape(says)):
        check_together(load(folder))


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        (
            "value: {with: fine_paid}",
            "value: {kinds: [RU], with: fine_paid}",
            "either its kinds or the condition it stands with$",
        ),
        ("value: {with: fine_paid}", "value: {}", "names either its kinds or the condition it stands with$"),
        ("value: {with: fine_paid}", "value: {with: fine_payed}", "must be one of active_in_program"),
    ],
)
def test_a_paper_names_its_kinds_or_its_condition(tmp_path: Path, right: str, wrong: str, says: str) -> None:
    folder = shutil.copytree(DATA, tmp_path / "data")
    text = (folder / "papers.yaml").read_text("utf-8")
    assert right in text
    (folder / "papers.yaml").write_text(text.replace(right, wrong), "utf-8")
    with pytest.raises(LawDataError, match=says):
        load(folder)
