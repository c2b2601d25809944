"""Many grants entered at once: each person's file and the chain as if one by one, the statements as for one."""

import pytest
from flask import Flask

from rehab.audit.queries import check_chains, history_of
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.saving import saving
from rehab.wbp.case_actions import RemissionKnown, record_remissions
from rehab.wbp.models import RemissionReceived
from tests.proposals.acting import Place
from tests.query_counter import counted_queries
from tests.remisi.people import AT, ON


@pytest.fixture
def here(app: Flask) -> Place:
    with app.app_context():
        yield Place()


def _granted(place: Place, names: tuple[str, ...]) -> list[int]:
    """Some people whose decree was handed over."""
    people = [place.who[name] for name in names]
    place.decided(people)
    place.send(people)
    place.grant({person: 30 + number for number, person in enumerate(people)}, number=f"PAS-{'-'.join(names)}")
    place.hand_over(people)
    return people


def test_everybody_has_a_row_an_entry_of_their_own_and_the_chain_is_whole(here: Place) -> None:
    people = _granted(here, ("Ani", "Dodi"))
    here.enter(people)
    rows = {row.wbp_id: row for row in db.session.query(RemissionReceived).filter_by(granted_on=ON)}
    assert {wbp_id: row.days for wbp_id, row in rows.items()} == dict(zip(people, (30, 31), strict=True))
    assert {name: here.row(name).remission_id for name in ("Ani", "Dodi")} == {
        name: rows[here.who[name]].id for name in ("Ani", "Dodi")
    }
    for number, person in enumerate(people):
        (entry,) = history_of(here.verifier, "wbp", [person])
        assert entry.action == "wbp.record_remission"
        assert entry.details == {"kind": "RU", "granted_on": ON.isoformat(), "days": 30 + number, "decree": "PAS-Ani-Dodi"}
    assert [(state.chain, state.fault) for state in check_chains(here.verifier)] == [(here.id, None)]


def test_the_statements_do_not_grow_with_the_people(app: Flask) -> None:
    def statements(place: Place, names: tuple[str, ...]) -> int:
        people = _granted(place, names)
        with counted_queries() as counted:
            place.enter(people)
        return len(counted)

    with app.app_context():
        one = statements(Place("RUTAN-01"), ("Ani",))
        two = statements(Place("RUTAN-02"), ("Ani", "Dodi"))
    assert one == two


def test_nobody_out_of_scope_and_nobody_twice(here: Place) -> None:
    ani, dodi = here.who["Ani"], here.who["Dodi"]
    stranger = Place("LAPAS-02").who["Ani"]
    same = {"scope": here.verifier, "kind": "RU", "granted_on": ON, "at": AT}
    with pytest.raises(NotFound), saving():
        record_remissions(grants={ani: (30, "PAS-1"), stranger: (30, "PAS-1")}, **same)
    with saving():
        record_remissions(grants={ani: (30, "PAS-1")}, **same)
    with pytest.raises(RemissionKnown), saving():
        record_remissions(grants={ani: (30, "PAS-1"), dodi: (30, "PAS-1")}, **same)
    with saving():
        assert record_remissions(grants={}, **same) == {}
    assert [row.wbp_id for row in db.session.query(RemissionReceived).filter_by(granted_on=ON)] == [ani]
