"""URLs of the teacher's phone: the page for no network, the service worker that keeps it, the key of what is stored."""

import hashlib
import json
from pathlib import Path
from typing import Any

from flask import Response, current_app, jsonify, render_template

from rehab.access.doors import open_to_all, requires
from rehab.access.permissions import Permission
from rehab.access.scope import current_scope
from rehab.attendance.rows import Line, status_choices
from rehab.plumbing.errors import NotFound
from rehab.plumbing.vault import vault
from rehab.portal import disclosure
from rehab.portal.blueprint import blueprint

# The row from which a phone makes the rows of a register.
BLANK = Line(
    wbp_id=0, given="", family="–", number="–", place="", status="", reason="", note="", minutes=None, took_part=None,
    recorded=False, typed=False, clash="", problem=None, remarks=(),
)  # fmt: skip


@blueprint.get("/offline")
@open_to_all
def offline() -> str:
    """The page a phone keeps for when there is no network: nobody's data, the same for everybody who reads one language."""
    return render_template("portal/offline.html", blank=BLANK, statuses=status_choices(), reasons=disclosure.all_reason_choices())


@blueprint.get("/sw.js")
@open_to_all
def worker() -> Response:
    """The built service worker. It ends in a mark of the page it keeps, so that a new page or language makes it another."""
    folder = Path(current_app.static_folder or "")
    try:
        name = json.loads((folder / "manifest.json").read_text())["worker.js"]
        code = (folder / name).read_text()
    except (OSError, KeyError) as error:
        raise NotFound() from error
    mark = hashlib.sha256(offline().encode()).hexdigest()[:10]
    response = Response(f"{code}\n// {mark}\n", mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = "/"
    return response


@blueprint.get("/phone-key")
@requires(Permission.PORTAL_TEACH)
def phone_key() -> Any:
    """The key with which a phone closes what it keeps for this user: 32 bytes in hexadecimal, the same at each sign-in.

    The phone drops it when its user leaves, so that marks still unsent then open for nobody else.
    """
    user_id = current_scope().user_id
    return jsonify(user=user_id, key=vault().blind_index(f"phone of user {user_id}"))
