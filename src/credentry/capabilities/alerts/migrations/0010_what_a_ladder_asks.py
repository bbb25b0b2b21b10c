from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0009_monthly_packs"),
    ]

    operations = [
        migrations.AddField(
            model_name="alert",
            name="asks",
            field=models.CharField(db_default="acknowledge", default="acknowledge", max_length=12),
        ),
        migrations.AddField(
            model_name="alert",
            name="plan_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
