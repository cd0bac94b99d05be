import { readFileSync } from 'node:fs';

/**
 * The maximum resident size of this process, KiB. `maxRSS` of Linux also counts the process that started this one, until
 * it executed the program.
 */
export function peakKiB(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS;
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]);
}
