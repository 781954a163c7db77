"""What is wrong with a request, said so that its caller knows which parameter to change."""

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from pydantic import ValidationError
from pydantic_core import PydanticCustomError
from wagtail.api.v3.errors import as_validation_error


def bad_parameter(name: str, message: str) -> ValidationError:
    """A problem of status 422 (RFC 9457) that names this query parameter."""
    return as_validation_error(ValueError(message), message, loc=("query", name))


def refused(message: str) -> PydanticCustomError:
    """For the validators of parameters, which pydantic puts by their name."""
    return PydanticCustomError("value_error", "{message}", {"message": message})


def one_of_these(given: Iterable[str], known: Collection[str], what: str) -> list[str]:
    """The names given, each once. Raises a validation error for one that is not known."""
    names = list(dict.fromkeys(given))
    for name in names:
        if name not in known:
            raise refused(f"There is no {what} “{name}”.{hint(name, known)}")
    return names


def hint(name: str, known: Collection[str]) -> str:
    """A sentence that suggests the nearest name there is, if one is near."""
    nearest = get_close_matches(name, known, n=1)
    return f" Did you mean “{nearest[0]}”?" if nearest else ""
