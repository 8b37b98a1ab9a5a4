"""unittest with one world for all tests of a class."""
import sys
import unittest

from .world import PARTITIONS, World


class WorldCase(unittest.TestCase):
    """`self.world` runs, and knows reference data. A failed test tells the ends of the logs."""
    world: World = None
    partitions = PARTITIONS

    @classmethod
    def setUpClass(cls):
        cls.world = World(cls.partitions)
        cls.addClassCleanup(cls.world.close)
        try:
            cls.world.start()
        except BaseException:
            print(cls.world.tell(), file=sys.stderr)
            raise

    def tearDown(self):
        outcome = self._outcome.result
        if any(test is self for test, _ in outcome.errors + outcome.failures):
            print(self.world.tell(), file=sys.stderr)
