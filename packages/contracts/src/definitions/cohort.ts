import type { Definitions } from '../definition.ts';

/** Of customers and orders that are watched for a while after the day they count for. */
export const cohortDefinitions: Definitions = {};
