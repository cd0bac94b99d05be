import type { MutatedModule } from './mutant.ts';

export const freshServer: readonly MutatedModule[] = [
  {
    module: 'server',
    tests: ['test/server/', 'test/contract/'],
    mutants: [
      {
        name: 'empty-last-refused',
        file: 'src/server/listings.ts',
        text: "startAfter: last === '' ? undefined : last",
        replacement: 'startAfter: last',
        effect: 'A client that sends "last=" for the first page gets an error.',
      },
      {
        name: 'large-referrer-ends-list',
        file: 'src/server/listings.ts',
        text: 'Math.max(1, countFitting(sorted, limit))',
        replacement: 'countFitting(sorted, limit)',
        effect: 'A referrer with large annotations hides all later referrers.',
      },
      {
        name: 'suffix-longer-than-blob',
        file: 'src/server/blobs.ts',
        text: 'start = Math.max(0, size - range.length);',
        replacement: 'start = size - range.length;',
        effect: 'A request for the last 64 KiB of a smaller blob fails.',
      },
      {
        name: 'state-of-restored-upload',
        file: 'src/server/uploads.ts',
        text: 'if (session.size === undefined) await session.writer({ signal: ctx.signal });',
        replacement: '',
        effect: 'After a restart the server reports an upload as empty.',
      },
      {
        name: 'chunk-of-one-byte',
        file: 'src/server/range.ts',
        text: 'if (match === null || last < start) {',
        replacement: 'if (match === null || last <= start) {',
        effect: 'A chunk of one byte is refused.',
      },
      {
        name: 'timer-of-shutdown',
        file: 'src/server/listen.ts',
        text: ['  await promise;', '  clearTimeout(timer);'],
        replacement: '  await promise;',
        effect: 'A program ends four seconds after its server is closed.',
      },
      {
        name: 'actions-granted-together',
        file: 'src/server/token-issuer.ts',
        text: 'this.#authorize(user, { ...access, actions: [action] })',
        replacement: 'this.#authorize(user, access)',
        effect: 'A user with the right to pull cannot pull with a client that asks for more.',
      },
      {
        name: 'busy-upload-evicted',
        file: 'src/server/upload-sessions.ts',
        text: 'if (idleMs === undefined) continue;',
        replacement: '',
        effect: 'A new upload ends another one that is receiving data.',
      },
      {
        name: 'uploads-of-cluster-discarded',
        file: 'src/server/upload-sessions.ts',
        text: 'this.#signingKey === undefined ? session.discard() : session.suspend(),',
        replacement: 'session.discard(),',
        effect: 'A restart with a session key loses all uploads.',
      },
      {
        name: 'connection-open-during-shutdown',
        file: 'src/server/reply.ts',
        text: "if (this.#server.draining) all.push('connection', 'close');",
        replacement: '',
        effect: 'A server with busy clients ends only after its grace time.',
      },
      {
        name: 'new-certificate-not-compared',
        file: 'src/server/listen.ts',
        text: ['      replaceTls(server, tls);', '      certificate = new X509Certificate(tls.cert);'],
        replacement: '      replaceTls(server, tls);',
        effect: 'After a reload, the server refuses the host name of its new certificate.',
      },
      {
        name: 'referrer-page-without-filter',
        file: 'src/server/listings.ts',
        text: 'const filter = artifactType === undefined ? {} : { artifactType };',
        replacement: 'const filter = {};',
        effect: 'The second page of referrers has those of all types.',
      },
    ],
  },

  {
    module: 'spec',
    tests: ['test/spec/', 'test/contract/'],
    mutants: [
      {
        name: 'older-arm64-images',
        file: 'src/spec/platform-match.ts',
        text: 'candidate.minor <= limit.minor + 5',
        replacement: 'candidate.minor <= limit.minor',
        effect: 'A pull for linux/arm64/v9 finds no image for linux/arm64/v8.5.',
      },
      {
        name: 'docker-manifest-as-oci',
        file: 'src/spec/manifest.ts',
        text: 'types.length > 0 && !types.some(isDockerMediaType)',
        replacement: 'types.length > 0',
        effect: 'A Docker image without the field mediaType is pushed with another type.',
      },
    ],
  },
  {
    module: 'concurrency',
    tests: ['test/concurrency/', 'test/http/', 'test/client/retry.test.ts'],
    mutants: [
      {
        name: 'listeners-of-signal',
        file: 'src/concurrency/abortable.ts',
        text: ['      .then(resolve, reject)', "      .finally(() => signal.removeEventListener('abort', abort));"],
        replacement: '      .then(resolve, reject);',
        effect: 'A long transfer uses more and more memory, and Node warns of a leak.',
      },
    ],
  },
  {
    module: 'files',
    mutants: [
      {
        name: 'same-content-twice',
        file: 'src/files/file-store.ts',
        text: 'if (existing === expected.digest) return;',
        replacement: '',
        effect: 'A copy into a file store that has a part of the artifact fails.',
      },
      {
        name: 'size-of-unpacked-directory',
        file: 'src/files/file-store.ts',
        text: '      budget: this.#budget,\n',
        replacement: '',
        effect: 'maxUnpackedSize does not limit directories.',
      },
    ],
  },
];
