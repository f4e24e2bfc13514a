import { defaultFloor } from '@watchfloor/contracts/floor';
import { CONVERSION_GAP_MS, type CohortRules } from '@watchfloor/core/cohort/cohort-rules';
import { settingsAt } from '@watchfloor/core/floor/settings-at';
import type { HistoryTransaction } from '@watchfloor/history/connect';
import { findFloor } from '@watchfloor/history/floors';
import { readKeptSettings } from '@watchfloor/history/kept-settings';

/** What the settings of a floor (`tenant/floor`) mean for its cohorts, each at its time. */
export async function readCohortRules(trx: HistoryTransaction, floorKey: string): Promise<CohortRules> {
  const [tenant = '', name = ''] = floorKey.split('/');
  const floor = (await findFloor(trx, tenant, name)) ?? defaultFloor(tenant, name);
  const settings = await readKeptSettings(trx, floor);
  return {
    gapMs: () => CONVERSION_GAP_MS,
    intentOf(teamId, at) {
      const role = settingsAt({ floor, settings }, at).team(teamId)?.role;
      return role === 'presales' || role === 'aftersales' ? role : null;
    },
  };
}
