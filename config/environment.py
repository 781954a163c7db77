"""Reads the environment and `.env`: a variable that is wrong is named in one sentence.

`config.settings` has the variables, `config.variables` what the less simple ones may be.
"""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from dotenv.parser import parse_stream
from environs import Env, EnvValidationError, validate


def explain(method: Callable[..., Any], **defaults: Any) -> Callable[..., Any]:
    """Let a method of environs raise ImproperlyConfigured, which Django expects of settings."""

    @wraps(method)
    def read(self: Env, name: str, *args: Any, **options: Any) -> Any:
        try:
            return method(self, name, *args, **defaults | options)
        except EnvValidationError as error:
            reasons = " ".join(map(str, error.error_messages))
            raise ImproperlyConfigured(f"{name}: {reasons}") from error

    return read


class Environment(Env):
    """environs', with the two kinds of variable that it lacks."""

    def number(self, name: str, default: int, least: int, most: int) -> int:
        expected = f"Must be a whole number from {least} to {most}."
        limits = validate.Range(least, most, error=expected)
        return self.int(name, default, validate=limits, error_messages={"invalid": expected})

    def words(self, name: str, default: list[str], **options: Any) -> list[str]:
        """A list whose items are parted by commas, with or without spaces."""
        items = self.list(name, default, **options)
        return [item.strip() for item in items if item.strip()]

    def read_file(self, default: Path) -> None:
        """Read the file that ENV_FILE names, or else `default` if that is there."""
        path = Path(self.str("ENV_FILE", str(default)))
        if path != default or path.exists():
            check_file(path)
            self.read_env(path, recurse=False)

    # Last, since these names mean the types above.
    str = explain(Env.str)
    list = explain(Env.list)
    int = explain(Env.int, error_messages={"invalid": "Must be a whole number."})
    bool = explain(Env.bool, error_messages={"invalid": "Must be yes or no."})


def check_file(path: Path) -> None:
    """Raise ImproperlyConfigured; environs itself leaves out the lines that it cannot read."""
    try:
        with path.open(encoding="utf-8") as file:
            bindings = list(parse_stream(file))
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8"
        raise ImproperlyConfigured(f"ENV_FILE: {path} cannot be read: {reason}.") from error
    for binding in bindings:
        if binding.error or (binding.key and binding.value is None):
            text = binding.original.string
            line = binding.original.line + text[: -len(text.lstrip())].count("\n")
            raise ImproperlyConfigured(f"ENV_FILE: line {line} of {path} must be NAME=value.")
