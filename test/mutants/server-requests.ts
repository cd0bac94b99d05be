import type { Mutant } from './mutant.ts';

/** Mutations of what single requests to the server may do. */
export const requestMutants: readonly Mutant[] = [
  {
    name: 'challenge-without-pull',
    file: 'src/server/guard.ts',
    text: "fields.push(['scope', required.map(requestedScope).join(' ')]);",
    replacement: "fields.push(['scope', required.map(formatScope).join(' ')]);",
    effect: 'A token for a push does not allow the lookups of a push.',
    tests: ['test/server/guard.test.ts'],
  },
  {
    name: 'slow-password-hash',
    file: 'src/server/htpasswd.ts',
    text: 'if (Number(cost) > maxCost) {',
    replacement: 'if (Number(cost) > 2 * maxCost) {',
    effect: 'One login occupies the server for minutes.',
    tests: ['test/server/guard.test.ts'],
  },
  {
    name: 'plus-of-artifact-type',
    file: 'src/server/listings.ts',
    text: "queryValue(query, 'artifactType')?.replaceAll(' ', '+');",
    replacement: "queryValue(query, 'artifactType');",
    effect: 'Clients that do not escape "+" find no referrers of types such as application/spdx+json.',
    tests: ['test/server/listings.test.ts'],
  },
  {
    name: 'last-referrer-again',
    file: 'src/server/listings.ts',
    text: 'compareBytes(digest, last) > 0)',
    replacement: 'compareBytes(digest, last) >= 0)',
    effect: 'Each page of referrers repeats the last one of the page before.',
    tests: ['test/server/listings.test.ts'],
  },
  {
    name: 'half-reload',
    file: 'src/server/listen.ts',
    text: 'if (htpasswd !== undefined) parseHtpasswd(htpasswd);',
    replacement: '',
    effect: 'A reload with a damaged htpasswd file replaces the certificate before it fails.',
    tests: ['test/server/listen.test.ts'],
  },
  {
    name: 'restored-beyond-capacity',
    file: 'src/server/upload-sessions.ts',
    text: ['    this.ensureCapacity(uploader.client);', '    return this.#add(key,'],
    replacement: '    return this.#add(key,',
    effect: 'After a restart one client may have any number of uploads.',
    tests: ['test/server/upload-attacks.test.ts'],
  },
  {
    name: 'refused-single-request-kept',
    file: 'src/server/uploads.ts',
    text: '      await session.discard();',
    replacement: '',
    effect: 'Uploads that broke off count against the limit of a client until they expire.',
    tests: ['test/server/uploads.test.ts'],
  },
  {
    name: 'mapped-addresses-as-one',
    file: 'src/server/client-key.ts',
    text: 'if (mapped !== undefined) return mapped;',
    replacement: 'if (mapped === address) return mapped;',
    effect: 'All IPv4 clients of a dual-stack server share one limit of uploads.',
    tests: ['test/server/upload-shares.test.ts'],
  },
];
