from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("books", "0023_amounts")]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="problem",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "profile",
                        "Its colour profile was damaged and has been left out: look at its colours.",
                    ),
                    (
                        "renditions",
                        "No sizes for the website could be made of it: upload its file again.",
                    ),
                ],
                editable=False,
                max_length=16,
            ),
        ),
    ]
