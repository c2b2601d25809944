"""Each number of the work list opens the list it counts."""

import re

from flask import Flask

from tests.conduct.scores import wali_with
from tests.pages import PageClient


def test_what_a_wali_owes_opens_their_own_people_in_the_month_that_is_due(app: Flask, client: PageClient) -> None:
    wali_with(app, 2)
    page = client.sign_in("sri").get("/home").text
    for words in ("Nilai SPPN bulan lalu belum diisi", "Asesmen risiko belum ada"):
        line = re.search(rf'href="([^"]+)"[^>]*>(?:(?!href).)*?<[^>]*>\s*2\s*<(?:(?!href).)*?{words}', page, re.S)
        assert line, words
        listed = client.get(line[1].replace("&amp;", "&")).text
        assert "Warga 000" in listed and "Warga 001" in listed
    month = re.search(r'href="/conduct/sppn\?month=(\d{4}-\d\d)"', page)
    assert month and 'name="month"' in client.get(f"/conduct/sppn?month={month[1]}").text
