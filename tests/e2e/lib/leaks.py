"""Searches what a run left behind for personal data: logs, data folders, metrics, journal topics."""
import urllib.request

from . import kafka
from .people import SECRET_WORD


class Search:
    """Finds NIKs, KK numbers, names and phones of `households` in clear."""

    def __init__(self, households, more=()):
        self._words = {SECRET_WORD.encode(), *(word.encode() for word in more)}
        for household in households:
            self._words.add(household.kk_number.encode())
            for person in household.persons:
                self._words.update((person.nik.encode(), person.phone.encode()))
        self.searched_bytes = 0
        self.found = []

    def bytes(self, where, data):
        self.searched_bytes += len(data)
        self.found += [f"{where}: {word[:6].decode()}... at byte {data.find(word)}" for word in self._words
                       if word in data]

    def folder(self, folder):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                self.bytes(path, path.read_bytes())

    def file(self, path):
        self.bytes(path, path.read_bytes())

    def url(self, url):
        with urllib.request.urlopen(url, timeout=10) as answer:
            self.bytes(url, answer.read())

    def topic(self, broker, topic, partitions):
        for number in range(partitions):
            for record in kafka.read(broker, topic, number):
                for data in (record.key, record.value, *(value for _, value in record.headers)):
                    self.bytes(f"{topic}/{number}@{record.offset}", data or b"")


def search_world(world, households, more=()):
    """All of a running world but its letter boxes, which only their stakeholder writes and only the ledger reads."""
    search = Search(households, more)
    search.folder(world.folder / "data")
    for path in world.folder.glob("*.log"):
        search.file(path)
    for one in (world.registry, world.ledger):
        for page in ("metrics", "status", "readyz"):
            search.url(f"http://{one.admin}/{page}")
    for topic in ("padu.registry.journal.v1", "padu.ledger.journal.v1", "padu.registry.keys.v1"):
        search.topic(world.broker.address, topic, world.partitions)
    return search
