"""What marketing editors and publishers may do in the admin, as groups with permissions."""

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from home.models import HomePage

MARKETING_EDITORS = "Marketing editors"
PUBLISHERS = "Publishers"

SHELVES = ("contributor", "subject", "series")
EDITOR_PAGES = ("add_page", "change_page")
PUBLISHER_PAGES = (
    *EDITOR_PAGES,
    "publish_page",
    "lock_page",
    "unlock_page",
    "bulk_delete_page",
)
MEDIA = (
    "add_image",
    "change_image",
    "choose_image",
    "add_document",
    "change_document",
    "choose_document",
)
EDITOR_MODELS = tuple(f"{act}_{model}" for model in SHELVES for act in ("add", "change", "view"))
PUBLISHER_MODELS = (
    *EDITOR_MODELS,
    *(f"delete_{model}" for model in SHELVES),
    "publish_contributor",
    "change_publishersettings",
)


def make_roles() -> None:
    """Makes the groups that are missing; a group that is there stays as its site changed it."""
    home = HomePage.objects.get()
    make_role(MARKETING_EDITORS, home, EDITOR_PAGES, EDITOR_MODELS)
    make_role(PUBLISHERS, home, PUBLISHER_PAGES, PUBLISHER_MODELS)


def make_role(name: str, home: Page, pages: tuple[str, ...], models: tuple[str, ...]) -> None:
    group, made = Group.objects.get_or_create(name=name)
    if not made:
        return
    group.permissions.set(
        [*permissions("wagtailadmin", ("access_admin",)), *permissions("books", models)]
    )
    for permission in permissions("wagtailcore", pages):
        GroupPagePermission.objects.create(group=group, page=home, permission=permission)
    collection = Collection.get_first_root_node()
    for permission in [*permissions("wagtailimages", MEDIA), *permissions("wagtaildocs", MEDIA)]:
        GroupCollectionPermission.objects.create(
            group=group, collection=collection, permission=permission
        )


def permissions(app: str, codenames: tuple[str, ...]) -> list[Permission]:
    return list(Permission.objects.filter(content_type__app_label=app, codename__in=codenames))
