from wagtail.models import PagePermissionTester


class PublishedPagePermissionTester(PagePermissionTester):
    """An alias is published with its source and has no versions: nobody publishes it by itself.

    Wagtail 8 lets them, and fails when it asks the alias for a version.
    """

    def can_publish(self) -> bool:
        return not self.page.alias_of_id and super().can_publish()

    def can_set_view_restrictions(self) -> bool:
        return super().can_publish()


class BookPermissionTester(PublishedPagePermissionTester):
    """What a user may do with a book: nothing stands below one, so none of it is looked for."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.user.is_superuser or not self.user.is_active:
            return super().can_delete(ignore_bulk)
        if "change" in self.permissions and "publish" not in self.permissions:
            return not self.page.live
        return super().can_delete(ignore_bulk)
