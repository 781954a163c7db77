from django.db import models


def unique_slug(instance: models.Model, wanted: str) -> str:
    """`wanted`, or with the first free number behind it, among the model's slugs."""
    wanted = wanted or instance._meta.model_name or "item"
    taken = set(
        type(instance)
        ._default_manager.filter(slug__startswith=wanted)
        .exclude(pk=instance.pk)
        .values_list("slug", flat=True)
    )
    number = 1
    slug = wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
