"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from hairtrial_desktop.places import data_folder, forms_folder
from hairtrial_desktop.words import LANGUAGES

EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
NEW_FILE = click.Path(dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)

language = click.option("--lang", type=click.Choice(LANGUAGES), help="The language to speak.")
data = click.option(
    "--data", type=FOLDER, default=data_folder, show_default=str(data_folder()), help="The site's data folder."
)
user = click.option("--user", help="Whose password opens the site; a demo site needs none.")
before = click.option(
    "--before", type=EXISTING_FOLDER, default=forms_folder, show_default="the study's own forms",
    help="The forms of the version in force, which amendment.toml starts from.",
)  # fmt: skip
definitions = click.argument("folder", metavar="[DIR]", type=EXISTING_FOLDER, default=forms_folder)
ROLES = ("nurse", "investigator", "assessor", "monitor", "inspector", "administrator")
CHECKS = ("staff_card", "id_card", "passport", "known")  # how an identity was checked; never a number (P11-14)
