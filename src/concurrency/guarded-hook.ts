import { messageOf, printable } from '../spec/index.ts';

/**
 * A hook that only observes: an exception of it, or a rejected promise, must not fail the observed operation or end the
 * process. The first failure becomes a warning of the process.
 *
 * @param name of the option, for the warning
 * @returns undefined without a hook
 */
export function guardedHook<Arguments extends readonly unknown[]>(
  name: string,
  hook: ((...args: Arguments) => unknown) | undefined,
): ((...args: Arguments) => void) | undefined {
  if (hook === undefined) return undefined;
  let isReported = false;
  const report = (error: unknown): void => {
    if (isReported) return;
    isReported = true;
    const reason = printable(messageOf(error), 500);
    process.emitWarning(`${name} failed: ${reason}; later failures of it are not reported`, {
      type: 'OciArtifactWarning',
    });
  };
  return (...args) => {
    try {
      const result = hook(...args);
      if (result instanceof Promise) result.catch(report);
    } catch (error) {
      report(error);
    }
  };
}
