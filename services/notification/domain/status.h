// Small questions about enums that many ask.
#pragma once

#include "padu/notification/v1/tables.pb.h"

namespace padu::notification {

// Nobody has said that something will be done.
inline bool WantsAnswer(v1::AlertState state) {
  return state == v1::ALERT_STATE_OPEN || state == v1::ALERT_STATE_REOPENED;
}

inline bool IsOfAlerts(v1::NoticeKind kind) {
  return kind == v1::NOTICE_KIND_UNSERVED || kind == v1::NOTICE_KIND_REOPENED || kind == v1::NOTICE_KIND_ESCALATED;
}

// It will not be tried any more.
inline bool IsOver(v1::DeliveryState state) {
  return state != v1::DELIVERY_STATE_QUEUED && state != v1::DELIVERY_STATE_SENDING;
}

}  // namespace padu::notification
