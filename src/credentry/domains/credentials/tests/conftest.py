"""An instance to import into."""

import pytest

from credentry.core.records.tests.factories import Company, make_company
from credentry.domains.credentials.tests.factories import make_type, plain_type
from credentry.domains.credentials.tests.imports import TYPES
from credentry.domains.subjects.actions.market import install_markets
from credentry.domains.subjects.tests.factories import SYSTEM


@pytest.fixture
def company() -> Company:
    """People and units, markets and a few types of credentials."""
    made = make_company()
    install_markets(SYSTEM)
    make_type(definition={"aliases": ["3C"]})
    plain_type()
    for code, zh, en in TYPES:
        plain_type(code=code, name_zh=zh, name_en=en)
    return made
