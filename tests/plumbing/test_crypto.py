"""Encrypted values and files: what opens them, and what must not."""

import io

import pytest

from rehab.plumbing import crypto
from rehab.plumbing.crypto import BadKey, Cipher, Damaged, WrongKey, decrypt_file, encrypt_file, new_key, read_key

NIK = "3301234505900001"


@pytest.fixture
def cipher() -> Cipher:
    return Cipher(new_key(), new_key())


def test_an_encrypted_value_reads_back(cipher):
    assert cipher.decrypt(cipher.encrypt(NIK, context="wbp.nik:1"), context="wbp.nik:1") == NIK


def test_the_same_value_never_looks_the_same_twice(cipher):
    tokens = {cipher.encrypt(NIK) for _ in range(50)}
    assert len(tokens) == 50
    assert not any(NIK.encode() in token for token in tokens)


def test_a_value_copied_to_another_row_does_not_open(cipher):
    token = cipher.encrypt(NIK, context="wbp.nik:1")
    with pytest.raises(Damaged):
        cipher.decrypt(token, context="wbp.nik:2")


@pytest.mark.parametrize("place", [0, 1, 4, 5, 16, 17, -1])
def test_one_changed_bit_anywhere_is_seen(cipher, place):
    token = bytearray(cipher.encrypt(NIK))
    token[place] ^= 1
    with pytest.raises((Damaged, WrongKey)):
        cipher.decrypt(bytes(token))


@pytest.mark.parametrize("token", [b"", b"\x01", NIK.encode(), b"\x02" + bytes(60)])
def test_what_was_never_encrypted_is_not_read(cipher, token):
    with pytest.raises(Damaged):
        cipher.decrypt(token)


def test_another_key_is_named_as_the_fault():
    token = Cipher(new_key(), new_key()).encrypt(NIK)
    with pytest.raises(WrongKey):
        Cipher(new_key(), new_key()).decrypt(token)


def test_a_key_is_changed_by_putting_the_new_one_in_front():
    old, new, index = new_key(), new_key(), new_key()
    token = Cipher(old, index).encrypt(NIK)
    both = Cipher(f"{new},{old}", index)
    assert both.decrypt(token) == NIK
    assert both.needs_renewal(token)
    renewed = both.encrypt(both.decrypt(token))
    assert not both.needs_renewal(renewed)
    assert Cipher(new, index).decrypt(renewed) == NIK


def test_the_blind_index_is_equal_for_the_spellings_of_one_number(cipher):
    index = cipher.blind_index(NIK)
    assert index == cipher.blind_index("33.0123.450590.0001") == cipher.blind_index(" 3301 2345 0590 0001 ")
    assert index == cipher.blind_index("３３０１２３４５０５９００００１")
    assert index != cipher.blind_index("3301234505900002")
    assert len(index) == 64
    assert NIK not in index


def test_the_blind_index_needs_its_key():
    key = new_key()
    assert Cipher(key, new_key()).blind_index(NIK) != Cipher(key, new_key()).blind_index(NIK)


@pytest.mark.parametrize("text", ["", "abc", "not base64 at all!", "A" * 36], ids=["empty", "short", "words", "27 bytes"])
def test_a_key_of_the_wrong_shape_is_refused_by_name_and_without_its_value(text):
    with pytest.raises(BadKey) as caught:
        read_key(text, name="NIK_KEY")
    assert "NIK_KEY" in str(caught.value)
    assert not text or text not in str(caught.value)


def test_one_key_may_not_serve_both_ends():
    key = new_key()
    with pytest.raises(BadKey):
        Cipher(key, key)


def sealed_file(plain: bytes, key: bytes) -> bytes:
    target = io.BytesIO()
    encrypt_file(io.BytesIO(plain), target, key=key)
    return target.getvalue()


def opened_file(sealed: bytes, key: bytes) -> bytes:
    target = io.BytesIO()
    decrypt_file(io.BytesIO(sealed), target, key=key)
    return target.getvalue()


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr(crypto, "FILE_CHUNK", 64)


@pytest.mark.parametrize("size", [0, 1, 63, 64, 65, 128, 1000])
def test_a_file_of_any_length_reads_back(small_chunks, size):
    key, plain = read_key(new_key()), bytes(index % 251 for index in range(size))
    sealed = sealed_file(plain, key)
    assert opened_file(sealed, key) == plain
    assert size < 8 or plain not in sealed


def test_a_file_cut_anywhere_is_seen(small_chunks):
    key = read_key(new_key())
    sealed = sealed_file(bytes(300), key)
    for length in range(len(sealed)):
        with pytest.raises(Damaged):
            opened_file(sealed[:length], key)


def test_swapped_repeated_and_added_chunks_are_seen(small_chunks):
    key = read_key(new_key())
    sealed = sealed_file(bytes(200), key)
    head, step = 44, 80
    first, second, rest = sealed[head : head + step], sealed[head + step : head + 2 * step], sealed[head + 2 * step :]
    for forged in (second + first + rest, first + first + second + rest, first + rest, first + second + rest + rest):
        with pytest.raises(Damaged):
            opened_file(sealed[:head] + forged, key)


def test_a_file_says_that_the_key_is_another_one():
    sealed = sealed_file(b"rows", read_key(new_key()))
    with pytest.raises(WrongKey):
        opened_file(sealed, read_key(new_key()))
