"""What a language we write consists of: forms of dates and durations, and names for clocks, states and steps.
Own tables instead of a localisation library: three languages, a few dozen words, and every one of them was read aloud (docs/notices.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Language:
    """One language. `form` is the `str.format` pattern of an instant in full, `day_form` of a date.

    `clocks` maps a clock to its label, plain and with its article; `steps` the first word of a step's name to what happened;
    `states` a state, or "pending/reason", to what the requester may read; `changes` what gave a promise anew; `holds` to what staff reads of a held ticket.
    """

    code: str
    weekdays: str
    months: str
    form: str
    day_form: str
    today: str
    tomorrow: str
    no_subject: str
    clocks: Mapping[str, tuple[str, str]]
    clock_states: Mapping[str, str]
    states: Mapping[str, str]
    steps: Mapping[str, str]
    changes: Mapping[str, str]
    holds: Mapping[str, str]
    fields: Mapping[str, str]

    def day(self, day: date) -> str:
        """A date in full words."""
        weekday, month = self.weekdays.split()[day.weekday()], self.months.split()[day.month - 1]
        return self.day_form.format(weekday=weekday, month=month, day=day)

    def moment(self, local: datetime, zone: str) -> str:
        """A local time in full words, cut to the minute: the time told is never later than the time meant."""
        weekday, month = self.weekdays.split()[local.weekday()], self.months.split()[local.month - 1]
        return self.form.format(weekday=weekday, month=month, local=local, zone=zone)
