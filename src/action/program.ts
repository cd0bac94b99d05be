import { runToEnd, sizeThreadPool } from '../concurrency/index.ts';

/** Runs the program of an action. It imports its modules itself, after the thread pool has its size. */
export function runProgram(program: () => Promise<void>): void {
  sizeThreadPool(process.env);
  runToEnd(program, () => {
    process.stdout.write('::error title=oci-artifact failed::the process ended before the step was complete\n');
    process.exitCode = 1;
  });
}
