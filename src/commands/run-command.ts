import { anySignal } from '../concurrency/index.ts';
import { describeFailure, type Failure, type FailureContext } from '../output/index.ts';
import type { Command, Outcome, RunContext } from './command.ts';
import { readInputs, type Options, type RawValues } from './option.ts';

/** The parts of a run that differ between a workflow and a command line. */
export interface FrontEnd extends Omit<RunContext, 'signal' | 'describeFailure' | 'onFailure'> {
  readonly raw: RawValues;
  /** Aborts on cancellation. */
  readonly cancelled: AbortSignal;
  /** Receives the options of the log. */
  readonly configure?: ((inputs: CommonInputs) => void) | undefined;
  /** Shows the outcome. */
  finish<Result>(command: Command<Options, Result>, outcome: Outcome<Result>, inputs: CommonInputs): Promise<void>;
}

/** Options that every command may have. */
export interface CommonInputs {
  readonly summary?: boolean;
  readonly json?: boolean;
  /** See `resultText`. */
  readonly print?: string | undefined;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly progress?: boolean;
  /** Milliseconds. */
  readonly timeout?: number | undefined;
}

/**
 * Reads the inputs of a command, runs it and shows its outcome.
 *
 * @throws CommandFailure with one sentence for the user
 */
export async function runCommand(command: Command, front: FrontEnd): Promise<void> {
  let failure: (error: unknown) => Partial<FailureContext> = () => command.failure ?? {};
  let limit: AbortSignal | undefined;
  const undo: (() => Promise<void>)[] = [];
  // The help of the command line does not need this module.
  const { secretsInInputs, secretMask } = await import('./secret-inputs.ts');
  const secrets = secretsInInputs(command.options, front.raw);
  for (const secret of secrets) front.log.hide(secret);
  try {
    const inputs = await readInputs(command.options, front.raw, front);
    const common: CommonInputs = inputs;
    front.configure?.(common);
    limit = common.timeout === undefined ? undefined : AbortSignal.timeout(common.timeout);
    const outcome = await command.run(inputs, {
      ...front,
      signal: anySignal(front.cancelled, limit),
      describeFailure: (describe) => {
        failure = describe;
      },
      onFailure: (step) => {
        undo.unshift(step);
      },
    });
    await front.finish(command, outcome, common);
  } catch (error) {
    for (const step of undo) await step();
    const hasOption = (name: string): boolean => name in command.options;
    const context = { label: front.label, hasOption, timedOut: limit?.aborted === true, ...failure(error) };
    // The user may have given a secret as another input, which errors quote.
    const mask = secretMask(() => secrets);
    const { code, reason, remedy } = describeFailure(error, context);
    throw new CommandFailure({ code, reason: mask(reason), remedy: mask(remedy) }, { cause: error });
  }
}

/** An error whose message is one sentence for the user. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  readonly failure: Failure;

  /** @param given a text has no remedy of its own */
  constructor(given: Failure | string, options?: ErrorOptions) {
    const failure = typeof given === 'string' ? { code: undefined, reason: given, remedy: '' } : given;
    super(failure.remedy === '' ? failure.reason : `${failure.reason}; ${failure.remedy}`, options);
    this.failure = failure;
  }
}
