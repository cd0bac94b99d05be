// Writes entries into a configuration file, in a separate process.
import { saveDockerAuth } from '../../src/credentials/index.ts';

const [path = '', ...registries] = process.argv.slice(2);
for (const registry of registries) await saveDockerAuth(path, registry, { username: 'u', password: registry });
