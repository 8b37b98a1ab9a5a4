// What a standing's status means.
#pragma once

#include "padu/matching/v1/facts.pb.h"

namespace padu::matching {

// One of those who are told of: unserved, underserved, uncertain.
inline bool IsNotServed(v1::StandingStatus status) {
  return status == v1::STANDING_STATUS_UNSERVED || status == v1::STANDING_STATUS_UNDERSERVED ||
         status == v1::STANDING_STATUS_UNCERTAIN;
}

// Has the need.
inline bool IsConcerned(v1::StandingStatus status) {
  return status == v1::STANDING_STATUS_SERVED || IsNotServed(status);
}

}  // namespace padu::matching
