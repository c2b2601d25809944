"""The reports put together: sums asked for, turned into tables, with the sentence that says what they show."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _

from rehab.attendance.queries import totals_by_cohort
from rehab.plumbing.formatting import month, number
from rehab.reports import frames, queries
from rehab.reports.asked import Asked
from rehab.reports.tables import Head, Table, guarded, rate
from rehab.wbp.labels import education_label, sex_label
from rehab.wbp.models import EDUCATIONS


@dataclass(frozen=True)
class ProgrammeReport:
    """Classes of a period: the tables, the months, the sums; `attendance` in percent of what counts."""

    classes: int
    sessions: Table
    results: Table
    months: Table
    sums: dict[str, int]
    attendance: int | None

    @property
    def files(self) -> dict[str, Table]:
        return {"sessions": self.sessions, "results": self.results, "months": self.months}


def programme_report(asked: Asked) -> ProgrammeReport:
    """Sessions, attendance and outcomes of every class in scope, with five statements."""
    period = {"from_on": asked.from_on, "to_on": asked.to_on}
    classes = queries.list_classes(asked.scope, kind=asked.kind, **period)
    attendance = totals_by_cohort(asked.scope, [row.cohort_id for row in classes], **period) if classes else {}
    achieved = queries.achieved_by_class(asked.scope, kind=asked.kind, **period) if classes else {}
    records = frames.class_records(classes, attendance, achieved)
    sums = frames.totals_of(records)
    months = frames.months_between(asked.from_on, asked.to_on)
    return ProgrammeReport(
        classes=len(classes),
        sessions=frames.session_table(records, by_facility=asked.by_facility),
        results=frames.result_table(records, by_facility=asked.by_facility),
        months=frames.month_table(attendance.values(), months, _month_name),
        sums=sums,
        attendance=rate(sums["present"], sums["counted"]),
    )


def _month_name(on: date) -> str:
    return month(on)


@dataclass(frozen=True)
class ParticipationReport:
    """The population on a day: how many there are, how many take part, and the tables of who."""

    people: int
    taking_part: int
    places: Table
    traits: dict[str, Table]
    certificates: Table
    given: int

    @property
    def files(self) -> dict[str, Table]:
        return {"places": self.places, **self.traits, "certificates": self.certificates}

    @property
    def sentence(self) -> str:
        share = rate(self.taking_part, self.people)
        if share is None:
            return _("Tidak ada warga binaan yang tercatat pada hari itu.")
        values = {"part": number(self.taking_part), "all": number(self.people), "share": share}
        return _("%(part)s dari %(all)s warga binaan (%(share)s %%) mengikuti paling sedikit satu program.", **values)


def participation_report(asked: Asked) -> ParticipationReport:
    """Who takes part in anything, by block or facility and by trait, and the certificates of each month; two statements."""
    cells = queries.population(asked.scope, on=asked.last_on)
    found = queries.certificates_by_month(asked.scope, from_on=asked.from_on, to_on=asked.to_on)
    months = frames.months_between(asked.from_on, asked.to_on)
    return ParticipationReport(
        people=sum(each.people for each in cells),
        taking_part=sum(each.taking_part for each in cells),
        places=_place_table(cells, by_facility=asked.by_facility),
        traits={
            "sex": _trait_table(
                _("Jenis kelamin"), [(sex_label(each[0]), *each[1:]) for each in frames.group_people(cells, "sex")]
            ),
            "age": _trait_table(
                _("Kelompok usia"), [(_age_name(each[0]), *each[1:]) for each in frames.group_people(cells, "age")]
            ),
            "education": _trait_table(
                _("Pendidikan"),
                [(_schooling(each[0]), *each[1:]) for each in _by_ladder(frames.group_people(cells, "education"))],
            ),
        },
        certificates=frames.certificate_table(found, months, _month_name),
        given=sum(each[2] for each in found),
    )


def _heads(first: str) -> list[Head]:
    return [Head(first, numeric=False), Head(_("Warga binaan")), Head(_("Mengikuti program")), Head(_("Bagian (%)"))]


def _place_table(cells: list[queries.PopulationCell], *, by_facility: bool) -> Table:
    groups = frames.group_people(cells, "facility" if by_facility else "block")
    rows = [[_("Belum ditempatkan") if name is None else name, people, part, rate(part, people)] for name, people, part in groups]
    people, part = sum(each[1] for each in groups), sum(each[2] for each in groups)
    first = _("UPT") if by_facility else _("Blok")
    title = _("Keikutsertaan menurut UPT") if by_facility else _("Keikutsertaan menurut blok")
    return Table(title, _heads(first), rows, [_("Jumlah"), people, part, rate(part, people)] if rows else None)


def _trait_table(name: str, groups: list[tuple[Any, int, int]]) -> Table:
    return Table(_("Keikutsertaan menurut %(trait)s", trait=name.lower()), _heads(name), guarded(groups))


def _by_ladder(groups: list[tuple[Any, int, int]]) -> list[tuple[Any, int, int]]:
    """From least to most schooling, what is no rung of the ladder after them, unknown last."""
    place = {code: index for index, code in enumerate(EDUCATIONS)}
    return sorted(groups, key=lambda group: (group[0] is None, place.get(group[0], len(place)), group[0] or ""))


def _schooling(code: str | None) -> Any:
    return education_label(code) if code else _("Belum diisi")


def _age_name(reached: float | None) -> str:
    if reached is None:
        return _("Belum diisi")
    bounds, place = queries.AGES, int(reached)
    if place == 0:
        return _("Di bawah %(age)s tahun", age=bounds[0])
    if place == len(bounds):
        return _("%(age)s tahun ke atas", age=bounds[-1])
    return _("%(first)s sampai %(last)s tahun", first=bounds[place - 1], last=bounds[place] - 1)
