#include "services/gateway/transcode/relay.h"

#include <grpcpp/support/status.h>

#include <mutex>
#include <utility>

#include "services/gateway/http/problem.h"
#include "services/gateway/http/sse.h"
#include "services/gateway/transcode/json.h"

namespace padu::gateway {
namespace {

// Kept by the callbacks of the call and of the stream; gone with the last of them.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(const Route& route, std::shared_ptr<Exchange> exchange) : route_(route), exchange_(std::move(exchange)) {}

  void Begin(Upstream& upstream, Upstream::CallSpec spec) {
    const auto self = shared_from_this();
    reading_ = upstream.Stream(std::move(spec), {.next = [self](const std::string& bytes) { self->OnMessage(bytes); },
                                                 .ended = [self](const grpc::Status& status) { self->OnEnd(status); }});
    reading_->Next();
  }

 private:
  void OnMessage(const std::string& bytes) {
    const auto self = shared_from_this();
    if (stream_ == nullptr) {
      stream_ = exchange_->Stream([self] { self->reading_->Cancel(); });
      language_ = exchange_->request().Header("accept-language");
      exchange_.reset();
    }
    const auto message = NewMessage(*route_.method->output_type());
    if (!message->ParseFromString(bytes)) {
      reading_->Cancel();
      return;
    }
    std::string position;
    if (route_.position != nullptr) position = message->GetReflection()->GetString(*message, route_.position);
    stream_->Send(EventText(position, "", ToJson(*message)), [self](bool ok) {
      if (ok) {
        self->reading_->Next();
      } else {
        self->reading_->Cancel();
      }
    });
  }

  void OnEnd(const grpc::Status& status) {
    if (stream_ == nullptr) {
      const Problem problem =
          status.ok() ? HttpProblem(503, "STREAM_ENDED", {"Aliran berakhir.", "The stream ended."}) : ProblemOf(status);
      exchange_->Answer(Render(problem, exchange_->request().Header("accept-language")));
      exchange_.reset();
      return;
    }
    // A stream's time is bounded; that it is over is no problem: the client comes back where it was.
    const bool expected = status.ok() || status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED ||
                          status.error_code() == grpc::StatusCode::CANCELLED;
    const auto stream = stream_;
    if (expected) {
      stream->End();
    } else {
      stream->Send(EventText("", "problem", ProblemJson(ProblemOf(status), language_)),
                   [stream](bool) { stream->End(); });
    }
  }

  const Route& route_;
  std::shared_ptr<Exchange> exchange_;  // until it streams or is answered
  std::shared_ptr<EventStream> stream_;
  std::string language_;
  std::shared_ptr<Upstream::Reading> reading_;
};

}  // namespace

void RelayStream(const Route& route, Upstream& upstream, Upstream::CallSpec spec, std::shared_ptr<Exchange> exchange) {
  std::make_shared<Relay>(route, std::move(exchange))->Begin(upstream, std::move(spec));
}

}  // namespace padu::gateway
