"""`mailtriage ticket disaster`."""

from mailtriage.cli.handling import with_text
from mailtriage.jobs.disaster import declare

with_text("disaster", declare, "Call a ticket of the highest priority a disaster: TEXT goes to the contacts at once.")
