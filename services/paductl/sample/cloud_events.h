// CloudEvents 1.0 on Kafka, as an agency's system writes them: binary mode with protobuf or JSON, and structured JSON.
#pragma once

#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "common/stream/stream.h"
#include "services/paductl/sample/submissions.h"

namespace padu::sample {

// "64.74", "baznas" -> "padu.aid.submitted.v1.6474.baznas".
std::string LetterBox(std::string_view city, std::string_view stakeholder);

// "64.74", "baznas" -> "cities/64.74/stakeholders/baznas": the CloudEvent's source.
std::string SourceOf(std::string_view city, std::string_view stakeholder);

// The record of `submission`, which happened at `time`. The key is empty: a letter box has one partition.
stream::OutRecord ToRecord(const Submission& submission, std::string_view city, absl::Time time);

}  // namespace padu::sample
