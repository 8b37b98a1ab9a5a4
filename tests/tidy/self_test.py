#!/usr/bin/env python3
"""The tidy test, tested: small trees in a temporary folder, each with something that must be found, or must not."""

import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True

import check
from tree import Tree

LEDGER = "services/intervention-ledger"

# Two halves again: this file is part of the tree that is checked.
NOTE = "// TO" + "DO: later\n"
NIK = "6474" + "010101900001"
FIXTURE_NIK = "647499" + "0101900001"


class Fixture(unittest.TestCase):
    def findings(self, files, allowed=None, with_format=False):
        """(path, line, rule) of what is found in a tree of these files; C++ files are named by a CMakeLists.txt."""
        with tempfile.TemporaryDirectory() as root:
            for path, content in files.items():
                self.write(root, path, content)
            for folder in {str(pathlib.Path(p).parent) for p in files if p.endswith((".cc", ".h"))}:
                if f"{folder}/CMakeLists.txt" not in files:
                    names = [pathlib.Path(p).name for p in files if str(pathlib.Path(p).parent) == folder]
                    self.write(root, f"{folder}/CMakeLists.txt", f"padu_library(x SRCS {' '.join(names)})\n")
            return [(f.path, f.line, f.rule) for f in check.check(Tree(root), allowed or {}, with_format)]

    def write(self, root, path, content):
        file = pathlib.Path(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def assert_found(self, path, content, rule, line=1, beside=None):
        self.assertEqual(self.findings({**(beside or {}), path: content}), [(path, line, rule)])

    def assert_clean(self, path, content, beside=None):
        self.assertEqual(self.findings({**(beside or {}), path: content}), [])


class Layering(Fixture):
    # (who, includes what)
    FORBIDDEN = [
        ("common/base/a.cc", "common/store/s.h"),
        ("common/base/a.cc", "padu/common/v1/journal.pb.h"),
        ("common/store/a.cc", "common/stream/s.h"),
        ("common/stream/a.cc", "common/journal/s.h"),
        ("common/journal/a.cc", "common/rpc/s.h"),
        ("common/journal/a.cc", "padu/ledger/v1/facts.pb.h"),
        ("common/ops/a.cc", "common/rpc/s.h"),
        ("common/rpc/a.cc", "common/journal/s.h"),
        ("common/journal/a.cc", "common/testing/s.h"),
        ("common/base/a.cc", "services/registry/domain/s.h"),
        (f"{LEDGER}/domain/a.cc", "common/stream/s.h"),
        (f"{LEDGER}/domain/a.cc", "common/journal/partition.h"),
        (f"{LEDGER}/domain/a.cc", f"{LEDGER}/api/s.h"),
        (f"{LEDGER}/domain/a.cc", "services/registry/domain/s.h"),
        (f"{LEDGER}/domain/a.cc", "padu/matching/v1/facts.pb.h"),
        (f"{LEDGER}/domain/a.cc", "padu/ledger/v1/ledger.grpc.pb.h"),
        (f"{LEDGER}/domain/a_test.cc", "common/rpc/s.h"),
        (f"{LEDGER}/api/a.cc", "common/stream/s.h"),
        (f"{LEDGER}/api/a.cc", "services/registry/api/s.h"),
        (f"{LEDGER}/main.cc", "services/registry/domain/s.h"),
        (f"{LEDGER}/main.cc", "common/testing/s.h"),
        ("services/paductl/main.cc", f"{LEDGER}/domain/s.h"),
        ("common/testing/a.h", "tests/s.h"),
        ("services/gateway/http/a.cc", "services/gateway/transcode/s.h"),
        ("services/gateway/transcode/a.cc", "common/stream/s.h"),
        ("services/gateway/events/a.cc", "services/gateway/transcode/routes.h"),
    ]
    LIBRARIES = [
        ("common/stream/a.cc", "librdkafka/rdkafka.h"),
        ("tests/e2e/a.cc", "librdkafka/rdkafka.h"),
        ("common/store/a.cc", "rocksdb/db.h"),
        ("common/ops/a.cc", "grpcpp/grpcpp.h"),
        (f"{LEDGER}/domain/a.cc", "grpcpp/grpcpp.h"),
        (f"{LEDGER}/domain/main.cc", "grpcpp/grpcpp.h"),
        ("services/gateway/pages/a.cc", "boost/beast/core.hpp"),
        ("services/registry/api/a.cc", "boost/json.hpp"),
    ]
    RIGHT = [
        ("common/base/a.cc", "common/base/s.h"),
        ("common/store/a.cc", "common/base/s.h"),
        ("common/journal/a.cc", "common/stream/s.h"),
        ("common/journal/a.cc", "padu/common/v1/journal.pb.h"),
        ("common/rpc/a.cc", "common/ops/s.h"),
        ("common/rpc/a.cc", "google/rpc/error_details.pb.h"),
        ("common/testing/a.cc", "common/journal/s.h"),
        ("common/store/a_test.cc", "common/testing/s.h"),
        (f"{LEDGER}/domain/a.cc", "common/journal/machine.h"),
        (f"{LEDGER}/domain/a.cc", "padu/ledger/v1/facts.pb.h"),
        (f"{LEDGER}/domain/a_test.cc", "common/testing/s.h"),
        ("services/registry/domain/a.cc", "padu/registry/v1/facts.pb.h"),
        (f"{LEDGER}/api/a.cc", f"{LEDGER}/domain/s.h"),
        (f"{LEDGER}/api/a.cc", "padu/ledger/v1/ledger.grpc.pb.h"),
        (f"{LEDGER}/main.cc", f"{LEDGER}/api/s.h"),
        (f"{LEDGER}/main.cc", "common/stream/s.h"),
        ("tests/e2e/a.cc", f"{LEDGER}/api/s.h"),
        ("tests/e2e/a.cc", "grpcpp/grpcpp.h"),
        ("common/stream/kafka/a.cc", "librdkafka/rdkafka.h"),
        ("common/store/rocks/a.cc", "rocksdb/db.h"),
        ("common/base/a.cc", "absl/status/status.h"),
        ("services/gateway/http/a.cc", "boost/beast/core.hpp"),
        ("services/gateway/pages/a.cc", "services/gateway/door.h"),
        ("services/gateway/events/a.cc", "common/stream/s.h"),
        ("services/gateway/contracts/a.cc", "boost/json.hpp"),
    ]

    def beside(self, included):
        return {included: "// here\n"} if included.startswith(("common/", "services/", "tests/")) else {}

    def test_forbidden_arrows(self):
        for path, included in self.FORBIDDEN:
            with self.subTest(path=path, included=included):
                found = self.findings({**self.beside(included), path: f'#include "{included}"\n'})
                self.assertIn((path, 1, "layering"), found)
                self.assertEqual({f[2] for f in found}, {"layering"})

    def test_hidden_libraries(self):
        for path, included in self.LIBRARIES:
            with self.subTest(path=path, included=included):
                self.assert_found(path, f"// why\n#include <{included}>\n", "layering", line=2)

    def test_right_arrows(self):
        for path, included in self.RIGHT:
            with self.subTest(path=path, included=included):
                self.assert_clean(path, f'#include "{included}"\n', self.beside(included))

    def test_include_is_written_from_the_root(self):
        self.assert_found("common/base/a.cc", '#include "s.h"\n', "include", beside={"common/base/s.h": "// here\n"})

    def test_a_domain_is_pure(self):
        self.assert_found(f"{LEDGER}/domain/a.cc", "#include <thread>\n", "purity")
        self.assert_clean(f"{LEDGER}/domain/a_test.cc", "#include <thread>\n")
        self.assert_clean(f"{LEDGER}/api/a.cc", "#include <thread>\n")


class Text(Fixture):
    def test_size(self):
        self.assert_clean("common/base/a.cc", "//\n" * 400)
        self.assert_found("common/base/a.cc", "//\n" * 401, "size", line=401)
        self.assert_found("deploy/up", "#!/bin/bash\n" + "#\n" * 400, "size", line=401)

    def test_columns_count_characters(self):
        self.assert_clean("common/base/a.cc", "// " + "é" * 117 + "\n")
        self.assert_found("common/base/a.cc", "//\n// " + "x" * 118 + "\n", "columns", line=2)

    def test_tab_and_last_newline(self):
        self.assert_found("common/base/a.cc", "//\tx\n", "tab")
        self.assert_found("common/base/a.cc", "// x", "newline")

    def test_words(self):
        for content in [NOTE, "using name" + "space std;\n", "int x = ra" + "nd();\n", "int x = std::ra" + "nd();\n",
                        'std::sys' + 'tem("ls");\n', 'sys' + 'tem("ls");\n', "// XX" + "X\n", "// FIX" + "ME\n"]:
            with self.subTest(content=content):
                self.assert_found("common/base/a.cc", content, "word")
        self.assert_clean("common/base/a.cc", "int operand(int x);\nint y = operand(1);\nvoid file_system(int);\n")
        self.assert_found("proto/padu/common/v1/a.proto", NOTE, "word")
        self.assert_clean("proto/third_party/google/rpc/a.proto", NOTE)

    def test_time_in_a_domain(self):
        sleeping = "std::this_thread::sleep_" + "for(1s);\n"
        self.assert_found(f"{LEDGER}/domain/a_test.cc", sleeping, "word")
        self.assert_clean("common/journal/a_test.cc", sleeping)
        self.assert_found(f"{LEDGER}/domain/a.cc", "auto t = absl::No" + "w();\n", "word")

    def test_paths_of_one_machine(self):
        for place in ["/ro" + "ot/x", "/ho" + "me/ana/x", "/tmp/ba" + "sh_jobs", " /wo" + "rk/main"]:
            with self.subTest(place=place):
                self.assert_found("docs/a.md", f"see\n`{place}`\n", "machine-path", line=2)
        self.assert_clean("docs/a.md", "var/work/x and $HOME/x\n")

    def test_sixteen_digits(self):
        self.assert_found("docs/a.md", f"NIK {NIK}\n", "nik")
        self.assert_found("common/base/a.cc", f"int64_t nik_{NIK};\n", "nik")
        self.assert_clean("docs/a.md", f"NIK {FIXTURE_NIK}, 1{NIK}, 117.{NIK}, a{NIK}, 0x{NIK}\n")
        self.assert_clean("deploy/data/map.geojson", f"{NIK}\n")
        self.assert_clean("services/gateway/console/package-lock.json", f"{NIK}\n")


class Files(Fixture):
    def test_a_file_that_nothing_builds(self):
        maker = {"common/store/CMakeLists.txt": "padu_library(s SRCS a.cc rocks/b.cc)  # not c.cc\n"}
        self.assert_clean("common/store/a.cc", "// a\n", maker)
        self.assert_found("common/store/c.cc", "// c\n", "dead-file", beside=maker)

    def test_a_maker_further_up_counts(self):
        files = {"common/store/CMakeLists.txt": "padu_library(s SRCS rocks/b.cc)\n",
                 "common/store/rocks/CMakeLists.txt": "# nothing\n",
                 "common/store/rocks/b.cc": "// b\n"}
        self.assertEqual(self.findings(files), [])

    def test_binary_files_are_left_alone(self):
        with tempfile.TemporaryDirectory() as root:
            pathlib.Path(root, "picture.png").write_bytes(b"\x89PNG\0" + NIK.encode())
            self.assertEqual(check.check(Tree(root), {}, with_format=False), [])

    def test_exceptions(self):
        long = {"common/base/a.cc": "//\n" * 401}
        allowed = {("common/base/a.cc", "size"): "one table"}
        self.assertEqual(self.findings(long, allowed), [])
        self.assertEqual(self.findings({"common/base/a.cc": "//\n"}, allowed), [("common/base/a.cc", 1, "allowed")])

    def test_format(self):
        style = {".clang-format": "BasedOnStyle: Google\n"}
        found = self.findings({**style, "common/base/a.cc": "// a\nint  x;\n", "common/base/b.cc": "int y;\n"},
                              with_format=True)
        self.assertEqual(found, [("common/base/a.cc", 2, "format")])


if __name__ == "__main__":
    unittest.main()
