"""What the page of the forgotten says of each person."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from rehab.overview.forgotten import EARLY, EXPIRED, GROWN_UP, LATE, NO_DETENTION, NO_WALI, UNPROPOSED, Forgotten
from rehab.plumbing.formatting import long_date
from rehab.remisi.exports import round_title

KIND_LABELS = {
    EXPIRED: _l("Masih di dalam sesudah ekspirasi"),
    UNPROPOSED: _l("Memenuhi, tetapi tidak diusulkan"),
    LATE: _l("Bebas lebih lambat"),
    EARLY: _l("Bebas lebih awal"),
    GROWN_UP: _l("Anak yang sudah dewasa"),
    NO_DETENTION: _l("Tanpa tanggal penahanan"),
    NO_WALI: _l("Tanpa wali"),
}
PROPOSAL_WORDS = {
    "nothing": _l("belum disiapkan"),
    "left_out": _l("tidak diusulkan oleh petugas"),
    "withdrawn": _l("usulannya ditarik"),
    "prepared": _l("berhenti setelah disiapkan"),
    "verified": _l("berhenti setelah diverifikasi"),
    "recommended": _l("berhenti setelah sidang TPP"),
}


def detail_of(row: Forgotten) -> str:
    """One line: what was forgotten, with its day."""
    day = long_date(row.on)
    if row.kind == EXPIRED:
        return ngettext("Ekspirasi %(day)s, lewat %(num)s hari", "Ekspirasi %(day)s, lewat %(num)s hari", row.days, day=day)
    if row.kind == LATE:
        return ngettext(
            "Seharusnya bebas %(day)s, terlambat %(num)s hari",
            "Seharusnya bebas %(day)s, terlambat %(num)s hari",
            row.days,
            day=day,
        )
    if row.kind == EARLY:
        return ngettext(
            "Paling cepat %(day)s (PB, CB, CMB, atau ekspirasi), lebih awal %(num)s hari",
            "Paling cepat %(day)s (PB, CB, CMB, atau ekspirasi), lebih awal %(num)s hari",
            row.days,
            day=day,
        )
    if row.kind == GROWN_UP:
        return _("Dewasa sejak %(day)s; statusnya masih anak binaan, jadi tidak cocok dengan jenis remisi mana pun", day=day)
    if row.round is not None:
        said = PROPOSAL_WORDS.get(row.state, row.state)
        return _("%(round)s: %(said)s", round=round_title(row.round), said=said)
    return (
        _("Remisi dan tanggalnya tidak dapat dihitung") if row.kind == NO_DETENTION else _("Tidak dapat diverifikasi tanpa wali")
    )
