import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who was away when they were to be told of a task, and who was told in their place."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('approvals', '0007_as_decided'),
    ]

    operations = [
        migrations.AddField(
            model_name='tasknotice',
            name='away',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='tasknotice',
            name='instead',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
    ]
