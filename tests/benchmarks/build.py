"""Builds the data set of the project whose settings are in force: `… .build 1000`.

Without a number, brings one that is there up to date with the code.
"""

import sys
from importlib import import_module

import django
from django.conf import settings
from django.core.management import call_command

BUILDERS = {
    "config.settings": "tests.benchmarks.catalogue",
    "tests.benchmarks.stock.settings": "tests.benchmarks.stock.fill",
}


def main(count: int | None) -> None:
    django.setup()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=0)
    builder = import_module(BUILDERS[settings.SETTINGS_MODULE])
    if count is None:
        builder.bring_up_to_date()
    else:
        builder.build(count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else None)
