import { Profile } from '@watchfloor/contracts/profile';
import { PROFILES } from '@watchfloor/core/profile/profiles';
import { ProblemError } from '@watchfloor/runtime/problem';
import { z } from 'zod';
import { STAFF } from '../access/guard.ts';
import { responses } from './responses.ts';
import type { ZodServer } from './route-types.ts';

/** The rules of the platforms: data of this release, the same for every tenant. */
export function profileRoutes(server: ZodServer): void {
  const tags = ['profiles'];
  const config = { access: STAFF };

  server.get(
    '/api/v1/profiles',
    {
      schema: {
        operationId: 'listProfiles',
        tags,
        summary: 'The rules of the platforms, every version of them, with their sources',
        response: responses({ status: 200, body: z.object({ items: z.array(Profile) }) }, 401, 403),
      },
      config,
    },
    async () => ({ items: [...PROFILES] }),
  );

  server.get(
    '/api/v1/profiles/:name',
    {
      schema: {
        operationId: 'readProfile',
        tags,
        summary: 'The rules of one platform',
        params: z.object({ name: z.string() }),
        response: responses({ status: 200, body: Profile }, 401, 403, 404),
      },
      config,
    },
    async (request) => {
      const { name } = request.params;
      const profile = PROFILES.find((each) => each.name === name);
      if (!profile) throw new ProblemError(404, `There is no profile ${name}.`);
      return profile;
    },
  );
}
