"""Servers that take everything at once, in a process of their own: SMTP, and HTTP that answers as WeCom does.

``python -m tests.sinks`` listens on two free ports of this machine, prints them, and ends with its standard input.
"""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ANSWER = b'{"errcode":0,"errmsg":"ok","access_token":"bench","expires_in":7200,"msgid":"m"}'
REPLIES = {b"EHLO": b"250 bench", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


@dataclass(frozen=True, slots=True)
class Sinks:
    """Where they listen, as the settings want it."""

    smtp: str
    http: str


@contextmanager
def running() -> Iterator[Sinks]:
    """Both servers, until the block is left."""
    command = [sys.executable, "-m", "tests.sinks"]
    root = Path(__file__).resolve().parents[1]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        smtp, http = process.stdout.readline().split()
        try:
            yield Sinks(f"smtp://127.0.0.1:{smtp}", f"http://127.0.0.1:{http}")
        finally:
            process.stdin.close()
            process.wait(10)


async def take_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 bench\r\n")
    with suppress(asyncio.IncompleteReadError, ConnectionError):
        while line := await reader.readline():
            word = line[:4].upper()
            writer.write(REPLIES.get(word, b"250 ok") + b"\r\n")
            if word == b"DATA":
                await reader.readuntil(b"\r\n.\r\n")
                writer.write(b"250 taken\r\n")
            if word == b"QUIT":
                break
    writer.close()


async def take_calls(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (
        f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(ANSWER)}\r\n\r\n".encode()
    )
    try:
        while True:
            asked = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = asked.partition(b"content-length:")[2].partition(b"\r\n")[0].strip()
            await reader.readexactly(int(length or b"0"))
            writer.write(head + ANSWER)
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def serve() -> None:
    servers = [
        await asyncio.start_server(one, "127.0.0.1", 0, limit=2**24) for one in (take_mail, take_calls)
    ]
    print(*(one.sockets[0].getsockname()[1] for one in servers), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for one in servers:
        one.close()


if __name__ == "__main__":
    asyncio.run(serve())
