import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/** The commands of the measured programs. */
export interface Programs {
  /** This project's command line. */
  readonly own: readonly [string, ...string[]];
  /** The Go program on oras-go. */
  readonly packager: string;
  /** Runs a program and reports its time and memory. */
  readonly measure: string;
  /** A program that the interop suite installed, or one on PATH. */
  peer(name: 'oras' | 'crane' | 'regctl' | 'skopeo'): string;
}

/** Builds the Go programs into `directory`. */
export async function findPrograms(directory: string, cli: string): Promise<Programs> {
  await execute('go', ['build', '-trimpath', '-o', `${directory}/`, './packager', './measure'], {
    cwd: join(import.meta.dirname, '..', 'peers'),
  });
  const peers = process.env['OCI_ARTIFACT_PEERS_BIN'] ?? join(homedir(), '.cache', 'oci-artifact-peers', 'bin');
  return {
    own: [process.execPath, cli],
    packager: join(directory, 'packager'),
    measure: join(directory, 'measure'),
    peer: (name) => (existsSync(join(peers, name)) ? join(peers, name) : name),
  };
}
