import type { Definitions } from '../definition.ts';

/** By the rules of the platform of a shop, and against its targets. */
export const platformDefinitions: Definitions = {};
