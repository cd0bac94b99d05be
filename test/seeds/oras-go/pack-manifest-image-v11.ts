import { fetchBytes, MemoryStore, packManifest } from 'oci-artifact/oras';

const store = new MemoryStore();
const manifest = await packManifest(store, '1.1', 'application/vnd.example+type', {
  // The current time is added if it is not specified.
  manifestAnnotations: { 'org.opencontainers.image.created': '2000-01-01T00:00:00Z' },
});
const { mediaType, digest, size, annotations = {}, artifactType } = manifest;
const pairs = Object.entries(annotations).map((pair) => pair.join(':'));
// The form in which Go prints a descriptor.
console.log(
  `Manifest descriptor: {${mediaType} ${digest} ${size} [] map[${pairs.join(' ')}] [] <nil> ${artifactType}}`,
);
const { bytes } = await fetchBytes(store, digest);
console.log('Manifest content:', Buffer.from(bytes).toString());
