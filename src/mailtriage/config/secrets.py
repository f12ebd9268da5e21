"""Where secrets come from: systemd's credentials, the environment, or the credentials folder beside the files.

The folder lets an operator use the command line outside the unit. It is read only when nobody else can read it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mailtriage.config.problem import Problem
from mailtriage.config.reading import variable
from mailtriage.mail.token import Keys

FOLDER = "credentials"
KEYS = "token-keys"
_OTHERS = 0o077


@dataclass(slots=True)
class Secrets:
    """Looks secrets up by name and remembers what was missing; never shows one."""

    directory: Path
    environment: Mapping[str, str] = field(repr=False)
    problems: list[Problem] = field(default_factory=list)

    def find(self, name: str, wanted_by: str) -> str:
        """The secret, without the line end an editor left; empty when it is nowhere, which is noted as a problem."""
        found = self.look_up(name)
        if not found:
            reason = f"the secret for {wanted_by} is missing"
            hint = f"put it into {FOLDER}/{name} (mode 0600), a systemd credential {name}, or {variable(name)}"
            self.problems.append(Problem(FOLDER, name, reason, hint))
        return found

    def look_up(self, name: str) -> str:
        """As `find`, for a secret that may well be absent."""
        return self._from_systemd(name) or self.environment.get(variable(name), "") or self._from_folder(name)

    def keys(self) -> Keys | None:
        """The token keys: one `NUMBER SECRET-IN-HEX` a line, the first one signs; None when missing or unusable."""
        text = self.find(KEYS, "the ticket tokens")
        if not text:
            return None
        try:
            return parse_keys(text)
        except ValueError as error:
            hint = f"write one key a line, like `1 {'0f' * 4}...`, with at least 32 hex digits; the first one signs"
            self.problems.append(Problem(FOLDER, KEYS, f"cannot be used: {error}", hint))
            return None

    def _from_systemd(self, name: str) -> str:
        folder = self.environment.get("CREDENTIALS_DIRECTORY")
        return self._content(Path(folder) / name) if folder else ""

    def _from_folder(self, name: str) -> str:
        path = self.directory / FOLDER / name
        try:
            readable_by_others = path.stat().st_mode & _OTHERS
        except OSError:
            return ""
        if readable_by_others:
            self.problems.append(Problem(FOLDER, name, "can be read by others", f"chmod 600 {path}"))
        return self._content(path)

    def _content(self, path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8").strip("\r\n")
        except FileNotFoundError:
            return ""
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "is not UTF-8 text"
            self.problems.append(Problem(FOLDER, path.name, f"cannot be read: {reason}"))
            return ""


def parse_keys(text: str) -> Keys:
    """The keys in a key file. ValueError names the line, never its content."""
    secrets: dict[int, bytes] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        key_id, _, secret = line.strip().partition(" ")
        try:
            secrets[int(key_id)] = bytes.fromhex(secret)
        except ValueError:
            raise ValueError(f"line {number} is not a number and hex digits") from None
    if not secrets:
        raise ValueError("it holds no key")
    return Keys(current=next(iter(secrets)), secrets=secrets)
