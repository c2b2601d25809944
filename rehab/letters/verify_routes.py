"""The open page that tells whether a paper in the hand is one that was released; nobody is named on it."""

from typing import Any

from flask import render_template

from rehab.access.doors import open_to_all
from rehab.extensions import limiter
from rehab.letters.blueprint import blueprint
from rehab.letters.labels import STATE_TONES
from rehab.letters.recall_queries import paper_by_code
from rehab.plumbing.errors import NotFound
from rehab.remisi.exports import round_title

# A page of a few lines without a name on it: more often than this nobody looks at a paper.
A_MINUTE = "60 per minute"


@blueprint.get("/verify/<path:code>")
@open_to_all
@limiter.limit(A_MINUTE)
def verify(code: str) -> Any:
    """Number, time, fingerprint and totals of a paper; any code that is on no paper gets one and the same answer."""
    try:
        found = paper_by_code(None, code)
    except NotFound:
        return render_template("letters/verify.html", found=None), 404
    return render_template("letters/verify.html", found=found, title=round_title(found.round), tones=STATE_TONES)
