"""What came before: the exports this sponsor answered, read from the receipts kept beside the data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hairtrial_desktop.exchange.monthly import SAE_SERIES
from hairtrial_desktop.exchange.receipt import ACCEPTED
from hairtrial_desktop.exchange.signed_text import SignedText
from hairtrial_desktop.sponsor.refusal import ExportRefused
from hairtrial_desktop.study.errors import KnownError

RECEIPT = "receipt.json"
REFUSED_FOLDER = "refused"


@dataclass(frozen=True)
class Answered:
    """One export that was answered. Of a refused one the hash may be "" (its list of parts could not be trusted)."""

    key: str
    series: str
    number: int
    month: str
    verdict: str
    sealed_sha256: str
    head_seq: int
    head_hash: str
    folder: Path | None  # of accepted ones

    @property
    def accepted(self) -> bool:
        """Whether it was accepted."""
        return self.verdict == ACCEPTED


class Ledger:
    """The answers to one site, in ``<out>/<site>``: accepted in ``<key>/receipt.json``, refused in ``refused/``."""

    def __init__(self, folder: Path, before: int | None = None) -> None:
        self._folder = folder
        self._before = before

    def until(self, number: int) -> Ledger:
        """Return what was known before the export ``number`` came."""
        return Ledger(self._folder, number)

    def answered(self, key: str) -> Answered | None:
        """Return the answer to ``key``; an acceptance outweighs a refusal."""
        found = [answer for answer in self._all() if answer.key == key]
        return next((answer for answer in found if answer.accepted), found[-1] if found else None)

    def accepted(self, series: str) -> list[Answered]:
        """Return the accepted exports of a series, by number."""
        found = [answer for answer in self._all() if answer.accepted and answer.series == series]
        return sorted(found, key=lambda answer: answer.number)

    def documents_before(self, series: str, number: int) -> frozenset[str]:
        """Return the SHA-256 of every paper, photograph and scan received with earlier exports of the series."""
        before = [answer for answer in self.accepted(series) if answer.number < number and answer.folder is not None]
        manifests = [json.loads((answer.folder / "manifest.json").read_bytes()) for answer in before if answer.folder]
        sent = (one for tree in manifests for one in (*tree["documents"], *tree.get("attachments", ())))
        return frozenset(one["sha256"] for one in sent if one["included"])

    def certificates_before(self, series: str, number: int) -> frozenset[bytes]:
        """Return the certificates (PEM) of the people who signed in earlier exports of the series."""
        before = [answer.folder for answer in self.accepted(series) if answer.number < number and answer.folder]
        return frozenset(path.read_bytes() for folder in before for path in folder.glob("certificates/*.pem"))

    def _all(self) -> Iterator[Answered]:
        accepted = ((path, path.parent) for path in sorted(self._folder.glob(f"[!.]*/{RECEIPT}")))
        refused = ((path, None) for path in sorted((self._folder / REFUSED_FOLDER).glob("*.json")))
        for path, folder in (*accepted, *refused):
            if self._before is None or _number(path.stem if folder is None else folder.name) < self._before:
                yield _answer(path, folder)


def _number(name: str) -> int:
    """Return the number that a name carries: what came later is not read, so its damage hinders nothing before it."""
    _, _, rest = name.partition("-")
    number = rest.partition("-")[0]
    return int(number) if number.isdigit() else 0


def _answer(path: Path, folder: Path | None) -> Answered:
    try:
        tree: dict[str, Any] = json.loads(SignedText.parse(path.read_bytes()).body)
        head = tree.get("head") or {"seq": 0, "hash": ""}
        return Answered(
            tree["key"], tree["series"], tree["number"], tree["month"], tree["verdict"], tree["sealed_sha256"],
            head["seq"], head["hash"], folder,
        )  # fmt: skip
    except (KnownError, ValueError, KeyError, TypeError) as error:
        raise KnownError("ledger_damaged", file=f"{path.parent.name}/{path.name}") from error


def check_sequence(manifest: dict[str, Any], ledger: Ledger) -> list[str]:
    """Judge number, month and link to what came before (OFF-03); return notes for the receipt.

    Raises ExportRefused. A skipped month is a note: every export is complete, so nothing is missing. So is a skipped
    number of the series ``sae``: the report of a serious event is never refused for one that was lost (OFF-05).
    """
    if manifest["series"] == SAE_SERIES:
        return _check_sae(manifest, ledger)
    key, number = f"{manifest['series']}-{manifest['number']:04d}", manifest["number"]
    accepted = [answer for answer in ledger.accepted(manifest["series"]) if answer.number < number]
    later = [answer for answer in ledger.accepted(manifest["series"]) if answer.number > number]
    if later:
        raise ExportRefused("export_number_repeated", key=key, number=number, last=later[-1].number)
    prior = ledger.answered(f"{manifest['series']}-{number - 1:04d}") if number > 1 else None
    if number > 1 and prior is None:
        last = accepted[-1].number if accepted else 0
        raise ExportRefused("export_number_gap", key=key, number=number, expected=last + 1)
    if manifest["prior_sealed_sha256"] != (prior.sealed_sha256 if prior else None):
        raise ExportRefused("export_prior_mismatch", key=key, number=number)
    if not accepted:
        return []
    last_month = accepted[-1].month
    if manifest["month"] <= last_month:
        raise ExportRefused("export_month_repeated", key=key, month=manifest["month"], last=last_month)
    return [f"month_skipped:{month}" for month in months_between(last_month, manifest["month"])]


def _check_sae(manifest: dict[str, Any], ledger: Ledger) -> list[str]:
    number, claimed = manifest["number"], manifest["prior_sealed_sha256"]
    prior = ledger.answered(f"{SAE_SERIES}-{number - 1:04d}") if number > 1 else None
    if prior is None:
        return [f"number_skipped:{number - 1}"] if number > 1 else []
    if prior.sealed_sha256 and claimed != prior.sealed_sha256:
        raise ExportRefused("export_prior_mismatch", key=f"{SAE_SERIES}-{number:04d}", number=number)
    return []


def months_between(first: str, last: str) -> list[str]:
    """Return the months strictly between two months ("2026-09", "2026-11" -> ["2026-10"])."""
    numbers = [int(text[:4]) * 12 + int(text[5:]) - 1 for text in (first, last)]
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(numbers[0] + 1, numbers[1])]
