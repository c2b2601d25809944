"""What other rooms rely on: accounts of agencies, and who reads which agreement."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from rehab.access.permissions import Role
from rehab.access.scope import Scope, command_line_scope
from rehab.accounts.passwords import one_time_password
from rehab.audit.verify import verify_chains
from rehab.partners import actions, queries
from rehab.partners.membership import agency_id_of
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from tests import factories as make


def _dinas(agency_id: int | None, role: Role = Role.DINAS) -> Scope:
    return Scope(user_id=1, name="x", role=role, facility_ids=frozenset(), agency_id=agency_id)


def _seed() -> dict[str, Any]:
    with saving():
        ours, theirs = make.facility("RUTAN-01"), make.facility("LAPAS-02")
        education, health = make.agency("DISDIK"), make.agency("DINKES")
        first = make.agreement(ours.id, education.id)
        make.agreement(theirs.id, education.id)
        make.agreement(ours.id, health.id)
        make.agreement(ours.id, education.id, state="draft")
        return {"ours": ours.id, "theirs": theirs.id, "education": education.id, "health": health.id, "first": first.id}


def test_the_command_line_gives_a_teacher_an_account_of_an_agency(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        with saving():
            user = actions.add_member(
                scope=command_line_scope(), agency_code="DISDIK", username="bu.rina", name="Rina", role=Role.GURU, at=make.NOW,
                password=one_time_password(),
            )  # fmt: skip
            user_id = user.id
        assert agency_id_of(user_id) == ids["education"]
        assert [each.username for each in queries.list_members(command_line_scope(), ids["education"])] == ["bu.rina"]
        assert verify_chains() == []


@pytest.mark.parametrize(
    ("code", "role", "refusal"), [("NONE", Role.GURU, NotFound), ("DISDIK", Role.ADMIN, actions.NotAPartnerRole)]
)
def test_no_account_without_an_agency_or_with_a_staff_role(app: Flask, code: str, role: Role, refusal: type[Exception]) -> None:
    with app.app_context():
        _seed()
        with pytest.raises(refusal), saving():
            actions.add_member(
                scope=command_line_scope(), agency_code=code, username="abc", name="A", role=role, at=make.NOW,
                password=one_time_password(),
            )  # fmt: skip


def test_a_dinas_reads_its_own_agreements_in_every_facility_and_no_draft(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        seen = queries.list_agreements(_dinas(ids["education"]))
        assert {each.facility_id for each in seen} == {ids["ours"], ids["theirs"]}
        assert {each.agency.code for each in seen} == {"DISDIK"}
        assert {each.state for each in seen} == {"active"}
        assert [each.code for each in queries.list_agencies(_dinas(ids["education"]))] == ["DISDIK"]
        with pytest.raises(NotFound):
            queries.agreement(_dinas(ids["health"]), ids["first"])


@pytest.mark.parametrize("who", [lambda ids: _dinas(None), lambda ids: _dinas(ids["education"], Role.GURU)])
def test_a_teacher_or_a_partner_without_agency_reads_no_agreement(app: Flask, who: Any) -> None:
    with app.app_context():
        assert queries.list_agreements(who(_seed())) == []


def test_an_agreement_that_ends_within_ninety_days_or_has_silently_ended_is_counted(app: Flask) -> None:
    with app.app_context():
        with saving():
            ours, agency = make.facility(), make.agency()
            for ends_on in (date(2026, 11, 1), date(2027, 2, 18), date(2027, 2, 19), None):
                make.agreement(ours.id, agency.id, ends_on=ends_on)
            make.agreement(ours.id, agency.id, ends_on=date(2026, 11, 1), state="ended")
        assert queries.count_ending_soon(command_line_scope(), on=date(2026, 11, 20), days=90) == 2


def test_a_plan_adds_up_its_lines_and_leaves_dropped_ones_out(app: Flask) -> None:
    with app.app_context():
        ids = _seed()
        scope = command_line_scope()
        plan = {"unit": "orang", "target": 10, "achieved": 4, "due_on": None}
        with saving():
            for title, budget, spent in (("A", 1_000, 500), ("B", 2_000, 0), ("C", 9_000, 9_000)):
                details = actions.PlanDetails(title=title, budget=budget, spent=spent, **plan)  # type: ignore[arg-type]
                row = actions.add_plan_item(scope=scope, agreement_id=ids["first"], details=details, at=make.NOW)
            row.state = "dropped"
        total = queries.plan_totals(scope, [ids["first"]])[ids["first"]]
        assert (total.lines, total.done, total.budget, total.spent) == (2, 0, 3_000, 500)
        assert queries.plan_totals(_dinas(ids["health"]), [ids["first"]]) == {}
