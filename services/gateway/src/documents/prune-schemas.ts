type Json = { [key: string]: unknown };

const PREFIX = '#/components/schemas/';

function refsIn(value: unknown, found: Set<string>): Set<string> {
  if (Array.isArray(value)) for (const item of value) refsIn(item, found);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === '$ref' && typeof item === 'string' && item.startsWith(PREFIX)) found.add(item.slice(PREFIX.length));
      else refsIn(item, found);
    }
  }
  return found;
}

/** Of all schemas, those that a document speaks of, and those that they speak of in turn; by name, so that a document changes only with its content. */
export function pruneSchemas(document: unknown, schemas: Json): Json {
  const needed = refsIn(document, new Set<string>());
  // A set hands out what is added while it is walked.
  for (const name of needed) refsIn(schemas[name], needed);
  return Object.fromEntries(
    [...needed]
      .filter((name) => name in schemas)
      .sort()
      .map((name) => [name, schemas[name]]),
  );
}
