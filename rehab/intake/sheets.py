"""The format in one table: every sheet, every column, how its cells are read, and which of them make a row itself again."""

from rehab.plumbing.cells import (
    folded,
    one_of,
    read_amount,
    read_date,
    read_month,
    read_name,
    read_nik,
    read_register,
    read_score,
    read_term,
    read_yes_no,
    text_up_to,
    whole_up_to,
)
from rehab.plumbing.sheet_reading import ColumnRule, SheetRule

# The page of the template that explains the others; it carries no data.
EXPLANATION = "Petunjuk"
RELIGIONS = {
    "Islam": "islam", "Protestan": "protestan", "Kristen": "protestan", "Katolik": "katolik", "Hindu": "hindu",
    "Buddha": "buddha", "Budha": "buddha", "Konghucu": "konghucu", "Kepercayaan": "kepercayaan",
}  # fmt: skip
STATUSES = {"Tahanan": "tahanan", "Narapidana": "narapidana", "Anak Binaan": "anak_binaan"}
OFFENCES = {
    "Umum": "umum", "Narkotika": "narkotika", "Korupsi": "korupsi", "Terorisme": "terorisme",
    "Keamanan Negara": "keamanan_negara", "HAM Berat": "ham_berat", "Transnasional": "transnasional",
}  # fmt: skip
SENTENCE_KINDS = {"Penjara": "penjara", "Kurungan": "kurungan"}
LEAVING_REASONS = {"Bebas": "bebas", "Pindah": "pindah", "Meninggal": "meninggal", "Melarikan Diri": "melarikan_diri"}
REMISSION_KINDS = {kind: kind for kind in ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")}
RISK_LEVELS = {"Rendah": "rendah", "Sedang": "sedang", "Tinggi": "tinggi"}
DISCIPLINE_LEVELS = {"Ringan": "ringan", "Sedang": "sedang", "Berat": "berat"}
PAPERS = {code: code for code in (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
    "deradikalisasi", "ikrar", "bukti_bayar", "bukti_usia", "surat_dokter",
)}  # fmt: skip
PAPER_STATUSES = {"Terverifikasi": "verified", "Ada": "present", "Belum": "missing"}
GROUNDS = {ground: ground for ground in (
    "jasa_negara", "kemanusiaan", "donor_darah", "donor_organ", "pemuka", "justice_collaborator",
)}  # fmt: skip
SEXES = {"L": "L", "P": "P"}
EDUCATIONS = {
    "tidak_sekolah": "tidak sekolah, belum sekolah, tidak bersekolah, tidak tamat sd",
    "sd": "sd, mi, sd/mi, sr, paket a, sd sederajat",
    "smp": "smp, mts, smp/mts, sltp, paket b, smp sederajat",
    "sma": "sma, smk, ma, smu, stm, slta, sma/smk, sma/ma, man, paket c, sma sederajat",
    "diploma": "diploma, d1, d2, d3, d4, d-1, d-2, d-3, d-4, diploma i, diploma ii, diploma iii, diploma iv",
    "sarjana": "sarjana, s1, s2, s3, s-1, s-2, s-3, strata 1, strata 2, strata 3",
}
SCHOOLS = {school: code for code, schools in EDUCATIONS.items() for school in (code, *schools.split(", "))}


def read_education(cell: object) -> str:
    """The level of a school that everybody knows; any other words come in as they are."""
    text: str = text_up_to(40)(cell)
    return SCHOOLS.get(folded(text)) or text


def _words(header: str, name: str, values: dict[str, str], required: bool = False) -> ColumnRule:
    words = {code: word for word, code in reversed(values.items())}
    return ColumnRule(header, name, one_of(values), required, choices=tuple(values), words=words)


def _yes_no(header: str, name: str) -> ColumnRule:
    return ColumnRule(header, name, read_yes_no, choices=("Ya", "Tidak"))


def _day(header: str, name: str, required: bool = False) -> ColumnRule:
    return ColumnRule(header, name, read_date, required, hint="17-08-2025")


def _text(header: str, name: str, length: int) -> ColumnRule:
    return ColumnRule(header, name, text_up_to(length))


REGISTER = ColumnRule("No. Registrasi", "register_no", read_register, required=True, hint="BI.0101/01/2024")
MONTH = ColumnRule("Bulan", "month_on", read_month, required=True, hint="2025-07")
WBP = SheetRule(
    "WBP",
    (
        REGISTER,
        ColumnRule("Nama", "name", read_name, required=True),
        _text("Alias", "alias", 200),
        ColumnRule("NIK", "nik", read_nik, hint="16 digit, teks"),
        _words("Jenis Kelamin", "sex", SEXES, required=True),
        _text("Tempat Lahir", "birth_place", 100),
        _day("Tanggal Lahir", "birth_on", required=True),
        _words("Agama", "religion", RELIGIONS),
        ColumnRule("Pendidikan", "education", read_education, hint="SMA"),
        _words("Status", "status", STATUSES, required=True),
        _words("Perkara", "offence", OFFENCES),
        _text("Pasal", "offence_article", 200),
        _day("Tanggal Inkracht", "final_on"),
        ColumnRule("Lama Pidana", "term", read_term, hint="5 Tahun 6 Bulan 10 Hari"),
        ColumnRule("Tahun", "years", whole_up_to(100)),
        ColumnRule("Bulan", "months", whole_up_to(1_200)),
        ColumnRule("Hari", "days", whole_up_to(36_500)),
        ColumnRule("Subsider (hari)", "subsidiary_days", whole_up_to(36_500)),
        _yes_no("Menjalani Subsider", "serving_subsidiary"),
        _yes_no("Denda/UP Lunas", "fine_paid"),
        _yes_no("Ikrar NKRI", "loyalty_pledge"),
        _yes_no("Deradikalisasi", "deradicalised"),
        _yes_no("CMB", "pre_release_leave"),
        _yes_no("PB Dicabut", "parole_revoked"),
        _yes_no("Melarikan Diri", "escaped"),
        _words("Jenis Pidana", "kind", SENTENCE_KINDS),
        _yes_no("Justice Collaborator", "justice_collaborator"),
        _yes_no("Sakit Berkepanjangan", "prolonged_illness"),
        _text("Blok", "block", 40),
        _text("Kamar", "cell", 40),
        _day("Tanggal Masuk", "starts_on"),
        _day("Tanggal Keluar", "ends_on"),
        _words("Sebab Keluar", "end_reason", LEAVING_REASONS),
        _day("Tanggal Ditahan", "detained_on"),
    ),
)
DETENTION = SheetRule("Penahanan", (REGISTER, _day("Mulai", "starts_on", True), _day("Selesai", "ends_on")), ("starts_on",))
REMISSIONS = SheetRule(
    "Riwayat Remisi",
    (
        REGISTER,
        _words("Jenis", "kind", REMISSION_KINDS, True),
        _day("Tanggal", "granted_on", True),
        ColumnRule("Besaran", "days", read_amount, required=True, hint="1 Bulan 15 Hari"),
        _text("No. SK", "decree", 100),
    ),
    ("kind", "granted_on"),
)
SPPN = SheetRule("SPPN", (REGISTER, MONTH, ColumnRule("Nilai", "score", read_score, required=True, hint="79,5")), ("month_on",))
RISK = SheetRule(
    "Risiko", (REGISTER, _day("Tanggal", "assessed_on", True), _words("Tingkat", "level", RISK_LEVELS, True)), ("assessed_on",)
)
DISCIPLINE = SheetRule(
    "Register F",
    (
        REGISTER,
        _words("Tingkat", "level", DISCIPLINE_LEVELS, True),
        _day("Mulai", "starts_on", True),
        _day("Selesai", "ends_on"),
        _day("Hak Hilang Sampai", "forfeits_until"),
    ),
    ("level", "starts_on"),
)
DOCUMENTS = SheetRule(
    "Dokumen",
    (
        REGISTER,
        _words("Dokumen", "code", PAPERS, True),
        _text("Nomor", "number", 100),
        _day("Tanggal", "dated_on"),
        _words("Status", "state", PAPER_STATUSES, True),
    ),
    ("code",),
)
RECAPS = SheetRule(
    "Rekap Kehadiran",
    (
        REGISTER,
        MONTH,
        ColumnRule("Program", "programme", text_up_to(200), required=True),
        ColumnRule("Dijadwalkan", "scheduled", whole_up_to(10_000), required=True),
        ColumnRule("Hadir", "attended", whole_up_to(10_000), required=True),
        ColumnRule("Izin", "excused", whole_up_to(10_000)),
    ),
    ("month_on", "programme"),
)
SERVICES = SheetRule(
    "Jasa",
    (
        REGISTER,
        _words("Dasar", "ground", GROUNDS, True),
        _day("Tanggal", "rendered_on", True),
        _yes_no("Terverifikasi", "verified"),
    ),
    ("ground", "rendered_on"),
)
SHEETS = (WBP, DETENTION, REMISSIONS, SPPN, RISK, DISCIPLINE, DOCUMENTS, RECAPS, SERVICES)
