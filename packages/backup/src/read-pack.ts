import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { z } from 'zod';
import { BackupFault } from './backup-fault.ts';
import { FORMAT, HomeFile, homePart, Manifest, REDIS_PART, tablePart } from './manifest.ts';
import { measurePart } from './measure-part.ts';
import { MANIFEST_PART } from './write-pack.ts';

/** A backup file that is whole: every part was read once and is what it was. */
export type Pack = AsyncDisposable & { manifest: Manifest; part(name: string): Promise<Readable> };

const Format = z.object({ format: z.int() });

/**
 * Opens a backup and reads all of it, before anything is done with it.
 * @throws BackupFault when it cannot be read, is of a newer format, or a part is not what it was when it was written.
 */
export async function readPack(file: string, signal: AbortSignal): Promise<Pack> {
  const zip = await openZip(file);
  try {
    const entries = new Map<string, Entry>();
    for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry);
    const part = async (name: string): Promise<Readable> => {
      const entry = entries.get(name);
      if (!entry) throw new BackupFault(`${file} is broken: it has no ${name}`);
      return zip.openReadStreamPromise(entry);
    };
    const manifest = readManifest(file, await readSmall(file, entries.get(MANIFEST_PART), part));
    for (const name of namesOf(manifest)) await checkPart({ file, name, manifest, source: await part(name), signal });
    return { manifest, part, [Symbol.asyncDispose]: async () => zip.close() };
  } catch (error) {
    zip.close();
    if (error instanceof BackupFault || signal.aborted) throw error;
    throw new BackupFault(`${file} is broken: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    return await openPromise(file, { autoClose: false, lazyEntries: true });
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new BackupFault(`there is no ${file}`, { cause });
    if (code) throw new BackupFault(`${file} cannot be read: ${message}`, { cause });
    // The list of parts stands at the end: a file that was cut off has none.
    throw new BackupFault(`${file} is no backup, or was cut off`, { cause });
  }
}

async function readSmall(file: string, entry: Entry | undefined, part: Pack['part']): Promise<string> {
  if (!entry) throw new BackupFault(`${file} is no backup of Watchfloor`);
  const bytes = await buffer(await part(entry.fileName));
  if (crc32(bytes) !== entry.crc32) throw new BackupFault(`${file} is broken: ${entry.fileName} is not what it was`);
  return bytes.toString('utf8');
}

function readManifest(file: string, text: string): Manifest {
  const body: unknown = JSON.parse(text);
  const { format } = Format.parse(body);
  if (format > FORMAT) throw new BackupFault(`${file} was made by a newer Watchfloor (format ${format}); this one knows ${FORMAT}`);
  return Manifest.parse(body);
}

const namesOf = ({ postgres, homeFiles }: Manifest): string[] => [
  REDIS_PART,
  ...postgres.tables.map(({ name }) => tablePart(name)),
  ...HomeFile.options.filter((each) => homeFiles.includes(each)).map(homePart),
];

type Check = { file: string; name: string; manifest: Manifest; source: Readable; signal: AbortSignal };

async function checkPart({ file, name, manifest, source, signal }: Check): Promise<void> {
  const { through, part } = measurePart();
  await pipeline(source, through.resume(), { signal });
  const found = part();
  const noted = manifest.parts[name];
  if (found.bytes !== noted?.bytes || found.sha256 !== noted.sha256)
    throw new BackupFault(`${file} is broken: ${name} is not what it was when it was written`);
}
