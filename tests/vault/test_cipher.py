"""Locking one text for one place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syncspider.vault.cipher import CannotOpenError, Key, key_id_of, lock, unlock

KEY = Key(bytes(range(32)))


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])), place=st.text(st.characters(codec="utf-8")))
def test_what_is_locked_opens_again(text: str, place: str) -> None:
    """Any text opens with the same key at the same place."""
    assert unlock(lock(text, KEY, place), KEY, place) == text


def test_the_form_is_as_documented() -> None:
    """Version, key id, nonce and ciphertext, and no part of the text."""
    locked = lock("canary", KEY, "shop/token")
    assert locked.split(":")[:2] == ["v1", KEY.id]
    assert len(locked.split(":")) == 4
    assert "canary" not in locked
    assert key_id_of(locked) == KEY.id


def test_no_nonce_is_used_twice() -> None:
    """The same text locked twice looks different."""
    assert lock("same", KEY, "a/b") != lock("same", KEY, "a/b")


def test_another_place_does_not_open() -> None:
    """A text that was moved to another connection or name is refused."""
    with pytest.raises(CannotOpenError):
        unlock(lock("text", KEY, "shop/token"), KEY, "other/token")


def test_another_key_does_not_open() -> None:
    """Only the key that locked it opens a text."""
    with pytest.raises(CannotOpenError):
        unlock(lock("text", KEY, "shop/token"), Key(bytes(32)), "shop/token")


@given(position=st.integers(min_value=0, max_value=10_000), bit=st.integers(0, 7))
def test_a_changed_bit_does_not_open(position: int, bit: int) -> None:
    """Whatever bit of a locked text changes, it is refused, never opened as something else."""
    locked = bytearray(lock("a text to change", KEY, "shop/token").encode())
    start = locked.rindex(b":", 0, locked.rindex(b":")) + 1  # the nonce and the ciphertext
    locked[start + position % (len(locked) - start)] ^= 1 << bit
    changed = locked.decode("latin-1")
    try:
        opened = unlock(changed, KEY, "shop/token")
    except CannotOpenError:
        return
    # The last letter of base64 has bits that stand for nothing; only there may a change go unseen.
    assert opened == "a text to change"


@pytest.mark.parametrize("broken", ["", "v1", "v1:", "v2:abc:d:e", "canary", "v1:a:b:c", "v1:a:b:c:d", "v1:a:é:c"])
def test_what_is_no_locked_text_is_refused(broken: str) -> None:
    """Damage ends in the one error, whatever it is."""
    with pytest.raises(CannotOpenError):
        unlock(broken, KEY, "shop/token")


def test_a_key_does_not_print() -> None:
    """Neither repr nor str shows a byte of it."""
    key = Key.new()
    assert key.text() not in repr(key) + str(key)
    assert repr(key.raw) not in repr(key)


def test_a_key_survives_its_text() -> None:
    """What is stored brings back the same key; the id tells two keys apart."""
    key = Key.new()
    assert Key.from_text(f" {key.text()}\n") == key
    assert key.id != Key.new().id


@pytest.mark.parametrize("text", ["", "short", "Ä", "AAAA", "A" * 43])
def test_a_text_that_is_no_key_is_refused(text: str) -> None:
    """A key is 32 bytes of base64 and nothing else."""
    with pytest.raises(ValueError, match=r"bytes|base64"):
        Key.from_text(text)
