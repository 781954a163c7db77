"""The form of a book, in the order in which an editor thinks of it."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
    TabbedInterface,
    TitleFieldPanel,
)

from books.admin.prices import FormatsPanel
from books.admin.row_forms import PageCommentPanel, RowsPanel
from books.forms import BookPageForm

BOOK = [
    MultiFieldPanel(
        [
            TitleFieldPanel("title", help_text=_("As on the title page. For example: Walden.")),
            FieldPanel(
                "subtitle", help_text=_("Without the colon. For example: Or, Life in the Woods.")
            ),
            FieldPanel(
                "tagline", help_text=_("One line that sells the book, shown under the names.")
            ),
        ],
        heading=_("Title"),
    ),
    RowsPanel(
        "contributions",
        label=_("Contributor"),
        heading=_("Contributors"),
        help_text=_(
            "In the order of the title page. Whoever is not in the list yet can be made in "
            "“Choose contributor”, without leaving the book."
        ),
    ),
    MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
    FieldRowPanel(
        [FieldPanel("language"), FieldPanel("edition_number"), FieldPanel("edition_note")],
        heading=_("Edition"),
    ),
]
TEXT = [
    FieldPanel(
        "description",
        help_text=_("What the book is about, as on the back cover: two or three paragraphs."),
    ),
    FieldPanel(
        "contents",
        help_text=_(
            "One chapter is one line. Paste a list of titles into an empty title, and each line "
            "becomes an entry of its own."
        ),
    ),
    FieldPanel(
        "author_bio",
        heading=_("Bios"),
        help_text=_("Choose a contributor to show their own bio; write one only if it differs."),
    ),
    FieldPanel("praise", help_text=_("What others say: before the book is out, and in reviews.")),
    RowsPanel("awards", label=_("Award"), heading=_("Awards")),
]
FORMATS = [
    FormatsPanel(
        "formats",
        label=_("Format"),
        heading=_("Formats and prices"),
        help_text=_(
            "One for each ISBN. A format has a price in each currency, for example 29.95 and USD, "
            "or a reason for having none."
        ),
    ),
]
SHELVING = [
    RowsPanel(
        "book_subjects",
        label=_("Subject"),
        heading=_("Subjects"),
        help_text=_("The first is the main one. For example: Social history, then Labour."),
    ),
    FieldRowPanel(
        [
            FieldPanel("series"),
            FieldPanel("series_number", help_text=_("As on the cover. For example: 12.")),
        ],
        heading=_("Series"),
    ),
    RowsPanel(
        "related_books",
        label=_("Related book"),
        heading=_("Related books"),
        help_text=_("What its readers may want next. One that is not public yet stays hidden."),
    ),
]
PROMOTE = [
    MultiFieldPanel(
        [
            FieldPanel(
                "slug",
                help_text=_("The last part of its address. For example: walden."),
            ),
            FieldPanel(
                "seo_title",
                help_text=_("For search results and the browser's tab. Empty: the full title."),
            ),
            FieldPanel(
                "search_description",
                help_text=_("One or two sentences for search results, up to 160 characters."),
            ),
            FieldPanel("keywords"),
        ],
        heading=_("Search engines"),
    ),
    MultiFieldPanel(
        [FieldPanel("offers_exam_copies"), FieldPanel("in_student_offer")], heading=_("Offers")
    ),
]
SETTINGS = [
    PublishingPanel(),
    FieldRowPanel(
        [FieldPanel("licence"), FieldPanel("rights"), FieldPanel("doi")], heading=_("Rights")
    ),
    PageCommentPanel(),
]
BOOK_FORM = TabbedInterface(
    [
        ObjectList(BOOK, heading=_("Book")),
        ObjectList(TEXT, heading=_("Text")),
        ObjectList(FORMATS, heading=_("Formats and prices")),
        ObjectList(SHELVING, heading=_("Shelving")),
        ObjectList(PROMOTE, heading=_("Promote")),
        ObjectList(SETTINGS, heading=_("Settings")),
    ],
    base_form_class=BookPageForm,
)
