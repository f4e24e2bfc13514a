import { existsSync } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { BackupFault } from './backup-fault.ts';
import { Manifest, type Part } from './manifest.ts';
import { measurePart } from './measure-part.ts';

/** Fast rather than small: a backup shares the machine with a house that is running. */
const COMPRESSION = 3;
const MODE = 0o600;
export const MANIFEST_PART = 'manifest.json';

/** A backup file that is being written: a zip, under another name until it is whole. */
export type PackWriter = {
  /** Takes in a part to its end, as fast as the disk is. */
  add(name: string, source: Readable): Promise<void>;
  /** Adds the manifest and gives the file its name; gives its bytes. */
  finish(manifest: Omit<Manifest, 'parts'>): Promise<number>;
  /** Takes away what was written. Harmless after `finish`. */
  discard(): Promise<void>;
};

/** @throws BackupFault when there is such a file already, a backup is never written over, or the folder takes none. */
export async function writePack(file: string, signal: AbortSignal): Promise<PackWriter> {
  if (existsSync(file)) throw new BackupFault(`${file} is there already; give another name, or take it away first`);
  const draft = `${file}.${process.pid}.part`;
  // Its contents are secrets: nobody but the owner may read even a half of it.
  const handle = await open(draft, 'wx', MODE).catch((cause: Error) => {
    throw new BackupFault(`${file} cannot be written: ${cause.message}`, { cause });
  });
  const parts: Record<string, Part> = {};
  const discarding = new AbortController();
  const zip = new ZipFile();
  const failed = Promise.withResolvers<never>();
  zip.on('error', failed.reject);
  const either = AbortSignal.any([signal, discarding.signal]);
  const written = pipeline(zip.outputStream, handle.createWriteStream({ flush: true }), { signal: either });
  written.catch(failed.reject);
  failed.promise.catch(() => {});
  return {
    async add(name, source) {
      const { through, part } = measurePart();
      zip.addReadStream(through, name, { mode: MODE, compressionLevel: COMPRESSION, forceZip64Format: true });
      // Nobody drains a part any more once writing has failed.
      await Promise.race([pipeline(source, through, { signal }), failed.promise]).finally(() => source.destroy());
      parts[name] = part();
    },
    async finish(manifest) {
      zip.addBuffer(Buffer.from(`${JSON.stringify(Manifest.parse({ ...manifest, parts }))}\n`), MANIFEST_PART, { mode: MODE });
      zip.end();
      await Promise.race([written, failed.promise]);
      await rename(draft, file);
      return (await stat(file)).size;
    },
    async discard() {
      discarding.abort();
      await written.catch(() => {});
      await rm(draft, { force: true });
    },
  };
}
