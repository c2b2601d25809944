"""The people: who they are, why and since when they are held, where, with which papers and remissions."""

from datetime import date, datetime, timedelta

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from rehab.plumbing.base import Base, UtcDateTime, Versioned, one_of
from rehab.plumbing.vault import EncryptedText

SEXES = ("L", "P")
RELIGIONS = ("islam", "protestan", "katolik", "hindu", "buddha", "konghucu", "kepercayaan")
STATUSES = ("tahanan", "narapidana", "anak_binaan")
OFFENCES = ("umum", "narkotika", "korupsi", "terorisme", "keamanan_negara", "ham_berat", "transnasional")
SENTENCE_KINDS = ("penjara", "kurungan", "seumur_hidup", "mati")
EDUCATIONS = ("tidak_sekolah", "sd", "smp", "sma", "diploma", "sarjana")
END_REASONS = ("bebas", "pindah", "meninggal", "melarikan_diri")
PAPER_CODES = (
    "putusan", "bukan_subsider", "bukan_cmb", "register_f", "daftar_perubahan", "laporan_pembinaan", "penurunan_risiko",
    "deradikalisasi", "ikrar", "bukti_bayar", "bukti_usia", "surat_dokter",
)  # fmt: skip
PAPER_STATES = ("verified", "present", "missing")
REMISSION_KINDS = ("RU", "RK", "RT", "RD", "RKL", "RKS", "PMPU", "PMPK", "PMPD", "RAN")
ABSENCE_KINDS = ("sidang", "kunjungan", "isolasi", "rumah_sakit", "pindah")
OPEN_STAY = text("ends_on IS NULL")
SERVICE_GROUNDS = ("jasa_negara", "kemanusiaan", "donor_darah", "donor_organ", "pemuka", "justice_collaborator")


