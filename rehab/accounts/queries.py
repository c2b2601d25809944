"""Reading users and their sessions, within a scope."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, false, or_, select, true

from rehab.access.permissions import PARTNER_ROLES
from rehab.access.scope import Scope
from rehab.accounts.models import User, UserSession
from rehab.extensions import db
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate

SORTS = {"name": User.name, "username": User.username, "role": User.role, "last_login": User.last_login_at}


def _visible(scope: Scope) -> ColumnElement[bool]:
    """A facility's users and the partners' accounts; everybody for the installation's admin."""
    if scope.is_partner:
        return false()
    if scope.facility_ids is None:
        return true()
    partners = User.role.in_([role.value for role in PARTNER_ROLES])
    return or_(User.facility_id.in_(sorted(scope.facility_ids)), partners)


def list_users(
    scope: Scope, *, search: str = "", role: str = "", state: str = "", sort: str = "name", page: int = 1
) -> Page[User]:
    """One page of users; `state` is "", "active" or "disabled"; `sort` a key of SORTS, with "-" for descending."""
    statement = select(User).where(_visible(scope))
    if search:
        statement = statement.where(or_(User.name.icontains(search, autoescape=True), User.username.icontains(search.lower())))
    if role:
        statement = statement.where(User.role == role)
    if state:
        statement = statement.where(User.active == (state == "active"))
    column = SORTS.get(sort.lstrip("-"), User.name)
    order = column.desc() if sort.startswith("-") else column.asc()
    return paginate(statement.order_by(order, User.id), page)


def get_user(scope: Scope, user_id: int) -> User:
    """One user, or NotFound where absent or out of scope."""
    user = db.session.scalar(select(User).where(User.id == user_id, _visible(scope)))
    if user is None:
        raise NotFound()
    return user


def get_user_by_name(scope: Scope, username: str) -> User:
    """One user by the name they sign in with, or NotFound."""
    user = db.session.scalar(select(User).where(User.username == username.strip().lower(), _visible(scope)))
    if user is None:
        raise NotFound()
    return user


def get_self(scope: Scope) -> User:
    """The signed-in person's own account."""
    user = db.session.get(User, scope.user_id) if scope.user_id else None
    if user is None:
        raise NotFound()
    return user


def list_sessions(scope: Scope, user_id: int) -> list[UserSession]:
    """The live sessions of a user within scope, newest first (own sessions always)."""
    if user_id != scope.user_id:
        get_user(scope, user_id)
    statement = select(UserSession).where(UserSession.user_id == user_id, UserSession.ended_at.is_(None))
    return list(db.session.scalars(statement.order_by(UserSession.created_at.desc(), UserSession.id.desc()).limit(50)))


def list_staff(scope: Scope, *, roles: Iterable[str]) -> list[User]:
    """The active users of some roles in this scope's facilities, by name: for choosing a wali or a signatory."""
    statement = select(User).where(scope.rows(User.facility_id), User.role.in_(list(roles)), User.active)
    return list(db.session.scalars(statement.order_by(User.name, User.id)))


def names_of(scope: Scope, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of users by id, for histories; ids nobody has are left out."""
    wanted = sorted({user_id for user_id in user_ids if user_id})
    if not wanted or scope.is_partner:
        return {}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(wanted)).order_by(User.id))
    return {row.id: row.name for row in rows}


def ids_of_names(scope: Scope, text: str) -> list[int]:
    """The ids of the users within scope whose name holds a text, a hundred at most."""
    statement = select(User.id).where(_visible(scope), User.name.icontains(text, autoescape=True))
    return list(db.session.scalars(statement.order_by(User.id).limit(100)))
