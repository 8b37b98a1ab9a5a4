"""Measures the ledger next to a raw loop on the same topics; `run` beside it builds and calls this."""
import argparse
import json
import os
import pathlib
import shutil
import statistics
import tempfile

import machine
from loaded import ROOT, Loaded, until

REFERENCE = 500_000  # raw records a second of a quiet machine: rates are scaled to it
PACED_SECONDS = 10
FULL = {"households": 1_000_000, "events": 500_000, "rounds": 3, "partitions": "1,4"}
QUICK = {"households": 50_000, "events": 100_000, "rounds": 2, "partitions": "1"}


def options():
    parser = argparse.ArgumentParser(prog="tests/bench/ledger/run", description=__doc__.split(";")[0])
    parser.add_argument("--households", type=int, help="of all cities together")
    parser.add_argument("--events", type=int, help="submissions in each round")
    parser.add_argument("--rounds", type=int, help="of each encoding")
    parser.add_argument("--partitions", help="such as 1,4")
    parser.add_argument("--encodings", default="protobuf,json,structured")
    parser.add_argument("--quick", action="store_true", help="a small scale, for what is not told")
    parser.add_argument("--json", metavar="FILE", help="every single measurement")
    told = parser.parse_args()
    for name, value in (QUICK if told.quick else FULL).items():
        if getattr(told, name) is None:
            setattr(told, name, value)
    return told


def spread(values, digits=0):
    """Median (least - greatest)."""
    texts = [f"{value:,.{digits}f}" for value in (statistics.median(values), min(values), max(values))]
    return texts[0] if len(values) == 1 else f"{texts[0]} ({texts[1]} - {texts[2]})"


