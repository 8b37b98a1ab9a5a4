"""A load of submissions on all doors at once, and of registrations, that goes on through faults.

Everything is asked again until it is answered, with the same event id or request id; what was answered is kept.
"""
import random
import threading
import time

import grpc

from . import events, kafka, people
from .clients import CITY
from .days import days_ago
from .protos import registry_requests

RETRIED = (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.RESOURCE_EXHAUSTED,
           grpc.StatusCode.CANCELLED)
CHUNK = 15


class Writer:
    """Makes the submissions of one stakeholder's letter box: good ones, repetitions, conflicts, wrong ones, reversals.

    At most one reversal of each, and none of a reversal: so the order in which parked ones are decided changes nothing.
    """

    def __init__(self, stakeholder, programme, seed, make):
        self.stakeholder = stakeholder
        self._programme = programme
        self._chance = random.Random(f"{seed} {stakeholder}")
        self._make = make  # (chance, programme, day) -> event
        self._sent = []    # (event id, event) of good ones
        self._open = []    # ids not reversed yet
        self._count = 0

    def chunk(self):
        return [self._next() for _ in range(CHUNK)]

    def _next(self):
        self._count += 1
        event_id, roll = f"{self.stakeholder}-{self._count}", self._chance.random()
        if roll < 0.10 and self._sent:
            return self._chance.choice(self._sent)
        if roll < 0.13 and self._sent:
            taken, _ = self._chance.choice(self._sent)
            return taken, self._make(self._chance, self._programme, days_ago(self._chance.randint(200, 300)))
        event = self._make(self._chance, self._programme, days_ago(self._chance.randint(1, 90)))
        if roll < 0.17:
            event.programme = "no-such-programme"
            return event_id, event
        if roll < 0.22 and self._open:
            original = self._open.pop(self._chance.randrange(len(self._open)))
            return event_id, events.submission.DisbursementReversed(reverses_event_id=original)
        self._sent.append((event_id, event))
        self._open.append(event_id)
        return event_id, event


class Load:
    def __init__(self, world, households, newcomers, seed):
        """`newcomers` are registered while it goes on, and get aid from the first moment."""
        self._world = world
        self._households, self._newcomers = households, newcomers
        self._stop = threading.Event()
        self._threads = []
        self.answered = {}    # (stakeholder, event id) -> (event, answered submission)
        self.registered = {}  # request id -> household
        self.failures = []    # what a thread died of
        self.published = 0
        self._box_writers = [
            Writer("dinsos-pm", "rantang-kasih", seed, lambda chance, programme, day: events.recorded(
                programme, day, meals=chance.randint(1, 9), nik=self._any_person(chance).nik)),
            Writer("baznas", "baznas-bantuan-konsumtif", seed, lambda chance, programme, day: events.recorded(
                programme, day, rupiah=chance.randint(1, 400) * 1000, household=chance.choice(households).name)),
            Writer("badak-lng", "tjsl-badak-lng", seed, lambda chance, programme, day: events.recorded(
                programme, day, rupiah=450_000, person=chance.choice(chance.choice(households).persons).name)),
        ]
        self._call_seed = seed

    def boxes(self):
        return [writer.stakeholder for writer in self._box_writers]

    def _any_person(self, chance):
        known = chance.random() < 0.9
        return chance.choice(chance.choice(self._households if known else self._newcomers).persons)

    def start(self):
        for writer in self._box_writers:
            self._run(self._publish, writer)
        for number in range(2):
            self._run(self._call, number)
        self._run(self._register)

    def _run(self, body, *arguments):
        def guarded():
            try:
                body(*arguments)
            except Exception as error:
                self.failures.append(repr(error))
        self._threads.append(threading.Thread(target=guarded, daemon=True))
        self._threads[-1].start()

    def end(self, seconds=90):
        """Ends it once everything begun is answered."""
        self._stop.set()
        for thread in self._threads:
            thread.join(seconds)
            if thread.is_alive():
                self.failures.append("a writer was not answered")

    def _publish(self, writer):
        while not self._stop.is_set():
            chunk = [events.structured(writer.stakeholder, *one) for one in writer.chunk()]
            while True:
                try:
                    kafka.publish_lines(self._world.broker.address, events.box_of(writer.stakeholder), chunk,
                                        events.STRUCTURED)
                    self.published += len(chunk)
                    break
                except kafka.KcatFailed:
                    time.sleep(0.5)
            time.sleep(0.2)

    def _call(self, number):
        """gRPC: each submission asked until it is answered."""
        chance = random.Random(f"{self._call_seed} call {number}")
        client = self._world.as_stakeholder("kemensos")
        count = 0
        while not self._stop.is_set():
            count += 1
            person = chance.choice(chance.choice(self._households).persons)
            event = events.recorded("pkh", days_ago(chance.randint(1, 90)), rupiah=chance.randint(1, 50) * 10_000,
                                    person=person.name)
            event_id = f"call-{number}-{count}"
            answer = ask(lambda: client.RecordDisbursement(events.request("kemensos", event_id, event), timeout=5))
            self.answered["kemensos", event_id] = (event, answer)
            time.sleep(0.02)

    def _register(self):
        client = self._world.registry_client()
        for number, household in enumerate(self._newcomers):
            request = registry_requests.RegisterHouseholdRequest(
                parent=CITY, household=people.intake(household), request_id=f"newcomer-{number}")
            household.name = ask(lambda: client.RegisterHousehold(request, timeout=5)).name
            self.registered[request.request_id] = household.name
            time.sleep(0.3)


def ask(call, seconds=120):
    """The answer, however often it takes."""
    deadline = time.monotonic() + seconds
    while True:
        try:
            return call()
        except grpc.RpcError as error:
            if error.code() not in RETRIED or time.monotonic() > deadline:
                raise
            time.sleep(0.2)
