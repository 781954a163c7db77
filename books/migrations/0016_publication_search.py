import django.db.models.deletion
from django.db import migrations, models

import books.models.publication

PLACES = """
    SELECT id, kind, site_id, object_id, sort_date{words} FROM books_publication WHERE {found}
"""
# The words so far have a weight each, A for those of titles: now a word stands once for each
# level at which it is found.
LEXEMES = """
    , array_to_tsvector(ARRAY(
        SELECT level || lexeme
        FROM unnest(words) AS word, generate_series(ascii(word.weights[1]) - 64, 4) AS level
    ))
"""
# A publication's words go to another place, so that what a search reads is narrow: short rows
# are kept long ones by PostgreSQL, and words that wait to be indexed would make searches slow.
POSTGRESQL = [
    "ALTER TABLE books_publicationsearch SET (toast_tuple_target = 128)",
    "ALTER TABLE books_publicationsearch ALTER COLUMN words SET STORAGE EXTERNAL",
    "INSERT INTO books_publicationsearch (publication_id, kind, site_id, object_id, sort_date, words)"
    + PLACES.format(words=LEXEMES, found="words IS NOT NULL AND length(words) > 0"),
    "CREATE INDEX publications_by_words_found ON books_publicationsearch"
    " USING gin (words) WITH (fastupdate = off)",
    "ALTER TABLE books_publication DROP COLUMN words",
]
SQLITE = [
    "INSERT INTO books_publicationsearch (publication_id, kind, site_id, object_id, sort_date)"
    + PLACES.format(words="", found="id IN (SELECT rowid FROM books_publicationwords)"),
]
BACK = [
    "ALTER TABLE books_publication ADD COLUMN words tsvector",
    "CREATE INDEX publications_by_words ON books_publication USING gin (words)",
]


def fill(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def empty(apps, schema_editor):
    """The next start makes the index anew, for code that is other than this."""
    if schema_editor.connection.vendor == "postgresql":
        for statement in BACK:
            schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0015_publication_counts'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(models.F('title_key'), condition=models.Q(('digest', ''), _negated=True), name='publications_by_exact_title'),
        ),
        migrations.CreateModel(
            name='PublicationSearch',
            fields=[
                ('publication', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='+', serialize=False, to='books.publication')),
                ('kind', models.CharField(max_length=12)),
                ('site_id', models.PositiveBigIntegerField(null=True)),
                ('object_id', models.PositiveBigIntegerField()),
                ('sort_date', models.DateField()),
                ('words', books.models.publication.WordsField(null=True)),
            ],
            options={
                'indexes': [models.Index(models.F('kind'), models.F('site_id'), models.OrderBy(models.F('sort_date'), descending=True), models.F('object_id'), name='searched_by_date')],
            },
        ),
        migrations.RunPython(fill, empty),
    ]
