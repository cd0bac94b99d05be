import { testsOf, type MutatedModule } from './mutant.ts';
import { action } from './action.ts';
import { aicr } from './aicr.ts';
import { archive } from './archive.ts';
import { artifactCache } from './artifact-cache.ts';
import { auth } from './auth.ts';
import { cli } from './cli.ts';
import { client } from './client.ts';
import { commands } from './commands.ts';
import { concurrency } from './concurrency.ts';
import { connect } from './connect.ts';
import { credentials } from './credentials.ts';
import { files } from './files.ts';
import { formats } from './formats.ts';
import { freshContent } from './fresh-3-content.ts';
import { freshFiles } from './fresh-3-files.ts';
import { freshFront } from './fresh-3-front.ts';
import { freshNetwork } from './fresh-3-network.ts';
import { freshServer } from './fresh-3-server.ts';
import { fresh4 } from './fresh-4.ts';
import { storeMutants } from './stores.ts';
import { fresh5 } from './fresh-5.ts';
import { fs } from './fs.ts';
import { github } from './github.ts';
import { http } from './http.ts';
import { layout } from './layout.ts';
import { memory } from './memory.ts';
import { operations } from './operations.ts';
import { output } from './output.ts';
import { page } from './page.ts';
import { registry } from './registry.ts';
import { sampledArchive } from './sampled-archive.ts';
import { sampledArtifactCache } from './sampled-artifact-cache.ts';
import { sampledBucket } from './sampled-bucket.ts';
import { sampledCli } from './sampled-cli.ts';
import { sampledClient } from './sampled-client.ts';
import { sampledCommands } from './sampled-commands.ts';
import { sampledConnect } from './sampled-connect.ts';
import { sampledCredentials } from './sampled-credentials.ts';
import { sampledFormats } from './sampled-formats.ts';
import { sampledGithub } from './sampled-github.ts';
import { sampledHttp } from './sampled-http.ts';
import { sampledLayout } from './sampled-layout.ts';
import { sampledOperations } from './sampled-operations.ts';
import { sampledOutput } from './sampled-output.ts';
import { sampledRegistry } from './sampled-registry.ts';
import { sampledServer } from './sampled-server.ts';
import { sampledSpec } from './sampled-spec.ts';
import { sampledTransfer } from './sampled-transfer.ts';
import { sampledVerification } from './sampled-verification.ts';
import { server } from './server.ts';
import { sif } from './sif.ts';
import { spec } from './spec.ts';
import { streams } from './streams.ts';
import { transfer } from './transfer.ts';
import { verification } from './verification.ts';
import { wrappers } from './wrappers.ts';

/** The mutations of each module, in one or several lists. The tests of the first list of a module apply to all. */
const lists: readonly MutatedModule[] = [
  action,
  aicr,
  archive,
  artifactCache,
  auth,
  cli,
  client,
  commands,
  concurrency,
  connect,
  credentials,
  files,
  formats,
  fs,
  github,
  http,
  layout,
  memory,
  operations,
  output,
  page,
  registry,
  server,
  sif,
  spec,
  streams,
  transfer,
  verification,
  wrappers,
  ...freshNetwork,
  ...freshFiles,
  ...freshContent,
  ...freshFront,
  ...freshServer,
  ...fresh4,
  ...storeMutants,
  ...fresh5,
  sampledArchive,
  sampledArtifactCache,
  sampledBucket,
  sampledCli,
  sampledClient,
  sampledCommands,
  sampledConnect,
  sampledCredentials,
  sampledFormats,
  sampledGithub,
  sampledHttp,
  sampledLayout,
  sampledOperations,
  sampledOutput,
  sampledRegistry,
  sampledServer,
  sampledSpec,
  sampledTransfer,
  sampledVerification,
];

/** The mutations of each module. */
export const mutatedModules: readonly MutatedModule[] = Map.groupBy(lists, ({ module }) => module)
  .entries()
  .map(([module, parts]) => ({
    module,
    tests: testsOf({ mutants: [], ...parts[0], module }),
    mutants: parts.flatMap(({ mutants }) => mutants),
  }))
  .toArray();
