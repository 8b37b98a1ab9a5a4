// Alerts that others are to be told of: the household moved, or who was to be told is not there. Pure but for what it
// emits.
#pragma once

#include <string>

#include "services/notification/domain/context.h"

namespace padu::notification {

// Where an alert is told from `level` on, and until when it waits for an answer there.
pb::Routing RoutingOf(const Context& context, std::string_view kelurahan, pb::Level level);

void MoveAlert(const Context& context, const pb::AlertRow& alert, const std::string& kelurahan);

// What an officer was not told yet and is not to be told any more (it left, is away, has other regions, cannot be
// reached) goes to those who are told now. False: kMovesPerRow went, and more may have to.
bool GiveNoticesAway(const Context& context, const std::string& recipient);
// The same for what a digest had that reached nobody; what is above kMovesPerRow goes further by time.
void GiveDigestAway(const Context& context, const pb::DigestComposed& digest);

}  // namespace padu::notification
