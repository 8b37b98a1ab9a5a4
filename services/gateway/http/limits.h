// The gateway's bounds (ARCHITECTURE.md, rule 16). At one of them the caller gets a problem that names it, or the
// connection ends; nobody else notices.
#pragma once

#include <cstddef>

#include "absl/time/time.h"

namespace padu::gateway {

// One request.
inline constexpr std::size_t kTargetBytesMax = 4 << 10;             // 414
inline constexpr std::size_t kHeaderBytesMax = 16 << 10;            // 431
inline constexpr std::size_t kBodyBytesMax = 1 << 20;               // 413
inline constexpr std::size_t kBufferBytesMax = 64 << 10;            // read ahead of what is parsed
inline constexpr std::size_t kQueryParametersMax = 64;              // 400
inline constexpr int kBodyDepthMax = 32;                            // 400: JSON nested deeper
inline constexpr absl::Duration kUnaryTimeout = absl::Seconds(10);  // 504 when the service has not answered by then

// One connection, which ends at these. Times are from the first byte of what is waited for to its last, however slowly
// the bytes come.
inline constexpr absl::Duration kHeaderTimeout = absl::Seconds(10);
inline constexpr absl::Duration kBodyTimeout = absl::Seconds(30);
inline constexpr absl::Duration kWriteTimeout = absl::Seconds(30);  // 64 KiB of an answer, or an event, taken
inline constexpr absl::Duration kIdleTimeout = absl::Seconds(75);   // between two requests
inline constexpr absl::Duration kLingerTimeout = absl::Seconds(2);  // for a client to read why it is put off
inline constexpr std::size_t kLingerBytesMax = 1 << 20;             // of what such a client still sends
inline constexpr int kRequestsPerConnectionMax = 1000;

// All connections; more are answered 503 and closed at once.
inline constexpr int kConnectionsMax = 4000;
inline constexpr int kConnectionsPerAddressMax = 1000;

// Streams of server-sent events.
inline constexpr absl::Duration kHeartbeat = absl::Seconds(15);   // a comment when nothing else is sent
inline constexpr absl::Duration kRetry = absl::Seconds(2);        // what a client waits before it comes back
inline constexpr absl::Duration kStreamMost = absl::Minutes(25);  // below the services' own bound; clients come back
inline constexpr std::size_t kWatchEventsKept = 1024;             // of a shared watch, for those who come back
inline constexpr std::size_t kFollowerPendingMax = 2048;          // events a client has not taken; then it ends

// What is handed to the letter boxes.
inline constexpr std::size_t kEventBytesMax = 64 << 10;             // 413: more is not read from a letter box
inline constexpr std::size_t kBatchEventsMax = 500;                 // 413
inline constexpr int kEventsPendingMax = 20'000;                    // 429: waiting for the broker, all boxes
inline constexpr int kEventsPendingPerBoxMax = 2'000;               // 429
inline constexpr absl::Duration kEventsTimeout = absl::Seconds(8);  // 503 when the broker has not taken them by then

}  // namespace padu::gateway
