import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** The module that replaces undici. */
export const undiciPartsId = '\0undici-parts';
const http2 = '\0undici-without-http2';

/**
 * Bundles only the parts of undici that `src/http/` uses. undici's index also loads `fetch`, WebSocket, caches and
 * mocks, which would take most of the start-up time. HTTP/2 is unused and omitted, as undici does for Node builds
 * without it.
 *
 * @param root directory that holds `src/` and `node_modules/`
 */
export function undiciParts(root: string): Plugin {
  const undici = join(root, 'node_modules', 'undici');
  const library = (file: string): string => JSON.stringify(join(undici, 'lib', file));
  return {
    name: 'undici-parts',
    resolveId(source, importer) {
      if (importer === undefined) return undefined;
      if (source === 'undici' && importer.startsWith(join(root, 'src'))) return undiciPartsId;
      if (source === 'node:http2' && importer.startsWith(undici)) return http2;
      return undefined;
    },
    load(id) {
      if (id === http2) return 'export const constants = {};';
      if (id !== undiciPartsId) return undefined;
      return `import Dispatcher from ${library('dispatcher/dispatcher.js')};
import api from ${library('api/index.js')};
export { default as Agent } from ${library('dispatcher/agent.js')};
export { default as Client } from ${library('dispatcher/client.js')};
export { default as Pool } from ${library('dispatcher/pool.js')};
export { default as ProxyAgent } from ${library('dispatcher/proxy-agent.js')};
Object.assign(Dispatcher.prototype, api);`;
    },
  };
}
