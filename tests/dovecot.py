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
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from tests.ports import reserve

USER = "certs"
CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
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
    port = {tls_port}
    ssl = yes
  }}
}}
"""


def binary() -> str | None:
    """The server, where it is installed (Debian: dovecot-imapd)."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


@dataclass(frozen=True)
class Post:
    """A running mail server with the account ``certs``; its certificate is signed by nobody but itself."""

    port: int
    tls_port: int
    password: str
    home: Path

    def url(self, more: str = "", scheme: str = "imap") -> str:
        """The address for ``CREDENTRY_IMAP_URL``."""
        port = self.tls_port if scheme == "imaps" else self.port
        return f"{scheme}://{USER}:{quote(self.password, safe='')}@127.0.0.1:{port}/INBOX{more}"

    @property
    def certificate(self) -> Path:
        """What makes a client trust the server (``SSL_CERT_FILE``)."""
        return self.home / "cert.pem"

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
    post = Post(reserve(), reserve(), f"p@ss/{secrets.token_hex(8)}%", home)
    _certificate(home)
    group = subprocess.run(["id", "-gn", owner.pw_name], capture_output=True, text=True, check=True)
    words = {"home": home, "user": owner.pw_name, "group": group.stdout.strip(), "port": post.port}
    words["tls_port"] = post.tls_port
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


def _certificate(home: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test mail server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (home / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (home / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


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
