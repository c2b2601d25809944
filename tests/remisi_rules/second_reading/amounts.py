"""How much each kind gives, RT apart."""

from tests.remisi_rules.second_reading.counting import count_n, detained, thirty_day_length


def general(n, served, foot):
    """RU, PMPU and RAN; None where n = 1 and the time served is unknown."""
    if n == 1:
        return None if served is None else 0 if served < foot else 30 if served < 360 else 60
    if n == 2:
        return 90
    if n == 3:
        return 120
    if n in (4, 5):
        return 150
    return 180


def religious(n, served, foot):
    """RK and PMPK."""
    if n == 1:
        return None if served is None else 0 if served < foot else 15 if served < 360 else 30
    if n in (2, 3):
        return 30
    if n in (4, 5):
        return 45
    return 60


def ten_yearly(q):
    """A twelfth of the sentence in months of 30 days, part of a day rounded up, at most 90 days."""
    length = thirty_day_length(q.f["sentence"])
    return None if length is None else min(90, -(-length // 12))


def humanitarian(q):
    """The recorded days of the newest RU or PMPU before `on`."""
    received = [(on, days) for kind, on, days in q.f["remissions"] or [] if kind in ("RU", "PMPU") and on < q.on]
    return max(received)[1] if received else None


def ladder_days(q):
    """The days of a question that is not refused to a person; 0 where it cannot be told."""
    inside = detained(q)
    served = None if inside is None else (q.on - inside[0]).days
    foot = q.p["min_served_child"] if q.childs else q.p["min_served_adult"]
    if q.kind in ("RD", "PMPD"):
        days = ten_yearly(q)
    elif q.kind in ("RKL", "RKS"):
        days = humanitarian(q)
    elif q.kind in ("RK", "PMPK"):
        days = religious(count_n(q), served, foot)
    else:
        days = general(count_n(q), served, foot)
    return days or 0
