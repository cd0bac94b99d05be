import { homedir } from 'node:os';
import type { ConnectOptions, RepositoryConnection } from '../connect/index.ts';
import type { PullCache } from '../operations/index.ts';
import { reportEvent, type FailureContext, type Reporter } from '../output/index.ts';
import type { InputLabel, Location, OperationEvent, Platform, PublishResult } from '../spec/index.ts';
import { withConnectionLogging } from './connection-log.ts';
import type { Inputs, Options, RawValues, ReadContext } from './option.ts';
import type { Outputs } from './output.ts';
import type { RegistryAccess } from './registry-options.ts';
import type { LayerCache } from '../transfer/index.ts';

/** A verb of the command line, and the action of the same name if there is one. */
export interface Command<Table extends Options = Options, Result = unknown> {
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  /** Paragraphs for the help of the command line. */
  readonly description: string;
  readonly options: Table;
  readonly outputs: Outputs<Result>;
  /** Command lines without the name of the program, with a comment for each. */
  readonly examples: readonly Example[];
  readonly action?: ActionMetadata | undefined;
  /** Assigns the arguments of a command line to options, after its flags. @default in the order of the options */
  readonly arguments?: ((given: readonly string[], flags: RawValues) => RawValues) | undefined;
  /** Names of the options that an error concerns, until `describeFailure` is called. */
  readonly failure?: Pick<FailureContext, 'placeInput' | 'directoryInput'> | undefined;
  run(inputs: Inputs<Table>, context: RunContext): Promise<Outcome<Result>>;
}

export interface Example {
  readonly comment: string;
  readonly line: string;
}

/** The parts of an action.yml that are not options or outputs. */
export interface ActionMetadata {
  readonly name: string;
  readonly description: string;
  readonly icon: string;
  /** Directory of action.yml below the root. Empty: the root. */
  readonly directory: string;
  /** The program has a step that runs when the job ends. */
  readonly post?: boolean | undefined;
  /** Condition of this step. @default always() */
  readonly postIf?: string | undefined;
}

/** The result of a command in all output forms. */
export interface Outcome<Result = unknown> {
  readonly result: Result;
  /** Lines for people. */
  readonly lines: readonly string[];
  /** Replaces the outputs in `--json`. */
  readonly json?: string | undefined;
  /** Markdown for the job summary. @param warnings that were logged */
  readonly summary?: ((warnings: readonly string[]) => string) | undefined;
  /** The command did its work and found a problem: one sentence. */
  readonly problem?: string | undefined;
  /** Runs after the outputs were set. */
  readonly afterOutputs?: (() => Promise<void>) | undefined;
  /** Runs last. */
  readonly atEnd?: (() => Promise<void>) | undefined;
}

/** The environment in which a command runs. */
export interface RunContext extends ReadContext {
  readonly log: Reporter;
  /** Aborts on cancellation and at the time limit. */
  readonly signal: AbortSignal;
  /** Prints a result before the command ends. */
  print(text: string): void;
  /** Writes bytes as the result. Undefined in a workflow. */
  readonly write?: ((chunks: AsyncIterable<Uint8Array>) => Promise<void>) | undefined;
  /** Asks the user for one line; undefined if there is no terminal. */
  readonly ask?: ((question: string, echo: 'visible' | 'hidden') => Promise<string | undefined>) | undefined;
  /** Sets how errors are explained from now on. */
  describeFailure(describe: (error: unknown) => Partial<FailureContext>): void;
  /** Runs when the command fails, the last first. */
  onFailure(undo: () => Promise<void>): void;
  /** Runs when the process must end immediately. */
  onForcedExit(undo: () => void): void;
  /** Undefined on a command line. */
  readonly workflow?: Workflow | undefined;
}

/** A cache that lasts between jobs. */
export interface JobCache {
  /** Saves new content. Problems are warnings. */
  save(signal: AbortSignal): Promise<void>;
  /** Removes the local copy synchronously. */
  removeNow(): void;
}

/** Services of the runner of a workflow. An action provides the services that its command needs. */
export interface Workflow {
  /** Opens the cache of layers between jobs; undefined when the runner has no directory for it. */
  readonly layerCache?: (context: RunContext) => Promise<(LayerCache & JobCache) | undefined>;
  /**
   * Opens the cache of downloads between jobs for a selection of content; undefined when the runner has no
   * directory for it.
   */
  readonly downloadCache?: (
    selection: DownloadSelection,
    context: RunContext,
  ) => Promise<(JobCache & { readonly open: PullCache }) | undefined>;
  /** Keeps the credentials of a connection in Docker's configuration until the job ends. */
  readonly writeDockerConfig?: (connection: RepositoryConnection, context: RunContext) => Promise<void>;
  /** Connects the steps of the cache. */
  readonly cacheSteps?: CacheSteps;
  /** Declares a pushed artifact to the runner. */
  readonly registerArtifact?: (result: PublishResult, context: RunContext) => Promise<void>;
}

/** What a step of the cache tells the step that saves when the job ends. */
export interface CacheSteps {
  saveState(values: Readonly<Record<string, string>>): void;
  /** Saves also after a failed job. */
  saveAlways(): void;
}

/** The part of an artifact that a pull downloads. */
export interface DownloadSelection {
  readonly platform: Platform | undefined;
  readonly include: readonly string[];
  readonly layers: readonly string[];
  readonly configOutput: string | undefined;
  readonly format: 'auto' | 'image';
}

/** Commands with a common first word. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly description: string;
  readonly commands: Readonly<Record<string, Command>>;
  /** The command without a verb. */
  readonly withoutVerb?: Command | undefined;
}

/** Infers the types of a command's inputs from its table of options. */
export function defineCommand<Table extends Options, Result>(command: Command<Table, Result>): Command<Table, Result> {
  return command;
}

/** Connection settings with the environment, and with log lines for all events of the connection. */
export function connectionOptions(access: RegistryAccess, { env, log }: RunContext): ConnectOptions {
  return withConnectionLogging({ ...access, env, homedir: homedir() }, log);
}

/** The context of a command whose result is one line: its connection logs only for debugging. */
export function quietContext(context: RunContext): RunContext {
  const { log } = context;
  const line = (text: string): void => {
    log.debug(text);
  };
  return { ...context, log: { ...log, line } };
}

/** The options that all operations have. @param isLocal whether the operation writes only to image layouts */
export function operationOptions({ label, log, signal }: RunContext, isLocal = false): OperationOptions {
  return {
    label,
    signal,
    onEvent: (event) => {
      reportEvent(event, log, isLocal);
    },
  };
}

interface OperationOptions {
  readonly onEvent: (event: OperationEvent) => void;
  readonly label: InputLabel;
  readonly signal: AbortSignal;
}

/** The option that names a location, and its registry, for the explanation of errors. */
export function locationContext(
  input: string,
  location: Location,
): Pick<FailureContext, 'placeInput' | 'directoryInput' | 'registry'> {
  const registry = location.kind === 'registry' ? location.registry : undefined;
  return { placeInput: input, directoryInput: input, registry };
}
