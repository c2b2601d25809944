"""What a save of a register made true, in one sentence."""

from flask_babel import gettext as _

from rehab.attendance.actions import Recorded


def sentence_of(done: Recorded) -> str:
    """What is now true of a register."""
    left = _("Belum dicatat: %(count)s orang.", count=done.unrecorded)
    if not done.recorded and not done.corrected:
        return " ".join([_("Tidak ada yang berubah."), left])
    parts = [_("Kehadiran %(count)s orang tercatat.", count=done.recorded)] if done.recorded else []
    parts += [_("Kehadiran %(count)s orang diubah.", count=done.corrected)] if done.corrected else []
    return " ".join([*parts, left])
