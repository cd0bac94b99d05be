import { asciiHostHint, inputError, isRegistryHost, isRepositoryName, printable } from '../spec/index.ts';
import { option, type OptionType } from './option.ts';

/** A registry, and the first segments of the names of repositories. */
export interface RegistryHost {
  /** Host with optional port, or a URL of both. */
  readonly registry: string;
  readonly prefix: string | undefined;
}

/** A registry: `host[:port]`, with or without a scheme. */
export function registryHost(acceptPrefix = false): OptionType<RegistryHost> {
  return {
    kind: 'value',
    placeholder: 'registry',
    empty: undefined,
    parse: (raw, subject) => {
      const text = String(raw);
      const [, scheme = '', host = '', rest] = /^(oci:\/\/|https?:\/\/)?([^/]*)(?:\/(.*))?$/is.exec(text) ?? [];
      const prefix = rest === undefined ? '' : rest.replace(/\/$/, '');
      // The text before an "@" may be a password and is not repeated.
      if (host.includes('@'))
        throw inputError(subject, undefined, 'contains user information; write host or host:port');
      if (!isRegistryHost(host))
        throw inputError(subject, text, `is not a registry${asciiHostHint(host) || '; write host or host:port'}`);
      if (prefix !== '' && !acceptPrefix)
        throw inputError(subject, text, `names a repository; write only the registry, ${printable(host, 300)}`);
      if (prefix !== '' && !isRepositoryName(prefix))
        throw inputError(subject, text, 'has a namespace that no repository can have; write host/namespace');
      const isUrl = /^https?:/i.test(scheme);
      return { registry: isUrl ? scheme.toLowerCase() + host : host, prefix: prefix === '' ? undefined : prefix };
    },
  };
}

/** The registry of a command that concerns no repository. */
export const registryOption = option({
  type: registryHost(),
  positional: 'registry',
  required: 'write host or host:port',
  description: 'Registry: `host` or `host:port`.',
});
