"""A verdict worked out again from its own findings, as plain data and without the facts."""

from collections.abc import Iterable, Mapping
from typing import Any

from rehab.remisi_rules.answer import NOT_MET, UNKNOWN
from rehab.remisi_rules.verdict import ELIGIBLE, INCOMPLETE, NOT_ELIGIBLE


def concluded_from(findings: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Outcome, failed and unknown codes and the day time alone cures everything, as `summary` gives them.

    A finding is a mapping with criterion, document, state and met_from (ISO text), as `Finding.to_json` writes it.
    """
    found = list(findings)
    failed = [each for each in found if each["state"] == NOT_MET]
    unknown = [each for each in found if each["state"] == UNKNOWN]
    cures = [each["met_from"] for each in failed if each["met_from"] is not None]
    return {
        "outcome": NOT_ELIGIBLE if failed else INCOMPLETE if unknown else ELIGIBLE,
        "failed": sorted(each["document"] or each["criterion"] for each in failed),
        "unknown": sorted(each["document"] or each["criterion"] for each in unknown),
        "earliest_on": max(cures) if failed and len(cures) == len(failed) else None,
    }
