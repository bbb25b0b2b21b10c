"""The record kind of working calendars."""

from credentry.core.records import kinds
from credentry.core.records.fields import DateTime, Field, Integer, Json, Text
from credentry.core.records.forms import partial
from credentry.core.records.kinds import Action, RecordKind
from credentry.domains.credentials.actions import forms, years
from credentry.foundation.labels import L

kinds.register(
    RecordKind(
        name="working_year",
        label=L("工作日历", "Working calendar"),
        plural=L("工作日历", "Working calendars"),
        model="credentials.WorkingYear",
        unit="",
        fields=(
            Field("title", Text(), L("名称", "Name"), search=True, listed=True),
            Field("year", Integer(), L("年份", "Year"), listed=True, mandatory=True),
            Field("holidays", Json(), L("放假", "Holidays"), filter=False, sort=False),
            Field("working", Json(), L("调休上班", "Make-up working days"), filter=False, sort=False),
            Field("source", Text(), L("依据", "Source"), sort=False),
            Field("created_at", DateTime(), L("登记时间", "Registered at"), group="record"),
        ),
        actions=(
            Action(
                "register", L("新增", "Add"), forms.WorkingYearForm, years.register, creates=True, bulk=False
            ),
            Action(
                "load",
                L("从文件导入", "From a file"),
                forms.LoadYearForm,
                years.load,
                creates=True,
                bulk=False,
            ),
            Action(
                "amend",
                L("修改", "Amend"),
                partial(forms.WorkingYearForm, "AmendYearForm", ("year",)),
                years.amend,
                bulk=False,
            ),
        ),
        icon="calendar",
        group="settings",
        default_sort="-year",
    )
)
