"""Prefect flows, tasks, servers, schedules and limits."""