class Wbp(Versioned, Base):
    """One person. `facility_id` is the UPT that holds (or last held) them; the history goes along on transfer.

    Booleans are three-valued: null means nobody has said so yet, which is never "no".
    """

    __tablename__ = "wbp"
    __table_args__ = (
        UniqueConstraint("facility_id", "register_no"),
        one_of("sex", SEXES),
        one_of("religion", RELIGIONS),
        one_of("status", STATUSES),
        one_of("offence", OFFENCES),
        Index("ix_wbp_facility_name", "facility_id", "name", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    register_no: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    alias: Mapped[str | None] = mapped_column(String(200))
    nik: Mapped[str | None] = mapped_column(EncryptedText("wbp.nik"))
    nik_index: Mapped[str | None] = mapped_column(String(64), index=True)
    sex: Mapped[str] = mapped_column(String(1))
    birth_place: Mapped[str | None] = mapped_column(String(100))
    birth_on: Mapped[date | None]
    religion: Mapped[str | None] = mapped_column(String(12))
    education: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str | None] = mapped_column(String(12))
    offence: Mapped[str | None] = mapped_column(String(16))
    offence_article: Mapped[str | None] = mapped_column(String(200))
    subsidiary_days: Mapped[int | None] = mapped_column(Integer)
    serving_subsidiary: Mapped[bool | None] = mapped_column(Boolean)
    fine_paid: Mapped[bool | None] = mapped_column(Boolean)
    loyalty_pledge: Mapped[bool | None] = mapped_column(Boolean)
    deradicalised: Mapped[bool | None] = mapped_column(Boolean)
    justice_collaborator: Mapped[bool | None] = mapped_column(Boolean)
    prolonged_illness: Mapped[bool | None] = mapped_column(Boolean)
    pre_release_leave: Mapped[bool | None] = mapped_column(Boolean)
    parole_revoked: Mapped[bool | None] = mapped_column(Boolean)
    escaped: Mapped[bool | None] = mapped_column(Boolean)
    wali_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


# Some registers write names in capitals and others do not: lists read as one alphabet on every database.
BY_NAME = (func.lower(Wbp.name), Wbp.id)


class Placement(Versioned, Base):
    """A stay in one UPT. starts_on null: always placed; ends_on is the first day no longer there."""

    __tablename__ = "placement"
    __table_args__ = (
        one_of("end_reason", END_REASONS),
        Index("uq_placement_open", "wbp_id", unique=True, sqlite_where=OPEN_STAY, postgresql_where=OPEN_STAY),
        Index("ix_placement_wbp_start", "wbp_id", "starts_on"),
        Index("ix_placement_facility_dates", "facility_id", "starts_on", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"))
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    register_no: Mapped[str] = mapped_column(String(60))
    block: Mapped[str | None] = mapped_column(String(40))
    cell: Mapped[str | None] = mapped_column(String(40))
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(String(16))


class Sentence(Versioned, Base):
    """The sentence in force. A null part beside a given one counts nothing; final_on null: not final (inkracht) yet."""

    __tablename__ = "sentence"
    __table_args__ = (one_of("kind", SENTENCE_KINDS),)

    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), primary_key=True, autoincrement=False)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    kind: Mapped[str | None] = mapped_column(String(12))
    years: Mapped[int | None] = mapped_column(Integer)
    months: Mapped[int | None] = mapped_column(Integer)
    days: Mapped[int | None] = mapped_column(Integer)
    final_on: Mapped[date | None]


class Detention(Versioned, Base):
    """One unbroken period inside; ends_on is the first day outside, null while it lasts."""

    __tablename__ = "detention"
    __table_args__ = (
        UniqueConstraint("wbp_id", "starts_on"),
        CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    @property
    def last_on(self) -> date | None:
        """The last day inside, as registers write the end; None while it lasts."""
        return self.ends_on - timedelta(days=1) if self.ends_on else None


class RemissionReceived(Versioned, Base):
    """A remission already granted by decree, in days."""

    __tablename__ = "remission_received"
    __table_args__ = (
        UniqueConstraint("wbp_id", "kind", "granted_on"),
        one_of("kind", REMISSION_KINDS),
        CheckConstraint("days >= 0", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    kind: Mapped[str] = mapped_column(String(4))
    granted_on: Mapped[date]
    days: Mapped[int] = mapped_column(Integer)
    decree: Mapped[str | None] = mapped_column(String(100))


class Paper(Versioned, Base):
    """One document of a proposal: missing, present, or verified by a named officer."""

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("wbp_id", "code"),
        one_of("code", PAPER_CODES),
        one_of("state", PAPER_STATES),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    code: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(10))
    number: Mapped[str | None] = mapped_column(String(100))
    dated_on: Mapped[date | None]
    verified_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    verified_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PaperScan(Base):
    """The scan of a paper, encrypted; a new upload is a new row."""

    __tablename__ = "paper_scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"), index=True)
    media_type: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    uploaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    uploaded_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Absence(Versioned, Base):
    """Where a person is when not in class: court, visit, isolation, hospital, transfer; ends_at null: still."""

    __tablename__ = "absence"
    __table_args__ = (
        one_of("kind", ABSENCE_KINDS),
        CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="period"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    note: Mapped[str] = mapped_column(String(200), default="")


class Service(Versioned, Base):
    """A ground for remisi tambahan (Jasa)."""

    __tablename__ = "service"
    __table_args__ = (UniqueConstraint("wbp_id", "ground", "rendered_on"), one_of("ground", SERVICE_GROUNDS))

    id: Mapped[int] = mapped_column(primary_key=True)
    facility_id: Mapped[int] = mapped_column(ForeignKey("facility.id"), index=True)
    wbp_id: Mapped[int] = mapped_column(ForeignKey("wbp.id"))
    ground: Mapped[str] = mapped_column(String(24))
    rendered_on: Mapped[date]
    verified: Mapped[bool | None] = mapped_column(Boolean)
