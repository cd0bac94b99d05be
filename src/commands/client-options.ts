import { isIP } from 'node:net';
import { inputError } from '../spec/index.ts';
import { option, type OptionType, type RawValue } from './option.ts';
import { path } from './option-types.ts';

/** Header fields, `Name: value` each, by lower-case name. */
const headerFields: OptionType<Readonly<Record<string, string>>> = {
  kind: 'list',
  placeholder: 'name: value',
  empty: undefined,
  parse: (raw, subject) =>
    Object.fromEntries(
      items(raw).map((text) => {
        // The value may be a secret and is not repeated.
        const [, name, value] = /^([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([\t\u0020-\u007e]*)$/.exec(text) ?? [];
        if (name !== undefined && value !== undefined) return [name.toLowerCase(), value.trim()] as const;
        throw inputError(subject, undefined, 'is not a header field; write "Name: value"');
      }),
    ),
};

/** IP addresses by lower-case host, from `host:port:address`. */
const hostAddresses: OptionType<Readonly<Record<string, string>>> = {
  kind: 'list',
  placeholder: 'host:port:address',
  empty: undefined,
  parse: (raw, subject) =>
    Object.fromEntries(
      items(raw).map((text) => {
        const [, host = '', rest = ''] = /^([^:]+):\d{1,5}:(.+)$/.exec(text) ?? [];
        const address = rest.replace(/^\[(.*)\]$/, '$1');
        if (isIP(address) !== 0) return [host.toLowerCase(), address] as const;
        throw inputError(
          subject,
          text,
          'is not host:port:address; write for example registry.example.com:443:10.0.0.5',
        );
      }),
    ),
};

function items(raw: RawValue): readonly string[] {
  return (typeof raw === 'string' ? raw.split('\n') : raw).map((item) => item.trim()).filter((item) => item !== '');
}

/** Options of a connection that each side of a copy has. */
export const clientOptions = {
  'cert-file': option({
    type: path,
    description: 'PEM file with a client certificate for the registry. Needs `key-file`.',
  }),
  'key-file': option({
    type: path,
    description: 'PEM file with the private key of `cert-file`, without a passphrase.',
  }),
  headers: option({
    type: headerFields,
    scope: 'cli',
    short: 'H',
    description: 'Header field of every request to the registry.',
  }),
  'registry-config': option({
    type: path,
    scope: 'cli',
    defaultText: 'those of Docker and Podman',
    description: "Configuration file with credentials, in Docker's format.",
  }),
} as const;

/** Option of every connection. */
export const resolveOption = {
  resolve: option({
    type: hostAddresses,
    scope: 'cli',
    flag: 'resolve',
    description: 'Connect to a host at this IP address.',
  }),
} as const;
