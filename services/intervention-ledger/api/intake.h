// What the engine asks about the records of letter boxes: their content, and the digest by which a box is known again.
//
// Doors: CloudEvents 1.0, binary mode with protobuf or JSON, and structured JSON (docs/formats.md). The source must end
// in the stakeholder's name ("cities/64.74/stakeholders/baznas") and be that of the box. A NIK ends here: what goes on
// has tokens. Immutable: any thread.
#pragma once

#include <memory>
#include <string_view>

#include "common/base/secrets.h"
#include "common/journal/letter_box.h"
#include "services/intervention-ledger/api/cloud_event.h"
#include "services/intervention-ledger/api/normalise.h"

namespace padu::ledger {

class Intake final : public journal::Intake {
 public:
  // `secrets` has every city whose boxes are read (a missing one aborts), and outlives this.
  explicit Intake(const Secrets& secrets) : secrets_(secrets) {}

  // A SubmissionContent.
  std::shared_ptr<const journal::MessageLite> Translate(std::string_view box,
                                                        const stream::Record& record) const override;
  common::v1::KeyedDigest Digest(std::string_view box, const stream::Record& record) const override;

 private:
  const CitySecrets& SecretsOf(CityNumber city) const;
  const Secrets& secrets_;
};

// The content of an event whose attributes are known to be there.
pb::SubmissionContent ContentOf(const Sender& sender, const CloudEvent& event, const CitySecrets& secrets);

}  // namespace padu::ledger
