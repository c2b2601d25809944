"""Reading imports of what SDP granted."""

from sqlalchemy import select

from rehab.access.scope import Scope
from rehab.extensions import db
from rehab.letters.models import GrantImport, GrantLine
from rehab.plumbing.errors import NotFound
from rehab.plumbing.paging import Page, paginate


def import_of_file(scope: Scope, round_id: int, sha256: str) -> GrantImport | None:
    """The import of a file in a round, or None."""
    mine = (GrantImport.round_id == round_id, scope.rows(GrantImport.facility_id), GrantImport.sha256 == sha256)
    return db.session.scalar(select(GrantImport).where(*mine))


def list_imports(scope: Scope, round_id: int, *, page: int = 1) -> Page[GrantImport]:
    """One page of the imports of a round, the newest first."""
    mine = (GrantImport.round_id == round_id, scope.rows(GrantImport.facility_id))
    return paginate(select(GrantImport).where(*mine).order_by(GrantImport.imported_at.desc(), GrantImport.id.desc()), page)


def get_import(scope: Scope, import_id: int) -> GrantImport:
    """One import, or NotFound."""
    found = db.session.scalar(select(GrantImport).where(GrantImport.id == import_id, scope.rows(GrantImport.facility_id)))
    if found is None:
        raise NotFound()
    return found


def list_lines(scope: Scope, import_id: int, impact: str, *, page: int = 1) -> Page[GrantLine]:
    """One page of an import's lines of an impact, by difference and name."""
    mine = (GrantLine.import_id == import_id, scope.rows(GrantLine.facility_id), GrantLine.impact == impact)
    return paginate(select(GrantLine).where(*mine).order_by(GrantLine.difference, GrantLine.name, GrantLine.id), page)


def all_lines(scope: Scope, import_id: int) -> list[GrantLine]:
    """Every line of an import, for an export: at most the population of one facility and the rows of one file."""
    mine = (GrantLine.import_id == import_id, scope.rows(GrantLine.facility_id))
    order = (GrantLine.impact, GrantLine.difference, GrantLine.name, GrantLine.id)
    return list(db.session.scalars(select(GrantLine).where(*mine).order_by(*order)))
