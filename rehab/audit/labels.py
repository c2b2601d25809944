"""What the codes of entries say in words; a code without words is shown as it is."""

from typing import Any

from flask_babel import lazy_gettext as _l

ROOM_LABELS = {
    "accounts.": _l("Akun dan masuk"),
    "facilities.": _l("UPT dan hari besar"),
    "partners.": _l("Mitra"),
    "wbp.": _l("Warga binaan"),
    "programs.": _l("Program"),
    "enrolment.": _l("Peserta"),
    "attendance.": _l("Presensi"),
    "outcomes.": _l("Hasil"),
    "conduct.": _l("Pembinaan"),
    "remisi.": _l("Remisi"),
    "intake.": _l("Impor"),
    "reports.": _l("Laporan"),
    "portal.": _l("Portal mitra"),
}
SUBJECT_LABELS = {
    "user": _l("Pengguna"),
    "facility": _l("UPT"),
    "holiday": _l("Hari besar"),
    "agency": _l("Mitra"),
    "agreement": _l("Perjanjian"),
    "plan_item": _l("Rencana aksi"),
    "wbp": _l("Warga binaan"),
    "programme": _l("Program"),
    "cohort": _l("Kelas"),
    "session": _l("Pertemuan"),
    "enrolment": _l("Kepesertaan"),
    "enrolment_batch": _l("Pendaftaran"),
    "instructor": _l("Pengajar"),
    "certificate": _l("Sertifikat"),
    "round": _l("Daftar remisi"),
    "import": _l("Impor"),
    "report": _l("Laporan"),
}
ACTION_LABELS = {
    "accounts.signin": _l("Masuk"),
    "accounts.signin_failed": _l("Gagal masuk"),
    "accounts.create": _l("Membuat akun"),
    "accounts.change": _l("Mengubah akun"),
    "accounts.change_password": _l("Mengganti kata sandi sendiri"),
    "accounts.choose_language": _l("Memilih bahasa"),
    "accounts.reset_password": _l("Mengatur ulang kata sandi"),
    "accounts.enable": _l("Membuka akun"),
    "accounts.disable": _l("Menutup akun"),
    "accounts.end_sessions": _l("Mengakhiri semua sesi"),
    "accounts.set_up_second_factor": _l("Memasang autentikator"),
    "accounts.forget_second_factor": _l("Melepas autentikator"),
    "facilities.add": _l("Menambah UPT"),
    "facilities.change": _l("Mengubah UPT"),
    "facilities.add_holiday": _l("Menambah hari besar"),
    "facilities.confirm_holiday": _l("Menetapkan hari besar"),
    "facilities.seed_holidays": _l("Mengisi daftar hari besar"),
    "partners.add_agency": _l("Menambah mitra"),
    "partners.change_agency": _l("Mengubah mitra"),
    "partners.add_member": _l("Membuat akun mitra"),
    "partners.reset_member": _l("Mengatur ulang kata sandi akun mitra"),
    "partners.enable_member": _l("Membuka akun mitra"),
    "partners.disable_member": _l("Menutup akun mitra"),
    "partners.draft_agreement": _l("Menyusun perjanjian"),
    "partners.change_agreement": _l("Mengubah perjanjian"),
    "partners.move_agreement": _l("Mengubah keadaan perjanjian"),
    "partners.add_plan_item": _l("Menambah rencana aksi"),
    "partners.change_plan_item": _l("Mengubah rencana aksi"),
    "programs.add_programme": _l("Menambah program"),
    "programs.change_programme": _l("Mengubah program"),
    "programs.add_instructor": _l("Menambah pengajar"),
    "programs.change_instructor": _l("Mengubah pengajar"),
    "programs.add_class": _l("Menambah kelas"),
    "programs.change_class": _l("Mengubah kelas"),
    "programs.move_class": _l("Mengubah keadaan kelas"),
    "programs.set_timetable": _l("Mengubah jadwal kelas"),
    "programs.generate_sessions": _l("Membuat sesi dari jadwal"),
    "programs.extend_sessions": _l("Memperpanjang sesi kelas"),
    "programs.cancel_session": _l("Membatalkan sesi"),
    "programs.restore_session": _l("Mengaktifkan kembali sesi"),
    "programs.export": _l("Mengunduh daftar program"),
    "enrolment.choose": _l("Memilih calon peserta"),
    "enrolment.send": _l("Mengirim pendaftaran"),
    "enrolment.enrol": _l("Mendaftarkan peserta"),
    "enrolment.promote": _l("Memberi tempat dari daftar tunggu"),
    "enrolment.suspend": _l("Menangguhkan peserta"),
    "enrolment.resume": _l("Mengaktifkan kembali peserta"),
    "enrolment.complete": _l("Menyatakan peserta selesai"),
    "enrolment.withdraw": _l("Mencatat peserta keluar"),
    "enrolment.undo": _l("Membatalkan pendaftaran"),
    "enrolment.end_on_departure": _l("Mengakhiri kepesertaan karena meninggalkan UPT"),
    "enrolment.read_members": _l("Membuka daftar peserta"),
    "enrolment.export": _l("Mengunduh daftar peserta"),
    "outcomes.record_exam": _l("Mencatat hasil ujian"),
    "outcomes.correct_exam": _l("Memperbaiki hasil ujian"),
    "outcomes.record_certificates": _l("Mencatat sertifikat"),
    "outcomes.correct_certificate": _l("Memperbaiki sertifikat"),
    "outcomes.remove_certificate": _l("Menghapus sertifikat"),
    "outcomes.export_certificates": _l("Mengunduh daftar sertifikat"),
    "reports.export": _l("Mengunduh laporan"),
}


def action_label(code: str) -> Any:
    """What an action says in words."""
    return ACTION_LABELS.get(code, code)


def subject_label(code: str) -> Any:
    """What kind of thing an entry is about."""
    return SUBJECT_LABELS.get(code, code)
