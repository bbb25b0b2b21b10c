"""``credentry demo``: a sample exporter in an instance of its own, ready to sign in.

Tables (``*.yaml``), a seeded plan made from them (``plan``), and what performs the plan (``organisation``,
``standards``, ``register``, ``files``, ``load``).
"""

import os
import time

import click

from credentry.delivery.cli.output import command_errors


@click.command()
@click.option("--serve/--no-serve", "serving", default=True, help="Serve it afterwards.")
@click.pass_context
@command_errors
def demo(ctx: click.Context, serving: bool) -> None:
    """Create the sample company in CREDENTRY_HOME, print the sign-ins and serve it.

    An instance that already holds the sample is used as it is; one that holds anything else is refused.
    """
    from django.conf import settings

    from credentry.delivery.cli.demo.load import ForeignData, load_once, sign_ins
    from credentry.delivery.cli.instance import prepare
    from credentry.delivery.cli.serve import claim, serve

    port = os.environ.get("CREDENTRY_PORT", "8000")
    if serving:
        claim("127.0.0.1", int(port))
    started = time.monotonic()
    click.echo(f"» instance in {settings.CREDENTRY_HOME}")
    prepare()
    try:
        made = load_once(lambda text: click.echo(f"» {text}"))
    except ForeignData as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"» sample company ready in {time.monotonic() - started:.0f} s" if made else "» sample company found"
    )
    click.echo()
    click.echo(f"  http://127.0.0.1:{port}")
    click.echo()
    for line in sign_ins():
        click.echo(f"  {line}")
    click.echo()
    if serving:
        os.environ["CREDENTRY_DEMO"] = "1"
        ctx.invoke(serve)
