import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import credentry.foundation.ids


class Migration(migrations.Migration):
    """Who was told of a task (mentioned, urged, sent a copy) and when they took note."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('approvals', '0005_task_of_case'),
    ]

    operations = [
        migrations.CreateModel(
            name='TaskNotice',
            fields=[
                ('id', models.UUIDField(default=credentry.foundation.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=10)),
                ('at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to='approvals.task')),
                ('user', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
    ]
