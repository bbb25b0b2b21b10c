from django.db import migrations, models


class Migration(migrations.Migration):
    """No case can exist before this: the kind was not declared yet."""

    dependencies = [
        ('approvals', '0001_processes_and_cases'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='case', name='case_of_subject'),
        migrations.RemoveField(model_name='case', name='subject_id'),
        migrations.AddField(
            model_name='case',
            name='subject_id',
            field=models.CharField(blank=True, max_length=36, default=''),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['subject_id', 'state'], name='case_of_subject'),
        ),
        migrations.AddField(
            model_name='taskcopy',
            name='read_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
