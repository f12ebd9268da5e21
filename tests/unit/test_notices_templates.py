"""Where templates are found, and what an operator hears about a broken one."""

from pathlib import Path

import pytest

from mailtriage.errors import Permanent
from mailtriage.notices.notice import Notice, Purpose
from mailtriage.notices.render import environment, problems, render, render_anyway
from mailtriage.notices.sample import least, most

TEMPLATES = Path(__file__).parents[2] / "templates"


def written(directory: Path, name: str, text: str) -> Path:
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_an_operators_own_file_replaces_the_shipped_one_alone(tmp_path: Path) -> None:
    written(tmp_path, "en/resolved/body.txt.j2", "All is well again with {{ tag }}.\n")
    own = render(environment([tmp_path, TEMPLATES]), Notice(Purpose.RESOLVED, "en", most()))
    shipped = render(environment([TEMPLATES]), Notice(Purpose.RESOLVED, "en", most()))
    assert own.text == "All is well again with T-1042.\n"
    assert (own.subject, own.html) == (shipped.subject, shipped.html)


def test_a_tag_that_a_template_writes_itself_is_not_doubled(tmp_path: Path) -> None:
    written(tmp_path, "en/resolved/subject.txt.j2", "[{{ tag }}] Done: {{ topic }}\n")
    rendered = render(environment([tmp_path, TEMPLATES]), Notice(Purpose.RESOLVED, "en", least()))
    assert rendered.subject == "[T-1042] Done: (no subject)"


BROKEN = {
    "acknowledgement/body.txt.j2": ("Dear\n{{ recipent.name }}\n", 2, "'recipent' is undefined"),
    "breach/subject.txt.j2": ("Dear\n\n{{ recipient.nam }}\n", 3, "has no attribute 'nam'"),
    "held/body.html.j2": ("{% if tag %}\nDear\n", 2, "Unexpected end of template"),
    "reply/body.txt.j2": ("Dear {{ tag | shout }}\n", 1, "No filter named 'shout'"),
    "digest/body.html.j2": ("\n{{ 1 / 0 }}\n", 2, "division by zero"),
    "operator/body.txt.j2": ("{{ 'x' + 1 }}\n", 1, "str"),
    "resolved/body.txt.j2": ('\n\n{% include "en/nowhere.txt.j2" %}\n', 0, "template en/nowhere.txt.j2 is missing"),
}


def test_every_broken_template_is_one_sentence_with_file_line_and_reason(tmp_path: Path) -> None:
    for name, (text, _line, _reason) in BROKEN.items():
        written(tmp_path, f"en/{name}", text)
    broken = environment([tmp_path, TEMPLATES])
    found = problems(broken, ["en"])
    assert len(found) == len(BROKEN)
    for name, (_text, line, reason) in BROKEN.items():
        (problem,) = (p for p in found if f"en/{name}" in p)
        assert not line or f"template {tmp_path}/en/{name}, line {line}: " in problem
        assert reason in problem
        with pytest.raises(Permanent) as caught:
            render(broken, Notice(Purpose(name.partition("/")[0]), "en", most()))
        assert str(caught.value) == problem


def test_a_mistake_that_only_some_notices_meet_is_found(tmp_path: Path) -> None:
    written(tmp_path, "en/held/body.txt.j2", '{% if step == "ended" and not text %}{{ oops }}{% endif %}\n')
    assert len(problems(environment([tmp_path, TEMPLATES]), ["en"])) == 1


def test_a_missing_template_and_an_unknown_language_are_named(tmp_path: Path) -> None:
    found = problems(environment([tmp_path]), ["en", "xx"])
    assert found[0] == "xx: no such language; known are da, en, nl"
    assert "template en/acknowledgement/subject.txt.j2 is missing" in found[1]
    assert len(found) == 1 + 3 * len(Purpose)


def test_problems_in_shared_parts_are_told_once(tmp_path: Path) -> None:
    path = written(tmp_path, "en/_parts/ticket.txt.j2", "{{ tickt }}\n")
    assert problems(environment([tmp_path, TEMPLATES]), ["en"]) == (f"template {path}, line 1: 'tickt' is undefined",)


def test_a_template_that_includes_itself_is_named_and_the_shipped_one_says_it(tmp_path: Path) -> None:
    written(tmp_path, "en/resolved/body.txt.j2", '{% include "en/resolved/body.txt.j2" %}')
    both = environment([tmp_path, TEMPLATES])
    assert any("en/resolved/body.txt.j2" in sentence for sentence in problems(both, ["en"]))
    said, complaint = render_anyway(both, Notice(Purpose.RESOLVED, "en", most()))
    assert "T-1042" in said.text
    assert "en/resolved/body.txt.j2" in complaint
