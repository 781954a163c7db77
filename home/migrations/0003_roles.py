"""The roles, and the workflow in which what editors submit waits for a publisher.

A group or a workflow of the same name that is there already stays as its site made it. Wagtail's
own groups and workflow make room as long as nobody uses them.
"""

from django.db import migrations

SHELVES = ("contributor", "subject", "series")
EDITOR_PAGES = ("add_page", "change_page")
PUBLISHER_PAGES = (
    *EDITOR_PAGES,
    "publish_page",
    "lock_page",
    "unlock_page",
    "bulk_delete_page",
)
MEDIA = {
    "wagtailimages": ("add_image", "change_image", "choose_image"),
    "wagtaildocs": ("add_document", "change_document", "choose_document"),
}
EDITOR_MODELS = {
    "wagtailadmin": ("access_admin",),
    "books": (
        *(f"{act}_{model}" for model in SHELVES for act in ("add", "change", "view")),
        "view_examcopyrequest",
        "change_examcopyrequest",
    ),
}
PUBLISHER_MODELS = {
    "wagtailadmin": ("access_admin",),
    "books": (
        *EDITOR_MODELS["books"],
        *(f"delete_{model}" for model in SHELVES),
        *(f"publish_{model}" for model in SHELVES),
        "change_publishersettings",
        "delete_examcopyrequest",
    ),
    "home": ("view_newslettersubscription", "delete_newslettersubscription"),
    "wagtailredirects": ("add_redirect", "change_redirect", "delete_redirect", "view_redirect"),
}
MODEL_OF = {"access_admin": "admin"}
APPROVAL, WAGTAILS_APPROVAL = "Publisher's approval", "Moderators approval"
WAGTAILS_GROUPS = ("Editors", "Moderators")


def make_roles(apps, schema_editor=None):
    """Safe to do again."""
    retire_wagtails_workflow(apps)
    retire_wagtails_groups(apps)
    make_role(apps, "Marketing editors", EDITOR_PAGES, EDITOR_MODELS)
    make_role(apps, "Publishers", PUBLISHER_PAGES, PUBLISHER_MODELS)
    make_role(apps, "API readers", (), {})
    make_workflow(apps)


def make_role(apps, name, pages, models):
    """A group with its permissions on the whole tree, on all media and on models."""
    group, made = apps.get_model("auth.Group").objects.get_or_create(name=name)
    if not made:
        return
    for app, codenames in models.items():
        group.permissions.add(*(permission(apps, app, each) for each in codenames))
    on_pages = apps.get_model("wagtailcore.GroupPagePermission").objects
    for codename in pages:
        on_pages.create(
            group=group, page=root_page(apps), permission=permission(apps, "wagtailcore", codename)
        )
    if not pages:
        return
    on_media = apps.get_model("wagtailcore.GroupCollectionPermission").objects
    root = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    for app, codenames in MEDIA.items():
        for codename in codenames:
            on_media.create(
                group=group, collection=root, permission=permission(apps, app, codename)
            )


def permission(apps, app, codename):
    """The permission, made where Django has not made it yet: it does so after all migrations."""
    model = MODEL_OF.get(codename) or codename.partition("_")[2]
    kind, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    found, _made = apps.get_model("auth.Permission").objects.get_or_create(
        content_type=kind,
        codename=codename,
        defaults={"name": f"Can {codename.replace('_', ' ')}"},
    )
    return found


def root_page(apps):
    return apps.get_model("wagtailcore.Page").objects.get(depth=1)


def make_workflow(apps):
    """One task, for all publishers; on the whole tree, so on each catalogue."""
    workflow, made = apps.get_model("wagtailcore.Workflow").objects.get_or_create(
        name=APPROVAL, defaults={"active": True}
    )
    if not made:
        return
    kind, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="wagtailcore", model="groupapprovaltask"
    )
    task = apps.get_model("wagtailcore.GroupApprovalTask").objects.create(
        name=APPROVAL, active=True, content_type=kind
    )
    task.groups.add(apps.get_model("auth.Group").objects.get(name="Publishers"))
    apps.get_model("wagtailcore.WorkflowTask").objects.create(
        workflow=workflow, task_id=task.pk, sort_order=0
    )
    on_pages = apps.get_model("wagtailcore.WorkflowPage").objects
    if on_pages.filter(page=root_page(apps)).exists():
        free = apps.get_model("books.BookIndexPage").objects.filter(workflowpage=None)
        on_pages.bulk_create(on_pages.model(page_id=each.pk, workflow=workflow) for each in free)
    else:
        on_pages.create(page=root_page(apps), workflow=workflow)


def retire_wagtails_workflow(apps):
    """Where it never ran, and stands only where Wagtail put it."""
    unused = apps.get_model("wagtailcore.Workflow").objects.filter(
        name=WAGTAILS_APPROVAL, workflow_states=None, workflow_content_types=None
    )
    moved = apps.get_model("wagtailcore.WorkflowPage").objects.filter(page__depth__gt=1)
    unused = unused.exclude(pk__in=moved.values("workflow"))
    tasks = apps.get_model("wagtailcore.Task").objects.filter(
        name=WAGTAILS_APPROVAL, workflow_tasks__workflow__in=unused
    )
    ids = list(tasks.values_list("pk", flat=True))
    unused.delete()
    apps.get_model("wagtailcore.Task").objects.filter(
        pk__in=ids, workflow_tasks=None, task_states=None
    ).delete()


def retire_wagtails_groups(apps):
    """Those without people that neither approve nor open anything."""
    apps.get_model("auth.Group").objects.filter(
        name__in=WAGTAILS_GROUPS,
        user=None,
        groupapprovaltask=None,
        pageviewrestriction=None,
        collectionviewrestriction=None,
    ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_newsletter_subscription"),
        ("books", "0007_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
