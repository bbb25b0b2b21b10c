"""An import from file to records and back, on a kind every installation has."""

import io

import pytest

from credentry.capabilities.intake import actions
from credentry.capabilities.intake.vocabulary import RunState
from credentry.core.identity.models import Post
from credentry.core.records.tests.factories import make_company

pytestmark = pytest.mark.django_db

TABLE = "岗位编码,岗位,所属单元\nQ1,质量经理,华东公司\nQ2,体系工程师,西部公司\n,缺编码,华东公司\nQ1,质量经理,华东公司\n"


def test_flow() -> None:
    company = make_company()
    run = actions.start(company.admin, "post", "岗位.csv", io.BytesIO(TABLE.encode()))
    assert run.state == RunState.MAPPING, run.error
    run = actions.check(company.admin, run)
    assert Post.objects.count() == 0
    assert (run.created, run.rejected, run.duplicates) == (2, 1, 1)
    run = actions.commit(company.admin, run)
    assert Post.objects.filter(archived_at=None).count() == 2
    run = actions.undo(company.admin, run)
    assert run.state == RunState.UNDONE
    assert Post.objects.filter(archived_at=None).count() == 0
