"""Printing for people and for programs, and who acts on the command line."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click
import orjson

from credentry.core.identity.actors import Actor
from credentry.core.identity.queries import actor_for_user, user_by_name
from credentry.foundation.errors import DomainError

as_json = click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
as_user = click.option("--user", "username", default=None, help="Act as this user (default: the system).")
lang_option = click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", help="Language of messages."
)


def emit(data: Any, as_json: bool, text: str | Callable[[], str] = "") -> None:
    """Print ``data`` as one JSON document, or ``text`` for people."""
    if as_json:
        click.echo(orjson.dumps(data, option=orjson.OPT_INDENT_2, default=str).decode())
    else:
        click.echo(text() if callable(text) else text or _lines(data))


def _lines(data: Any) -> str:
    if isinstance(data, dict):
        return "\n".join(f"{key}: {value}" for key, value in data.items())
    return str(data)


def cli_actor(username: str | None, lang: str = "zh") -> Actor:
    """The system, or a named user with that user's rights."""
    if username is None:
        return Actor.system("cli", lang, "cli")
    user = user_by_name(username)
    if user is None:
        raise click.ClickException(f"no such user: {username}")
    return actor_for_user(user, "cli")


@contextmanager
def plain_errors(lang: str = "zh", as_json: bool = False) -> Iterator[None]:
    """A broken rule becomes one readable line (or JSON) and exit code 1."""
    try:
        yield
    except DomainError as error:
        details = [
            {"field": one.field, "code": one.code, "message": one.message(lang)} for one in error.errors
        ]
        if as_json:
            emit({"error": error.code, "message": error.message(lang), "errors": details}, True)
        else:
            click.echo(error.message(lang), err=True)
            for one in details:
                click.echo(f"  {one['field']}: {one['message']}", err=True)
        sys.exit(1)


def command_errors(function: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator form of ``plain_errors`` for commands with ``as_json``."""

    @wraps(function)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        with plain_errors(str(kwargs.get("lang", "zh")), bool(kwargs.get("as_json"))):
            return function(*args, **kwargs)

    return wrapped
