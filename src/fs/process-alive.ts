import { errnoOf } from './file-system-error.ts';

/** Whether a process with this id exists on this host (in a container: in this container). */
export function isProcessAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Any other error means that the process exists and belongs to another user.
    return errnoOf(error) !== 'ESRCH';
  }
}
