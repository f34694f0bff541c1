"""One English sentence for the code of every known error; it is a msgid, so the Chinese stands in the catalogue.

A sentence says what happened and the way out. ``{name}`` are the params of the error.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hairtrial_desktop.words.errors_care import CARE

UNKNOWN = "Something was refused ({code})."

SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        **CARE,
        # Signing in, users, keys
        "wrong_password": "The password is not right. Tries left: {left}.",
        "sign_user": "Type your own user name: the first signature after signing in or unlocking asks for both.",
        "wrong_password_of": "The password of {name} is not right. Tries left: {left}.",
        "password_repeat": "The two passwords are not the same; type the new one twice.",
        "role_missing": "Choose a role.",
        "date_form": "Type the date as 2026-11-25.",
        "user_locked": "The account {user} is locked after five wrong passwords. Ask the administrator to release it.",
        "confirm_locked": (
            "Confirming with the password of {user} is locked after five wrong passwords. "
            "{user} signs in again, or the administrator releases it."
        ),
        "user_disabled": "The account {user} is disabled. Ask the administrator.",
        "user_unknown": "The user or the password is not right.",
        "user_exists": "The user id {user} has been used and cannot be given again.",
        "password_too_short": "The password needs at least {least} characters.",
        "password_guessed": "This password is among the first that anybody tries. Choose another one.",
        "password_personal": "The password must not be made of your user name or your name. Choose another one.",
        "recovery_wrong": (
            "This recovery key is not the one of this site. Check every group of characters on the sheet."
        ),
        "query_text_required": "Say it in a sentence.",
        "query_not_now": "The query has moved on meanwhile. Look at it again.",
        "query_finding_stands": "The value is still impossible. Once it is corrected the query closes by itself.",
        "sign_open_queries": "Queries on this form must be answered before it is signed: {count}.",
        "note_text_required": "Write the note first.",
        "nothing_to_mark": "There is nothing entered here that could be marked.",
        "form_locked": "“{form}” of {subject} is locked: unlock it with a reason first. Nothing was saved.",
        "form_frozen": "“{form}” of {subject} is frozen for review: lift the freeze first. Nothing was saved.",
        "lock_not_now": "That step is not possible from the state it is in now. Look at it again.",
        "lock_open_queries": (
            "A hard lock needs every query closed. Forms with queries: {count}, first “{form}” of {subject}."
        ),
        "lock_not_signed": (
            "A hard lock needs every form signed. Forms not signed: {count}, first “{form}” of {subject}."
        ),
        "lock_no_outcome": (
            "A hard lock needs the outcome of every adverse event. Without: {count}, first of {subject}."
        ),
        "form_hidden": "This form is hidden from you to keep the blind; ask the investigator if you need it.",
        "form_not_complete_yet": "Only a complete form can be reopened.",
        "save_first": "Something here is not saved yet. Save it first, then try again.",
        "row_not_removable": "This row cannot be removed.",
        "not_permitted": "Your role at this site does not allow this.",
        "delegation_over": (
            "{user} is not entrusted with this trial today: the dates of the delegation log do not include it. "
            "Ask the administrator."
        ),
        "keys_not_shared": (
            "Your keys are new and open nothing yet: first somebody who already works here signs in, then you."
        ),
        "keys_wait": "First these people sign in once with this version of the program: {names}. Then it can be done.",
        "user_id_form": (
            "A user name has 2 to 32 small letters, digits, dots, dashes or underscores, "
            "and begins with a letter or digit."
        ),
        "name_missing": "Write the person's name, at most 60 characters.",
        "identity_check_missing": "Say how this person's identity was checked.",
        "delegation_dates": "The delegation ends before it begins; correct the dates.",
        "disable_self": "You cannot disable your own account; another administrator does that.",
        "reset_self": "You change your own password yourself; if you forgot it, use the recovery sheet.",
        "last_administrator": "The site would have no administrator left. Let another one in first.",
        "role_same": "This person has that role already.",
        "administrator_self": "Only the administrator who is signed in can confirm this.",
        "witness_role": "The second person must be a nurse, an investigator or another administrator of this site.",
        "password_shared": "The new password must be that person's own; type another one.",
        "password_past": "This password was used before; the last {count} cannot be taken again.",
        "password_old": "Your password is older than this site allows. Change it, then go on.",
        "training_missing": "First confirm your training and that you answer for your entries; then go on.",
        "policy_value": "This value is not one of those that can be chosen.",
        "recover_administrator": "The recovery sheet lets an administrator back in; give the user name of one.",
        "recover_damaged": "The record of this site is damaged. Restore it from the backup before keys are changed.",
        "second_person_required": "A second person must confirm this with a password (双人核对).",
        "second_person_same": "The second person must be somebody other than you.",
        "second_person_role": "The second person must be a nurse or an investigator of this site.",
        "keyring_damaged": "The key file {file} is missing or was changed. Restore it from the backup.",
        "age_secret_unreadable": "The key cannot be read. Check that it is complete.",
        "age_not_for_key": "The file was not sealed for this key, or it is damaged. Ask the sender for it again.",
        "age_damaged": "The sealed file is damaged or was changed. Ask the sender for it again.",
        "envelope_damaged": "The encrypted file is damaged or was changed. Restore it from the backup.",
        # The site's folder and database
        "site_missing": "There is no site in the folder “{folder}”. Choose the right data folder.",
        "front_damaged": "{file} in the data folder cannot be read. Restore it from the backup.",
        "site_exists": "The folder “{folder}” holds a site already. Nothing was changed.",
        "site_open_elsewhere": "Another program is using the data folder “{folder}”. Close it first.",
        "database_missing": "The database {file} is missing. Restore it from the backup.",
        "database_foreign_or_damaged": (
            "{file} is not the database of this site, or it is damaged. Restore it from the backup."
        ),
        "database_newer": "{file} was made by a newer version ({found} > {known}). Upgrade this program first.",
        "database_busy": "Another program is holding {file}. Close it and try again.",
        "disk_full": (
            "The disk is full: {file} was not written, and what you typed is kept. Free some space and save again."
        ),
        "disk_error": (
            "The disk reported an error with {file}; what you typed is kept. Try again, and tell your administrator."
        ),
        "read_only": (
            "{file} is read-only. Nothing was written; check the permissions, or first settle what verification found."
        ),
        "only_viewing": "This site is only looked at: nothing can be entered or changed.",
        "writer_elsewhere": (
            "This site is written on another computer ({workstation}). Here it is only read; "
            "the administrator can take over writing on the page Backup."
        ),
        "writer_handed_over": (
            "Writing was handed over. Here the site is only read until the administrator takes over on the page Backup."
        ),
        "folder_copied": (
            "This is a copy of the data folder. Go on in the original; "
            "if it is gone, the administrator takes over on the page Backup."
        ),
        "backup_no_folder": "Choose a folder for backups first, best on another disk or a stick.",
        "backup_folder_missing": (
            "The folder {folder} cannot be reached. Plug the disk in, or choose another folder for backups."
        ),
        "backup_inside_data": "{folder} lies in the data folder itself. Choose a folder on another disk or a stick.",
        "backup_damaged": "The backup is not whole (places: {places}). Nothing was changed; make another backup.",
        "backup_unreadable": "{backup} is not a backup of a site, or it was not finished. Choose another one.",
        "backup_of_another_record": "{backup} holds another record than this site. Choose a backup of this site.",
        "attachment_missing": "The attachment {name} is missing. Restore it from the backup.",
        "attachment_damaged": "The attachment {name} is damaged or was changed. Restore it from the backup.",
        "attachment_too_large": (
            "The file is larger than {limit} MB, so it was not added. "
            "Save it smaller, or scan it at a lower resolution."
        ),
        "attachment_kind_unknown": "Only JPEG, PNG and PDF can be added; this file is none of them. Nothing was added.",
        "attachment_broken": "The file is damaged, so it was not added. Take the photograph or the scan again.",
        "attachment_too_many_pixels": (
            "The picture has more than {limit} million pixels, so it was not added. Save it smaller."
        ),
        "attachment_too_many_pages": (
            "The PDF has more than {limit} pages, so it was not added. "
            "Split it, and add only the pages that belong here."
        ),
        "attachment_pdf_locked": (
            "The PDF is protected by a password, so it was not added. Save it without one, then add it again."
        ),
        "attachment_unreadable": "The file could not be read. Copy it to this computer, then add it again.",
        "attachment_form_removed": "This form or row was removed, so nothing more is added to it.",
        "attachment_closed": "The form is frozen or locked, so nothing is added to it. Unlock it with a reason first.",
        "attachment_gone": "This photograph or scan was removed already. Look at the form again.",
        "caption_unblinds": "The caption says what might be in a syringe and where. Reword it; nothing was added.",
        "place_unknown": "The forms of this study have no such place: {place}. Nothing was saved; open the form again.",
        "conflict": "Somebody else saved first. Load again and try once more; nothing was written.",
        "clock_backwards": (
            "This computer's clock says {found}, and it should be at least {expected}. Set it right, or ask the "
            "administrator to let it stand; until then nothing is entered."
        ),
        "clock_forward": (
            "This computer's clock jumped forward: it says {found} and was last known at {expected}. Set it right, or "
            "ask the administrator to let it stand; until then nothing is entered."
        ),
        "clock_zone": (
            "This computer was moved from time zone {expected} to {found}. Set the zone right, or ask the "
            "administrator to let it stand; until then nothing is entered."
        ),
        "record_unreadable": "A record could not be read; run the integrity check.",
        # Recording
        "preview_kind": "{file}: a preview is an .html or a .pdf file. Give it one of these endings.",
        "version_changed": (
            "Version {version} of the forms came into force while this form was open. Open it again; what was typed is "
            "kept as a draft."
        ),
        "approval_required": "Enter the number of the ethics committee's approval.",
        "approval_date": "“{text}” is not the date of an approval: a day up to today, for example 2026-11-20.",
        "version_held": "Version {version} is in force here already, or was. A changed version needs a new number.",
        "version_stale": (
            "Version {version} does not follow from version {active}, which is in force. Ask the sponsor for the "
            "package made for it."
        ),
        "version_other_study": "The package is of another study ({study}). Ask the sponsor for the right one.",
        "move_form_gone": (
            "The version in force, {version}, has no form “{form}” at this visit: it stays as it was entered."
        ),
        "move_conflict": (
            "“{item}” would fall on an answer that is there already. Clear one of the two, then move the form."
        ),
        "move_draft": "Somebody has unsaved entries in “{form}”. Save or discard them, then move the form.",
        "nothing_to_move": "No form here is of an older version.",
        "definition": "The forms file {file} is wrong at {path}: expected {expected}, found {found}.",
        "dictionary_kind": "The name {name} must end with .xlsx or .html.",
        "form_unknown": "There is no form {form}; there are {known}.",
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
        "gate_closed": "Do not inject: lines of the check before the injection are open ({count}). It can be completed "
        "when all hold, or after the injection form says what was done.",
        "cohort_closed": "This dose cohort is not open to this participant: do not assign a kit. The findings on the "
        "form say why; ask the sponsor.",
        "proposal_decided": "This deviation has been decided already; look at the list again.",
        "deviation_not_acknowledged": "Saved, with its protocol deviation. The form can be completed once the "
        "investigator has acknowledged it; waiting: {count}.",
        "rescreen_off": "In this study nobody is screened again, so {subject} is not. Ask the sponsor if that should "
        "change: the study's configuration says it (RESCREEN).",
        "rescreen_not_failed": "{subject} was randomised or is not known: only somebody who was not enrolled is "
        "screened again.",
        "collection_ended": "This participation has ended: nothing new is collected. Look at the end-of-study form.",
        "move_same_subject": "Choose another participant than the one the form stands under.",
        "move_target_taken": "The same form already holds entries under {subject}; correct them there.",
        "move_attached": "Photographs or scans stand on this form ({count}). Remove them here with the reason first.",
        "move_nothing": "This form holds nothing that could be moved.",
        "paper_before_entry": "Say that a form comes from paper before the first value of it is saved.",
        "paper_names_somebody": "Author or version names a participant or holds a number of one. Say it without.",
        "paper_unblinds": "Author or version may tell what was injected where. Say it without.",
        "performer_not_delegated": "{name} was not delegated on {day}. Choose who performed it, or correct the date.",
        "kit_unknown": "There is no kit {kit} in the lists of this site; check the number.",
        "form_not_removable": "Only a row of a log can be removed.",
        "name_required": "The participant's name is needed before the screening number is issued.",
        # Signing and paper
        "sign_not_complete": "Only a complete form can be signed; complete it first.",
        "sign_open_findings": "Findings are still open on this form; settle them before signing.",
        "sign_already": "This form is already signed.",
        "sign_other_role": "What is missing here is signed by somebody else ({roles}): “{meaning}”.",
        "sign_none_ready": "No form of this visit waits for your signature; eligibility is signed by itself.",
        "sign_singly": "Eligibility is signed by itself: look at every criterion, then sign that form.",
        "sign_scope_empty": "There is nothing here that could be signed as a whole: nothing of it has begun, or the "
        "definitions of the study do not provide for it.",
        "sign_scope_incomplete": "It can be signed as a whole once every form is complete; still open: {count}, first "
        "{form}.",
        "sign_scope_findings": "It can be signed as a whole once every finding is settled; forms with findings: "
        "{count}, first {form}.",
        "sign_scope_queries": "It can be signed as a whole once the queries are answered; forms with open queries: "
        "{count}, first {form}.",
        "sign_scope_unsigned": "Each form is signed by itself first; forms without all their signatures: {count}, "
        "first {form}.",
        "sign_same_person": "You have signed this form already; its other signature is given by another person.",
        "glyph_missing": "The font lacks these characters, so they cannot be printed: {characters}",
        "no_printer": "There is no printer {printer} on this computer; choose another.",
        "print_failed": "The printer {printer} did not accept the document: {detail}",
        # Exports
        "identity_in_export": (
            "Nothing was built: a name or number that identifies a participant stands in {subject}, {form}, "
            "“{item}” (places: {count}). Remove it there, then build again."
        ),
        "export_unknown": "There is no export {key} here.",
        "outbox_object_missing": (
            "The file {name} of the export {key} is missing from the outbox. Build the export again."
        ),
        "transport_unreachable": "{place} cannot be reached; the export waits and goes on where it stopped.",
        "receipts_unreachable": "{place} cannot be read, so no receipt was picked up there; try again once it is back.",
        "transport_full": "There is no room left on {place}; the export waits. Free some space and send again.",
        "transport_object_missing": "{name} is missing on {place}; send the export again.",
        "transport_damaged": "What {place} keeps is not what was sent; send again, or use another stick or share.",
        "transport_foreign_export": (
            "{place} already holds another export {key}, made on another computer; tell the sponsor before you send."
        ),
        "bundle_foreign_seal": "The bundle was not sealed by this site; nothing was taken from it.",
        "bundle_damaged": "The bundle is damaged; nothing was taken from it. Have it sent again.",
        "odm_without_forms": "The ODM file holds neither forms nor data of forms.",
        "folder_not_empty": "The folder “{folder}” is not empty. Choose a new one; nothing was written.",
        "odm_unreadable": "The ODM file cannot be read (line {line}).",
        "signed_text_unreadable": "This is not a signed message of this program.",
        "receipt_unreadable": "The receipt for {key} cannot be read; it was not counted. Ask the sponsor for another.",
        "receipt_foreign_signature": (
            "The receipt for {key} was signed by somebody else than the sponsor; it was not counted. Tell the sponsor."
        ),
        "receipt_mismatch": "The receipt for {key} speaks of another export; it was not counted.",
        "package_unsigned": "{name} is not signed, so it was not taken in. Ask the sponsor for the signed file.",
        "package_foreign_signature": (
            "{name} was signed by somebody else than the sponsor; it was not taken in. Tell the sponsor."
        ),
        "package_damaged": "{name} is damaged or was changed; it was not taken in. Ask the sponsor for it again.",
        "package_other_site": "{name} is for site {site}, not for this one; it was not taken in. Tell the sponsor.",
        "package_other_study": (
            "{name} is for the study {study}, not for this one; it was not taken in. Tell the sponsor."
        ),
        "package_old": (
            "{name} is older than number {newest}, which is here already; it was not taken in. "
            "If something is missing, ask the sponsor for a new one."
        ),
        "package_far_ahead": (
            "{name} is numbered far ahead of number {newest}, the newest one here; it was not taken in. "
            "Tell the sponsor: packages are numbered one after the other."
        ),
        "package_list_wrong": (
            "{name}: in line {row}, column {column}, “{expected}” was expected and “{found}” found "
            "(wrong places: {count}). Nothing was taken in; ask the sponsor for a corrected one."
        ),
        "package_unblinds": (
            "{name} could break the blind at {where} ({found}); it was not taken in. "
            "Tell the sponsor at once, and do not open the file."
        ),
        "sae_not_released": (
            "The data of {subject} may not leave the site: no consent to provide them, and no injection. "
            "Print the report and send it on paper."
        ),
        "package_for_clinic": "{name} asks about participants; a nurse or an investigator takes it in.",
        "package_names_somebody": (
            "{name}: query {query} in line {row} seems to name a person or a number of one; nothing was taken in. "
            "Ask the sponsor for a corrected one."
        ),
        "export_unblinds": (
            "Nothing was built: {where} could say what was given where ({found}). Reword it there, then build again."
        ),
        "package_not_understood": (
            "{name} is signed by the sponsor, yet this version does not understand it; it was not taken in. "
            "Upgrade this program, or ask the sponsor."
        ),
        "site_file_refused": "This is not a valid site file (site.json). Ask the site for it again.",
        "sponsor_file_refused": "This is not a valid sponsor file (sponsor.json). Ask the sponsor for it again.",
        "sponsor_keys_missing": (
            "There are no sponsor keys in the folder “{folder}”. Make them with hairtrial-sponsor keygen."
        ),
        "sponsor_keys_exist": (
            "The folder “{folder}” holds sponsor keys already; they are never replaced. Choose another folder."
        ),
        "sponsor_keys_damaged": (
            "The sponsor keys in the folder “{folder}” are incomplete or do not match. Restore them from the backup."
        ),
        # At the sponsor: why an export is refused; the site reads it in its receipt
        "export_manifest_unreadable": "The list of parts of {key} cannot be read; the site must send it again.",
        "export_foreign_seal": "The list of parts of {key} was not signed by this site; find out who sent it.",
        "export_part_missing": "A part of {key} is missing ({part}); the site must send it again.",
        "export_part_damaged": "A part of {key} is damaged ({part}); the site must send it again.",
        "export_not_for_us": "{key} was sealed for somebody else's key; the site must build it for this sponsor.",
        "export_damaged": "{key} is damaged or was changed; the site must send it again.",
        "export_inner_signature": "The signature inside {key} is not this site's; nothing was taken from it.",
        "export_file_damaged": "The file {file} of {key} is missing or not what was signed.",
        "export_mismatch": "What {key} says of itself does not agree ({what}); the site must build it again.",
        "export_number_gap": (
            "{key} is number {number}, but number {expected} has not arrived; the site must send that first."
        ),
        "export_number_repeated": "The number {number} of {key} is taken; the last one accepted is {last}.",
        "export_month_repeated": "{key} is for {month}, but {last} was already accepted.",
        "export_prior_mismatch": "{key} does not follow the export accepted before it.",
        "export_record_forked": (
            "The audit trail of {key} parts from that of {prior} at commit {seq}; the site may have worked on a copy."
        ),
        "export_record_damaged": "The audit trail of {key} is damaged at commit {seq}.",
        "export_counts_differ": "The counts of {key} do not agree with its contents ({what}).",
        "export_definitions_differ": "The forms in {key} are not those that its record names.",
        "export_odm_wrong": "{file} in {key} is not correct ODM 1.3.2 ({problem}).",
        "export_snapshot_differs": "The snapshot in {key} differs from the record at {item} of {subject}.",
        "export_document_missing": "The signed document {document} is missing in {key}.",
        "export_attachment_wrong": (
            "The photograph or scan {attachment} in {key} is missing or not what the record says; ask the site."
        ),
        "export_signature_wrong": (
            "The signature of {document} in {key} does not hold ({what}); nothing was taken from it. Ask the site."
        ),
        "ledger_damaged": "The receipt {file} kept here is damaged; restore the folder from a copy.",
        "nothing_received": "Nothing was received in {folder}.",
        # Building and sending
        "month_already_exported": "{month} cannot be exported: {last} has been built already.",
        "nothing_to_export": "Nothing is recorded that could be exported.",
        "recipient_country": "The sponsor's key belongs to another country ({country}); nothing may be sent there.",
        "sponsor_unknown": "No sponsor is set for this site; the administrator adds the sponsor's file (sponsor.json).",
        "transport_not_chosen": "Choose where to send first: a USB stick or a network share.",
    }
)
