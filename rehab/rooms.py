"""The directory board: every room with pages, its address, its door; and the two menus."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import lazy_gettext as _l

from rehab.access.doors import Door
from rehab.access.permissions import Permission
from rehab.access.scope import Scope
from rehab.accounts.administration import blueprint as accounts
from rehab.api.routes import blueprint as api
from rehab.attendance.routes import blueprint as attendance
from rehab.audit.routes import blueprint as audit
from rehab.conduct.routes import blueprint as conduct
from rehab.enrolment.routes import blueprint as enrolment
from rehab.facilities.routes import blueprint as facilities
from rehab.intake.routes import blueprint as intake
from rehab.letters.routes import blueprint as letters
from rehab.objections.routes import blueprint as objections
from rehab.outcomes.routes import blueprint as outcomes
from rehab.overview.routes import blueprint as overview
from rehab.partners.routes import blueprint as partners
from rehab.portal.routes import blueprint as portal
from rehab.programs.routes import blueprint as programs
from rehab.proposals.routes import blueprint as proposals
from rehab.remisi.routes import blueprint as remisi
from rehab.reports.routes import blueprint as reports
from rehab.wbp.routes import blueprint as wbp


@dataclass(frozen=True)
class Room:
    """One line of the board. `summary` is what the README's map says of it."""

    blueprint: Blueprint
    prefix: str
    door: Door
    summary: str


ROOMS: tuple[Room, ...] = (
    Room(audit, "/audit", Door.STAFF, "what did they do? append-only, chained"),
    Room(facilities, "/facilities", Door.STAFF, "the prisons: name, zone, letterhead, great days"),
    Room(accounts, "", Door.STAFF, "who are they? users, sign-in, second factor"),
    Room(partners, "/partners", Door.STAFF, "agencies, agreements (PKS), action plans"),
    Room(wbp, "/wbp", Door.STAFF, "the people: identity, sentence, detention, papers, remissions, absences"),
    Room(programs, "/programs", Door.STAFF, "what is offered, when: programmes, classes, timetable, sessions"),
    Room(enrolment, "/enrolment", Door.STAFF, "who takes part"),
    Room(attendance, "/attendance", Door.STAFF, "who came"),
    Room(outcomes, "/outcomes", Door.STAFF, "what came of it: exams, certificates, ijazah"),
    Room(conduct, "/conduct", Door.STAFF, "how they behave: SPPN, risk, Register F"),
    Room(remisi, "/remisi", Door.STAFF, "rounds, verdicts kept with their facts"),
    Room(proposals, "/proposals", Door.STAFF, "from a kept verdict to a grant in the history: who prepared, verified, decided"),
    Room(letters, "", Door.STAFF, "the papers of a round, their numbers, and what SDP granted"),
    Room(objections, "/objections", Door.STAFF, "objections of a person or the family, answered by a named officer"),
    Room(intake, "/intake", Door.STAFF, "the roster workbook: one file in, many rooms written"),
    Room(overview, "", Door.STAFF, "pages that look across rooms: home, a person's whole story"),
    Room(portal, "/portal", Door.PARTNER, "the partners' door: teachers and Dinas"),
    Room(reports, "/reports", Door.STAFF, "numbers and plots across rooms"),
    Room(api, "/api", Door.MACHINE, "the machine door: classes to a phone, marks from it, in JSON"),
)


@dataclass(frozen=True)
class MenuItem:
    """One entry of a menu."""

    href: str
    label: Any
    icon: str
    current: bool


_REMISI_PATHS = ("/remisi", "/proposals", "/letters/rounds", "/letters/grants", "/letters/numbers", "/objections")
_MENU = (
    (_l("Beranda"), "overview.home", "home", Permission.OVERVIEW_HOME, ("/home",)),
    (_l("Warga Binaan"), "wbp.people", "users", Permission.WBP_READ, ("/wbp", "/people", "/intake")),
    (_l("Program"), "programs.programmes", "book", Permission.PROGRAMS_READ, ("/programs", "/enrolment")),
    (_l("Presensi"), "attendance.today", "calendar-check", Permission.ATTENDANCE_READ, ("/attendance",)),
    (_l("Hasil"), "outcomes.certificates", "award", Permission.OUTCOMES_READ, ("/outcomes",)),
    (_l("Pembinaan"), "conduct.board", "shield-check", Permission.CONDUCT_READ, ("/conduct",)),
    (_l("Remisi"), "remisi.rounds", "scale", Permission.REMISI_READ, _REMISI_PATHS),
    (_l("Mitra"), "partners.agencies", "building", Permission.PARTNERS_READ, ("/partners",)),
    (_l("Laporan"), "reports.programmes", "report-analytics", Permission.REPORTS_READ, ("/reports",)),
    (
        _l("Pengaturan"),
        "facilities.settings",
        "settings",
        Permission.FACILITIES_READ,
        ("/facilities", "/users", "/audit", "/letters/settings"),
    ),
)
_PORTAL_MENU = (
    (_l("Hari ini"), "portal.today", "calendar-check", Permission.PORTAL_TEACH),
    (_l("Kelas"), "portal.classes", "book", Permission.PORTAL_TEACH),
    (_l("Kemajuan"), "portal.progress", "report-analytics", Permission.PORTAL_FOLLOW),
    (_l("Laporan"), "portal.report", "download", Permission.PORTAL_FOLLOW),
)


def navigation(scope: Scope) -> list[MenuItem]:
    """The staff menu: only what this role may open."""
    return [
        MenuItem(url_for(endpoint), label, icon, request.path.startswith(paths) or request.endpoint == endpoint)
        for label, endpoint, icon, permission, paths in _MENU
        if scope.can(permission)
    ]


def portal_navigation(scope: Scope) -> list[MenuItem]:
    """The partners' menu: the first two for a teacher, the last two for a Dinas."""
    return [
        MenuItem(url_for(endpoint), label, icon, request.endpoint == endpoint)
        for label, endpoint, icon, permission in _PORTAL_MENU
        if scope.can(permission)
    ]
