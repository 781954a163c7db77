from django.db import migrations

# The list of books begins with the latest versions, and can be put in the order of the titles:
# Wagtail's table of pages has an index for neither, nor for the root that its admin asks for.
INDEXES = {
    "pages_by_latest_revision": "(latest_revision_created_at DESC NULLS LAST, id)",
    "pages_by_title": "(title, id)",
    "pages_that_are_roots": "(path) WHERE depth = 1",
}
# SQLite puts rows without a value last only in an index that has no word for it.
SQLITE = INDEXES | {"pages_by_latest_revision": "(latest_revision_created_at DESC, id)"}


def add(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for name, columns in (INDEXES if postgresql else SQLITE).items():
        schema_editor.execute(f"CREATE INDEX {name} ON wagtailcore_page {columns}")


def remove(apps, schema_editor):
    for name in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {name}")


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0017_list_plans'),
    ]

    operations = [
        migrations.RunPython(add, remove),
    ]
