#include "services/gateway/http/turn_exchange.h"

#include <atomic>
#include <boost/asio/post.hpp>
#include <utility>

#include "common/base/check.h"
#include "services/gateway/http/problem.h"

namespace padu::gateway {
namespace {

class TurnStream final : public EventStream {
 public:
  explicit TurnStream(std::shared_ptr<Turn> turn) : turn_(std::move(turn)) {}

  void Send(std::string bytes, std::function<void(bool)> done) override {
    boost::asio::post(turn_->shared->context,
                      [turn = turn_, bytes = std::move(bytes), done = std::move(done)]() mutable {
                        if (turn->closed) {
                          done(false);
                          return;
                        }
                        PADU_CHECK(!turn->outbox);
                        turn->outbox = std::move(bytes);
                        turn->sent = std::move(done);
                        turn->Wake();
                      });
  }

  void End() override {
    boost::asio::post(turn_->shared->context, [turn = turn_] {
      turn->ended = true;
      turn->Wake();
    });
  }

 private:
  const std::shared_ptr<Turn> turn_;
};

class TurnExchange final : public Exchange {
 public:
  TurnExchange(Request request, std::shared_ptr<Turn> turn) : request_(std::move(request)), turn_(std::move(turn)) {}

  ~TurnExchange() override {
    if (!answered_) Answer(Render(ProblemOf(absl::InternalError("the request was dropped")), ""));
  }

  const Request& request() const override { return request_; }
  void SetLabel(std::string label) override { turn_->label = std::move(label); }

  void Answer(Response response) override {
    PADU_CHECK(!answered_.exchange(true));
    boost::asio::post(turn_->shared->context, [turn = turn_, response = std::move(response)]() mutable {
      turn->answer = std::move(response);
      turn->Wake();
    });
  }

  std::shared_ptr<EventStream> Stream(std::function<void()> gone) override {
    PADU_CHECK(!answered_.exchange(true));
    boost::asio::post(turn_->shared->context, [turn = turn_, gone = std::move(gone)]() mutable {
      if (turn->closed) {
        gone();
        return;
      }
      turn->streams = true;
      turn->gone = std::move(gone);
      turn->Wake();
    });
    return std::make_shared<TurnStream>(turn_);
  }

 private:
  const Request request_;
  const std::shared_ptr<Turn> turn_;
  std::atomic<bool> answered_ = false;
};

}  // namespace

std::shared_ptr<Exchange> NewExchange(Request request, std::shared_ptr<Turn> turn) {
  return std::make_shared<TurnExchange>(std::move(request), std::move(turn));
}

}  // namespace padu::gateway
