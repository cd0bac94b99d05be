import { deleteBlob, getBlob, headBlob } from './blobs.ts';
import { listRepositories } from './catalog.ts';
import type { RequestContext } from './request-context.ts';
import { deleteManifest, getManifest, headManifest, putManifest } from './manifests.ts';
import { listReferrers } from './referrers.ts';
import { reply } from './reply.ts';
import type { Route, RouteKind } from './router.ts';
import { listTags } from './tags.ts';
import { beginUpload, cancelUpload, patchUpload, putUpload, uploadStatus } from './uploads.ts';

export interface Action {
  /** It changes something, so that a read-only registry refuses it. */
  readonly writes: boolean;
  run(x: RequestContext): Promise<void> | undefined;
}

type Serve<R> = (x: RequestContext, route: R) => Promise<void> | undefined;
type Table = { readonly [K in RouteKind]: Readonly<Record<string, Serve<Extract<Route, { kind: K }>>>> };

const table: Table = {
  ping: { GET: ping, HEAD: ping },
  token: {},
  catalog: { GET: listRepositories, HEAD: listRepositories },
  tags: { GET: (x, { name }) => listTags(x, name), HEAD: (x, { name }) => listTags(x, name) },
  referrers: {
    GET: (x, { name, digest }) => listReferrers(x, name, digest),
    HEAD: (x, { name, digest }) => listReferrers(x, name, digest),
  },
  manifest: {
    GET: (x, { name, reference, digest }) => getManifest(x, name, reference, digest),
    HEAD: (x, { name, reference, digest }) => headManifest(x, name, reference, digest),
    PUT: (x, { name, reference, digest }) => putManifest(x, name, reference, digest),
    DELETE: (x, { name, reference, digest }) => deleteManifest(x, name, reference, digest),
  },
  blob: {
    GET: (x, { name, digest }) => getBlob(x, name, digest),
    HEAD: (x, { name, digest }) => headBlob(x, name, digest),
    DELETE: (x, { name, digest }) => deleteBlob(x, name, digest),
  },
  uploads: { POST: (x, { name }) => beginUpload(x, name) },
  upload: {
    GET: (x, { name, id }) => uploadStatus(x, name, id),
    HEAD: (x, { name, id }) => uploadStatus(x, name, id),
    PATCH: (x, { name, id }) => patchUpload(x, name, id),
    PUT: (x, { name, id }) => putUpload(x, name, id),
    DELETE: (x, { name, id }) => cancelUpload(x, name, id),
  },
};

const reading: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/** What a method does on a route; undefined when it is none for it. */
export function actionOf(route: Route, method: string): Action | undefined {
  const methods = methodsOf(route);
  const serve = Object.hasOwn(methods, method) ? methods[method] : undefined;
  return serve && { writes: !reading.has(method), run: (x) => serve(x, route) };
}

export function allowedMethods(route: Route, readOnly: boolean): readonly string[] {
  return Object.keys(methodsOf(route)).filter((method) => !readOnly || reading.has(method));
}

function methodsOf(route: Route): Readonly<Record<string, Serve<Route>>> {
  // The table's own type ties each function to its kind of route, and a route is looked up by its kind.
  return table[route.kind] as Readonly<Record<string, Serve<Route>>>;
}

function ping(x: RequestContext): undefined {
  reply(x, 200, ['content-type', 'application/json'], '{}');
}
