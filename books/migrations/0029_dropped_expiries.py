"""What books share does not expire any more; dates that were set are dropped."""

from django.db import migrations, models

SHARED = ('contributor', 'subject', 'series')


def drop_expiries(apps, schema_editor):
    for name in SHARED:
        apps.get_model('books', name).objects.update(expire_at=None)
    # A version that has one could not be published.
    Revision = apps.get_model('wagtailcore', 'Revision')
    versions = Revision.objects.filter(
        content_type__app_label='books', content_type__model__in=SHARED
    )
    for version in versions.exclude(content__expire_at=None).iterator():
        version.content['expire_at'] = None
        version.save(update_fields=['content'])


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0028_rows_and_mails'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.RunPython(drop_expiries, migrations.RunPython.noop),
    ]
