"""Loaded before Django's settings: an isolated home, fast password hashing, no real mail."""

import os
import tempfile

os.environ.setdefault("CREDENTRY_TEST_MODE", "1")
os.environ.setdefault("CREDENTRY_HOME", tempfile.mkdtemp(prefix="credentry-test-"))
