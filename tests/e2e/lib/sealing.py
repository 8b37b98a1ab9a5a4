"""Opens sealed personal data as whoever had the secrets file, a journal and some keys could: from docs/formats.md.

A data key lies wrapped in a record of the keys topic and on the registry's disk; what it sealed lies in facts.
"""
import base64
import re

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .protos import registry_facts, registry_values

CITY_CODE = "64.74"
_MASTER_VERSION = 1
_NONCE = 12
_SUBJECTS = ("person", "family", "household", "officer")  # what a sealed fact names first is whose data it is
_WRAPPED = re.compile(rb"\x01\x00\x00\x00\x01\x05" + re.escape(CITY_CODE.encode()) + rb"(.{60})", re.DOTALL)


def master_key(secrets_file):
    for line in secrets_file.read_text().splitlines():
        words = line.split()
        if words[:3] == [CITY_CODE, "master", str(_MASTER_VERSION)]:
            return base64.urlsafe_b64decode(words[3] + "=" * (-len(words[3]) % 4))
    raise AssertionError("no master key")


def wrapped_keys(data):
    """All that looks like a wrapped data key in some bytes, whatever lies around it."""
    return {match.group(1) for match in _WRAPPED.finditer(data)}


def unwrap(master, wrapped, key_ids):
    """The data keys that the master key gives out of `wrapped`: {key id: key}. Each is tried under each id."""
    keys = {}
    for one in wrapped:
        for key_id in key_ids:
            key = _open(master, one, f"wrap:v1:{CITY_CODE}:{_MASTER_VERSION}:{key_id}")
            if key is not None:
                keys[key_id] = key
    return keys


class Sealed:
    """One sealed value of a journal."""

    def __init__(self, subject, key_id, field, text):
        self.subject, self.key_id, self.field = subject, key_id, field
        self._text = text

    def open(self, key):
        return _open(key, self._text, f"{self.subject}|{self.field}|{self.key_id}")


def sealed_values(rows):
    """Every sealed value in a registry's journal."""
    told = []
    for row in rows:
        for bytes_ in row.facts:
            fact = registry_facts.Fact.FromString(bytes_)
            kind = fact.WhichOneof("kind")
            content = getattr(fact, kind)
            if isinstance(getattr(content, "sealed", None), registry_values.SealedFields):
                subject = next(getattr(content, name) for name in _SUBJECTS
                               if isinstance(getattr(content, name, None), str))
                told += [Sealed(subject, content.sealed.key_id, one.field, one.sealed)
                         for one in content.sealed.fields]
    return told


def _open(key, sealed, bound_to):
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound_to.encode())
    except InvalidTag:
        return None
