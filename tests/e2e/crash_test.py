"""kill -9 of everything, at random moments under load: nothing is lost, doubled or made up.

The seed is printed; PADU_E2E_SEED=<seed> runs the same plan again. After two deaths of a service its next starts take
their inputs one by one (rule 17): something is in hand at nearly every death, and nothing is set aside.
"""
import os
import random
import time
import unittest

from lib import checks, leaks, people
from lib.case import WorldCase
from lib.load import Load

SEED = int(os.environ.get("PADU_E2E_SEED", random.SystemRandom().randrange(1_000_000)))
PLAN = [["registry"], ["ledger"], ["registry", "ledger"], ["broker"], ["ledger"], ["broker", "ledger"],
        ["broker", "registry", "ledger"], ["ledger"]]


class CrashTest(WorldCase):
    def kill(self, victims, chance):
        """All victims at once; then each comes again after a while of its own."""
        world = self.world
        services = {"registry": world.registry, "ledger": world.ledger}
        for victim in victims:
            world.broker.kill() if victim == "broker" else services[victim].kill()
        time.sleep(chance.uniform(0, 1.5))
        for victim in sorted(victims, key=lambda _: chance.random()):
            world.broker.start() if victim == "broker" else services[victim].start(wait=False)

    def test_kills_under_load(self):
        print(f"PADU_E2E_SEED={SEED}", flush=True)
        chance = random.Random(SEED)
        households = people.register(self.world.registry_client(), people.plan(60, seed=SEED))
        newcomers = people.plan(30, seed=SEED + 1, first=2000)
        load = Load(self.world, households, newcomers, SEED)
        load.start()
        for victims in PLAN:
            time.sleep(chance.uniform(0.5, 3.0))
            print(f"kill -9 {' '.join(victims)} after {load.published} records, {len(load.answered)} answers",
                  flush=True)
            self.kill(victims, chance)
        time.sleep(2)
        for one in (self.world.registry, self.world.ledger):
            one.wait_ready()
        load.end()
        self.assertEqual(load.failures, [])
        print(f"{load.published} records published, {len(load.answered)} calls answered", flush=True)

        model = checks.check_everything(self, self.world, [*households, *newcomers], load.boxes(), load.answered,
                                        load.registered)
        for service in ("registry", "ledger"):
            self.assertEqual(checks.set_aside(self.world, service), [])
        counts = model.verdict_counts()
        print(f"verdicts: {dict(counts)}", flush=True)
        self.assertGreater(min(counts[one] for one in ("POSTED", "DUPLICATE", "CONFLICT", "REJECTED")), 0)
        self.assertGreater(len(load.registered), 10)
        search = leaks.search_world(self.world, [*households, *newcomers])
        self.assertEqual(search.found, [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
