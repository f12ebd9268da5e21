"""`python -m mailtriage` is the command `mailtriage`."""

from mailtriage.cli.main import main

main()
