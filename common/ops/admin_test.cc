#include "common/ops/admin.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "common/base/log.h"

namespace padu::ops {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class AdminTest : public testing::Test {
 protected:
  AdminTest() {
    SetLogOptions({.least = Severity::kError});
    EXPECT_TRUE(admin_.Start().ok());
  }
  ~AdminTest() override { SetLogOptions({}); }

  int Connect() {
    const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(admin_.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof(address)), 0);
    return fd;
  }

  static std::string ReadAll(int fd) {
    std::string answer;
    char buffer[4096];
    for (ssize_t got; (got = ::recv(fd, buffer, sizeof(buffer), 0)) > 0;) answer.append(buffer, got);
    ::close(fd);
    return answer;
  }

  std::string Ask(const std::string& request) {
    const int fd = Connect();
    EXPECT_EQ(::send(fd, request.data(), request.size(), MSG_NOSIGNAL), static_cast<ssize_t>(request.size()));
    return ReadAll(fd);
  }
  std::string Get(const std::string& path) { return Ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n"); }

  Metrics metrics_{"registry", "1.2.3"};
  Lifecycle life_;
  Admin admin_{{.service = "registry", .version = "1.2.3", .status_json = [] { return R"({"partitions":[]})"; }},
               metrics_,
               life_};
};

TEST_F(AdminTest, AnswersEachPath) {
  EXPECT_THAT(Get("/livez"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(Get("/metrics"), HasSubstr("padu_build_info"));
  EXPECT_THAT(Get("/buildinfo"), HasSubstr(R"({"service":"registry","version":"1.2.3"})"));
  EXPECT_THAT(Get("/status?x=1"), HasSubstr(R"({"partitions":[]})"));
  EXPECT_THAT(Get("/else"), StartsWith("HTTP/1.1 404 "));
}

TEST_F(AdminTest, ReadinessFollowsTheLifeAndItsChecks) {
  EXPECT_THAT(Get("/readyz"), testing::AllOf(StartsWith("HTTP/1.1 503 "), HasSubstr(R"({"state":"starting"})")));
  life_.MoveTo(LifeState::kRecovering);
  life_.MoveTo(LifeState::kServing);
  life_.SetWaiting("partition 3", "reads \"back\"");
  EXPECT_THAT(Get("/readyz"), HasSubstr(R"({"ready":false,"reasons":{"partition 3":"reads \"back\""}})"));
  life_.SetWaiting("partition 3", "");
  EXPECT_THAT(Get("/readyz"), testing::AllOf(StartsWith("HTTP/1.1 200 "), HasSubstr(R"({"ready":true,"reasons":{}})")));
  life_.MoveTo(LifeState::kDraining);
  EXPECT_THAT(Get("/readyz"), StartsWith("HTTP/1.1 503 "));
}

TEST_F(AdminTest, RefusesWhatItDoesNotTake) {
  EXPECT_THAT(Ask("POST /status HTTP/1.1\r\n\r\n"), StartsWith("HTTP/1.1 405 "));
  EXPECT_THAT(Ask("nonsense\r\n\r\n"), StartsWith("HTTP/1.1 400 "));
  EXPECT_THAT(Ask("HEAD /livez HTTP/1.1\r\n\r\n"), testing::EndsWith("\r\n\r\n"));
}

TEST_F(AdminTest, HeadersAreBounded) {
  EXPECT_THAT(Ask("GET /livez HTTP/1.1\r\nX: " + std::string(10 << 10, 'x')), testing::Not(HasSubstr("200")));
}

TEST_F(AdminTest, ASilentClientHoldsOthersUpASecondOnly) {
  const int silent = Connect();
  EXPECT_THAT(Get("/livez"), StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(ReadAll(silent), StartsWith("HTTP/1.1 400 "));
}

TEST_F(AdminTest, ATakenPortIsSaid) {
  Admin second({.port = admin_.port()}, metrics_, life_);
  const absl::Status status = second.Start();
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable);
  EXPECT_THAT(std::string(status.message()), HasSubstr(std::to_string(admin_.port())));
}

}  // namespace
}  // namespace padu::ops
