import { option, refusingEmpty, type Inputs } from './option.ts';
import { choice, flag, password, path, secret, size, text, whole, words } from './option-types.ts';
import { bucketOptions } from './bucket-options.ts';
import { githubTokenDescription, trustedRedirectHostsOption } from './registry-options.ts';
import { summaryOption } from './run-options.ts';
import { storageLayouts } from './serving-storage.ts';

const maxPort = 65_535;

/** The options of serve. */
export const serveOptions = refusingEmpty({
  address: option({
    type: text,
    default: '127.0.0.1',
    scope: 'cli',
    description: 'Address to listen on. An address that other machines can reach needs `htpasswd`.',
  }),
  port: option({
    type: whole(0, maxPort),
    default: 0,
    description: 'Port on 127.0.0.1; `0` is any free port.',
    cliDescription: 'Port to listen on; 0 is any free port.',
  }),
  'host-name': option({
    type: words('name'),
    description:
      'Host names that clients use for this registry, for example behind a proxy. Requests for other names are refused, ' +
      'except for loopback addresses, names below `localhost` and names in the TLS certificate.',
    cliDescription:
      'Host name that clients use for this registry, for example behind a proxy. On a loopback address, requests for other ' +
      'names are refused, except for names below `localhost` and names in the TLS certificate.',
  }),
  storage: option({
    type: path,
    description:
      'Directory for the content, as OCI image layouts. It is restored from the cache of GitHub Actions, and saved ' +
      'there when the job ends. Or `s3://bucket/prefix`, a bucket that any number of registries share. Without it, the ' +
      'content is kept in memory and lost when the job ends.',
    cliDescription: 'Directory for the content, as OCI image layouts, or s3://bucket/prefix (default: in memory).',
  }),
  ...bucketOptions,
  redirect: option({
    type: flag,
    default: false,
    description: 'Redirect downloads of blobs to URLs of the bucket, which are valid for 15 minutes.',
  }),
  'cache-key': option({
    type: text,
    scope: 'action',
    workflowDefault: 'oci-artifact-registry',
    description:
      'Prefix of the cache keys. The newest entry with this prefix is restored, and each content is saved under ' +
      'its own key. Every blob is hashed after a restore. The cache needs `storage`; an empty value disables it.',
  }),
  layout: option({
    type: choice(...storageLayouts),
    default: 'per-repository',
    description:
      '`per-repository` uses an image layout for each repository below `storage`, `shared` uses one for all.',
  }),
  quota: option({
    type: size,
    description:
      'Maximum bytes of stored content, such as `500MB` or `20GiB`. Without it there is no limit. For a bucket it is a ' +
      'soft limit.',
  }),
  'read-only': option({ type: flag, default: false, description: 'Refuse every push and delete.' }),
  immutable: option({
    type: flag,
    default: false,
    description: 'Refuse every change and delete of pushed content, including tags.',
  }),
  page: option({
    type: flag,
    default: true,
    description: 'Show browsers a read-only page with the content of the registry, at the base URL.',
    cliDescription: 'Show browsers no page with the content of the registry.',
  }),
  prefix: option({
    type: text,
    scope: 'cli',
    description: 'Serve the repositories below this name, without it in their names.',
  }),
  'allow-sparse': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Accept manifests with missing content.',
  }),
  upstream: option({
    type: text,
    description:
      'Registry, such as `https://ghcr.io`, from which missing content is fetched and then stored. Pushes and ' +
      'deletes are forwarded to it. While it is unavailable, tags that were read before are served from the storage.',
  }),
  username: option({
    type: text,
    description: 'User name at the upstream. Without it, the configuration of Docker and Podman is read.',
  }),
  password: option({
    type: password,
    stdin: true,
    description: 'Password or token at the upstream; take it from a secret.',
    cliDescription: 'Password or token at the upstream.',
  }),
  'github-token': option({
    type: secret,
    workflowDefault: '${{ github.token }}',
    defaultText: "the job's token",
    description: githubTokenDescription.replace('ghcr.io', 'ghcr.io as upstream'),
    cliDescription: 'Token for ghcr.io as upstream, unless more specific credentials are configured.',
  }),
  'ca-file': option({
    type: path,
    description:
      'PEM file with certificate authorities to trust for the upstream and the bucket, in addition to those of the system.',
  }),
  'insecure-tls': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Accept any certificate of the upstream.',
  }),
  'trusted-redirect-hosts': trustedRedirectHostsOption,
  htpasswd: option({
    type: path,
    description:
      'File with users and bcrypt hashes, made with `htpasswd -B`; only these users have access. Without it, ' +
      'authentication is disabled.',
  }),
  'insecure-anonymous': option({
    type: flag,
    default: false,
    scope: 'cli',
    description: 'Allow all requests without authentication, on any address.',
  }),
  'tls-cert': option({ type: path, scope: 'cli', description: 'Serve HTTPS with this PEM certificate and `tls-key`.' }),
  'tls-key': option({ type: path, scope: 'cli', description: 'PEM file with the private key of `tls-cert`.' }),
  verbose: option({ type: flag, default: false, scope: 'cli', description: 'Log every request.' }),
  ...summaryOption,
});

export type ServeInputs = Inputs<typeof serveOptions>;
