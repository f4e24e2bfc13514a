/**
 * A command that sends a floor its first event: CloudEvents binary mode, for its headers need no quoting inside quotes. It works as it stands in
 * a POSIX shell where INGEST_KEY is set, and in the folder of `npm start` where it is not.
 */
export function firstEventCommand(ingest: string, floor: string): string {
  return [
    `: "\${INGEST_KEY:=$(sed -n 's/^INGEST_KEY=//p' .watchfloor/credentials)}"`,
    `curl -sS '${ingest}/v1/events?floor=${encodeURIComponent(floor)}' \\`,
    `  -H "Authorization: Bearer $INGEST_KEY" \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -H 'ce-specversion: 1.0' -H "ce-id: hello-$(date +%s)" -H 'ce-source: /curl' \\`,
    `  -H 'ce-type: io.watchfloor.message.received' -H 'ce-subject: hello' \\`,
    `  -H "ce-time: $(date -u +%Y-%m-%dT%H:%M:%SZ)" \\`,
    `  -d '{"customerId":"c-1","text":"Hello, is anybody there?","channel":"web"}'`,
  ].join('\n');
}
