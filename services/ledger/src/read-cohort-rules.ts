import { defaultFloor } from '@watchfloor/contracts/floor';
import type { CohortRules } from '@watchfloor/core/cohort/cohort-rules';
import { rulesOf } from '@watchfloor/core/floor/rules';
import { settingsAt } from '@watchfloor/core/floor/settings-at';
import { versionAt } from '@watchfloor/core/profile/profiles';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { findFloor } from '@watchfloor/history/floors';
import { readKeptSettings } from '@watchfloor/history/kept-settings';

/** What the settings of a floor (`tenant/floor`) mean for its cohorts, each at its time. */
export async function readCohortRules(trx: HistoryTransaction, floorKey: string): Promise<CohortRules> {
  const [tenant = '', name = ''] = floorKey.split('/');
  const floor = (await findFloor(trx, tenant, name)) ?? defaultFloor(tenant, name);
  const settings = await readKeptSettings(trx, floor);
  return {
    inquiryRules: (at, shopId) => versionAt(rulesOf(settingsAt({ floor, settings }, at).floor).profileOf(shopId), at).rules,
    intentOf(teamId, at) {
      const role = settingsAt({ floor, settings }, at).team(teamId)?.role;
      return role === 'presales' || role === 'aftersales' ? role : null;
    },
  };
}
