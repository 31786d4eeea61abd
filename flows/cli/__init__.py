"""The `cmsfees` command."""
