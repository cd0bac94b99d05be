import { secretForms, secretMask } from '../credentials/index.ts';

/** Names of flags and variables whose value is a secret, also of other tools. */
const secretName = /(?:^|[-_])(?:password|passwd|passphrase|token|secret|secret[-_]access[-_]key|api[-_]?key)$/i;

/**
 * Creates a function that masks the secrets of the command line and of the environment in an error. Errors about
 * arguments are created before the options are read, and may quote any of them.
 */
export function commandLineMask(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): (text: string) => string {
  const fromEnvironment = Object.entries(env).flatMap(([name, value = '']) => (secretName.test(name) ? [value] : []));
  return secretMask(() => [...valuesOfFlags(args), ...fromEnvironment].flatMap(secretForms));
}

function valuesOfFlags(args: readonly string[]): readonly string[] {
  return args.flatMap((argument, index) => {
    const [, name = '', value = args[index + 1]] = /^--([^=]*)(?:=([\s\S]*))?$/.exec(argument) ?? [];
    return secretName.test(name) && value !== undefined ? [value] : [];
  });
}
