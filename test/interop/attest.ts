// Attests an artifact with a Sigstore instance of the tests, as `actions/attest` does with the public one.
// Arguments: URL of the instance, host, repository, digest of the artifact, and the digest in the statement.
import { connectRepository } from '../../src/connect/index.ts';
import { attest } from '../verification/mock-sigstore.ts';
import { pushBundle } from '../verification/signed.ts';

const [, , url = '', registry = '', repository = '', digest = '', stated = digest] = process.argv;
await using connection = await connectRepository({ registry, repository }, { plainHttp: true, pushTo: repository });
const subject = await connection.repository.resolve(digest);
const instance = { url, trustedRoot: '', [Symbol.asyncDispose]: () => Promise.resolve() };
const claims = {
  sub: 'https://github.com/acme/Bundle/.github/workflows/workflow.yml@refs/tags/v1.2.0',
  repository: 'acme/Bundle',
};
await pushBundle(connection.repository, subject, await attest(instance, subject, { claims, digest: stated }));
