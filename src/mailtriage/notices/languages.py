"""The languages we write, by their codes."""

from collections.abc import Mapping

from mailtriage.notices.danish import DANISH
from mailtriage.notices.dutch import DUTCH
from mailtriage.notices.english import ENGLISH
from mailtriage.notices.language import Language

LANGUAGES: Mapping[str, Language] = {language.code: language for language in (ENGLISH, DUTCH, DANISH)}


def language_of(code: str) -> Language:
    """The language of a code or tag ("nl", "nl-BE", in any case); English for one we do not write."""
    return LANGUAGES.get(code.strip().lower().replace("_", "-").partition("-")[0], ENGLISH)
