# Every outside library, looked up once. Link by these names (deploy/lib/install.sh brings the packages):
#
#   absl::status absl::statusor absl::strings absl::flat_hash_map absl::time absl::btree ...
#   protobuf::libprotobuf
#   gRPC::grpc++  gRPC::grpc++_reflection      (common/rpc, services/*/api, services/*/main.cc, paductl only)
#   PkgConfig::RDKAFKA                         (common/stream/kafka only)
#   RocksDB::rocksdb                           (common/store/rocks only; static: a shared one asks for the place of its
#                                              thread-local counters at each of their uses, 3 % of the ledger's CPU)
#   PkgConfig::CURL                            (services/notification/channels only)
#   OpenSSL::Crypto  OpenSSL::SSL  PkgConfig::SODIUM
#   prometheus-cpp::core  prometheus-cpp::pull
#   CLI11::CLI11  yaml-cpp                   (paductl; the gateway's AsyncAPI)
#   Boost::headers                             (services/gateway only: Asio, Beast, JSON)
#   Threads::Threads
#   padu_malloc                                (padu_binary links it)
#   GTest::gtest  GTest::gmock                 (padu_test links them)

find_package(Threads REQUIRED)
find_package(OpenSSL REQUIRED)
find_package(Protobuf REQUIRED)  # module mode: Debian ships no config file
find_package(absl CONFIG REQUIRED)
find_package(gRPC CONFIG REQUIRED)
find_package(RocksDB CONFIG REQUIRED)
find_package(GTest CONFIG REQUIRED)
find_package(prometheus-cpp CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(CURL REQUIRED IMPORTED_TARGET libcurl)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(JEMALLOC REQUIRED IMPORTED_TARGET jemalloc)

# RocksDB, protobuf and librdkafka allocate on one thread and free on another all the time: with jemalloc the ledger
# takes a fifth less CPU and half the memory of glibc's malloc. Sanitizers bring their own. --no-as-needed: no symbol of
# it is named, yet it must be there.
add_library(padu_malloc INTERFACE)
if(NOT PADU_SANITIZE)
  target_link_options(padu_malloc INTERFACE -Wl,--no-as-needed ${JEMALLOC_LINK_LIBRARIES} -Wl,--as-needed)
endif()
