"""`python -m cmsfees` is the `cmsfees` command."""

from cmsfees.command import main

main()
