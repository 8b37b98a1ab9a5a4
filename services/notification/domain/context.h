// What decisions of one city share: tables, the moment, and where facts go. Pure.
#pragma once

#include <string_view>

#include "common/journal/machine.h"
#include "services/notification/domain/tables.h"

namespace padu::notification {

struct Context {
  CityNumber city = 0;
  const journal::Moment& moment;
  const store::Reader& tables;
  journal::Emitter& out;

  UnixMicros now() const { return moment.now; }
  Day today() const { return LocalDay(moment.now, city); }
  pb::Fact NewFact() const {
    pb::Fact fact;
    fact.set_city(city);
    return fact;
  }
  // Matching's journal is read so far behind that what is open may be over.
  bool IsBehind() const;
};

// Many of an index in a row: alerts are numbered within the row that opens them.
class AlertNumbers {
 public:
  explicit AlertNumbers(const journal::Moment& moment) : sequence_(moment.sequence) {}
  pb::AlertId Next() {
    pb::AlertId id;
    id.set_sequence(sequence_);
    id.set_index(next_++);
    return id;
  }

 private:
  const Sequence sequence_;
  std::uint32_t next_ = 0;
};

}  // namespace padu::notification
