/**
 * Tools for fault tests: servers on loopback that follow a script byte by byte, and a search for leaked secrets.
 *
 *     await using registry = await ScriptedServer.start();
 *     await using sink = await ScriptedServer.start();                        // a second origin
 *     registry
 *       .on('GET /v2/', { status: 200 })
 *       .on('GET /v2/a/blobs/*', { status: 307, headers: { Location: sink.url('/x').href } })
 *       .on('PUT /v2/a/manifests/*', { status: 503 }, { cutAt: -1 }, { status: 201 });   // in order; the last repeats
 *     … registry.url('/v2/') …
 *     registry.seen('GET /v2/').length          // counter of a route
 *     registry.requests[0]?.header('range')     // also head (raw), target, body, bodySize, complete, connection
 *     registry.connections, registry.openConnections, registry.dropConnections('rst'), registry.wire
 *
 * - A {@link Step} sets status, headers (a list of pairs can repeat a name), body (text, bytes or a source), framing
 *   (`length`, `chunked`, `close`), `cutAt` and `cut` (`fin`, `rst`), `drip`, `delayMs`, `at` (answer after the head
 *   or after N bytes of the request's body), `rest`, `slow` (how the request is read), `dateSkewMs`, `raw` (exact
 *   bytes), `silent`. A step can be a function of the request, which is called after the complete request has
 *   arrived.
 * - `new CertificateAuthority()` issues certificates in memory: `ScriptedServer.start({ tls: authority.issue() })`;
 *   clients trust `authority.cert`.
 * - `new TokenIssuer(server, { lifeRequests, lifeBytes })` answers `/token`; `issuer.guard(scope, step)` requires one
 *   of its tokens.
 * - `CaptureProxy.start({ credentials })` is a forward proxy that records the head of each `CONNECT` and
 *   absolute-form request.
 * - `newCanary()` returns a unique secret. `findCanaries([secret], { stdout, error, sink: sink.wire })` lists the
 *   places that contain it: unchanged, escaped for URLs or JSON, in hexadecimal, or in Base64 at any alignment:
 *   `expect(findCanaries(…)).toEqual([])`.
 */
export * from './canary.ts';
export * from './capture-proxy.ts';
export * from './certificate.ts';
export * from './scripted-server.ts';
export * from './step.ts';
export * from './token-issuer.ts';
