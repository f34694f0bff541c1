"""One English sentence for the code of every known error; it is a msgid, so the Chinese stands in the catalogue.

A sentence says what happened and the way out. ``{name}`` are the params of the error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

UNKNOWN = "Something was refused ({code})."

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        # Signing in, users, keys
        "wrong_password": "The password is wrong. Tries left before the name is locked: {left}.",
        "user_locked": "{user} is locked after five wrong passwords; the administrator can open it again.",
        "user_disabled": "{user} is no longer enabled at this site; ask the administrator.",
        "user_unknown": "There is no user of this name at this site; check how it is written.",
        "user_exists": "There is already a user {user}; choose another name.",
        "password_too_short": "The password needs at least {least} characters.",
        "recovery_wrong": (
            "This is not the recovery secret of this site; check what was typed against the printed sheet."
        ),
        "not_permitted": "Your role at this site does not allow this.",
        "second_person_required": "A second person must confirm this with a password (双人核对).",
        "second_person_same": "The second person must be somebody other than you.",
        "second_person_role": "The second person must be a nurse or an investigator of this site.",
        "keyring_damaged": "The key file {file} is damaged; restore it from the latest backup.",
        "age_secret_unreadable": "This is not a secret key in the age format; check that it was copied whole.",
        "age_not_for_key": "This file was sealed for somebody else's key.",
        "age_damaged": "This sealed file is damaged; fetch it again.",
        "envelope_damaged": "A protected key is damaged; restore the key files from the latest backup.",
        # The site's folder and database
        "site_missing": "There is no site in the folder {folder}; choose another folder or set up a site.",
        "site_exists": "The folder {folder} already holds a site; choose an empty folder.",
        "site_open_elsewhere": "The site in {folder} is already open in another window; close that one first.",
        "database_missing": "The database {file} is missing; restore the data folder from the latest backup.",
        "database_foreign_or_damaged": (
            "The database {file} is damaged or belongs to another site; nothing was changed. Restore the latest backup."
        ),
        "database_newer": (
            "The database {file} was written by a newer program (version {found}, this one knows {known}); update"
            " the program."
        ),
        "database_busy": "The database {file} is in use by another program; close it and try again.",
        "disk_full": (
            "The disk is full: {file} was not written, and what you typed is kept. Free some space and save again."
        ),
        "disk_error": (
            "The disk reported an error with {file}; what you typed is kept. Try again, and tell your administrator."
        ),
        "read_only": (
            "{file} may not be written here; ask your administrator for the right to write in the data folder."
        ),
        "attachment_missing": "The kept document {name} is missing; restore the data folder from the latest backup.",
        "attachment_damaged": (
            "The kept document {name} is not what was signed; restore it from the latest backup and tell the sponsor."
        ),
        "conflict": "Somebody saved in the meantime; look at what changed and save again.",
        "clock_backwards": (
            "This computer's clock is earlier than the last entry ({last}); set the clock right before you go on."
        ),
        "record_unreadable": "A record could not be read; run the integrity check.",
        # Recording
        "definition": "The forms file {file} is wrong at {path}: expected {expected}, found {found}.",
        "dose_configuration": (
            "The dose {dose} is not concentration times volume ({computed}); correct the study configuration."
        ),
        "dose_out_of_range": (
            "The dose {dose} lies outside 5×10⁸ to 5×10⁹ particles/cm²; correct the study configuration."
        ),
        "control_character": "The text holds a character that cannot be printed; type it again.",
        "empty": "Nothing was entered.",
        "not_a_date": "“{found}” is not a date; type for instance 20260601 or 2026-6-1.",
        "whole_date_needed": "“{found}” is only part of a date; the day is needed here.",
        "not_a_datetime": "“{found}” is not a date and time; type for instance 2026-06-01 9:30.",
        "not_a_month": "“{found}” is not a month; type for instance 2026-06.",
        "not_a_time": "“{found}” is not a time; type for instance 0930 or 9:30.",
        "not_a_number": "“{found}” is not a number; type for instance 36.5 or 5E8.",
        "not_an_integer": "“{found}” is not a whole number.",
        "number_too_long": "The number is too long: {limit} digits at most.",
        "too_many_digits": "There are too many digits: {limit} at most.",
        "too_many_decimals": "“{found}” has too many decimal places: {limit} at most.",
        "too_long": "The text is too long: {limit} characters at most, this has {found}.",
        "not_a_user": "“{found}” is not a user of this site.",
        "not_in_code_list": "“{found}” is none of the choices; type the number of one.",
        "null_flavour_refused": "This item cannot be left out for that reason; choose another.",
        "item_read_only": "This item is worked out by the program and cannot be typed.",
        "finding_not_confirmable": "This finding cannot be confirmed away; correct the value.",
        "reason_required": "A reason is needed.",
        "form_not_complete": "The form cannot be completed yet; still open: {count}.",
        "form_not_removable": "Only a row of a log can be removed.",
        "name_required": "The participant's name is needed before the screening number is issued.",
        # Signing and paper
        "sign_not_complete": "Only a complete form can be signed; complete it first.",
        "sign_open_findings": "Findings are still open on this form; settle them before signing.",
        "sign_already": "This form is already signed.",
        "glyph_missing": "The font lacks these characters, so they cannot be printed: {characters}",
        "no_printer": "There is no printer {printer} on this computer; choose another.",
        "print_failed": "The printer {printer} did not accept the document: {detail}",
        # Exports
        "identity_in_export": (
            "Nothing was built: a name or number that identifies a participant stands in {subject}, {form}, "
            "“{item}” (places: {count}). Remove it there, then build again."
        ),
        "export_unknown": "There is no export {key} here.",
        "outbox_object_missing": "The part {name} of the export {key} is missing; build the export again.",
        "transport_unreachable": "{place} cannot be reached; the export waits and goes on where it stopped.",
        "transport_full": "There is no room left on {place}; the export waits. Free some space and send again.",
        "transport_object_missing": "{name} is missing on {place}; send the export again.",
        "transport_damaged": "What {place} keeps is not what was sent; send again, or use another stick or share.",
        "transport_foreign_export": (
            "{place} already holds another export {key}, made on another computer; tell the sponsor before you send."
        ),
        "bundle_damaged": "The bundle is damaged; nothing was taken from it. Have it sent again.",
        "odm_unreadable": "The ODM file cannot be read (line {line}).",
        "signed_text_unreadable": "This is not a signed message of this program.",
        "receipt_unreadable": "The receipt for {key} cannot be read; it was not counted. Ask the sponsor for another.",
        "receipt_foreign_signature": (
            "The receipt for {key} was signed by somebody else than the sponsor; it was not counted. Tell the sponsor."
        ),
        "receipt_mismatch": "The receipt for {key} speaks of another export; it was not counted.",
        "site_file_refused": "This is not the card of a site.",
        "sponsor_file_refused": "This is not the card of a sponsor.",
        "sponsor_keys_missing": "There are no sponsor keys in {folder}; make them with hairtrial-sponsor keygen.",
        "sponsor_keys_exist": "{folder} already holds sponsor keys; they are not overwritten.",
        "sponsor_keys_damaged": "The sponsor keys in {folder} are damaged; restore them from a copy.",
    }
)
