"""Fills the files of templates/: `@NAME@` is replaced by a value."""

import re

from world import HERE

FOLDER = HERE / "templates"
_PLACE = re.compile(r"@([A-Z][A-Z0-9_]*)@")


def fill(name, values):
    """The text of a template with every `@NAME@` replaced; a name without a value is an error."""
    return _PLACE.sub(lambda match: str(values[match[1]]), (FOLDER / name).read_text())
