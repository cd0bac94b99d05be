/**
 * Runs a program whose process ends by itself. A process also ends when the program waits for an event that never
 * occurs, which must not look like a success.
 *
 * @param onUnfinished called when the process ends before the program
 */
export function runToEnd(program: () => Promise<void>, onUnfinished: () => void): void {
  const onExit = (code: number): void => {
    if (code === 0) onUnfinished();
  };
  process.once('exit', onExit);
  // A rejection is not handled, so that Node reports it and exits with code 1.
  void program().finally(() => process.off('exit', onExit));
}
