"""Who the visitor is behind a proxy: only what our own proxy says counts."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import request

from rehab.access.doors import open_to_all
from rehab.app import create_app
from tests.conftest import make_settings


@pytest.mark.parametrize(
    ("proxies", "said", "seen"),
    [(0, "203.0.113.9", "10.0.0.1"), (1, "203.0.113.9", "203.0.113.9"), (1, "198.51.100.7, 203.0.113.9", "203.0.113.9")],
)
def test_a_visitor_cannot_choose_an_address(tmp_path: Path, proxies, said, seen):
    settings = replace(make_settings(f"sqlite:///{tmp_path / 'x.db'}", tmp_path), trusted_proxies=proxies)
    app = create_app(settings, TESTING=True)
    app.add_url_rule("/who", "who", open_to_all(lambda: request.remote_addr))
    answer = app.test_client().get("/who", headers={"X-Forwarded-For": said}, environ_base={"REMOTE_ADDR": "10.0.0.1"})
    assert answer.get_data(as_text=True) == seen
