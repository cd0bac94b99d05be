import { connectRepository } from '../../src/connect/index.ts';
import type { Repository } from '../../src/registry/index.ts';
import { descriptorOf, emptyDescriptor, encodeJson, mediaTypeImageManifest } from '../../src/spec/index.ts';
import { ScriptedServer, type Answer } from '../faults/kit/index.ts';
import type { Layer } from './pull-artifact.ts';

/** A registry on loopback with one artifact, `acme/bundle:v1`, and scripted answers for its layers. */
export async function serveArtifact(
  layers: readonly Layer[],
  answer: (layer: Layer) => Answer,
  config?: Layer,
): Promise<ScriptedServer> {
  const server = await ScriptedServer.start();
  const manifest = encodeJson({
    schemaVersion: 2,
    mediaType: mediaTypeImageManifest,
    artifactType: 'a/b',
    config: config?.descriptor ?? emptyDescriptor,
    layers: layers.map(({ descriptor }) => descriptor),
  });
  const { digest } = descriptorOf(mediaTypeImageManifest, manifest);
  const headers = {
    'Content-Type': mediaTypeImageManifest,
    'Docker-Content-Digest': digest,
    'Content-Length': String(manifest.byteLength),
  };
  server
    .on('HEAD /v2/acme/bundle/manifests/*', { headers })
    .on('GET /v2/acme/bundle/manifests/*', { headers, body: manifest });
  if (config !== undefined)
    server.on(`GET /v2/acme/bundle/blobs/${config.descriptor.digest}`, { body: config.content });
  for (const layer of layers) server.on(`GET /v2/acme/bundle/blobs/${layer.descriptor.digest}`, answer(layer));
  return server;
}

export interface Connected extends AsyncDisposable {
  readonly repository: Repository;
}

/** The repository of the artifact, over HTTP and without retries. */
export async function connected(origin: URL): Promise<Connected> {
  return await connectRepository(`${origin.host}/acme/bundle`, {
    plainHttp: true,
    attempts: 1,
    env: {},
    homedir: '/nowhere',
  });
}
