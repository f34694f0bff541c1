"""``make words``: bring the Chinese catalogue up to date with the program and list what is not yet translated.

What is no longer said is dropped; git remembers it.
"""

from __future__ import annotations

import sys
from io import BytesIO

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from hairtrial_desktop.places import resource
from tests.words.msgids import said

PO = resource("translations", "zh", "LC_MESSAGES", "hairtrial.po")
HEADER = r"""# Chinese (zh) words of HairTrial Desktop. `make words` adds what is new and lists what is untranslated.
msgid ""
msgstr ""
"Project-Id-Version: HairTrial Desktop\n"
"Language: zh\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"

"""


def template() -> Catalog:
    """Return every msgid of the program with the files it stands in (no line numbers: they would change daily)."""
    catalogue = Catalog(project="HairTrial Desktop", fuzzy=False)
    for one in sorted(said(), key=lambda one: (one.where, one.msgid)):
        name = one.where.partition(":")[0]
        known = catalogue.get(one.msgid, one.context or None)
        place = (name, 0)
        if known is None or place not in known.locations:
            catalogue.add(one.msgid, locations=[place], context=one.context or None)
    return catalogue


def updated() -> Catalog:
    """Return the catalogue as it should be."""
    with PO.open("rb") as opened:
        catalogue = read_po(opened, locale="zh")
    catalogue.update(template(), no_fuzzy_matching=True, update_creation_date=False)
    return catalogue


def write(catalogue: Catalog) -> None:
    """Write ``catalogue`` with a header that does not change from day to day."""
    text = BytesIO()
    write_po(text, catalogue, width=110, sort_output=True, include_lineno=False, omit_header=True, ignore_obsolete=True)
    PO.write_bytes(HEADER.encode() + text.getvalue())


def main() -> int:
    """Write the catalogue; return 1 if something is untranslated."""
    catalogue = updated()
    write(catalogue)
    missing = [message for message in catalogue if message.id and not message.string]
    for message in missing:
        sys.stdout.write(f"{message.locations[0][0]}: {message.id!r}\n")
    sys.stdout.write(f"{len(catalogue)} msgids, {len(missing)} not translated\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
