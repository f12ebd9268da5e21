"""One unit of work each: intake, watch, deliver."""
