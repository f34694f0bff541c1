"""Why an export is not accepted. The code goes into the signed receipt and is said in both languages at the edge."""

from __future__ import annotations

from hairtrial_desktop.study.errors import KnownError


class ExportRefused(KnownError):
    """An export cannot be accepted; param ``key`` and what the sentence of the code needs (text and whole numbers).

    ``export_manifest_unreadable``, ``export_foreign_seal``, ``export_part_missing``, ``export_part_damaged``,
    ``export_not_for_us``, ``export_damaged``, ``export_inner_signature``, ``export_file_damaged``, ``export_mismatch``,
    ``export_number_gap``, ``export_number_repeated``, ``export_month_repeated``, ``export_prior_mismatch``,
    ``export_record_forked``, ``export_record_damaged``, ``export_counts_differ``, ``export_definitions_differ``,
    ``export_odm_wrong``, ``export_snapshot_differs``, ``export_document_missing``, ``export_signature_wrong``.
    """
