from wagtail.models import PagePermissionTester


class BookPermissionTester(PagePermissionTester):
    """What a user may do with a book: nothing stands below one, so none of it is looked for."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        needs_a_look = "change" in self.permissions and "publish" not in self.permissions
        if needs_a_look and self.user.is_active and not self.user.is_superuser:
            return not self.page.live
        return super().can_delete(ignore_bulk)
