#include "common/stream/kafka/client.h"

#include <gtest/gtest.h>

#include <mutex>
#include <string>

#include "common/base/log.h"

namespace padu::stream {
namespace {

// What librdkafka has to say of a broker that is not there comes by our log, masked as all of it.
TEST(KafkaClient, SpeaksByOurLog) {
  std::mutex mutex;
  std::string lines;
  SetLogOptions({.format = LogOptions::Format::kJson, .sink = [&](std::string_view line) {
                   const std::lock_guard lock(mutex);
                   lines += line;
                 }});
  {
    auto conf = AdminConf({.brokers = "127.0.0.1:1", .client_id = "padu-6474990101900001"});
    ASSERT_TRUE(conf.ok()) << conf.status();
    auto client = NewClient(RD_KAFKA_PRODUCER, *std::move(conf));
    ASSERT_TRUE(client.ok()) << client.status();
    const rd_kafka_metadata_t* none = nullptr;
    EXPECT_NE(rd_kafka_metadata(client->get(), 1, nullptr, &none, 2000), RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  SetLogOptions({});
  const std::lock_guard lock(mutex);
  EXPECT_NE(lines.find("\"kafka client\""), std::string::npos) << lines;
  EXPECT_NE(lines.find("127.0.0.1:1"), std::string::npos) << lines;
  EXPECT_EQ(lines.find("6474990101900001"), std::string::npos);
}

}  // namespace
}  // namespace padu::stream
