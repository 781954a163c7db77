"""Records for tests of channels: the API's example, changed as a test says."""

from typing import Any

from books.api.examples import record_examples
from books.record import BookRecord

EXAMPLE = record_examples()["BookRecord"]


def make_record(**fields: Any) -> BookRecord:
    return BookRecord.model_validate({**EXAMPLE, **fields})


def credited(
    name: str, sort_name: str = "", role: str = "author", kind: str = "person", **fields: Any
) -> dict[str, Any]:
    """A contribution; `fields` are the contributor's, or `credited_as` how the book names it."""
    person = {**EXAMPLE["contributions"][0]["contributor"], "name": name, "kind": kind}
    credited_as = fields.pop("credited_as", name)
    person |= {"sort_name": sort_name or name, **fields}
    return {"position": 1, "role": role, "byline": "", "name": credited_as, "contributor": person}


MARCO = credited("Marco Coscione", "Coscione, Marco")
ADA = credited("Ada King Lovelace", "Lovelace, Ada King")
DUBOIS = credited("W. E. B. Du Bois", "Du Bois, W. E. B.")
KING = credited("Martin Luther King Jr.", "King, Martin Luther, Jr.")
HOUSE = credited("Food and Farm Society", kind="organisation")
LOCKE = credited("Alain Locke", "Locke, Alain", "editor")
REED = credited("Jean-Paul Reed", "Reed, Jean-Paul", "editor")
WEAVER = credited("Helen Weaver", "Weaver, Helen", "translator")


def published(day: str, precision: str = "day") -> list[dict[str, Any]]:
    """One format that was published then."""
    return [{**EXAMPLE["formats"][0], "published_on": {"date": day, "precision": precision}}]
