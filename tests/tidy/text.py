"""What can be seen line by line: sizes, words, paths of one machine, numbers that could be somebody's NIK."""

import re

from tree import CPP, Finding, OTHERS_WORK

LINES_MAX = 400
COLUMNS_MAX = 120
SIZED = CPP + (".proto", ".py", ".sh")

# Words are written in two halves, since this file is checked too. (pattern, where, what to do)
ANY = r""
IN_CPP = r"\.(cc|h|c)$"
WORDS = [
    (r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b", ANY, "do it, or write an issue: the tree holds no unfinished notes"),
    (r"\busing name" r"space std\b", IN_CPP, "name what is used"),
    (r"(?<![\w.>])s?ra" r"nd\s*\(", IN_CPP, "chance is an input: take it from the caller, with a seed"),
    (r"\bstd::sys" r"tem\b|(?<![\w.>:])sys" r"tem\s*\(", IN_CPP, "no shell from a service"),
    (r"\bsleep_" r"for\b|\bSleep" r"For\b|\busl" r"eep\b", r"services/[^/]+/domain/.*_test\.cc$",
     "domain tests have no time: hand in the instant"),
    (r"\babsl::No" r"w\b|\b(system|steady|high_resolution)_cl" r"ock\b|\bgettimeof" r"day\b",
     r"services/[^/]+/domain/", "Decide takes its time from the input"),
]

MACHINE_PATH = re.compile(r"/ro" r"ot/|/ho" r"me/[a-z][\w-]*/|/tmp/ba" r"sh|(?<![\w.}])/wo" r"rk/")

# 16 digits that stand alone: not a part of a hexadecimal digest, a decimal fraction or a longer number.
SIXTEEN = re.compile(r"(?<![0-9A-Fa-f])(?<!0x)(?<!\d\.)(\d{16})(?![0-9A-Fa-f])")
IMPOSSIBLE_PREFIX = "647499"


def check(tree):
    findings = []
    for path in tree.sources():
        findings += sizes(tree, path)
        findings += words(tree, path)
    for path in tree.paths:
        if not path.startswith(OTHERS_WORK) and not is_foreign(path):
            findings += paths_and_numbers(tree, path)
    return findings


def is_foreign(path):
    """Files whose numbers nobody here writes: map data and lock files."""
    return re.search(r"\.geojson$|\.lock$|lock[\w-]*\.(json|yaml|yml)$", path) is not None


def sizes(tree, path):
    text = tree.text(path) or ""
    count = len(text.splitlines())
    script = "." not in path.rsplit("/", 1)[-1]
    if count > LINES_MAX and (path.endswith(SIZED) or script):
        yield Finding(path, count, "size", f"{count} lines; at most {LINES_MAX}: split it along its ideas")
    if text and not text.endswith("\n"):
        yield Finding(path, count, "newline", "the last line has no end: add a newline")
    for line, content in tree.lines(path):
        if len(content) > COLUMNS_MAX:
            yield Finding(path, line, "columns", f"{len(content)} columns; at most {COLUMNS_MAX}: break the line")
        if "\t" in content:
            yield Finding(path, line, "tab", "a tab: indent by spaces, and write \\t inside strings")


def words(tree, path):
    rules = [(re.compile(pattern), advice) for pattern, where, advice in WORDS if re.search(where, path)]
    for line, content in tree.lines(path):
        for pattern, advice in rules:
            match = pattern.search(content)
            if match:
                yield Finding(path, line, "word", f"'{match.group(0).strip()}': {advice}")


def paths_and_numbers(tree, path):
    for line, content in tree.lines(path):
        match = MACHINE_PATH.search(content)
        if match:
            yield Finding(path, line, "machine-path",
                          f"'{match.group(0)}' is a path of one machine: derive it, or make it a setting")
        for number in SIXTEEN.findall(content):
            if not number.startswith(IMPOSSIBLE_PREFIX):
                yield Finding(path, line, "nik",
                              f"16 digits '{number[:4]}...' could be somebody's NIK: fixtures begin with "
                              f"{IMPOSSIBLE_PREFIX}, other large numbers take digit separators")
