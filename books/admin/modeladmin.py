"""Tables of what the machine does: to look at, never to edit."""

from django.utils.translation import gettext_lazy as _
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from books.models import Rebuild


class LookOnly(PermissionHelper):
    def user_can_create(self, user) -> bool:
        return False

    def user_can_edit_obj(self, user, obj) -> bool:
        return False

    def user_can_delete_obj(self, user, obj) -> bool:
        return False


class RebuildAdmin(ModelAdmin):
    """How far a change that many books show has come."""

    model = Rebuild
    menu_label = _("Rebuilds")
    menu_icon = "rotate"
    add_to_settings_menu = True
    permission_helper_class = LookOnly
    list_display = ["label", "done", "total", "started_at", "finished_at"]
    list_filter = ["kind"]
