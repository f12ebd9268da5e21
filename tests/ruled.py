"""The table of the contracts' rules: read from tests/data/contract-rules.toml, the tests and the configuration.

`python tests/ruled.py` writes docs/contracts.md anew; tests/contracts/test_contract_table.py compares.
"""

import ast
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = ROOT / "docs" / "contracts.md"
CONFIG = ROOT / "config"
LATER = frozenset({"time booking", "billing", "problem records", "reports", "announcements", "privacy obligations"})

ID = re.compile(r"\b(INF|IV|OX|SY)-(\d\d)\b")
_IN_NAME = re.compile(r"(?<=_)(INF|IV|OX|SY)_(\d\d)(?:_to_\1_(\d\d))?(?=_)")
_HEADINGS = {
    "INF": "Infor Xtreme, Premium, Elite",
    "IV": "InfraVision / OnITnow",
    "OX": "Oxineo",
    "SY": "Syneton",
}
_PREAMBLE = """# The contracts, rule by rule

The product was commissioned for five published contract texts. Their 148 rules stand here, each with where it is
configured, what can be seen of it, and the tests that hold it. Made from `tests/data/contract-rules.toml`, the names of
the tests in `tests/contracts` and the clauses in `config/`; `make contracts` writes it anew, and a test compares.

Numbers of contradictions (1 to 19) are those of the texts among themselves; each is a choice in the configuration,
documented where it stands.
"""


@dataclass(frozen=True)
class Rule:
    """One rule of the texts. Exactly one of `behaviour`, `later`, `not_yet` is set."""

    id: str
    title: str
    behaviour: str = ""
    lacks: str = ""
    later: str = ""
    not_yet: str = ""
    config: tuple[str, ...] = ()


def rules() -> tuple[Rule, ...]:
    """All rules in the order of the table. TypeError for a key that a rule does not have."""
    table = tomllib.loads((ROOT / "tests" / "data" / "contract-rules.toml").read_text("utf-8"))
    return tuple(Rule(id=name, **row | {"config": tuple(row.get("config", ()))}) for name, row in table.items())


def held_by() -> dict[str, list[str]]:
    """The tests of each id, by the ids in their names."""
    found: dict[str, list[str]] = {}
    for file in sorted((ROOT / "tests" / "contracts").glob("test_*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for name in _ids(node.name):
                    found.setdefault(name, []).append(f"{file.stem}::{node.name}")
    return found


def _ids(test: str) -> Iterator[str]:
    """The ids in a name: INF_07_OX_29_..., or a range, SY_13_to_SY_16_..."""
    for text, first, last in _IN_NAME.findall(test):
        yield from (f"{text}-{number:02}" for number in range(int(first), int(last or first) + 1))


def configured() -> dict[str, list[str]]:
    """Where the shipped configuration names each id as a clause: "file: key"."""
    found: dict[str, list[str]] = {}
    for file in sorted(CONFIG.rglob("*.toml")):
        for key, clause in _clauses(tomllib.loads(file.read_text("utf-8")), ""):
            for one in ID.finditer(clause):
                place = f"{file.relative_to(CONFIG)}: {key}"
                found.setdefault(one[0], []).append(place)
    return found


def _clauses(table: Mapping[str, object], key: str) -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        here = f"{key}.{name}".strip(".")
        match value:
            case str() if name == "clause":
                yield key, value
            case dict() if name == "clauses":
                yield from ((f"{key}.{about}".strip("."), str(clause)) for about, clause in value.items())
            case dict():
                yield from _clauses(value, here)
            case list():
                for row in value:
                    if isinstance(row, dict):
                        yield from _clauses(row, here + _called(row))


def _called(row: Mapping[str, object]) -> str:
    """What tells a row from the others: a rule's name, a target's priority and product."""
    told = [f"{key}={row[key]}" for key in ("priority", "product") if key in row]
    return f"[{row.get('name') or ', '.join(told)}]"


def exists(place: str) -> bool:
    """Whether a "file: key" of the table is in the shipped configuration."""
    file, _, key = place.partition(": ")
    here: object = tomllib.loads((CONFIG / file).read_text("utf-8")) if (CONFIG / file).is_file() else None
    for part in key.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    return here is not None


def document() -> str:
    """The page."""
    known, held, places = rules(), held_by(), configured()
    counted = Counter(_state(rule) for rule in known)
    said = ", ".join(f"{counted[state]} {state}" for state in ("hold", "not yet", "later") if counted[state])
    parts = [_PREAMBLE, f"{len(known)} rules: {said}.\n"]
    for prefix, heading in _HEADINGS.items():
        own = [rule for rule in known if rule.id.startswith(prefix + "-")]
        parts.append(f"## {heading}\n")
        parts.append("| rule | configuration | behaviour | tests |\n|---|---|---|---|")
        parts += [_row(rule, [*rule.config, *places.get(rule.id, [])], held.get(rule.id, [])) for rule in own]
        parts.append("")
    return "\n".join(parts)


def _state(rule: Rule) -> str:
    return "later" if rule.later else "not yet" if rule.not_yet else "hold"


def _row(rule: Rule, places: list[str], held: list[str]) -> str:
    lacking = f" *Lacks: {rule.lacks}.*" if rule.lacks else ""
    told = {
        "hold": rule.behaviour + lacking,
        "not yet": f"*Not yet.* {rule.not_yet}",
        "later": f"*Later: {rule.later}.*",
    }[_state(rule)]
    cells = (f"**{rule.id}** {rule.title}", _lines(places), told, _lines(held))
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _lines(items: list[str]) -> str:
    return "<br>".join(f"`{item}`" for item in dict.fromkeys(items)) or "–"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), "utf-8")
