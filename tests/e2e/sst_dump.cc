// RocksDB's own sst_dump, which Debian does not pack: what a test reads table files with, compressed as they are, every
// version of every key that still stands in them.
#include <rocksdb/sst_dump_tool.h>

int main(int argc, char** argv) { return rocksdb::SSTDumpTool().Run(argc, argv); }
