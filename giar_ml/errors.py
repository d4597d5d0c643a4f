"""What can go wrong, by whose fault: one document (`ReadError`) or our own set-up (`SetupError` and its kinds)."""

from __future__ import annotations


class GiarError(Exception):
    """Base of all errors that giar_ml raises on purpose."""


class ReadError(GiarError):
    """One document cannot be read. `cause` is a stable machine-readable code such as `empty` or `encrypted`.

    The pipeline turns it into a record with status `failed`; the batch goes on.
    """

    def __init__(self, cause: str, message: str) -> None:
        super().__init__(message)
        self.cause = cause
        self.message = message


class SetupError(GiarError):
    """Something of ours is wrong: found before the first document, exit code 2."""


class SchemaError(SetupError):
    """A file of the schema or of the rules is wrong."""


class ConfigError(SetupError):
    """The configuration is wrong."""


class ModelError(SetupError):
    """The model cannot be loaded."""
