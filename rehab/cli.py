"""Commands of the main job: flask facility | user | import-wbp | round."""

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup, with_appcontext

from rehab.access.permissions import PARTNER_ROLES, Role
from rehab.access.scope import command_line_scope
from rehab.accounts import actions as accounts
from rehab.accounts.passwords import one_time_password
from rehab.accounts.queries import get_user_by_name
from rehab.facilities import actions as facilities
from rehab.facilities.day_off_actions import seed_days_off
from rehab.facilities.queries import get_facility_by_code
from rehab.intake.command import import_file
from rehab.partners import actions as partners
from rehab.plumbing import clock
from rehab.plumbing.errors import Refusal
from rehab.plumbing.saving import saving
from rehab.plumbing.spreadsheets import UnreadableFile
from rehab.remisi.command import checked_round, funnel_text, round_funnel

facility_commands = AppGroup("facility", help="The prisons of this installation.")
user_commands = AppGroup("user", help="The people who sign in.")


def says_refusals(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a refusal of the business into one line and exit code 2."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (Refusal, UnreadableFile) as refusal:
            click.echo(str(refusal.message), err=True)
            raise SystemExit(2) from refusal

    return run


@facility_commands.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--zone", type=click.Choice(["WIB", "WITA", "WIT"]), required=True)
@click.option("--kind", type=click.Choice(["rutan", "lapas", "lpka"]), default="rutan", show_default=True)
@says_refusals
def add_facility(code: str, name: str, zone: str, kind: str) -> None:
    """Make a facility CODE called NAME."""
    with saving():
        at = clock.now()
        facilities.mark_installation(is_demo=False, at=at)
        scope = command_line_scope()
        row = facilities.add_facility(scope=scope, code=code, name=name, zone=zone, kind=kind, at=at)
        facilities.seed_holidays(scope=scope, years=range(2020, at.year + 6), at=at)
        seed_days_off(scope=scope, facility_id=row.id, years=range(at.year, at.year + 2), at=at)
    click.echo(f"{code}: {name} ({zone})")


@user_commands.command("add")
@click.argument("username")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--facility", "facility_code")
@click.option("--partner", "partner_code")
@click.option("--name", help="The person's name; the username where left out.")
@says_refusals
def add_user(username: str, role: str, facility_code: str | None, partner_code: str | None, name: str | None) -> None:
    """Make a user and print a password that must be changed at the first sign-in."""
    scope, chosen = command_line_scope(), Role(role)
    if (chosen in PARTNER_ROLES) != (partner_code is not None):
        raise click.UsageError("guru and dinas need --partner CODE; the other roles do not take it")
    password = one_time_password()
    with saving():
        at = clock.now()
        facilities.mark_installation(is_demo=False, at=at)
        place = get_facility_by_code(scope, facility_code).id if facility_code else None
        keywords: dict[str, Any] = {"scope": scope, "username": username, "name": name or username, "at": at}
        keywords["password"] = password
        if partner_code:
            partners.add_member(agency_code=partner_code, role=chosen, **keywords)
        else:
            accounts.create_user(role=chosen, facility_id=place, **keywords)
    click.echo(f"{username}: {password.text}")


@user_commands.command("reset-factor")
@click.argument("username")
@says_refusals
def reset_factor(username: str) -> None:
    """Let USERNAME, whose phone is lost, set up another authenticator at the next sign-in; open sessions end."""
    scope = command_line_scope()
    with saving():
        user = get_user_by_name(scope, username)
        accounts.forget_second_factor(scope=scope, user_id=user.id, at=clock.now())
    click.echo(f"{username}: the old authenticator no longer counts; a new one is set up at the next sign-in")


@click.command("import-wbp")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--facility", "facility_code", required=True)
@click.option("--commit", is_flag=True, help="Write what the preview shows; without it nothing is written.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole report as JSON.")
@with_appcontext
@says_refusals
def import_wbp(file: Path, facility_code: str, commit: bool, as_json: bool) -> None:
    """Read a roster workbook, a CSV folder or a ZIP: preview, or with --commit write it in one transaction."""
    report = import_file(file, facility_code=facility_code, commit=commit)
    if as_json:
        click.echo(json.dumps(report, ensure_ascii=False, default=str))
        return
    for key in ("new", "changed", "unchanged", "refused", "conflicts", "absent", "unknown_columns"):
        value = report[key]
        click.echo(f"{len(value) if isinstance(value, list) else value:>6}  {key}")
    for row in report["refused"]:
        click.echo(f"{row['sheet']}!{row['row']} {row['column']}: {row['message']}")
    if not commit:
        click.echo("preview only: nothing was written (--commit writes)")


@click.command("round")
@click.argument("kind", required=False)
@click.option("--on", help="The day, as 2026-08-17.")
@click.option("--holiday")
@click.option("--facility", "facility_code")
@click.option("--json", "as_json", is_flag=True)
@click.option("--check", "round_id", type=int, help="The number of a kept round: compute it again from its stored facts.")
@with_appcontext
@says_refusals
def run_round(
    kind: str | None, on: str | None, holiday: str | None, facility_code: str | None, as_json: bool, round_id: int | None
) -> None:
    """Compute a round without keeping it and print its funnel, or --check a kept one (exit code 1 where it differs)."""
    if round_id is not None:
        lines, holds = checked_round(round_id)
        click.echo(lines)
        raise SystemExit(0 if holds else 1)
    if kind is None or on is None:
        raise click.UsageError("name KIND and --on, or --check with the number of a kept round")
    funnel, warnings = round_funnel(kind=kind, on=on, holiday=holiday, facility_code=facility_code)
    for warning in warnings:
        click.echo(warning, err=True)
    click.echo(json.dumps(funnel, ensure_ascii=False) if as_json else funnel_text(funnel))


def install(app: Flask) -> None:
    """Give `flask` the commands."""
    for command in (facility_commands, user_commands, import_wbp, run_round):
        app.cli.add_command(command)
