"""The physician fee schedule's relative value files and published amounts."""