def table(rows):
    """The first row is the heading."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(text.ljust(width) for text, width in zip(row, widths)).rstrip())
    print(flush=True)


def measure_rates(loaded, told):
    """For each encoding, its rounds: what the raw loop and the ledger made of the same submissions."""
    measured = {encoding: [] for encoding in told.encodings.split(",")}
    count = told.events // (4 * loaded.partitions) * 4 * loaded.partitions
    for number in range(told.rounds):
        for encoding, rounds in measured.items():
            print(f"  round {number + 1}, {encoding}", flush=True)
            loaded.fill(count, encoding)
            raw = loaded.raw_loop(count)
            one = loaded.take(count)
            rounds.append({**one, "raw_per_second": raw["per_second"], "raw_us": raw["cpu_us"]})
            memory = machine.memory_mib(loaded.ledger.pid)
            loaded.stop()
    return measured, memory


def tell_rates(measured):
    rows = [("encoding", "events/s", "to the raw loop", f"at raw {REFERENCE // 1000}k/s", "ledger us/event",
             "to raw CPU", "broker us/event", "raw loop/s", "raw us", "cores of others")]
    for encoding, rounds in measured.items():
        def column(name, rounds=rounds):
            return [one[name] for one in rounds]
        ratios = [one["per_second"] / one["raw_per_second"] for one in rounds]
        rows.append((encoding, spread(column("per_second")), spread(ratios, 3),
                     spread([ratio * REFERENCE for ratio in ratios]), spread(column("cpu_us"), 1),
                     spread([one["cpu_us"] / one["raw_us"] for one in rounds], 1),
                     spread(column("broker_us"), 1), spread(column("raw_per_second")), spread(column("raw_us"), 1),
                     spread(column("others"), 2)))
    table(rows)


def measure_rest(loaded, rate):
    """Latency at half of `rate`, kill -9, disk, rebuild, check."""
    half = max(100, int(rate / 2))
    count = half * PACED_SECONDS // (4 * loaded.partitions) * 4 * loaded.partitions
    loaded.ledger.start()
    calm = json.loads(loaded.pace(count, half).communicate()[0])
    paced = loaded.pace(count, half)
    before = loaded.confirmed()
    until("the paced submissions come in", lambda: loaded.confirmed() > before + count // 4, 120, 0.05)
    serves = loaded.restart_after_kill()
    killed = json.loads(paced.communicate()[0])
    loaded.stop()
    disk = machine.folder_bytes(loaded.ledger.data_dir)
    took, rows = loaded.rebuild()
    rebuilt = machine.memory_mib(loaded.ledger.pid)
    return {"half": half, "calm": calm, "serves_seconds": serves, "killed": killed, "disk": disk,
            "topic": loaded.topic_bytes(), "rebuild_seconds": took, "rebuild_rows": rows, "rebuild_memory": rebuilt,
            "check": loaded.check()}


def tell_rest(rest, loaded, registry_seconds, memory, view_bytes):
    calm, check = rest["calm"], rest["check"]
    rows = rest["rebuild_rows"] + loaded.households
    table([
        ("what", "measured"),
        (f"publish to visible at {rest['half']:,}/s",
         f"p50 {calm['p50_ms']:.1f} ms, p99 {calm['p99_ms']:.1f} ms, longest {calm['longest_ms']:.0f} ms"),
        ("serves after kill -9", f"{rest['serves_seconds']:.2f} s; longest publish to visible meanwhile "
         f"{rest['killed']['longest_ms'] / 1000:.2f} s"),
        ("disk deleted: serves after", f"{rest['rebuild_seconds']:.1f} s: {rest['rebuild_rows']:,} own rows and "
         f"{loaded.households:,} of the registry, {rows / rest['rebuild_seconds']:,.0f} rows/s"),
        ("registry's rows taken", f"{loaded.households / registry_seconds:,.0f} households/s"),
        ("memory of the ledger", f"{memory[0]:,.0f} MiB resident, {memory[1]:,.0f} at most; "
         f"{rest['rebuild_memory'][1]:,.0f} at most in the rebuild"),
        ("disk of the ledger", f"{(rest['disk'] - view_bytes) / loaded.submissions:,.0f} B/event, and of views "
         f"{view_bytes / loaded.households:,.0f} B/household"),
        ("journal topic", f"{rest['topic'] / loaded.submissions:,.0f} B/event"),
        ("verdicts", f"{check['submissions']:,} submissions: {check['posted']:,} posted, {check['duplicates']:,} "
         f"duplicates, {check['wrong']} wrong, {check['missing']} missing"),
    ])


def main():
    told = options()
    folder = tempfile.mkdtemp(prefix="bench.", dir=ROOT / "build/dev")
    everything = {}
    loaded = None
    try:
        print("\n".join(machine.describe(ROOT, folder)))
        print(f"scale: {told.households:,} households, {told.rounds} rounds of {told.events:,} submissions of each "
              f"encoding, 10 % sent twice; load average at the start {os.getloadavg()[0]:.1f}\n", flush=True)
        for partitions in map(int, told.partitions.split(",")):
            print(f"{partitions} partition{'s' if partitions > 1 else ''}", flush=True)
            loaded = Loaded(pathlib.Path(folder) / f"p{partitions}", partitions, told.households)
            registry_seconds = loaded.start()
            view_bytes = machine.folder_bytes(loaded.ledger.data_dir)
            rates, memory = measure_rates(loaded, told)
            tell_rates(rates)
            first = next(iter(rates.values()))
            rest = measure_rest(loaded, statistics.median(one["per_second"] for one in first))
            tell_rest(rest, loaded, registry_seconds, memory, view_bytes)
            everything[partitions] = {"rates": rates, "rest": rest, "registry_seconds": registry_seconds}
            loaded.close()
            loaded = None
        print(f"load average at the end {os.getloadavg()[0]:.1f}")
    finally:
        if loaded is not None:
            loaded.close()
        shutil.rmtree(folder, ignore_errors=True)
    if told.json:
        pathlib.Path(told.json).write_text(json.dumps(everything, indent=1))


if __name__ == "__main__":
    main()
