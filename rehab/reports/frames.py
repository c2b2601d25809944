"""Sums turned into tables: pandas groups and pivots what the database has added up."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.registers import CohortTotals
from rehab.reports.queries import Achieved, ClassOfPeriod, PopulationCell
from rehab.reports.tables import Head, Table, rate

# What is added up, in the order of the columns.
SUMS = ("capacity", "enrolled", "held", "due", "present", "counted", "completed", "passed", "certificates")
MOST_MONTHS = 24


def class_records(
    classes: Sequence[ClassOfPeriod], attendance: Mapping[int, CohortTotals], achieved: Mapping[int, Achieved]
) -> list[dict[str, Any]]:
    """One record a class with everything that is added up; `due` are sessions held or still to be recorded."""
    records = []
    for row in classes:
        met, got = attendance.get(row.cohort_id, CohortTotals()), achieved.get(row.cohort_id, Achieved())
        records.append(
            {
                "facility": row.facility, "programme": row.programme, "cohort": row.cohort, "capacity": row.capacity,
                "enrolled": got.enrolled, "held": met.held, "due": met.held + met.planned, "present": met.present,
                "counted": met.counted, "completed": got.completed, "passed": got.passed, "certificates": got.certificates,
            }
        )  # fmt: skip
    return records


def _result_cells(sums: Mapping[str, Any]) -> list[Any]:
    return [int(sums[name]) for name in ("capacity", "enrolled", "completed", "passed", "certificates")]


def _session_cells(sums: Mapping[str, Any]) -> list[Any]:
    counts = [int(sums[name]) for name in ("held", "due", "present", "counted")]
    return [*counts, rate(counts[2], counts[3])]


def result_table(records: Sequence[dict[str, Any]], *, by_facility: bool) -> Table:
    """People and outcomes: one row a class (or a facility), with the sum of all."""
    heads = [_("Kapasitas"), _("Peserta"), _("Selesai"), _("Lulus ujian"), _("Sertifikat")]
    return _table(_("Peserta dan hasil"), heads, records, _result_cells, by_facility)


def session_table(records: Sequence[dict[str, Any]], *, by_facility: bool) -> Table:
    """Sessions and attendance: one row a class (or a facility), with the sum of all."""
    heads = [_("Terlaksana"), _("Terjadwal"), _("Hadir"), _("Dihitung"), _("Kehadiran (%)")]
    return _table(_("Pertemuan dan kehadiran"), heads, records, _session_cells, by_facility)


def _table(
    title: str,
    heads: list[str],
    records: Sequence[dict[str, Any]],
    cells: Callable[[Mapping[str, Any]], list[Any]],
    by_facility: bool,
) -> Table:
    numbers = [Head(each) for each in heads]
    total = cells(_sum(records))
    if by_facility:
        rows = [[name, count, *cells(sums)] for name, count, sums in _by_facility(records)]
        last = [_("Jumlah"), len(records), *total] if records else None
        return Table(title, [Head(_("UPT"), numeric=False), Head(_("Kelas")), *numbers], rows, last)
    rows = [[each["programme"], each["cohort"], *cells(each)] for each in records]
    last = [_("Jumlah"), None, *total] if records else None
    return Table(title, [Head(_("Program"), numeric=False), Head(_("Kelas"), numeric=False), *numbers], rows, last)


def _by_facility(records: Sequence[dict[str, Any]]) -> list[tuple[str, int, Mapping[str, Any]]]:
    import pandas as pd

    if not records:
        return []
    summed = (
        pd.DataFrame.from_records(records).groupby("facility", sort=True).agg({"cohort": "size", **dict.fromkeys(SUMS, "sum")})
    )
    return [(str(name), int(row["cohort"]), row) for name, row in summed.iterrows()]


def _sum(records: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {name: sum(each[name] for each in records) for name in SUMS}


def totals_of(records: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Every class added up."""
    return _sum(records)


def months_between(from_on: date, to_on: date) -> list[date]:
    """The first days of the months that from_on until to_on (excluded) touches, the last MOST_MONTHS of them."""
    first, last = from_on.year * 12 + from_on.month - 1, to_on.year * 12 + to_on.month - 1
    last -= to_on.day == 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(first, last + 1)][-MOST_MONTHS:]


def month_table(attendance: Iterable[CohortTotals], months: Sequence[date], name: Callable[[date], str]) -> Table:
    """One row a month of all classes together; months without a session stand as zero, their attendance as unknown."""
    import pandas as pd

    columns = ["held", "planned", "cancelled", "present", "counted"]
    found = [
        (each.month_on, each.held, each.planned, each.cancelled, each.present, each.counted)
        for totals in attendance
        for each in totals.months
    ]
    frame = pd.DataFrame(found, columns=["month", *columns]).groupby("month").sum().reindex(months, fill_value=0)
    heads = [
        Head(_("Bulan"), numeric=False), Head(_("Terlaksana")), Head(_("Belum dicatat")),
        Head(_("Dibatalkan")), Head(_("Hadir")), Head(_("Dihitung")), Head(_("Kehadiran (%)")),
    ]  # fmt: skip
    rows = [
        [name(on), *(int(row[column]) for column in columns), rate(int(row["present"]), int(row["counted"]))]
        for on, row in frame.iterrows()
    ]
    return Table(_("Pertemuan dan kehadiran per bulan"), heads, rows)


def certificate_table(found: Iterable[tuple[int, int, int]], months: Sequence[date], name: Callable[[date], str]) -> Table:
    """One row a month with the certificates given in it."""
    counts = {(year, month): count for year, month, count in found}
    rows = [[name(on), counts.get((on.year, on.month), 0)] for on in months]
    heads = [Head(_("Bulan"), numeric=False), Head(_("Sertifikat dan ijazah"))]
    return Table(_("Sertifikat dan ijazah per bulan"), heads, rows)


def group_people(cells: Sequence[PopulationCell], key: str) -> list[tuple[Any, int, int]]:
    """(value, people, taking part) for each value of one column of the population, unknown last."""
    import pandas as pd

    if not cells:
        return []
    frame = pd.DataFrame(
        [(getattr(each, key), each.people, each.taking_part) for each in cells], columns=["key", "people", "part"]
    )
    frame["missing"] = frame["key"].isna()
    summed = frame.groupby(["missing", "key"], dropna=False, sort=True)[["people", "part"]].sum()
    return [(None if missing else value, int(row["people"]), int(row["part"])) for (missing, value), row in summed.iterrows()]
