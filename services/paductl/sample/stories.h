// How each story of submissions.h is told.
#pragma once

#include <string>

#include "services/paductl/sample/submissions.h"

namespace padu::sample {

Encoding EncodingOf(const std::string& stakeholder);

// A plain submission of `payment` under this id.
Submission Plain(const Payment& payment, std::string event_id);

// Another one that repeats, contradicts, takes back or corrects `earlier`, a plain one.
Submission Duplicate(const Submission& earlier);
Submission Conflict(const Submission& earlier);
Submission Reversal(const Submission& earlier, std::string event_id);
Submission Correction(const Submission& earlier, std::string event_id);

// `plain` made bad in the way of `story`: kUnreadable or one below it.
Submission Spoil(Submission plain, Story story, Dice& dice);

}  // namespace padu::sample
