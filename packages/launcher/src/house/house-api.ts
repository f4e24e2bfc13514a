import { setTimeout as wait } from 'node:timers/promises';
import type { Receipt } from '@watchfloor/contracts/ingest';

export type Answer<Body> = { status: number; body: Body; headers: Headers };

/** How a test speaks with a house: as the first admin and as a chat system. */
export type Api = {
  gatewayUrl: string;
  ingestUrl: string;
  key: string;
  admin: { email: string; password: string };
  /** Asks the gateway with an API token of the admin; `Body` is what the contract promises. @throws Error for an answer that is not a success. */
  api: <Body = unknown>(method: string, path: string, body?: unknown) => Promise<Body>;
  /** Posts events and gives the receipt. @throws Error unless all were taken. */
  send: (events: object[]) => Promise<Receipt>;
  /** Posts events until they are taken, however often the house is away meanwhile; a repeat has the same ids. Gives how many tries it took. */
  sendUntilTaken: (events: object[], options?: { withinMs?: number }) => Promise<number>;
};

const TRY_AGAIN_MS = 100;

export function openApi(env: NodeJS.ProcessEnv): Api {
  const gatewayUrl = `http://127.0.0.1:${env.GATEWAY_PORT}`;
  const ingestUrl = `http://127.0.0.1:${env.INGEST_PORT}`;
  const key = env.INGEST_KEY ?? '';
  const admin = { email: env.ADMIN_EMAIL ?? '', password: env.ADMIN_PASSWORD ?? '' };
  let token: Promise<string> | undefined;

  const api: Api['api'] = async <Body>(method: string, path: string, body?: unknown) => {
    token ??= makeToken(gatewayUrl, admin);
    const answer = await ask(`${gatewayUrl}/api/v1${path}`, { method, authorization: `Bearer ${await token}`, body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  };
  const post = (events: object[]) =>
    ask(`${ingestUrl}/v1/events`, { method: 'POST', authorization: `Bearer ${key}`, body: events, type: BATCH });
  const taken = ({ status, body }: Answer<unknown>): Receipt => {
    const receipt = body as Receipt;
    if (status !== 202 || receipt.rejected.length > 0) throw new Error(`events were not taken: ${status} ${JSON.stringify(body)}`);
    return receipt;
  };

  return {
    gatewayUrl,
    ingestUrl,
    key,
    admin,
    api,
    send: async (events) => taken(await post(events)),
    async sendUntilTaken(events, { withinMs = 30_000 } = {}) {
      const until = performance.now() + withinMs;
      for (let tries = 1; ; tries += 1) {
        const answer = await post(events).catch((error: Error) => error);
        const away = answer instanceof Error || answer.status === 503 || answer.status === 429;
        if (!away) {
          taken(answer);
          return tries;
        }
        if (performance.now() > until)
          throw new Error(
            `events were not taken within ${withinMs} ms: ${answer instanceof Error ? answer.cause : JSON.stringify(answer.body)}`,
          );
        await wait(TRY_AGAIN_MS);
      }
    },
  };
}

const BATCH = 'application/cloudevents-batch+json';
type Question = { method: string; authorization?: string; cookie?: string; body?: unknown; type?: string };

/** One request with a JSON body; the answer's body as JSON where it is that. A silent server is given up after 10 s. */
export async function ask(
  url: string,
  { method, authorization, cookie, body, type = 'application/json' }: Question,
): Promise<Answer<unknown>> {
  const response = await fetch(url, {
    method,
    headers: {
      ...(authorization && { authorization }),
      ...(cookie && { cookie }),
      ...(body !== undefined && { 'content-type': type }),
    },
    signal: AbortSignal.timeout(10_000),
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  // Lines of JSON are none as a whole.
  const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, body: isJson ? JSON.parse(text) : text, headers: response.headers };
}

async function makeToken(gatewayUrl: string, admin: Api['admin']): Promise<string> {
  const session = await ask(`${gatewayUrl}/api/v1/session`, { method: 'POST', body: admin });
  const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
  const made = await ask(`${gatewayUrl}/api/v1/tokens`, { method: 'POST', cookie, body: { name: 'journeys' } });
  if (made.status !== 201) throw new Error(`no token: ${session.status}, ${made.status} ${JSON.stringify(made.body)}`);
  return (made.body as { token: string }).token;
}
