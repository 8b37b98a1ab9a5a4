"""clang-format 14, the version of Debian 12, with the tree's .clang-format: another version breaks lines elsewhere."""

import concurrent.futures
import re
import shutil
import subprocess

from tree import Finding

TOOL = "clang-format-14"
BATCH = 20
COMPLAINT = re.compile(r"^(.+?):(\d+):\d+: (?:error|warning): .*\[-Wclang-format-violations\]")


def check(tree):
    files = tree.cpp()
    if not files:
        return []
    if shutil.which(TOOL) is None:
        return [Finding(".clang-format", 1, "format", f"{TOOL} is missing: run deploy/lib/install.sh")]
    batches = [files[i:i + BATCH] for i in range(0, len(files), BATCH)]
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        return [f for found in pool.map(lambda batch: check_batch(tree, batch), batches) for f in found]


def check_batch(tree, files):
    run = subprocess.run([TOOL, "--dry-run", "--Werror", *files], cwd=tree.root, capture_output=True, text=True)
    first = {}  # one finding a file: its first place
    for line in run.stderr.splitlines():
        match = COMPLAINT.match(line)
        if match:
            first.setdefault(match.group(1), int(match.group(2)))
    if run.returncode != 0 and not first:
        return [Finding(files[0], 1, "format", f"{TOOL} failed: {run.stderr.strip()[:200]}")]
    return [Finding(path, line, "format", f"not as {TOOL} writes it: {TOOL} -i {path}") for path, line in first.items()]
