// The one operation that no gRPC method stands behind: events into a letter box.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace padu::gateway {

// Adds it to an OpenAPI document's paths and tags.
void AddEventsOperation(boost::json::object* paths, boost::json::array* tags);

// The attributes and data of a structured CloudEvent.
boost::json::object CloudEventSchema();

}  // namespace padu::gateway
