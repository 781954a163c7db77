from django.db import migrations, models

# Of what is public already, as `books.index.counts` counts it.
FILL = """
    INSERT INTO books_publicationcount (site_id, name, value, locale, label, books)
    SELECT book.site_id, term.name, term.value, locale.value, term.label, count(*)
    FROM books_publicationterm term
    JOIN books_publication book ON book.id = term.publication_id
    JOIN books_publicationterm locale
        ON locale.publication_id = book.id AND locale.name = 'locale'
    WHERE book.kind = 'book' AND book.digest <> '' AND book.site_id IS NOT NULL
        AND term.name IN ('locale', 'contributor', 'role', 'subject', 'series', 'form',
            'language', 'availability', 'year', 'exam_copy')
    GROUP BY book.site_id, term.name, term.value, locale.value, term.label
"""


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0014_publication_path'),
    ]

    operations = [
        migrations.CreateModel(
            name='PublicationCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('site_id', models.PositiveBigIntegerField()),
                ('name', models.CharField(max_length=12)),
                ('value', models.TextField()),
                ('locale', models.TextField()),
                ('label', models.CharField(blank=True, max_length=255)),
                ('books', models.IntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('site_id', 'name', 'value', 'locale', 'label'), name='one_count_per_term')],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
