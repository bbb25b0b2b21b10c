import django.db.models.deletion
from django.db import migrations, models


def drop_the_index_on_holder_alone(apps, schema_editor):
    """Only the index goes: altering the field would write the whole table anew on SQLite."""
    table = apps.get_model("credentials", "Credential")._meta.db_table
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    for name, one in found.items():
        if one["index"] and one["columns"] == ["holder_id"] and not one["primary_key"]:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies = [("credentials", "0010_deputies_are_found")]

    operations = [
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(fields=["holder", "type"], name="credential_by_holder"),
        ),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="credential",
                    name="holder",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credentials_held",
                        to="subjects.subject",
                    ),
                )
            ],
            database_operations=[
                migrations.RunPython(drop_the_index_on_holder_alone, migrations.RunPython.noop)
            ],
        ),
    ]
