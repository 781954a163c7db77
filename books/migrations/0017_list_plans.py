from django.db import migrations, models

# How often a value is there depends on the term: `5` is often a subject and seldom a contributor.
# Otherwise PostgreSQL would take a subject with many books for a rare one.
STATISTICS = [
    "CREATE STATISTICS terms_by_value (mcv) ON name, value FROM books_publicationterm",
    "ALTER STATISTICS terms_by_value SET STATISTICS 1000",
]


def add_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in STATISTICS:
            schema_editor.execute(statement)


def remove_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP STATISTICS terms_by_value")


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0016_publication_search'),
    ]

    operations = [
        migrations.RunPython(add_statistics, remove_statistics),
        migrations.RemoveIndex(
            model_name='publication',
            name='publications_by_title',
        ),
        migrations.RemoveIndex(
            model_name='publication',
            name='publications_by_date',
        ),
        migrations.RemoveIndex(
            model_name='publication',
            name='publications_by_author',
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('digest', ''), _negated=True), fields=['kind', 'site_id', '-sort_date', 'object_id'], include=('id',), name='publications_by_date'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('digest', ''), _negated=True), fields=['kind', 'site_id', 'author_key', 'object_id'], include=('id',), name='publications_by_author'),
        ),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(condition=models.Q(('digest', ''), _negated=True), fields=['kind', 'site_id', 'title_key', 'object_id'], include=('id',), name='publications_by_title'),
        ),
    ]
