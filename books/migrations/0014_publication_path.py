from django.db import migrations, models
from django.db.models.fields.json import KT
from django.db.models.functions import Cast


def fill_in_from_records(apps, schema_editor):
    """So that these rows keep their numbers; pages have no record, and are done at the next start."""
    rows = apps.get_model('books', 'Publication').objects.exclude(record='')
    record = Cast('record', models.JSONField())
    rows.alias(content=record).update(path=KT('content__path'))


class Migration(migrations.Migration):

    dependencies = [
        ('books', '0013_vocabulary'),
    ]

    operations = [
        migrations.AddField(
            model_name='publication',
            name='path',
            field=models.TextField(blank=True),
        ),
        migrations.RunPython(fill_in_from_records, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='publication',
            index=models.Index(models.F('kind'), models.F('site_id'), models.F('object_id'), models.F('changed_at'), condition=models.Q(('digest', ''), _negated=True), name='publications_by_id'),
        ),
    ]
