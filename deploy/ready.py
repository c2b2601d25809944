"""Make the database ready in one process: settings, connection, schema, and for the demonstration its people.

    .venv/bin/python deploy/ready.py [demo | rebuild]

Ends with one sentence on standard error and exit code 1 where something is wrong.
"""

import sys
from pathlib import Path

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from rehab.app import create_app
from rehab.config import SettingError
from rehab.extensions import db


def steps(mode: str) -> list[list[str]]:
    """The commands of `flask` that make a database ready."""
    filling = {"demo": [["demo"]], "rebuild": [["demo", "--rebuild"]]}
    return [["db", "upgrade"], *filling.get(mode, []), ["check"]]


def make_ready(mode: str) -> None:
    """Run the steps on one application; raises what a person must read."""
    app = create_app()
    with app.app_context():
        db.engine.connect().close()
    for words in steps(mode):
        app.cli.main(args=words, obj=ScriptInfo(create_app=lambda: app), standalone_mode=False)


def main() -> int:
    """Translate every expected fault into one sentence; an unexpected one keeps its trace."""
    try:
        make_ready(sys.argv[1] if len(sys.argv) > 1 else "")
    except SettingError as error:
        print(error, file=sys.stderr)
    except click.ClickException as error:
        print(error.format_message(), file=sys.stderr)
    except DBAPIError as error:
        first = (str(error.orig).strip().splitlines() or [type(error.orig).__name__])[0]
        print(f"the database of DATABASE_URL cannot be used: {first}", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
