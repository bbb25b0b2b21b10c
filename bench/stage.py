"""What every row of the bench is given: the world, the serving instance, and how to talk to both."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bench.build import World
from bench.measure import Client
from bench.report import Row
from tests.server import Instance, Server

Say = Callable[[str], None]


@dataclass(slots=True)
class Stage:
    """One engine with its data, served."""

    engine: str
    size: int
    world: World
    instance: Instance
    server: Server
    say: Say

    def client(self) -> Client:
        """A kept-alive connection with the bench user's token."""
        headers = {"Authorization": f"Bearer {self.world.token}", "Content-Type": "application/json"}
        return Client(self.server.url, headers)

    def row(
        self,
        budget: str,
        work: str,
        product: str,
        reference: str = "–",
        ratio: float | None = None,
        target: str = "–",
        holds: bool | None = None,
    ) -> Row:
        self.say(f"{budget} {work}: {product} (reference {reference}, budget {target})")
        return Row(budget, self.engine, work, product, reference, ratio, target, holds)

    def command(self, *arguments: str) -> Any:
        """Run ``credentry ARGUMENTS --json`` to its end and read what it prints."""
        return command(self.instance, *arguments)


def command(instance: Instance, *arguments: str) -> Any:
    """Run ``credentry ARGUMENTS --json`` on an instance to its end and read what it prints."""
    done: subprocess.CompletedProcess[str] = instance.run(*arguments, "--json")
    assert done.returncode == 0, (
        f"credentry {' '.join(arguments)}: {done.stdout[-2000:]}{done.stderr[-2000:]}"
    )
    return json.loads(done.stdout)


def path(kind: str, **parameters: str | int) -> str:
    """The address of a list."""
    return f"/api/v1/records/{kind}?{urlencode(parameters)}"


def ms(value: float) -> str:
    return f"{value:.1f} ms" if value < 100 else f"{value:,.0f} ms"
