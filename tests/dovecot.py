"""A Dovecot of our own for tests: real IMAP on loopback, a free port, one account, gone afterwards."""

import imaplib
import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tests.postgres import free_port

USER = "certs"
CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{home}/mail/%n
passdb {{
  driver = passwd-file
  args = scheme=PLAIN {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%n
}}
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
"""


def binary() -> str | None:
    """The server, where it is installed (Debian: dovecot-imapd)."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True)
class Post:
    """A running mail server with the account ``certs``."""

    port: int
    password: str
    home: Path

    def url(self, more: str = "") -> str:
        """The address for ``CREDENTRY_IMAP_URL``."""
        return f"imap://{USER}:{quote(self.password, safe='')}@127.0.0.1:{self.port}/INBOX{more}"

    @contextmanager
    def open(self, folder: str = "INBOX") -> Iterator[imaplib.IMAP4]:
        """A session of the account's owner."""
        imap = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        imap.login(USER, self.password)
        assert imap.select(folder)[0] == "OK", folder
        try:
            yield imap
        finally:
            imap.logout()

    def deliver(self, *messages: bytes) -> None:
        """Put messages into the inbox, unread."""
        with self.open() as imap:
            for one in messages:
                status, said = imap.append("INBOX", "", "", one)
                assert status == "OK", said

    def count(self, search: str = "UNSEEN", folder: str = "INBOX") -> int:
        """How many messages of a folder meet an IMAP search."""
        with self.open(folder) as imap:
            return len(imap.search(None, search)[1][0].split())

    def empty(self) -> None:
        """Throw every message away."""
        if not self.count("ALL"):
            return
        with self.open() as imap:
            imap.store("1:*", "+FLAGS.SILENT", r"(\Deleted)")
            imap.expunge()


@contextmanager
def running() -> Iterator[Post]:
    """Start a server, yield it, stop and remove it. As root it runs as ``mail``, else as who we are."""
    server = binary()
    if server is None:
        raise RuntimeError("Dovecot is not installed: apt-get install dovecot-imapd")
    owner = pwd.getpwnam("mail") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    home = Path(tempfile.mkdtemp(prefix="credentry-imap-"))
    # What a person would choose: signs that mean something in an address.
    post = Post(free_port(), f"p@ss/{secrets.token_hex(8)}%", home)
    group = subprocess.run(["id", "-gn", owner.pw_name], capture_output=True, text=True, check=True)
    words = {"home": home, "user": owner.pw_name, "group": group.stdout.strip(), "port": post.port}
    (home / "dovecot.conf").write_text(CONFIG.format(**words))
    (home / "users").write_text(f"{USER}:{{PLAIN}}{post.password}\n")
    for folder in ("run", "state", "mail"):
        (home / folder).mkdir()
    for path in (home, *home.iterdir()):
        os.chown(path, owner.pw_uid, owner.pw_gid)
    before = ["runuser", "-u", owner.pw_name, "--"] if os.geteuid() == 0 else []
    process = subprocess.Popen(
        [*before, server, "-F", "-c", str(home / "dovecot.conf")],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        _wait(post, process)
        yield post
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(home, ignore_errors=True)


def _wait(post: Post, process: subprocess.Popen[bytes]) -> None:
    for _ in range(100):
        try:
            with post.open():
                return
        except (OSError, imaplib.IMAP4.error) as error:
            last = error
        if process.poll() is not None:
            break
        time.sleep(0.1)
    log = post.home / "log"
    raise RuntimeError(f"Dovecot did not start: {last}\n{log.read_text() if log.exists() else ''}")
