"""unittest with one world for all tests of a class."""
import json
import sys
import unittest

from .world import PARTITIONS, World


class WorldCase(unittest.TestCase):
    """`self.world` runs, and knows reference data. A failed test tells the ends of the logs."""
    world: World = None
    partitions = PARTITIONS
    world_class = World

    @classmethod
    def setUpClass(cls):
        cls.world = cls.world_class(cls.partitions)
        cls.addClassCleanup(cls.world.close)
        cls.addClassCleanup(cls._check_logs)
        try:
            cls.world.start()
        except BaseException:
            print(cls.world.tell(), file=sys.stderr)
            raise

    @classmethod
    def _check_logs(cls):
        """Libraries too speak by the services' log: each line is JSON with what every line has."""
        for path in cls.world.service_logs():
            with open(path, encoding="utf-8") as log:
                for number, line in enumerate(log, 1):
                    try:
                        told = json.loads(line)
                    except ValueError:
                        told = None
                    if not isinstance(told, dict) or not {"timestamp", "severity_text", "body"} <= told.keys():
                        raise AssertionError(f"{path}:{number} is not of the services' log: {line}")

    def tearDown(self):
        outcome = self._outcome.result
        if any(test is self for test, _ in outcome.errors + outcome.failures):
            print(self.world.tell(), file=sys.stderr)
