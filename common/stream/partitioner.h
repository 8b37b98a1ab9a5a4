// Which partition a city's records are on: the rule of Kafka's own Java clients, which librdkafka's default is not.
#pragma once

#include <cstdint>
#include <string_view>

namespace padu::stream {

// MurmurHash2 as Kafka's Java clients compute it.
std::int32_t Murmur2(std::string_view bytes);

// The partition, of `partitions` > 0, that holds all records of `city` ("64.74").
int PartitionOfCity(std::string_view city, int partitions);

}  // namespace padu::stream
