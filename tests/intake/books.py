"""Small workbooks for tests."""

import io

import xlsxwriter

from rehab.plumbing.spreadsheets import Sheet


def person(register="A.1", name="Sarno", **more):
    """A row of WBP with what is required."""
    return {
        "No. Registrasi": register,
        "Nama": name,
        "Jenis Kelamin": "L",
        "Tanggal Lahir": "12-03-1990",
        "Status": "Narapidana",
    } | more


def sheet(name, *rows, above=0):
    """A sheet of the given rows (dicts by heading) under `above` title rows."""
    headings = list(dict.fromkeys(heading for row in rows for heading in row))
    return Sheet(name, [["JUDUL"]] * above + [headings] + [[row.get(heading, "") for heading in headings] for row in rows])


def workbook(*sheets):
    """The sheets as the bytes of an .xlsx."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"strings_to_formulas": False}) as book:
        for each in sheets:
            page = book.add_worksheet(each.name)
            for number, row in enumerate(each.rows):
                page.write_row(number, 0, row)
    return file.getvalue()
