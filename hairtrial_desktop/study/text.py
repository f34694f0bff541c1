"""Text in the two languages of the study."""

from __future__ import annotations

from dataclasses import dataclass

LANGUAGES = ("zh", "en")


@dataclass(frozen=True)
class Text:
    """One text in Chinese and English. Chinese is the default language of the site."""

    zh: str
    en: str

    def say(self, language: str) -> str:
        """Return the text in ``language`` (``zh`` or ``en``); an empty one falls back to the other."""
        return (self.en or self.zh) if language == "en" else (self.zh or self.en)
