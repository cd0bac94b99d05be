import { connectRepository, packManifest, pushBytes, tagBytes, type Target } from 'oci-artifact/oras';

const layerType = 'application/vnd.oci.image.layer.v1.tar';
const configType = 'application/vnd.oci.image.config.v1+json';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';
const artifactType = 'application/vnd.oci.artifact.manifest.v1+json';

/** The host of the registry that the examples use: the first argument. */
export const host = process.argv[2] ?? '';

/** Stores the image of oras-go's examples, with the tag `latest`. */
export async function storeImage(target: Target): Promise<void> {
  const layer = await pushBytes(target, layerType, Buffer.from('Hello layer'));
  const config = await pushBytes(target, configType, Buffer.from('Hello config'));
  const manifest = { schemaVersion: 2, config, layers: [layer] };
  await tagBytes(target, manifestType, Buffer.from(JSON.stringify(manifest)), 'latest');
}

/** Connects to a repository of the registry, with an image in it. */
export async function repositoryWithImage(name: string): ReturnType<typeof connectRepository> {
  const connection = await connectRepository(`${host}/${name}`);
  await storeImage(connection.repository);
  return connection;
}

/** Stores the artifact manifest of oras-go's examples with the tag `latest`, and its signature. */
export async function storeSignedArtifact(target: Target): Promise<void> {
  const artifact = { mediaType: artifactType, artifactType: 'example/content' };
  const { digest, size } = await tagBytes(target, artifactType, Buffer.from(JSON.stringify(artifact)), 'latest');
  const subject = { mediaType: artifactType, digest, size };
  const signature = { mediaType: artifactType, artifactType: 'example/signature', subject };
  await pushBytes(target, artifactType, Buffer.from(JSON.stringify(signature)));
}

/** Stores a small artifact with the tag `latest`. */
export async function storeArtifact(target: Target): Promise<void> {
  const layers = [await pushBytes(target, 'text/plain', Buffer.from('hello'))];
  const manifestAnnotations = { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' };
  await packManifest(target, '1.1', 'application/vnd.example+type', { layers, manifestAnnotations, tags: ['latest'] });
}
