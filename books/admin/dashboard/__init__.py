"""What an editor sees first in the admin: what waits, what comes, what was done."""

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from books.admin.dashboard.approval import DraftsPanel, ReviewsPanel
from books.admin.dashboard.calendar import ComingPanel, PublishedPanel
from books.admin.dashboard.failures import FailuresPanel
from books.admin.dashboard.pictures import PicturesPanel
from books.admin.dashboard.readiness import ReadinessPanel
from books.admin.dashboard.requests import RequestsPanel

PANELS = (
    FailuresPanel,
    ReviewsPanel,
    RequestsPanel,
    DraftsPanel,
    ComingPanel,
    PicturesPanel,
    ReadinessPanel,
    PublishedPanel,
)
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


def use_dashboard(request: HttpRequest, panels: list[Component]) -> None:
    """A `construct_homepage_panels` hook."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels += [panel() for panel in PANELS]
