#!/usr/bin/env python3
"""Checks what no compiler checks: layering, sizes, words, files that nothing builds, format.

    tests/tidy/check.py [--root DIR] [--no-format]

Prints a line for each finding (file:line: [rule] what is wrong and what to do); the exit code is 1 if there is one."""

import argparse
import pathlib
import sys

sys.dont_write_bytecode = True

import dead_files
import formatting
import layering
import text
from tree import Finding, Tree

# Exceptions, (path, rule) -> why it cannot be otherwise. One that is no longer needed is a finding itself.
ALLOWED = {}


def check(tree, allowed, with_format=True):
    findings = layering.check(tree) + text.check(tree) + dead_files.check(tree)
    if with_format:
        findings += formatting.check(tree)
    used = {(f.path, f.rule) for f in findings}
    findings = [f for f in findings if (f.path, f.rule) not in allowed]
    for path, rule in allowed:
        if (path, rule) not in used and (with_format or rule != "format"):
            findings.append(Finding(path, 1, "allowed", f"needs no exception from '{rule}' any more: take it out"))
    return sorted(findings)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parents[2])
    parser.add_argument("--no-format", action="store_true", help="leave out clang-format")
    arguments = parser.parse_args()

    tree = Tree(arguments.root)
    findings = check(tree, ALLOWED, with_format=not arguments.no_format)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(tree.paths)} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
