"""The pipeline as plain functions: fetch, conform, build, check, publish."""
