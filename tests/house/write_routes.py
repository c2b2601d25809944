"""Writes the list of addresses anew after a wanted change: python -m tests.house.write_routes."""

import tempfile
from pathlib import Path

from rehab.app import create_app
from tests.conftest import make_settings
from tests.house.test_doors import ROUTES, route_lines

if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    app = create_app(make_settings(f"sqlite:///{folder / 'x.db'}", folder), TESTING=True)
    ROUTES.write_text("\n".join(route_lines(app)) + "\n")
