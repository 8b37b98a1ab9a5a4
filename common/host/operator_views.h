// What operators are shown, as padu/common/v1/operator_service.proto has it.
#pragma once

#include "common/journal/partition_thread.h"
#include "padu/common/v1/operator_service.pb.h"

namespace padu::host {

common::v1::PartitionState PartitionStateOf(const journal::PartitionStatus& status);
common::v1::InputState InputStateOf(int partition, const journal::InputStatus& input);
common::v1::RowPlace RowPlaceOf(const journal::Row& row);

}  // namespace padu::host
