"""Commands about solution packs."""

import click

from credentry.delivery.cli.output import as_json, as_user, cli_actor, command_errors, emit
from credentry.domains.packs.actions import install as install_pack
from credentry.domains.packs.queries import overview, upgrade_of
from credentry.domains.packs.queries import show as show_pack


@click.group()
def pack() -> None:
    """Solution packs: what comes with the product, installing and upgrading it."""


@pack.command("list")
@as_json
def list_packs(as_json: bool) -> None:
    """Every pack with what it brings and whether it is installed."""
    rows = overview()
    lines = [
        f"{one['code']:<26} {_state(one):<11} {one['brings']['credential_type']:>3} types  {one['name']['zh']}"
        for one in rows
    ]
    emit(rows, as_json, "\n".join(lines))


def _state(one: dict[str, object]) -> str:
    return "upgradable" if one["upgrade"] else "installed" if one["installed"] else "-"


@pack.command("install")
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Install every pack.")
@as_user
@as_json
@command_errors
def install(names: tuple[str, ...], every: bool, username: str | None, as_json: bool) -> None:
    """Install packs NAMES or bring them up to date; what users changed stays."""
    wanted = [one["code"] for one in overview()] if every else list(names)
    if not wanted:
        raise click.UsageError("name a pack, or --all")
    done = [install_pack(name, cli_actor(username)).as_dict() for name in wanted]
    lines = [
        f"{one['pack']}: {one['done']}"
        + "".join(f", {count} {kind} new" for kind, count in one["created"].items())
        + "".join(f", {count} {kind} changed" for kind, count in one["changed"].items())
        + "".join(f"\n  kept as you set it: {held['kind']} {held['code']} ({', '.join(held['fields'])})"
                  for held in one["kept"])
        for one in done
    ]  # fmt: skip
    emit(done, as_json, "\n".join(lines))


@pack.command("show")
@click.argument("name")
@as_json
@command_errors
def show(name: str, as_json: bool) -> None:
    """What pack NAME brings: types, fields and alert policies."""
    found = show_pack(name)
    lines = [f"{found['code']} {found['version']}  {found['name']['zh']} / {found['name']['en']}", ""]
    lines += [f"{one['code']:<20} {one['zh']} / {one['en']}" for one in found["types"]]
    lines += ["", *(f"field  {one['code']:<24} {one['zh']} / {one['en']}" for one in found["fields"])]
    lines += ["", *(f"alerts {one['code']} {one['stages']}" for one in found["policies"])]
    emit(found, as_json, "\n".join(lines))


@pack.command("diff")
@click.argument("name")
@as_json
@command_errors
def diff(name: str, as_json: bool) -> None:
    """What upgrading pack NAME would make, change, and leave as you set it; nothing is written."""
    found = upgrade_of(name)
    lines = []
    for one in found:
        lines.append(f"{one['what']:<8} {one['kind']} {one['code']}  {one['name']} / {one['name_en']}")
        lines += [
            f"    {field['field']}: {field['before']!r} -> {field['after']!r}" for field in one["fields"]
        ]
    emit(found, as_json, "\n".join(lines) or "nothing to upgrade")
