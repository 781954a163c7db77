"""What the OpenAPI document says in words."""

TITLE = "Frontlist content API"
VERSION = "1.0.0"
DESCRIPTION = """\
The catalogue of a book publisher, for apps and partners.

Start with `books`: every book that can be read today, as one complete record. `books`,
`contributors`, `subjects`, `series` and `changes` answer from stored records and need no token.
What is tagged otherwise serves forms and previews, or is Wagtail's own, for editors' tools.

Amounts are strings with as many decimals as their ISO 4217 currency has (`29.95` USD, `1500` JPY,
`4.250` KWD), ISBNs are 13 digits, dates are ISO 8601. Errors are problem details (RFC 9457)."""
ABOUT_TOKENS = "Made by an administrator in Wagtail. Readers of what is public need none."

TAGS = [
    {"name": name, "description": description}
    for name, description in {
        "books": "Complete records of the books that can be read today.",
        "contributors": "The people and organisations credited on those books.",
        "subjects": "The shelves of the catalogue.",
        "series": "Named runs of books.",
        "changes": "What was published and withdrawn, in order, for mirrors of the catalogue.",
        "exam copies": "Teachers ask for a copy to look at.",
        "newsletter": "Readers sign up for the newsletter.",
        "previews": "Drafts, for those who were sent a link.",
        "pages": "Pages of the site in Wagtail's generic form.",
        "snippets": "Things that pages share, in Wagtail's generic form.",
        "images": "Uploaded images.",
        "documents": "Files to download.",
        "redirects": "Old addresses and where they lead now.",
        "locales": "The languages the site is written in.",
        "sites": "The sites served from this database.",
        "schema": "The fields of each kind of page and snippet.",
        "auth": "Whose token this is.",
    }.items()
]

# Wagtail describes none of its operations: by the end of the operation's id, the first that fits.
GENERIC = {
    "pages_actions_delete": "Deletes the page and all below it.",
    "schema_list": "The kinds of page and snippet that can be read or written.",
    "schema_detail": "JSON Schemas for reading, creating and changing this kind of content.",
    "whoami": "The user the token belongs to, and what they may do.",
    "revisions_list": "The revisions of this item, newest first; for those who may edit it.",
    "revisions_detail": "One revision, with the content as it was then.",
    "actions_publish": "Makes the latest revision public.",
    "actions_unpublish": "Takes the item from the public; its revisions stay.",
    "actions_copy": "Copies the page, to the same or to another place.",
    "actions_move": "Moves the page, with all below it, to another place.",
    "actions_delete": "Deletes the item.",
    "actions_revert": "Makes an earlier revision the latest one.",
    "actions_convert_alias": "Makes the alias a page of its own, which no longer follows another.",
    "actions_create_alias": "Makes a page that follows this one in all but its place.",
    "actions_copy_for_translation": "Copies the item into another locale, to be translated there.",
    "list": "Those that the reader may see, by limit and offset.",
    "find": "Leads to the one that the parameters describe.",
    "detail": "The one with this id, if the reader may see it.",
    "create": "Makes a new one. Needs a token of someone who may.",
    "update": "Changes the one with this id. Needs a token of someone who may.",
    "delete": "Deletes the one with this id. Needs a token of someone who may.",
}


def description_of(operation_id: str) -> str | None:
    """What an operation of Wagtail's does, in a sentence."""
    return next((words for end, words in GENERIC.items() if operation_id.endswith(end)), None)
