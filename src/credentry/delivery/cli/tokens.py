"""Commands about API tokens."""

import click

from credentry.core.identity.queries import tokens
from credentry.core.records.actions import perform
from credentry.delivery.cli.output import as_json, cli_actor, command_errors, emit


@click.group()
def token() -> None:
    """API tokens: issue, list, revoke."""


@token.command("issue")
@click.argument("username")
@click.option("--name", default="cli", show_default=True, help="What the token is for.")
@click.option(
    "--scope", multiple=True, default=("*",), help="kind.action, e.g. credential.read; may be repeated."
)
@click.option("--days", default=90, show_default=True)
@as_json
@command_errors
def issue(username: str, name: str, scope: tuple[str, ...], days: int, as_json: bool) -> None:
    """Make a token for USERNAME; the secret is printed once."""
    payload = {"name": name, "scope": list(scope), "days": days}
    done = perform(cli_actor(username), "api_token", "issue", None, payload)
    secret = done.record.secret
    emit(
        {"id": str(done.id), "token": secret, "expires_at": done.record.expires_at.isoformat()},
        as_json,
        secret,
    )


@token.command("list")
@as_json
def list_tokens(as_json: bool) -> None:
    """Every token with its user, scope and end."""
    rows = [
        {"id": str(one.pk), "user": one.user.username, "name": one.name, "prefix": one.prefix, "scope": one.scope,
         "expires_at": one.expires_at.isoformat(), "revoked": one.revoked_at is not None}
        for one in tokens()
    ]  # fmt: skip
    emit(
        rows,
        as_json,
        "\n".join(f"{one['id']} {one['user']} {one['name']} {one['expires_at']}" for one in rows),
    )


@token.command("revoke")
@click.argument("token_id")
@as_json
@command_errors
def revoke(token_id: str, as_json: bool) -> None:
    """End a token at once."""
    perform(cli_actor(None), "api_token", "revoke", token_id)
    emit({"revoked": token_id}, as_json, f"revoked {token_id}")
