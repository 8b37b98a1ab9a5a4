"""Personal data: in clear nowhere but in letter boxes, and after an erasure lost to everybody, the owner of all secrets
included.

What this covers: every record of every topic that services share (key, headers, value), all that they print, all admin
pages, and every file of their data folders, RocksDB's tables decompressed. For erasure the keys topic as a reader from
its start meets it, its segments on the broker's disk, and every file of the registry. What it does not: letter boxes,
where a submission's value may name a NIK until the box's retention takes it; backups, which are not there yet; what a
file system or a disk keeps of deleted files; memory.
"""
import unittest

import grpc

from lib import disks, events, kafka, leaks, people, reads, sealing
from lib.case import WorldCase
from lib.clients import CITY, Refusal
from lib.days import days_ago
from lib.protos import codes, personal_requests, registry_requests
from lib.waiting import until

KEYS = "padu.registry.keys.v1"
BOXES = ["baznas", "dinsos-pm"]


class ErasureTest(WorldCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = cls.world.registry_client()
        cls.reader = cls.world.ledger_client()
        # Compaction that a test can wait for, and segments that can be read as they lie.
        cls.world.broker.configure_topic(KEYS, segment_ms=500, max_compaction_lag_ms=500, file_delete_delay_ms=500,
                                         compression_type="uncompressed")
        planned = people.plan(10, seed=31)
        alone = next(one for one in planned if len(one.persons) == 1)
        together = next(one for one in planned if len(one.persons) > 1)
        cls.households = people.register(cls.registry, planned)
        cls.erased = [alone.persons[0], together.persons[0]]
        cls.spared = [together.persons[1], *(one.persons[0] for one in planned if one not in (alone, together))]
        cls.gone_subjects = {alone.name, alone.family, *(person.name for person in cls.erased)}
        cls.master = sealing.master_key(cls.world.folder / "secrets")

    def submit(self, prefix):
        for number, household in enumerate(self.households):
            for box, event in (("baznas", events.recorded("baznas-bantuan-konsumtif", days_ago(9), rupiah=1000,
                                                          household=household.name)),
                               ("dinsos-pm", events.recorded("rantang-kasih", days_ago(8), meals=2,
                                                             nik=household.persons[0].nik))):
                for encode in (events.binary_json, events.binary_protobuf):
                    kafka.publish(self.world.broker.address, events.box_of(box),
                                  *encode(box, f"{prefix}-{number}-{encode.__name__}", event))
        self.world.as_stakeholder("kemensos").RecordDisbursement(events.request(
            "kemensos", f"{prefix}-call", events.recorded("pkh", days_ago(7), rupiah=5000,
                                                          nik=self.households[0].persons[0].nik)))
        last = f"{prefix}-{len(self.households) - 1}-binary_protobuf"
        for box in BOXES:
            until(f"{last} of {box} has a verdict", lambda: reads.submission(self.reader, box, last))

    def to_disk(self):
        """The services stand still, and what they held in memory is in tables."""
        for one in (self.world.registry, self.world.ledger):
            self.assertEqual(one.stop(), 0)
            one.start()  # writes what the log of before held into tables
            self.assertEqual(one.stop(), 0)

    def start(self):
        for one in (self.world.registry, self.world.ledger):
            one.start()

    def opened(self, person):
        return self.registry.OpenPersonalData(personal_requests.OpenPersonalDataRequest(
            name=person.name, fields=[codes.PERSONAL_FIELD_NAME], purpose=codes.PURPOSE_AUDIT))

    def test_1_nothing_personal_is_in_clear(self):
        self.submit("first")
        self.opened(self.spared[0])
        search = leaks.Search(self.households)
        leaks.search_running(search, self.world)
        self.to_disk()
        search.folder(self.world.folder / "data")
        self.assertEqual(search.found, [])
        self.assertGreater(search.searched_bytes, 200_000)

        household = self.households[0].name.rsplit("/", 1)[1]
        control = leaks.Search([], [household])
        control.folder(self.world.folder / "data")
        self.assertTrue([where for where in control.found if ".sst:" in where], "tables are read")
        for topic in leaks.SHARED_TOPICS[:2]:
            control.found.clear()
            control.topic(self.world.broker.address, topic, self.world.partitions)
            self.assertTrue(control.found, f"{topic} is read")
        box = leaks.Search(self.households)
        box.topic(self.world.broker.address, events.box_of("dinsos-pm"), 1)
        self.assertTrue(box.found, "a NIK in a letter box is what this search finds")
        self.start()

    def sealed(self):
        return sealing.sealed_values([row for journal in self.world.journals("registry") for row in journal.rows])

    def keys(self, *places):
        """All data keys that these bytes and the master key give."""
        key_ids = {one.key_id for one in self.sealed()}
        wrapped = set().union(*(sealing.wrapped_keys(data) for data in places))
        return sealing.unwrap(self.master, wrapped, key_ids)

    def keys_in_topic(self):
        return self.keys(*(record.value for number in range(self.world.partitions)
                           for record in kafka.read(self.world.broker.address, KEYS, number) if record.value))

    def keys_on_brokers_disk(self):
        return self.keys(*(path.read_bytes() for number in range(self.world.partitions)
                           for path in self.world.broker.topic_files(KEYS, number)))

    def keys_on_registrys_disk(self):
        return self.keys(*(data for _, data in disks.contents(self.world.folder / "data" / "registry")))

    def readable(self, keys):
        """Texts by (subject, field) that any of the keys opens."""
        told = {}
        for one in self.sealed():
            texts = [text for text in map(one.open, keys.values()) if text is not None]
            if texts:
                told[f"{CITY}/{self.collection(one.subject)}/{one.subject}", one.field] = texts[0].decode()
        return told

    def collection(self, subject):
        names = [one.name for one in self.households] + [one.family for one in self.households]
        return next((name.split("/")[2] for name in names if name.endswith(f"/{subject}")), "persons")

    def check(self, readable, where):
        """Who is erased is sealed for ever, everybody else is not."""
        subjects = {subject for subject, _ in readable}
        self.assertFalse(subjects & self.gone_subjects, where)
        for person in self.spared:
            self.assertEqual(readable.get((person.name, codes.PERSONAL_FIELD_NAME)), person.full_name, where)

    def open_erasures(self):
        metrics = self.world.registry.get("/metrics")[1]
        return [line for line in metrics.splitlines() if line.startswith("padu_registry_erasure_open{")
                and not line.endswith(" 0")]

    def test_2_who_is_erased_is_so_for_the_owner_of_all_secrets(self):
        everybody = {(person.name, codes.PERSONAL_FIELD_NAME) for person in [*self.erased, *self.spared]}
        for where, keys in (("topic", self.keys_in_topic), ("broker's disk", self.keys_on_brokers_disk),
                            ("registry's disk", self.keys_on_registrys_disk)):
            self.assertLessEqual(everybody, set(self.readable(keys())), f"{where}: before, this reads them all")
        until("nothing is being erased", lambda: not self.open_erasures())

        for person in self.erased:
            told = self.registry.ErasePerson(personal_requests.ErasePersonRequest(
                name=person.name, reason="SUBJECT_REQUEST", request_id=f"erase-{person.nik[6:]}"))
            self.assertTrue(told.erased)
        self.assertTrue(self.open_erasures(), "the registry says that an erasure is not complete yet")
        self.refused_to_open()

        newcomers = iter(people.plan(60, seed=32, first=5000))

        def compacted():
            people.register(self.registry, [next(newcomers)], "roll")  # a new record begins a new segment
            return not self.gone_subjects & {subject for subject, _ in self.readable(self.keys_in_topic())}
        until("the broker has compacted", compacted, 120, every=3)
        until("deleted segments are gone", lambda: not [
            path for number in range(self.world.partitions) for path in self.world.broker.topic_files(KEYS, number)
            if path.suffix in (".deleted", ".cleaned", ".swap")], 60)

        self.to_disk()
        self.start()  # it asks the topic daily, and at each start
        until("the registry says that the erasure is complete", lambda: not self.open_erasures(), 60)
        self.refused_to_open()
        self.check(self.readable(self.keys_in_topic()), "topic")
        self.check(self.readable(self.keys_on_brokers_disk()), "broker's disk")
        self.to_disk()
        self.check(self.readable(self.keys_on_registrys_disk()), "registry's disk")
        self.start()

    def refused_to_open(self):
        for person in self.erased:
            with self.assertRaises(grpc.RpcError) as caught:
                self.opened(person)
            self.assertEqual(Refusal(caught.exception).reason, "PERSON_ERASED")
            with self.assertRaises(grpc.RpcError) as caught:
                self.registry.FindByNik(registry_requests.FindByNikRequest(parent=CITY, nik=person.nik))
            self.assertEqual(caught.exception.code(), grpc.StatusCode.NOT_FOUND)

    def test_3_the_aid_stays_without_the_person(self):
        for person in self.erased:
            self.assertTrue(reads.history(self.reader, person.name))
        self.submit("after")
        search = leaks.search_world(self.world, self.households)
        self.assertEqual(search.found, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
