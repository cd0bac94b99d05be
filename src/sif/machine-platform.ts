import { endianness } from 'node:os';
import type { Platform } from '../spec/index.ts';

/** Go's names of the architectures of Node. Other names are equal. */
const architectures: Readonly<Record<string, string>> = {
  ia32: '386',
  mipsel: 'mipsle',
  ppc64: endianness() === 'LE' ? 'ppc64le' : 'ppc64',
  x64: 'amd64',
};

/** The platform of images that this machine can run. SIF images run only on Linux. */
export function machinePlatform(): Platform {
  const { arch } = process;
  const architecture = Object.hasOwn(architectures, arch) ? architectures[arch] : undefined;
  return { os: 'linux', architecture: architecture ?? arch };
}
