import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { choosePorts, type Ports } from './ports.ts';

let holder: Server;
let taken: number;
beforeEach(async () => {
  holder = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => holder.once('listening', resolve));
  taken = (holder.address() as AddressInfo).port;
});
afterEach(() => new Promise((resolve) => holder.close(resolve)));

const ANY: Ports & { BIND: string } = {
  GATEWAY_PORT: 0,
  INGEST_PORT: 0,
  KEEPER_PORT: 0,
  ALERTING_PORT: 0,
  LEDGER_PORT: 0,
  BIND: '127.0.0.1',
};

test('a port in use is named with its variable and with the process that holds it', async () => {
  const fault = choosePorts({ ...ANY, KEEPER_PORT: taken });
  await expect(fault).rejects.toThrow(
    new RegExp(`^KEEPER_PORT: port ${taken} is in use by process ${process.pid} \\(.+\\); stop that, or set KEEPER_PORT to a free port$`),
  );
});

test('every fault has a line of its own', async () => {
  const fault = await choosePorts({ ...ANY, INGEST_PORT: taken, LEDGER_PORT: taken }).catch((error: Error) => error.message);
  expect(
    String(fault)
      .split('\n')
      .map((line) => line.split(':')[0]),
  ).toEqual(['INGEST_PORT', 'LEDGER_PORT']);
});

test('port 0 stands for any free one, another for each service', async () => {
  const ports = await choosePorts(ANY);
  expect(new Set(Object.values(ports)).size).toBe(5);
});

test('an address that is not of this machine is said to be wrong', async () => {
  await expect(choosePorts({ ...ANY, BIND: '203.0.113.7' })).rejects.toThrow('BIND: 203.0.113.7 is not an address of this machine');
});
