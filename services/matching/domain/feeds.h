// Feeds: which stakeholders are silent, so that absence of their aid proves nothing. Judged by the time that both
// upstreams have reached. Pure but for what they emit.
#pragma once

#include <string>

#include "common/journal/machine.h"
#include "services/matching/domain/tables.h"

namespace padu::matching {

// The city's feeds, now that the upstreams have reached `as_of`, or a letter box stopped.
void LookAtFeeds(CityNumber city, UnixMicros as_of, const store::Reader& tables, journal::Emitter& out);

// A submission came, or the letter box was opened, at the ledger's time `at`.
void HearFeed(CityNumber city, const std::string& stakeholder, UnixMicros at, const store::Reader& tables,
              journal::Emitter& out);

}  // namespace padu::matching
