"""What a person fills in to import a roster."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from rehab.plumbing.fields import EditForm, Form


class UploadForm(Form):
    """The file to preview."""

    file = FileField(
        _l("Berkas"),
        validators=[FileRequired(message=_l("Pilih berkas yang akan diimpor."))],
        description=_l("Buku kerja .xlsx dari templat, atau .zip berisi WBP.csv dan seterusnya. Paling besar 10 MB."),
    )


class RunForm(EditForm):
    """A step of one import, on the version that was seen."""

    step = HiddenField()
