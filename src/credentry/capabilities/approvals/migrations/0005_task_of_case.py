from django.db import migrations, models


class Migration(migrations.Migration):
    """A SQLite without statistics looked for the open tasks of one case among all open tasks."""

    dependencies = [
        ('approvals', '0004_starting'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(fields=['case', 'state'], name='task_of_case'),
        ),
    ]
