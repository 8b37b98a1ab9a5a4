"""Searches what a run left behind for personal data: logs, data folders, admin pages, topics."""
import base64
import hashlib
import struct
import urllib.request

from . import disks, kafka
from .people import POINT, SECRET_WORD

GUESSED = 8  # households
SHARED_TOPICS = ("padu.registry.journal.v1", "padu.ledger.journal.v1", "padu.registry.keys.v1")


class Search:
    """Finds what is personal of `households` in clear: the word in every name, address, birth place and mail, NIKs, KK
    numbers, phones however their prefix is written, exact points as text and as bytes. Letter case does not matter.
    Of some also NIKs as numbers, and digests of them that anybody could compute."""

    def __init__(self, households, more=()):
        latitude, longitude = POINT
        self._words = {SECRET_WORD, str(longitude), *more}
        for household in households:
            self._words.add(household.kk_number)
            for person in household.persons:
                self._words.update((person.nik, person.phone.removeprefix("0")))
        self._words = {word.lower().encode() for word in self._words}
        for household in households[:GUESSED]:
            for person in household.persons:
                self._words.update(_guessable(person.nik))
        self._words.update(struct.pack(order, number) for order in ("<d", ">d") for number in (latitude, longitude))
        self.searched_bytes = 0
        self.found = []

    def bytes(self, where, data):
        self.searched_bytes += len(data)
        for text in (data, data.lower()):
            for word in self._words:
                at = text.find(word)
                if at >= 0:
                    self.found.append(f"{where}: {word[:6]}... at byte {at}")

    def folder(self, folder):
        for path, data in disks.contents(folder):
            self.bytes(path, data)

    def file(self, path):
        self.bytes(path, path.read_bytes())

    def url(self, url):
        with urllib.request.urlopen(url, timeout=10) as answer:
            self.bytes(url, answer.read())

    def topic(self, broker, topic, partitions):
        for number in range(partitions):
            for record in kafka.read(broker, topic, number):
                parts = [part for name, value in record.headers for part in (name.encode(), value)]
                for data in (record.key, record.value, *parts):
                    self.bytes(f"{topic}/{number}@{record.offset}", data or b"")


def _guessable(nik):
    """A NIK as a number of eight bytes and as protobuf writes one, and its digests, as bytes and as text."""
    number = int(nik)
    varint = bytes((number >> shift & 0x7F) | 0x80 for shift in range(0, 49, 7)) + bytes([number >> 49])
    yield from (struct.pack("<Q", number), struct.pack(">Q", number), varint)
    for digest in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        raw = digest(nik.encode()).digest()
        yield from (raw, raw.hex().encode(), base64.urlsafe_b64encode(raw).rstrip(b"=").lower())


def search_world(world, households, more=()):
    """All of a running world but its letter boxes, which only their stakeholder writes and only the ledger reads."""
    search = Search(households, more)
    search_running(search, world)
    search.folder(world.folder / "data")
    return search


def search_running(search, world):
    """All but the data folders."""
    for path in world.folder.glob("*.log"):
        search.file(path)
    for one in (world.registry, world.ledger):
        for page in ("metrics", "status", "readyz", "livez", "buildinfo"):
            search.url(f"http://{one.admin}/{page}")
    for topic in SHARED_TOPICS:
        search.topic(world.broker.address, topic, world.partitions)
