"""No page makes more queries for thousands of people than for 50, and none reads a table that grows with people as a whole.

The pages are found from the addresses of the application: a new one is measured without being named here. An address with
ids is opened for number 1 of each, and once more for each further set of questions that its own links ask (tab, sort, page).
"""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from rehab.access.doors import Door, policy_of
from rehab.access.permissions import PARTNER_ROLES, ROLES, Permission, Role
from rehab.extensions import db, metadata
from rehab.plumbing.saving import saving
from rehab.rooms import ROOMS
from tests.databases import Cleaner
from tests.house.crowded import fill
from tests.house.test_doors import ROUTES
from tests.pages import PageClient
from tests.query_counter import counted_queries

FEW = 50
# More than one page and one batch of anything holds is enough to see a question that is asked once a row, or once a batch.
MANY = {"sqlite": 5_000, "postgresql": 500} if os.environ.get("BINA_NIGHTLY") else {"sqlite": 1_200, "postgresql": 500}
# What an argument that is no number stands for, and where number 1 is not the one to look at.
WORDS = {"code": "putusan", "outcome": "eligible"}
OTHERS: dict[str, dict[str, int | str]] = {
    "letters.development_part": {"part_id": 2},
    "enrolment.check": {"batch_id": 2},  # the open choice; the first one has its answer
    "portal.table_csv": {"code": "classes"},
    "wbp.assign_wali": {"wbp_id": 1},
}
DOORS = {room.blueprint.name: room.door for room in ROOMS}
NOT_MEASURED = {
    "remisi.export_what_if": "answers a question about the law; tests/remisi counts what a round asks of any number of people",
    "letters.draft": "the rows of a round, drawn by another program, a minute for 5,000",
    "letters.draft_minutes": "the same",
    "letters.released": "one file, as it was released",
    "letters.developments": "the same as letters.sheets",
    "letters.sheets": "one part after another, so that never two stand in memory: a question for a hundred sheets",
    "letters.verify": "one paper by a code nobody guesses",
    "remisi.export_list": "the rows of the tabs' own tables, drawn by another program, a minute for 5,000",
    "static": "no page",
    "accounts.login": "leads on whoever is signed in",
    "accounts.recovery_codes": "shows new codes once, else leads on",
    "accounts.second_factor": "leads on whoever is signed in",
    "accounts.stay": "answers without a body",
    "overview.index": "leads on to the first page of a role",
    "overview.typed_back": "leads on to the page that types a register back",
    "wbp.download_scan": "one scan, as it was sent",
    "wbp.readmit": "for people who left; one form",
}
READING = sorted(line.split()[0] for line in ROUTES.read_text().splitlines() if " GET " in line)


@dataclass(frozen=True)
class Visit:
    """One answer: its status, the statements it sent, and its body."""

    status: int
    statements: tuple[str, ...]
    body: bytes


Measured = dict[str, dict[str, Visit]]


def role_for(app: Flask, endpoint: str) -> Role:
    """The role that may open a page and may do most."""
    policy = policy_of(app, endpoint)
    door = DOORS.get(endpoint.split(".")[0])
    may = [role for role in Role if door is Door.MACHINE or (role in PARTNER_ROLES) == (door is Door.PARTNER)]
    may = [role for role in may if not isinstance(policy, Permission) or policy in ROLES[role]]
    return max(may, key=lambda role: (len(ROLES[role]), role))


def address_of(rule: Rule) -> str:
    values = {
        name: 1 if isinstance(converter, IntegerConverter) else WORDS.get(name) or min(getattr(converter, "items", ["unknown"]))
        for name, converter in (rule._converters or {}).items()
    }
    built = rule.build(values | OTHERS.get(rule.endpoint, {}))
    assert built is not None
    return built[1]


def visit(client: PageClient, address: str) -> Visit:
    with counted_queries() as seen:
        answer = client.http.get(address)
        body = answer.get_data()
    return Visit(answer.status_code, tuple(seen), body)


