"""The error for an argument that names no code, place, release or day."""


class NotUnderstood(ValueError):
    """The value is not valid; the message describes a valid one."""
