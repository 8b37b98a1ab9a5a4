#include "common/host/operator_views.h"

#include "common/host/host_metrics.h"
#include "common/host/operator_names.h"
#include "google/protobuf/util/time_util.h"

namespace padu::host {

using google::protobuf::util::TimeUtil;

common::v1::PartitionState PartitionStateOf(const journal::PartitionStatus& status) {
  common::v1::PartitionState state;
  state.set_name("partitions/" + std::to_string(status.partition));
  state.set_stage(status.stage);
  *state.mutable_time() = TimeUtil::MicrosecondsToTimestamp(status.time);
  state.set_clock_step_refused(status.clock_step_refused);
  return state;
}

common::v1::InputState InputStateOf(int partition, const journal::InputStatus& input) {
  common::v1::InputState state;
  state.set_name(input.upstream ? NameOf(partition, "upstreams", journal::ServiceOfJournal(input.topic))
                                : NameOf(partition, "boxes", input.topic));
  state.set_topic(input.topic);
  state.set_stop_reason(input.stopped);
  state.set_next_offset(input.next);
  if (input.end.has_value()) {
    state.set_end_offset(*input.end);
    state.set_lag_records(LagOf(input));
  }
  if (input.read_up_to > 0) *state.mutable_read_up_to() = TimeUtil::MicrosecondsToTimestamp(input.read_up_to);
  state.set_generation(input.generation);
  state.set_next_sequence(input.next_sequence);
  return state;
}

common::v1::RowPlace RowPlaceOf(const journal::Row& row) {
  common::v1::RowPlace place;
  place.set_sequence(row.sequence());
  place.mutable_epoch()->set_number(row.epoch_number());
  place.mutable_epoch()->set_life(row.epoch_life());
  return place;
}

}  // namespace padu::host
