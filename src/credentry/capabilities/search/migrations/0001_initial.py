from django.db import migrations, models

SQLITE = (
    "CREATE VIRTUAL TABLE search_fts USING fts5("
    "grams, place, content='', columnsize=0, tokenize='ascii')",
)
POSTGRESQL = (
    "ALTER TABLE search_entry ADD COLUMN pieces tsvector NOT NULL DEFAULT ''::tsvector",
    "CREATE INDEX search_entry_pieces ON search_entry USING gin (pieces)",
)


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('record_id', models.UUIDField()),
                ('live', models.BooleanField()),
                ('unit_id', models.UUIDField(null=True)),
                ('text', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('record_id', 'kind'), name='search_entry_once')],
            },
        ),
        migrations.RunPython(make_index, drop_index),
    ]
