"""The demo's accounts: one for each role, and walis for seventy people each."""

import json
import os
import secrets
from datetime import datetime
from pathlib import Path
from typing import Any

from flask_security.proxies import _security
from flask_security.utils import hash_password
from sqlalchemy import insert

from rehab.access.permissions import DECIDERS, PARTNER_ROLES, WIDE_ROLES, Role
from rehab.access.scope import command_line_scope
from rehab.accounts.actions import create_user
from rehab.accounts.models import User
from rehab.accounts.passwords import chosen_password
from rehab.demo.words import INVENTED
from rehab.extensions import db
from rehab.facilities.models import Facility
from rehab.partners.models import Agency, AgencyMember

PASSWORDS = {
    Role.ADMIN: "kapal-biru-laut-71", Role.PEMBINAAN: "sawah-hijau-pagi-72", Role.REGISTRASI: "buku-besar-rapi-73",
    Role.WALI: "jalan-pulang-terang-74", Role.TPP: "meja-bundar-tenang-75", Role.KEPALA: "pintu-kayu-kokoh-76",
    Role.KANWIL: "awan-tinggi-luas-77", Role.AUDITOR: "lampu-terang-jujur-78", Role.GURU: "papan-tulis-kapur-79",
    Role.DINAS: "taman-kota-rindang-80",
}  # fmt: skip
PEOPLE_A_WALI = 70


def open_accounts(facility: Facility, agency: Agency, at: datetime) -> tuple[list[dict[str, Any]], dict[str, int]]:
    """One account a role; returns the list for demo-logins.json and user ids by role."""
    logins, ids = [], {}
    for role in Role:
        place = facility.id if role not in PARTNER_ROLES and (role not in WIDE_ROLES or role is Role.ADMIN) else None
        name = f"{INVENTED[list(Role).index(role) * 3]} ({role.value})"
        user = create_user(
            scope=command_line_scope(), username=role.value, name=name, role=role, facility_id=place, at=at,
            password=chosen_password(PASSWORDS[role], username=role.value), is_demo=True,
        )  # fmt: skip
        secret = None
        if role in DECIDERS:
            user.tf_totp_secret, user.tf_primary_method = _security.totp_factory.generate_totp_secret(), "authenticator"
            secret = _security.totp_factory.get_totp_b32_key(user.tf_totp_secret)
        if role in PARTNER_ROLES:
            db.session.add(AgencyMember(user_id=user.id, agency_id=agency.id))
        ids[role.value] = user.id
        logins.append(
            {
                "role": role.value, "username": role.value, "password": PASSWORDS[role], "totp_secret": secret,
                "facility": facility.code if place else None, "partner": agency.code if role in PARTNER_ROLES else None,
            }
        )  # fmt: skip
    return logins, ids


def make_walis(facility: Facility, people: int, at: datetime) -> list[int]:
    """Walis enough for the people of a facility; nobody knows their password."""
    unknown = hash_password(secrets.token_urlsafe(24))
    count = -(-people // PEOPLE_A_WALI)
    names = [f"wali.{facility.code.lower()}.{number:02d}" for number in range(1, count + 1)]
    rows = [
        {
            "username": name, "name": f"Wali {INVENTED[-number]}", "role": "wali", "facility_id": facility.id,
            "password": unknown, "active": True, "is_demo": True, "must_change_password": True,
            "fs_uniquifier": secrets.token_hex(16), "language": "id", "created_at": at, "version": 1,
        }
        for number, name in enumerate(names, 1)
    ]  # fmt: skip
    db.session.execute(insert(User), rows)
    found = db.session.query(User.id).filter(User.username.in_(names)).order_by(User.id)
    return [row.id for row in found]


def write_logins(folder: Path, logins: list[dict[str, Any]]) -> None:
    """Write instance/demo-logins.json, readable by its owner only."""
    path = folder / "demo-logins.json"
    path.unlink(missing_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        json.dump(logins, file, indent=1)
