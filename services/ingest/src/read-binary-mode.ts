import type { IncomingHttpHeaders } from 'node:http';

const decode = (value: string): string => {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
};

/** Is this the binary content mode of CloudEvents' HTTP binding: attributes in `ce-` headers, the body is `data`? */
export const isBinaryMode = (headers: IncomingHttpHeaders): boolean =>
  headers['ce-specversion'] !== undefined || headers['ce-id'] !== undefined;

/** The event of a request in binary mode. Header values are percent-encoded (CloudEvents HTTP binding 1.0.2, 3.1.3.2). */
export function readBinaryMode(headers: IncomingHttpHeaders, data: unknown): Record<string, unknown> {
  const event: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith('ce-') && typeof value === 'string') event[name.slice(3)] = decode(value);
  }
  if (data !== undefined) event.data = data;
  return event;
}
