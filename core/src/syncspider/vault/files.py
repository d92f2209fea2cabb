"""Files that nobody but their owner may read: written whole or not at all."""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from syncspider.errors import ConfigurationError

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_PRIVATE: Final = 0o600


def read_private(path: Path) -> str | None:
    """The text of a file that only its owner may read, or None where there is none.

    Raises:
        ConfigurationError: Others may read it, or we may not.
    """
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & _OTHERS:
                message = f"{path} is open to other users (mode {mode:04o}), so it is not used."
                raise ConfigurationError(message, hint=f"Run: chmod 600 {path}")
            return file.read()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from None


def replace_private(path: Path, text: str) -> None:
    """Put a text in the place of the file's: whoever reads finds the old one or the new one, also after a power cut.

    Raises:
        ConfigurationError: The folder cannot be written.
    """
    try:
        with _written_beside(path, text) as written:
            written.replace(path)
            _sync_folder(path.parent)
    except OSError as error:
        raise _unusable(path, error) from None


def create_private(path: Path, text: str) -> bool:
    """Write a file that does not exist yet; False, and nothing is written, where another was faster.

    Raises:
        ConfigurationError: The folder cannot be written.
    """
    try:
        with _written_beside(path, text) as written:
            os.link(written, path)
            _sync_folder(path.parent)
    except FileExistsError:
        return False
    except OSError as error:
        raise _unusable(path, error) from None
    return True


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep other processes, and other threads, out of the block that changes a file.

    The lock is a file of its own beside it, which stays: what is locked is replaced, and a lock on what is replaced
    keeps nobody out.

    Raises:
        ConfigurationError: The folder cannot be written.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        _make_folder(path.parent)
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)
    except OSError as error:
        raise _unusable(lock, error) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _written_beside(path: Path, text: str) -> Iterator[Path]:
    """A file in the same folder that holds the text, durably; gone afterwards unless it was moved."""
    _make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _PRIVATE)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        yield beside
    finally:
        beside.unlink(missing_ok=True)


def _make_folder(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: Exception) -> ConfigurationError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    hint = "Correct the permissions of the folder, or choose another with --home."
    return ConfigurationError(f"{path} cannot be used: {reason}.", hint=hint)
