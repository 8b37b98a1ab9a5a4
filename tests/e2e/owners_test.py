"""Two processes that own the same several partitions and begin at once: one of them wins all, each time."""
import unittest

from lib import events, people, reads
from lib.case import WorldCase
from lib.days import days_ago
from lib.load import ask
from lib.waiting import until

FENCED = 76  # the exit code of an owner whose place another took
TIMES = 8


class OwnersTest(WorldCase):
    partitions = 4

    def test_one_of_two_that_begin_at_once_wins_all(self):
        households = people.register(self.world.registry_client(), people.plan(2, seed=81))
        first, second = self.world.ledger, self.world.second("intervention-ledger", "second")
        self.assertEqual(first.stop(), 0)
        wins = []
        for number in range(TIMES):
            pair = [first, second] if number % 2 == 0 else [second, first]
            for one in pair:
                one.start("--take-over", wait=False)
            until("one of two owners ends", lambda: first.running != second.running, 60)
            winner, loser = (first, second) if first.running else (second, first)
            self.assertEqual(loser.wait_end(), FENCED, loser.log_tail())
            winner.wait_ready()
            stages = [one["stage"] for one in winner.status().values()]
            self.assertEqual(stages, ["serving"] * self.partitions)
            self.world.ledger = winner
            event = events.recorded("baznas-bantuan-konsumtif", days_ago(3), rupiah=1000, household=households[0].name)
            client = self.world.as_stakeholder("baznas")
            answer = ask(lambda: client.RecordDisbursement(events.request("baznas", f"owner-{number}", event)))
            self.assertEqual(reads.verdict_of(answer), "POSTED")
            self.assertEqual(winner.stop(), 0, winner.log_tail())
            wins.append(winner.name)
        print(f"won: {wins}", flush=True)
        self.world.ledger = first
        first.start("--take-over")
        self.assertEqual(len(reads.entries(self.world.ledger_client(), households[0].name)), TIMES)


if __name__ == "__main__":
    unittest.main(verbosity=2)
