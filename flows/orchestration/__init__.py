"""Prefect: flows, tasks, servers, schedules, limits."""
