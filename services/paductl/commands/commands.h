// Every command: one function in one file, which adds itself to its group. The context outlives the command line.
#pragma once

#include "services/paductl/cli.h"
#include "services/paductl/context.h"

namespace padu::ctl {

void AddTopicsApply(Command topics, Context& context);
void AddEventsPublish(Command events, Context& context);
void AddEventsTail(Command events, Context& context);
void AddSampleRun(Command sample, Context& context);
void AddSecretsCreate(Command secrets, Context& context);
void AddImport(Command root, Context& context);
void AddStatus(Command root, Context& context);
void AddCoverage(Command root, Context& context);
void AddSubmissionShow(Command submission, Context& context);
void AddHouseholdGet(Command household, Context& context);
void AddHouseholdWatch(Command household, Context& context);
void AddInputList(Command input, Context& context);
void AddInputReopen(Command input, Context& context);
void AddClockConfirm(Command clock, Context& context);
void AddTablesHash(Command tables, Context& context);
void AddHouseholdExplain(Command household, Context& context);
void AddUnserved(Command root, Context& context);
void AddOverlaps(Command root, Context& context);
void AddFeeds(Command root, Context& context);
void AddCheck(Command root, Context& context);
void AddRules(Command root, Context& context);
void AddRulesLoad(Command rules, Context& context);
void AddKeys(Command root, Context& context);
void AddNeeds(Command root, Context& context);
void AddAlerts(Command alerts, Context& context);
void AddAlertsLoad(Command alerts, Context& context);
void AddVersion(Command root, Context& context);
void AddCompletion(Command root, Context& context, const CommandLine& line);

}  // namespace padu::ctl
