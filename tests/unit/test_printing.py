"""Tables and lines for people fit a terminal of 80 columns."""

import pytest

from mailtriage.cli.printing import cut, print_table, short


def test_a_line_is_cut_with_an_ellipsis_where_it_goes_on() -> None:
    assert cut("a\n  b") == "a b"
    assert cut("x" * 200) == "x" * 200
    assert cut("x" * 201) == "x" * 199 + "…"
    assert cut(None) == ""


def test_an_instant_in_a_narrow_column_is_local() -> None:
    assert short("2026-03-02T09:00:00Z", "Europe/Amsterdam") == "02 Mar 10:00"
    assert short(None, "Europe/Amsterdam") == ""


def test_a_row_of_the_outbox_takes_a_few_lines(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = cut("550 5.1.1 The email account that you tried to reach does not exist; please check it", 60)
    row = (1042, "failed", "02 Mar 10:00", "acknowledgement", "jan.dewit.de.lange@waterland.example", said)
    print_table("Outbox", ("Id", "State", "Since", "Purpose", "To", "Answer"), [row])
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) <= 8  # title, header, rule, and five of the row
