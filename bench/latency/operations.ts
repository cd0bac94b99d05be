/** Arguments of a command for a repository that no other command uses. */
export type Command = (repository: string) => readonly string[];

export interface Operation {
  readonly name: string;
  /** Whether the repository must have the artifact `v1` first. */
  readonly isPublished: boolean;
  /** By the name of the program. `ours` and `oras` are present. */
  readonly commands: Readonly<Record<string, Command>>;
}

/** The directories that operations publish, by their numbers of files. */
export const fileCounts = [1, 10, 100] as const;

/** Names of output directories that a command may create. */
export const outputs = ['ours-out', 'oras-out'] as const;

/**
 * The measured operations.
 *
 * @param cli path of our command line
 * @param isPlain whether the registry does not use TLS
 */
export function operations(cli: string, isPlain: boolean): readonly Operation[] {
  // Without a flag, each program tries a host of this machine without TLS.
  const flags = (...names: readonly string[]): readonly string[] => names.map((name) => `${name}=${isPlain}`);
  const ours = (...args: readonly string[]): readonly string[] => [
    process.execPath,
    cli,
    ...args,
    isPlain ? '--plain-http' : '--no-plain-http',
  ];
  const oras = (...args: readonly string[]): readonly string[] => ['oras', ...args, ...flags('--plain-http')];
  const crane = (...args: readonly string[]): readonly string[] => ['crane', ...args, ...flags('--insecure')];
  const layers = Array.from({ length: 10 }, (_, index) => `files-10/file-${index}.txt`);
  const push = (count: number): Operation['commands'] => ({
    ours: (to) => ours('push', `files-${count}`, `oci://${to}:v1`),
    oras: (to) => oras('push', `${to}:v1`, `files-${count}`),
  });
  const all: readonly Operation[] = [
    ...fileCounts.map((count) => ({
      name: `push ${count} ${count === 1 ? 'file' : 'files'}`,
      isPublished: false,
      commands: push(count),
    })),
    {
      name: 'push 10 layers',
      isPublished: false,
      commands: {
        ours: (to) => ours('push', ...layers, `oci://${to}:v1`),
        oras: (to) => oras('push', `${to}:v1`, ...layers),
      },
    },
    { name: 'push again', isPublished: true, commands: push(10) },
    {
      name: 'pull',
      isPublished: true,
      commands: {
        ours: (from) => ours('pull', `oci://${from}:v1`, '--output-dir', 'ours-out'),
        oras: (from) => oras('pull', `${from}:v1`, '-o', 'oras-out'),
      },
    },
    {
      name: 'copy',
      isPublished: true,
      commands: {
        ours: (from) => ours('copy', `oci://${from}:v1`, `oci://${from}-copy:v1`),
        oras: (from) => [
          'oras',
          'copy',
          ...flags('--from-plain-http', '--to-plain-http'),
          `${from}:v1`,
          `${from}-copy:v1`,
        ],
        crane: (from) => crane('copy', `${from}:v1`, `${from}-copy:v1`),
      },
    },
    {
      name: 'attach',
      isPublished: true,
      commands: {
        ours: (to) => ours('attach', `oci://${to}:v1`, 'files-1/file-0.txt', '--artifact-type', 'application/vnd.a'),
        oras: (to) => oras('attach', `${to}:v1`, 'files-1/file-0.txt', '--artifact-type', 'application/vnd.a'),
      },
    },
    {
      name: 'resolve',
      isPublished: true,
      commands: {
        ours: (from) => ours('resolve', `oci://${from}:v1`),
        oras: (from) => oras('resolve', `${from}:v1`),
        crane: (from) => crane('digest', `${from}:v1`),
      },
    },
  ];
  return isPlain ? all : all.map(withoutCrane);
}

/** crane uses no TLS for a host of this machine. */
function withoutCrane(operation: Operation): Operation {
  const { crane: _, ...commands } = operation.commands;
  return { ...operation, commands };
}

/** The commands that publish the artifact of the operations that need one. */
export function publisher(list: readonly Operation[], program: string): Command {
  const { commands } = list.find(({ name }) => name === 'push 10 files') ?? {};
  const command = commands?.[program === 'ours' ? 'ours' : 'oras'];
  if (command === undefined) throw new Error('an operation publishes 10 files');
  return command;
}
