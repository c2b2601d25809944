"""The agency of a partner's account: asked by the door before there is a scope."""

from sqlalchemy import select

from rehab.extensions import db
from rehab.partners.models import AgencyMember


def agency_id_of(user_id: int) -> int | None:
    """The agency a partner's account belongs to, or None."""
    return db.session.scalar(select(AgencyMember.agency_id).where(AgencyMember.user_id == user_id))
