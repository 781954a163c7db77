from wagtail.models import PagePermissionTester


class BookPermissionTester(PagePermissionTester):
    """What a user may do with a book: nothing stands below one, so none of it is looked for."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        if self.user.is_superuser or not self.user.is_active:
            return super().can_delete(ignore_bulk)
        if "change" in self.permissions and "publish" not in self.permissions:
            return not self.page.live
        return super().can_delete(ignore_bulk)