def questions(page: Visit, address: str) -> Iterator[str]:
    """One link of each further set of questions the page asks of itself."""
    seen = set()
    text = page.body.decode("utf-8", "replace")
    for query in re.findall(rf'href="{re.escape(address)}\?([^"#]+)"', text):
        query = query.replace("&amp;", "&")
        names = tuple(sorted({name if name != "tab" else f"tab={value}" for name, value in parse_qsl(query)}))
        if names and names not in seen:
            seen.add(names)
            yield f"?{query}"


def visits(app: Flask, asked: dict[str, list[str]]) -> Measured:
    """Open every page; `asked` remembers the questions of a page, so that both databases are asked the same."""
    clients = {role: PageClient(app).sign_in(role.value) for role in Role}
    found: Measured = {}
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in NOT_MEASURED:
            continue
        client, address = clients[role_for(app, rule.endpoint)], address_of(rule)
        first = visit(client, address)
        own = asked.setdefault(rule.endpoint, list(questions(first, address)))
        found[rule.endpoint] = {"": first} | {query: visit(client, address + query) for query in own}
    return found


@pytest.fixture(scope="module")
def measured(house: tuple[Flask, Cleaner], database: str) -> tuple[Measured, Measured]:
    """Every page over many people, then the same over few."""
    app, cleaner = house
    asked: dict[str, list[str]] = {}
    found = []
    for people in (MANY[database.partition(":")[0]], FEW):
        with app.app_context():
            db.session.remove()
            cleaner.clean(db.engine, metadata)
            with saving():
                fill(people)
        found.append(visits(app, asked))
    return found[1], found[0]


@pytest.mark.parametrize("endpoint", [each for each in READING if each not in NOT_MEASURED])
def test_a_page_asks_no_more_often_over_thousands_of_people_than_over_fifty(
    measured: tuple[Measured, Measured], endpoint: str
) -> None:
    few, many = measured[0][endpoint], measured[1][endpoint]
    assert {query: each.status for query, each in many.items()} == dict.fromkeys(many, 200)
    more = {
        query: sorted(set(each.statements) - set(few[query].statements))
        for query, each in many.items()
        if len(each.statements) > len(few[query].statements)
    }
    assert more == {}


# Tables with a row or more for each person, which no page may read from end to end.
GROWING = {
    "absence", "attendance_recap", "audit_entry", "certificate", "class_session", "detention", "discipline_entry", "enrolment",
    "exam_result", "grant_line", "mark", "objection", "paper", "placement", "remisi_task", "remisi_verdict",
    "remission_received", "risk_assessment", "sent_mark", "sentence", "sppn_month", "wbp",
}  # fmt: skip


def test_no_page_reads_a_growing_table_from_end_to_end(
    measured: tuple[Measured, Measured], house: tuple[Flask, Cleaner], database: str
) -> None:
    """What SQLite says of its plans; it keeps no statistics here, so that the sizes of the tables do not matter."""
    if not database.startswith("sqlite"):
        pytest.skip("the plan of PostgreSQL depends on how many rows there are")
    statements = {
        statement: endpoint
        for endpoint, pages in measured[1].items()
        for page in pages.values()
        for statement in page.statements
        if statement.startswith("SELECT")
    }
    with closing(sqlite3.connect(database.removeprefix("sqlite:///"))) as connection:
        found = {
            f"{endpoint}: {table}"
            for statement, endpoint in statements.items()
            for table in _read_whole(connection, statement)
            if table in GROWING
        }
    assert found == set()


def _read_whole(connection: sqlite3.Connection, statement: str) -> Iterator[str]:
    for *_, step in connection.execute(f"EXPLAIN QUERY PLAN {statement}", (None,) * statement.count("?")):
        scan = re.fullmatch(r"SCAN (\w+?)(_\d+)?( LEFT-JOIN)?", step)
        if scan:
            yield scan[1]
