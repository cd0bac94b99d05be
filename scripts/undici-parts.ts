import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** The module that replaces undici. */
const undiciPartsId = '\0undici-parts';

/**
 * Modules that undici loads for features that `src/http/` does not use, or for one constant, by the end of their path.
 * Each takes about as long to load as the rest of undici.
 */
const replacements: ReadonlyMap<string, string> = new Map([
  // `assert` is only called when a condition is false.
  ['node:assert', `module.exports = (ok, message) => { if (!ok) require('node:assert')(ok, message); };`],
  // undici reads the default of an option that `src/http/` sets, and recognizes a request of Node's server as a body.
  ['node:http', 'module.exports = { maxHeaderSize: 16384, IncomingMessage: undefined };'],
  ['./client-h2.js', 'module.exports = () => { throw new Error("HTTP/2 is not supported"); };'],
  // The other of undici's two parsers is experimental.
  ['./parser-h1.js', 'module.exports = { getMiloEnabled: () => false };'],
  // A tree of the names of well-known headers. Without a result, undici converts a name itself.
  ['./tree', 'module.exports = { tree: { lookup: () => undefined } };'],
  ['./socks5-proxy-agent', 'module.exports = class { constructor() { throw new Error("SOCKS is not supported"); } };'],
  // Bodies are never forms.
  ['../web/fetch/formdata', ''],
  ['../web/webidl', 'module.exports = { webidl: { is: { FormData: () => false } } };'],
  ['../web/fetch/body.js', 'module.exports = { extractBody() { throw new Error("forms are not supported"); } };'],
]);
const replacementPrefix = '\0undici-without:';

/**
 * Precedes undici's parser, which is WebAssembly. V8 compiles a function again, with its optimizing compiler, once it
 * has executed 13,000,000 bytes, and counts the whole function at each step of a loop. The parser is one function of
 * 80,000 bytes with a loop over each character, so V8 would do so at the first response: 40 ms of processor time, for
 * which the program waits at its end. The limit applies to modules that are made until it is reset.
 */
const laterOptimization = `const { setFlagsFromString } = require('node:v8');
setFlagsFromString('--wasm-tiering-budget=1000000000');
queueMicrotask(() => setFlagsFromString('--wasm-tiering-budget=13000000'));
`;

/**
 * Bundles only the parts of undici that `src/http/` uses. undici's index also loads `fetch`, WebSocket, caches and
 * mocks, which would take most of the start-up time.
 *
 * @param root directory that holds `src/` and `node_modules/`
 */
export function undiciParts(root: string): Plugin {
  // The directory of the packages may be a link.
  const undici = realpathSync(join(root, 'node_modules', 'undici'));
  const library = (file: string): string => JSON.stringify(join(undici, 'lib', file));
  return {
    name: 'undici-parts',
    resolveId(source, importer) {
      if (importer === undefined) return undefined;
      if (source === 'undici' && importer.startsWith(join(root, 'src'))) return undiciPartsId;
      return importer.startsWith(undici) && replacements.has(source) ? `${replacementPrefix}${source}` : undefined;
    },
    transform: (code, id) => (/llhttp(?:_simd)?-wasm\.js$/.test(id) ? { code: laterOptimization + code } : undefined),
    load(id) {
      if (id.startsWith(replacementPrefix)) return replacements.get(id.slice(replacementPrefix.length));
      if (id !== undiciPartsId) return undefined;
      return `const Dispatcher = require(${library('dispatcher/dispatcher.js')});
Dispatcher.prototype.request = require(${library('api/api-request.js')});
// Only used by a proxy.
Dispatcher.prototype.connect = function (...args) { return require(${library('api/api-connect.js')}).apply(this, args); };
exports.buildConnector = require(${library('core/connect.js')});
exports.Agent = require(${library('dispatcher/agent.js')});
exports.Client = require(${library('dispatcher/client.js')});
exports.Pool = require(${library('dispatcher/pool.js')});
Object.defineProperty(exports, 'ProxyAgent', { get: () => require(${library('dispatcher/proxy-agent.js')}) });`;
    },
  };
}
