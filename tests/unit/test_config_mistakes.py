"""Each configuration mistake gives one clear sentence that says where, what and how to mend it; nothing else complains."""

import shutil
import tomllib
from pathlib import Path

import pytest

from configured import SECRETS, a_configuration, change
from mailtriage.config.checking import check
from mailtriage.config.load import load
from mailtriage.config.locate import shipped
from mailtriage.config.names import Place, unknown

MISTAKES = sorted((Path(__file__).parents[1] / "data" / "config-mistakes").glob("*.toml"))


def spoil(directory: Path, mistake: Path) -> list[str]:
    """Make the mistake a file of `config-mistakes` describes; what must be said about it comes back."""
    about = tomllib.loads(mistake.read_text(encoding="utf-8"))
    target = directory / about["file"]
    if "write" in about:
        target.write_text(about["write"], encoding="utf-8")
    if "octets" in about:
        target.write_bytes(bytes.fromhex(about["octets"]))
    if about.get("remove"):
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for here, there in about.get("change", ()):
        change(directory, about["file"], here, there)
    says: list[str] = about["says"]
    return says


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda path: path.stem)
def test_a_mistake_is_named_with_its_place_and_the_way_out(mistake: Path, tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    says = spoil(directory, mistake)

    installation, problems = load(directory, SECRETS)

    assert [str(problem) for problem in problems] == says
    assert installation is None


def test_all_mistakes_in_all_files_are_named_at_once(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    names = [
        "unknown-key",
        "member-unknown",
        "target-in-days",
        "contract-plan-unknown",
        "rule-kind-unknown",
        "zone-unknown",
    ]
    says = [s for mistake in MISTAKES if mistake.stem in names for s in spoil(directory, mistake)]

    _, problems = load(directory, SECRETS)

    assert [str(problem) for problem in problems] == sorted(says)
    assert len(problems) == len(names)


def test_names_of_a_file_that_cannot_be_read_are_not_said_to_be_missing() -> None:
    place = Place("rules.toml", "x")
    assert unknown(place, "role", ["cto"], None) == []
    assert [problem.reason for problem in unknown(place, "role", ["cto"], frozenset())] == ['there is no role "cto"']


def test_check_reports_examples_and_templates_that_fail_beside_each_other(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    change(directory, "rules.toml", 'gives = { kind = "consulting" }', 'gives = { kind = "briefing" }')
    own = directory / "templates" / "en" / "reply"
    own.mkdir(parents=True)
    (own / "subject.txt.j2").write_text("{{ nothing_of_the_kind }}")
    assert {problem.file for problem in check(directory, SECRETS).problems} == {"rules.toml", "templates"}


def test_a_mistake_of_shape_hides_no_wrong_name_in_the_same_table_and_echoes_in_none(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    change(directory, "customers/waterland.toml", "# ends = 2028-02-29", 'ends = "soon" #')
    change(directory, "customers/waterland.toml", 'plan = "infravision-integration"', 'plan = "infravision-integratie"')
    change(directory, "plans/infravision-integration.toml", 'pending = "agreement"', 'pending = "agreemnt"')
    change(directory, "mailtriage.toml", 'host = "imap.helpdesk.example"\n', "")
    change(directory, "mailtriage.toml", "# reverse_path = ", 'reverse_path = "servicedesk@helpdesk.example" #')

    _, problems = load(directory, SECRETS)

    assert [problem.key for problem in problems] == [
        "contract.waterland-integratie.ends",
        "contract.waterland-integratie.plan",
        "mailbox.nl.host",
        "kind.change.pending",
    ]


def test_a_template_that_replaces_none_is_a_problem_with_the_nearest_name(tmp_path: Path) -> None:
    directory = a_configuration(tmp_path)
    own = directory / "templates"
    for name in (
        "nl/acknowledgemnt/body.txt.j2",
        "fr/reply/body.txt.j2",
        "_layout/pages.html.j2",
        "en/_parts/helo.txt.j2",
        "nl/_parts/our-hours.txt.j2",
        "nl/reply/.body.txt.j2.swp",
    ):
        (own / name).parent.mkdir(parents=True, exist_ok=True)
        (own / name).write_text("", encoding="utf-8")
    shipped_one = shipped("templates") / "nl" / "reply" / "body.txt.j2"
    asking = shipped_one.read_text(encoding="utf-8") + '{% include "nl/_parts/our-hours.txt.j2" %}'
    (own / "nl" / "reply" / "body.txt.j2").write_text(asking, encoding="utf-8")
    found = {p.file: p.hint for p in check(directory, SECRETS).problems if p.reason == "replaces no shipped template"}
    assert found == {
        "templates/_layout/pages.html.j2": 'did you mean "_layout/page.html.j2"?',
        "templates/en/_parts/helo.txt.j2": 'did you mean "en/_parts/hello.txt.j2"?',
        "templates/fr/reply/body.txt.j2": found["templates/fr/reply/body.txt.j2"],
        "templates/nl/acknowledgemnt/body.txt.j2": 'did you mean "nl/acknowledgement/body.txt.j2"?',
    }
