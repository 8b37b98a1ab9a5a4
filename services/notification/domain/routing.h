// Who is told of an alert: the officers of the kelurahan where the household lives now, and those above them.
#pragma once

#include <string>
#include <string_view>

#include "services/notification/domain/tables.h"

namespace padu::notification {

// Those of every level up to `level`, each once. Who is away is replaced by the substitute, who cannot be reached is
// left out; where nobody is left the next level counts too, and operations above the last. The routing's level is the
// highest that is told; it has no time yet.
pb::Routing RouteTo(const store::Reader& tables, CityNumber city, std::string_view kelurahan, pb::Level level,
                    Day today);

// An officer who is assigned nowhere any more. False for other recipients.
bool IsReleased(const store::Reader& tables, CityNumber city, std::string_view recipient);

// The id of an officer or stakeholder; empty if the recipient is none.
std::string_view IdAfter(std::string_view recipient, std::string_view prefix);

}  // namespace padu::notification
