"""What came from outside takes no room that nobody sees, turns nothing round, and loses no letter."""

import pytest

from mailtriage.notices.outside import called, one_line

SEEN = "Femke van Dijk"


@pytest.mark.parametrize("sign", [*"\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202e\u2060\u2066\ufeff"])
def test_invisible_signs_leave_subjects_and_names(sign: str) -> None:
    assert one_line(f"{sign}Femke{sign} van {sign}Dijk{sign}") == SEEN
    assert called(f"{sign}Femke {sign}van Dijk{sign}") == SEEN


@pytest.mark.parametrize("sign", [*"\u00ad\u200b\u200c\u200d\u2060\ufeff"])
def test_invisible_signs_within_a_word_do_not_part_it(sign: str) -> None:
    assert one_line(f"pass{sign}word") == "password"


@pytest.mark.parametrize("word", ["می\u200cخواهم", "क्\u200dष", "क्\u200cष", "ශ්\u200dරී", "👩\u200d🔧"])
def test_scripts_that_join_letters_keep_their_words(word: str) -> None:
    assert one_line(f"{word} {word}") == f"{word} {word}"


def test_a_joiner_at_the_edge_of_a_word_goes() -> None:
    assert one_line("\u200dab\u200c \u200d\u200c cd\u200d") == "ab cd"
