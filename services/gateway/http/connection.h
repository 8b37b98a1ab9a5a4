// One connection of a client: requests one after the other, each answered or made a stream. For server.cc alone.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "services/gateway/http/exchange.h"
#include "services/gateway/http/meters.h"
#include "services/gateway/http/server.h"

namespace padu::gateway {

// What all connections share. Outlives the server as long as somebody may still answer; but for the context, the
// server's thread.
struct Shared {
  Shared(HttpOptions options, Handler handler, ops::Metrics& metrics)
      : options(std::move(options)), handler(std::move(handler)), meters(metrics) {}

  boost::asio::io_context context{1};
  const HttpOptions options;
  const Handler handler;
  const Meters meters;
  bool draining = false;  // no new requests; streams end
  bool aborting = false;  // nothing is waited for
  int streams_begun = 0;
};

// What of a request is to be answered: the exchange's side and the connection's side meet here, on the server's thread.
struct Turn {
  explicit Turn(std::shared_ptr<Shared> shared) : shared(std::move(shared)), wake(this->shared->context) {}

  // Waits for Wake; false if `most` has passed before.
  boost::asio::awaitable<bool> Woken(absl::Duration most);
  void Wake() { wake.cancel(); }

  const std::shared_ptr<Shared> shared;
  boost::asio::steady_timer wake;
  std::string label = "none";

  std::optional<Response> answer;

  bool streams = false;
  std::function<void()> gone;         // tells who streams; empty once told
  std::optional<std::string> outbox;  // to be sent
  std::function<void(bool)> sent;     // tells who sent it
  bool ended = false;                 // by who streams
  bool left = false;                  // the client
  bool closed = false;                // nothing is sent any more
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::ip::tcp::socket socket, std::shared_ptr<Shared> shared);

  boost::asio::awaitable<void> Run();
  // An idle connection is closed; a stream ends; one with a request under way closes after the answer.
  void Drain();
  void Abort();

 private:
  enum class Next { kGoOn, kClose };

  // A request; or what to answer to something that is none; or neither if the client is gone.
  struct Incoming {
    std::optional<Request> request;
    std::optional<Response> refused;
    bool keep_alive = false;
    bool head = false;
  };
  boost::asio::awaitable<Incoming> ReadRequest();
  boost::asio::awaitable<Next> Serve(Incoming incoming, bool last);
  boost::asio::awaitable<bool> Write(std::string bytes);
  boost::asio::awaitable<void> StreamEvents(std::shared_ptr<Turn> turn);
  void EndStream(Turn& turn);
  boost::asio::awaitable<void> WatchClient(std::shared_ptr<Turn> turn);
  boost::asio::awaitable<void> Linger();
  void Close();

  boost::beast::tcp_stream stream_;
  const std::shared_ptr<Shared> shared_;
  std::optional<boost::beast::flat_buffer> buffer_;
  std::shared_ptr<Turn> turn_;  // of the request under way
};

}  // namespace padu::gateway
