from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("home", "0007_user_sessions"),
    ]

    operations = [
        migrations.AddField(
            model_name="newslettersubscription",
            name="mail_problems",
            field=models.JSONField(default=dict, editable=False),
        ),
        # One row for all workers before, one for each now: it is written again within seconds.
        migrations.DeleteModel(name="WorkerSign"),
        migrations.CreateModel(
            name="WorkerSign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("worker_id", models.CharField(max_length=64, unique=True)),
                ("given_at", models.DateTimeField()),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
