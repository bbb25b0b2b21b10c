from django.db import migrations, models
from django.db.models import Value


class Migration(migrations.Migration):
    """What a case knew when the last word was given, to show what changed since."""

    dependencies = [
        ('approvals', '0006_notices'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='decided',
            field=models.JSONField(db_default=Value({}, models.JSONField()), default=dict),
        ),
    ]
