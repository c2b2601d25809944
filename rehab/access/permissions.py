"""May this role do it? The whole matrix on one screen: what is not listed here is refused."""

from enum import StrEnum


class Role(StrEnum):
    """The ten roles."""

    ADMIN = "admin"
    PEMBINAAN = "pembinaan"
    REGISTRASI = "registrasi"
    WALI = "wali"
    TPP = "tpp"
    KEPALA = "kepala"
    KANWIL = "kanwil"
    AUDITOR = "auditor"
    GURU = "guru"
    DINAS = "dinas"


class Permission(StrEnum):
    """What can be done, as room:action, in alphabetical order."""

    ACCOUNTS_ADMINISTER = "accounts:administer"
    ACCOUNTS_EXPLAIN = "accounts:explain"
    ATTENDANCE_CORRECT = "attendance:correct"
    ATTENDANCE_OVERSEE = "attendance:oversee"
    ATTENDANCE_READ = "attendance:read"
    ATTENDANCE_RECORD = "attendance:record"
    AUDIT_READ = "audit:read"
    CONDUCT_ASSESS = "conduct:assess"
    CONDUCT_DISCIPLINE = "conduct:discipline"
    CONDUCT_READ = "conduct:read"
    CONDUCT_SCORE = "conduct:score"
    ENROLMENT_ENROL = "enrolment:enrol"
    ENROLMENT_READ = "enrolment:read"
    FACILITIES_EDIT = "facilities:edit"
    FACILITIES_READ = "facilities:read"
    INTAKE_IMPORT = "intake:import"
    LETTERS_PREPARE = "letters:prepare"
    LETTERS_RELEASE = "letters:release"
    OBJECTIONS_ANSWER = "objections:answer"
    OBJECTIONS_READ = "objections:read"
    OBJECTIONS_RECORD = "objections:record"
    OUTCOMES_READ = "outcomes:read"
    OUTCOMES_RECORD = "outcomes:record"
    OVERVIEW_HOME = "overview:home"
    PARTNERS_EDIT = "partners:edit"
    PARTNERS_READ = "partners:read"
    PORTAL_FOLLOW = "portal:follow"
    PORTAL_TEACH = "portal:teach"
    PROGRAMS_EDIT = "programs:edit"
    PROGRAMS_READ = "programs:read"
    PROPOSALS_DECIDE = "proposals:decide"
    PROPOSALS_PREPARE = "proposals:prepare"
    PROPOSALS_READ = "proposals:read"
    PROPOSALS_RECOMMEND = "proposals:recommend"
    PROPOSALS_SEND = "proposals:send"
    PROPOSALS_VERIFY = "proposals:verify"
    REMISI_READ = "remisi:read"
    REMISI_RUN = "remisi:run"
    REPORTS_READ = "reports:read"
    WBP_EDIT = "wbp:edit"
    WBP_READ = "wbp:read"
    WBP_READ_CASE = "wbp:read_case"
    WBP_READ_NIK = "wbp:read_nik"
    WBP_VERIFY = "wbp:verify"


P = Permission
_READ_PROGRAMMES = {P.PROGRAMS_READ, P.ENROLMENT_READ, P.ATTENDANCE_READ, P.OUTCOMES_READ}
_READ_PEOPLE = {P.OVERVIEW_HOME, P.FACILITIES_READ, P.WBP_READ, P.WBP_READ_CASE, P.CONDUCT_READ, P.REMISI_READ, P.PROPOSALS_READ}
# Whoever meets a warga binaan or the family takes an objection down; those who may answer are named one by one.
_OBJECTIONS = {P.OBJECTIONS_READ, P.OBJECTIONS_RECORD, P.OBJECTIONS_ANSWER}

ROLES: dict[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset(
        {P.OVERVIEW_HOME, P.ACCOUNTS_ADMINISTER, P.ACCOUNTS_EXPLAIN, P.AUDIT_READ}
        | {P.FACILITIES_READ, P.FACILITIES_EDIT, P.PARTNERS_READ, P.PARTNERS_EDIT}
    ),
    Role.PEMBINAAN: frozenset(
        _READ_PROGRAMMES
        | _READ_PEOPLE
        | {P.PROGRAMS_EDIT, P.ENROLMENT_ENROL, P.ATTENDANCE_RECORD, P.ATTENDANCE_CORRECT, P.ATTENDANCE_OVERSEE}
        | {P.OUTCOMES_RECORD, P.CONDUCT_ASSESS, P.PARTNERS_READ, P.PARTNERS_EDIT, P.REPORTS_READ, P.INTAKE_IMPORT}
        | {P.PROPOSALS_PREPARE, P.PROPOSALS_VERIFY}
        | _OBJECTIONS
    ),
    Role.REGISTRASI: frozenset(
        _READ_PROGRAMMES
        | _READ_PEOPLE
        | {P.WBP_EDIT, P.WBP_READ_NIK, P.WBP_VERIFY, P.CONDUCT_DISCIPLINE}
        | {P.INTAKE_IMPORT, P.REMISI_RUN, P.REPORTS_READ}
        | {P.PROPOSALS_PREPARE, P.PROPOSALS_VERIFY, P.PROPOSALS_SEND, P.LETTERS_PREPARE}
        | _OBJECTIONS
    ),
    Role.WALI: frozenset(
        _READ_PROGRAMMES
        | _READ_PEOPLE
        | {P.ATTENDANCE_OVERSEE, P.CONDUCT_SCORE, P.CONDUCT_ASSESS, P.OBJECTIONS_READ, P.OBJECTIONS_RECORD}
    ),
    Role.TPP: frozenset(
        _READ_PROGRAMMES | _READ_PEOPLE | _OBJECTIONS | {P.REMISI_RUN, P.REPORTS_READ, P.PROPOSALS_VERIFY, P.PROPOSALS_RECOMMEND}
    ),
    Role.KEPALA: frozenset(
        _READ_PROGRAMMES
        | _READ_PEOPLE
        | _OBJECTIONS
        | {P.PARTNERS_READ, P.REPORTS_READ, P.AUDIT_READ, P.REMISI_RUN, P.PROPOSALS_DECIDE, P.LETTERS_RELEASE}
    ),
    Role.KANWIL: frozenset(
        {P.OVERVIEW_HOME, P.FACILITIES_READ, P.REMISI_READ, P.PROPOSALS_READ, P.REPORTS_READ, P.PARTNERS_READ, P.PROGRAMS_READ}
        | {P.OBJECTIONS_READ}
    ),
    Role.AUDITOR: frozenset(
        {P.OVERVIEW_HOME, P.FACILITIES_READ, P.REMISI_READ, P.PROPOSALS_READ, P.REPORTS_READ, P.AUDIT_READ, P.ACCOUNTS_EXPLAIN}
        | {P.OBJECTIONS_READ}
    ),
    Role.GURU: frozenset({P.PORTAL_TEACH}),
    Role.DINAS: frozenset({P.PORTAL_FOLLOW}),
}

# Those who decide sign in with a second factor, always.
DECIDERS = frozenset({Role.ADMIN, Role.TPP, Role.KEPALA})
PARTNER_ROLES = frozenset({Role.GURU, Role.DINAS})
# These may work for the whole installation, where no facility is given to them.
WIDE_ROLES = frozenset({Role.ADMIN, Role.KANWIL, Role.AUDITOR})


def allowed(role: Role, permission: Permission) -> bool:
    """Whether a role may do something; what is not listed is refused."""
    return permission in ROLES[role]
