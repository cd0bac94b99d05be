const require_rolldown_runtime = require("./rolldown-runtime.js");
let require_options;
const require_spec = require("./spec.js");
let node_timers_promises;
let crypto$1 = require("crypto");
crypto$1 = require_rolldown_runtime.__toESM(crypto$1, 1);
let node_net;
let node_http;
let node_tls;
let node_crypto = require("node:crypto");
let node_https;

// src/server/access.ts
function formatScope(access) {
	return `${access.type}:${access.name}:${access.actions.join(",")}`;
}
function pullAccess(name) {
	return {
		type: "repository",
		name,
		actions: ["pull"]
	};
}
const noAccess = [];
const catalogAccess = [{
	type: "registry",
	name: "catalog",
	actions: ["*"]
}];
function requiredAccess(route, method) {
	switch (route.kind) {
		case "ping":
		case "token": return noAccess;
		case "catalog": return catalogAccess;
		case "page": return route.name === void 0 ? catalogAccess : [pullAccess(route.name)];
		case "tags":
		case "referrers": return [pullAccess(route.name)];
		case "uploads":
		case "upload": return [{
			type: "repository",
			name: route.name,
			actions: ["push"]
		}];
		case "manifest":
		case "blob":
			if (method === "GET" || method === "HEAD") return [pullAccess(route.name)];
			return [{
				type: "repository",
				name: route.name,
				actions: [method === "DELETE" ? "delete" : "push"]
			}];
	}
}

// src/server/access-log.ts
function logWhenDone(record, req, reply, log) {
	const startedAt = performance.now();
	const { remoteAddress } = req.socket;
	const { res } = reply;
	res.once("close", () => {
		log({
			...record,
			status: res.headersSent ? res.statusCode : 0,
			bytes: reply.sentBytes,
			durationMs: performance.now() - startedAt,
			remoteAddress,
			errorCode: reply.errorCode,
			complete: res.writableFinished
		});
	});
}

// src/server/range.ts
const whole = { kind: "whole" };
const single = /^bytes=[ \t]*([0-9]*)-([0-9]*)[ \t]*$/i;
function parseRange(header) {
	if (header === void 0) return whole;
	const match = single.exec(header);
	if (match === null) return whole;
	const [, first = "", last = ""] = match;
	if (first === "" && last === "") return whole;
	if (first === "") return Number(last) === 0 ? { kind: "unsatisfiable" } : {
		kind: "suffix",
		length: Number(last)
	};
	const start = Number(first);
	if (!Number.isSafeInteger(start)) return { kind: "unsatisfiable" };
	if (last === "") return {
		kind: "from",
		start,
		end: void 0
	};
	const end = Number(last) + 1;
	return {
		kind: "from",
		start,
		end: Number.isSafeInteger(end) ? end : void 0
	};
}
const chunk = /^(?:bytes[ =])?([0-9]{1,15})-([0-9]{1,15})(?:\/(?:\*|[0-9]{1,15}))?$/i;
function parseChunkRange(header) {
	if (header === void 0) return void 0;
	const match = chunk.exec(header.trim());
	const start = Number(match?.[1]);
	const last = Number(match?.[2]);
	if (match === null || last < start) throw new require_spec.OciError("RANGE_INVALID", `the Content-Range "${require_spec.printable(header, 100)}" is invalid; it must be "start-end" with both bytes inclusive`);
	return {
		start,
		last
	};
}

// src/server/reply.ts
const baseHeaders = [
	"docker-distribution-api-version",
	"registry/2.0",
	"x-content-type-options",
	"nosniff"
];
const maxJoinedBytes = 16384;
const maxDiscardedBytes = 4194304;
const discardMs = 2e3;
const wireCodePattern = /^[A-Za-z0-9_.-]{1,64}$/;
const internalCodes = /* @__PURE__ */ new Set(["FILE_SYSTEM", "CREDENTIALS"]);
const headersOfErrors = /* @__PURE__ */ new WeakMap();
function withHeaders(error, headers) {
	if (typeof error === "object" && error !== null) headersOfErrors.set(error, headers);
	return error;
}
var Reply = class {
	res;
	sentBytes = 0;
	errorCode;
	#req;
	#server;
	#additionalHeaders = [];
	constructor(req, res, server) {
		this.#req = req;
		this.res = res;
		this.#server = server;
	}
	addHeaders(headers) {
		this.#additionalHeaders = [...this.#additionalHeaders, ...headers];
	}
	send(status, headers, body = "") {
		const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
		if (this.#hasUnreadBody()) {
			this.#sendDuringBody(status, headers, body, length);
			return;
		}
		this.start(status, headers, length);
		if (this.#req.method === "HEAD" || length === 0) {
			this.res.end();
			return;
		}
		this.sentBytes = length;
		if (typeof body === "string") this.res.end(body);
		else this.#end(body);
	}
	sendHead(headers, length) {
		this.start(200, headers, length);
		this.res.end();
	}
	start(status, headers, length) {
		const all = [
			...baseHeaders,
			...headers,
			...this.#additionalHeaders
		];
		if (status !== 204 && status !== 304) all.push("content-length", String(length));
		if (this.#server.draining) all.push("connection", "close");
		this.res.writeHead(status, all);
	}
	#end(bytes) {
		if (bytes.byteLength <= maxJoinedBytes) this.res.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"), "latin1");
		else this.res.end(bytes);
	}
	fail(error, encode = encodeFailure) {
		const { res } = this;
		if (res.destroyed || res.writableEnded) return;
		const ociError = require_spec.isOciError(error) ? error : unexpectedError(error);
		const code = wireCodePattern.test(ociError.wireCode) ? ociError.wireCode : ociError.code;
		this.errorCode = code;
		if (res.headersSent) {
			res.destroy();
			return;
		}
		const status = ociError.status >= 400 && ociError.status <= 599 ? ociError.status : require_spec.statusOf(ociError.code);
		const extra = headersOfErrors.get(error) ?? [];
		const { headers, body } = encode({
			status,
			code,
			message: publicMessage(ociError),
			detail: ociError.detail,
			headers: extra
		});
		this.send(status, [
			...headers,
			require_spec.errorCodeHeader,
			code,
			...extra
		], body);
	}
	#hasUnreadBody() {
		const { complete, headers } = this.#req;
		if (complete) return false;
		const length = headers["content-length"];
		return length !== void 0 && length !== "0" || headers["transfer-encoding"] !== void 0;
	}
	#sendDuringBody(status, headers, body, length) {
		const req = this.#req;
		const { res } = this;
		this.start(status, this.#server.draining ? headers : [
			...headers,
			"connection",
			"close"
		], length);
		if (req.method !== "HEAD" && length > 0) {
			this.sentBytes = length;
			res.write(body);
		} else res.flushHeaders();
		let discarded = 0;
		let ended = false;
		const end = () => {
			if (ended) return;
			ended = true;
			clearTimeout(timer);
			req.off("data", discard);
			res.end();
		};
		const discard = (chunk) => {
			discarded += chunk.byteLength;
			if (discarded > maxDiscardedBytes) end();
		};
		const timer = setTimeout(end, discardMs);
		req.on("data", discard);
		req.once("end", end);
		req.once("close", end);
		req.resume();
	}
};
function encodeFailure({ status, code, message, detail }) {
	return {
		headers: ["content-type", "application/json"],
		body: JSON.stringify({ errors: [require_spec.encodeWireError(code, status, message, detail)] })
	};
}
function unexpectedError(error) {
	return new require_spec.OciError("UNKNOWN", "internal error of the registry; see the log of the server", { cause: error });
}
function publicMessage(error) {
	if (!internalCodes.has(error.code)) return require_spec.printable(error.message);
	const errno = (require_options ??= require("./options.js")).errnoOf(error.cause);
	return `the registry cannot access its storage${errno === void 0 ? "" : ` (${errno})`}`;
}

// src/server/send-content.ts
const maxSingleWriteBytes = 65536;
async function sendContent(ctx, status, headers, reader, length) {
	const { reply, res } = ctx;
	const { cached } = reader;
	if (cached !== void 0 && cached.byteLength <= maxSingleWriteBytes) {
		if (cached.byteLength !== length) throw wrongSize(ctx, cached.byteLength, length);
		reply.send(status, headers, cached);
		return;
	}
	let sent = 0;
	for await (const chunk of reader.borrowed()) {
		if (res.destroyed) throw clientDisconnected(ctx);
		sent += chunk.byteLength;
		if (sent > length) throw wrongSize(ctx, sent, length);
		if (!res.headersSent) reply.start(status, headers, length);
		reply.sentBytes = sent;
		await writeChunk(ctx, chunk);
	}
	if (sent !== length) throw wrongSize(ctx, sent, length);
	if (!res.headersSent) reply.start(status, headers, length);
	res.end();
}
function writeChunk(ctx, chunk) {
	const { res } = ctx;
	return new Promise((resolve, reject) => {
		const onClose = () => {
			settle(clientDisconnected(ctx));
		};
		const timer = setTimeout(() => {
			res.destroy();
		}, writeTimeoutMs(ctx, chunk.byteLength));
		const settle = (error) => {
			clearTimeout(timer);
			res.off("close", onClose);
			if (error === null || error === void 0) resolve();
			else reject(clientDisconnected(ctx));
		};
		res.once("close", onClose);
		res.write(chunk, settle);
	});
}
function writeTimeoutMs(ctx, bytes) {
	const { stall } = ctx.settings;
	return stall.ms * Math.max(1, bytes / stall.bytes);
}
function clientDisconnected(ctx) {
	return new require_spec.OciError("ABORTED", `cannot send ${ctx.path}: the client closed the connection before the end`);
}
function wrongSize(ctx, size, length) {
	return new require_spec.OciError("SIZE_MISMATCH", `cannot send ${ctx.path}: the registry has ${size} bytes of it, not ${length}`);
}

// src/server/blobs.ts
function blobHeaders(digest) {
	return [
		"content-type",
		"application/octet-stream",
		"docker-content-digest",
		digest,
		"etag",
		`"${digest}"`,
		"accept-ranges",
		"bytes"
	];
}
async function getBlob(ctx, { name, digest }) {
	if (clientHas(ctx, digest)) {
		await ctx.registry.resolveBlob(name, digest, { signal: ctx.signal });
		replyIfNotModified(ctx, digest);
		return;
	}
	const url = await ctx.settings.redirectBlob?.(name, digest, { signal: ctx.signal });
	if (url !== void 0) {
		ctx.reply.send(307, [
			"location",
			url,
			"docker-content-digest",
			digest,
			"cache-control",
			"no-store"
		]);
		return;
	}
	const range = requestedRange(ctx, digest);
	if (range.kind !== "whole") {
		await getRange(ctx, name, digest, range);
		return;
	}
	const reader = await ctx.registry.getBlob(name, digest, { signal: ctx.signal });
	await sendContent(ctx, 200, blobHeaders(digest), reader, reader.descriptor.size);
}
async function headBlob(ctx, { name, digest }) {
	const { size } = await ctx.registry.resolveBlob(name, digest);
	if (!replyIfNotModified(ctx, digest)) ctx.reply.sendHead(blobHeaders(digest), size);
}
async function deleteBlob(ctx, { name, digest }) {
	await ctx.registry.deleteBlob(name, digest, { signal: ctx.signal });
	ctx.reply.send(202, []);
}
function replyBlobCreated(ctx, name, digest) {
	ctx.reply.send(201, [
		"location",
		`/v2/${name}/blobs/${digest}`,
		"docker-content-digest",
		digest
	]);
}
function replyIfNotModified(ctx, digest) {
	if (!clientHas(ctx, digest)) return false;
	ctx.reply.send(304, [
		"docker-content-digest",
		digest,
		"etag",
		`"${digest}"`
	]);
	return true;
}
function clientHas(ctx, digest) {
	return ctx.header("if-none-match")?.includes(`"${digest}"`) === true;
}
function requestedRange(ctx, digest) {
	const condition = ctx.header("if-range");
	return parseRange(condition === void 0 || condition === `"${digest}"` ? ctx.header("range") : void 0);
}
async function getRange(ctx, name, digest, range) {
	const options = { signal: ctx.signal };
	let { start, end } = {
		start: 0,
		end: void 0
	};
	if (range.kind === "from") ({start, end} = range);
	else {
		const { size } = await ctx.registry.resolveBlob(name, digest, options);
		if (range.kind === "unsatisfiable" || size === 0) throw unsatisfiable(digest, size);
		start = Math.max(0, size - range.length);
	}
	try {
		const reader = await ctx.registry.getBlobRange(name, digest, start, end, options);
		const { size } = reader.descriptor;
		const last = Math.min(end ?? size, size);
		await sendContent(ctx, 206, [
			...blobHeaders(digest),
			"content-range",
			`bytes ${start}-${last - 1}/${size}`
		], reader, last - start);
	} catch (error) {
		if (!require_spec.isOciError(error, "RANGE_INVALID")) throw error;
		const { size } = await ctx.registry.resolveBlob(name, digest, options);
		throw unsatisfiable(digest, size, error);
	}
}
function unsatisfiable(digest, size, error) {
	const message = `the requested range is outside the blob ${digest}, which has ${size} bytes`;
	return withHeaders(error ?? new require_spec.OciError("RANGE_INVALID", message, { detail: { size } }), ["content-range", `bytes */${size}`]);
}

// src/server/target.ts
const plain = /^[A-Za-z0-9/:._~@+=,!$&'();*-]*$/;
function parseTarget(target, host) {
	const local = target.startsWith("/") ? target : withoutAuthority(target, host);
	const queryStart = local.indexOf("?");
	const raw = queryStart < 0 ? local : local.slice(0, queryStart);
	const path = plain.test(raw) ? raw : decode(raw);
	if (path.includes("/.") && path.split("/").some((segment) => segment === "." || segment === "..")) throw invalidTarget(raw, "it has a \".\" or \"..\" segment");
	return {
		path,
		query: queryStart < 0 ? "" : local.slice(queryStart + 1)
	};
}
function withoutAuthority(target, host) {
	const start = /^https?:\/\/([^/?#]*)(?=\/)/i.exec(target);
	if (start === null) throw invalidTarget(target, "it does not start with \"/\"");
	if (start[1]?.toLowerCase() !== host.toLowerCase()) throw invalidTarget(target, "its host differs from the Host header");
	return target.slice(start[0].length);
}
function decode(raw) {
	let text;
	try {
		text = decodeURIComponent(raw);
	} catch {
		throw invalidTarget(raw, "it has a malformed escape");
	}
	if (/%2f/i.test(raw)) throw invalidTarget(raw, "it has an escaped \"/\"");
	if (!plain.test(text)) throw invalidTarget(raw, "it has a character that names, tags and digests may not have");
	return text;
}
function invalidTarget(raw, reason) {
	return new require_spec.OciError("NAME_INVALID", `the request target "${require_spec.printable(raw, 300)}" is invalid: ${reason}`);
}
function queryValue(query, name) {
	const values = query.getAll(name);
	const [first] = values;
	if (values.some((value) => value !== first)) throw new require_spec.OciError("INPUT_INVALID", `the query parameter "${name}" has several values; send only one`);
	return first;
}

// src/server/listings.ts
async function listTags(ctx, { name }) {
	const { limit, startAfter } = pageRequest(ctx);
	if (startAfter !== void 0) require_spec.checkTag(startAfter);
	const { onStale, signal } = ctx;
	const page = await readPage(ctx.registry.tags(name, {
		startAfter,
		limit: limit + 1,
		signal,
		onStale
	}), limit);
	sendPage(ctx, `/v2/${name}/tags/list`, limit, page, {
		name,
		tags: page.names
	});
}
async function listRepositories(ctx) {
	const { limit, startAfter } = pageRequest(ctx);
	if (startAfter !== void 0) require_spec.checkRepositoryName(startAfter);
	const isVisible = (name) => ctx.settings.authorize?.(ctx.principal.name, pullAccess(name)) ?? true;
	const { onStale, signal } = ctx;
	const page = await readPage(ctx.registry.repositories({
		startAfter,
		signal,
		onStale
	}), limit, isVisible);
	sendPage(ctx, "/v2/_catalog", limit, page, { repositories: page.names });
}
function pageRequest(ctx) {
	const { query } = ctx;
	const n = queryValue(query, "n");
	const last = queryValue(query, "last");
	if (n !== void 0 && !/^[0-9]+$/.test(n)) throw new require_spec.OciError("INPUT_INVALID", `the query parameter "n" is "${require_spec.printable(n, 40)}"; use a whole number from 0`);
	return {
		limit: Math.min(n === void 0 ? Infinity : Number(n), ctx.settings.maxPageSize),
		startAfter: last === "" ? void 0 : last
	};
}
async function readPage(names, limit, isVisible = () => true) {
	const page = [];
	for await (const name of names) {
		if (!await isVisible(name)) continue;
		if (page.length === limit) return {
			names: page,
			hasMore: true
		};
		page.push(name);
	}
	return {
		names: page,
		hasMore: false
	};
}
function sendPage(ctx, path, limit, { names, hasMore }, body) {
	const last = names.at(-1);
	const link = hasMore && last !== void 0 ? nextPageHeader(path, {
		n: String(limit),
		last
	}) : [];
	ctx.reply.send(200, [
		"content-type",
		"application/json",
		...link
	], JSON.stringify(body));
}
function nextPageHeader(path, parameters) {
	return ["link", `<${path}?${new URLSearchParams(parameters).toString()}>; rel="next"`];
}
const indexFrameBytes = 128;
async function listReferrers(ctx, { name, digest }) {
	const { query } = ctx;
	const artifactType = queryValue(query, "artifactType")?.replaceAll(" ", "+");
	const last = queryValue(query, "last");
	if (last !== void 0 && !require_spec.isDigest(last)) throw new require_spec.OciError("DIGEST_INVALID", "the query parameter \"last\" must be a digest");
	const { manifests, next } = referrersPage(await Array.fromAsync(ctx.registry.referrers(name, digest, {
		artifactType,
		signal: ctx.signal
	})), last, ctx.settings.maxReferrersBytes);
	const headers = ["content-type", require_spec.mediaTypeImageIndex];
	if (artifactType !== void 0) headers.push("oci-filters-applied", "artifactType");
	if (next !== void 0) {
		const filter = artifactType === void 0 ? {} : { artifactType };
		headers.push(...nextPageHeader(`/v2/${name}/referrers/${digest}`, {
			...filter,
			last: next
		}));
	}
	ctx.reply.send(200, headers, require_spec.encodeJson({
		schemaVersion: 2,
		mediaType: require_spec.mediaTypeImageIndex,
		manifests
	}));
}
function referrersPage(referrers, last, limit) {
	if (last === void 0 && countFitting(referrers, limit) === referrers.length) return {
		manifests: referrers,
		next: void 0
	};
	const sorted = referrers.filter(({ digest }) => last === void 0 || require_spec.compareBytes(digest, last) > 0).sort((a, b) => require_spec.compareBytes(a.digest, b.digest));
	const manifests = sorted.slice(0, Math.max(1, countFitting(sorted, limit)));
	return {
		manifests,
		next: manifests.length < sorted.length ? manifests.at(-1)?.digest : void 0
	};
}
function countFitting(descriptors, limit) {
	let bytes = indexFrameBytes;
	const index = descriptors.findIndex((descriptor) => (bytes += require_spec.encodeJson(descriptor).byteLength + 1) > limit);
	return index === -1 ? descriptors.length : index;
}

// src/server/body.ts
const awaitingContinue = /* @__PURE__ */ new WeakSet();
function expectContinue(res) {
	awaitingContinue.add(res);
}
function sendContinue(res) {
	if (awaitingContinue.delete(res)) res.writeContinue();
}
function contentLength(ctx) {
	const length = ctx.req.headers["content-length"];
	if (length !== void 0) return Number(length);
	return ctx.req.headers["transfer-encoding"] === void 0 ? 0 : void 0;
}
const batchBytes = 262144;
const bufferBytes = 327680;
const buffers = new require_spec.BufferPool(bufferBytes);
function joinChunks(chunks, size, fromSocket) {
	const [first] = chunks;
	if (chunks.length === 1 && first !== void 0) return {
		bytes: first,
		pooled: void 0
	};
	const pooled = size <= bufferBytes ? buffers.acquire() : Buffer.allocUnsafeSlow(size);
	let position = 0;
	for (const chunk of chunks) {
		position += chunk.copy(pooled, position);
		if (fromSocket) require_spec.detachWholeBuffer(chunk);
	}
	return {
		bytes: pooled.subarray(0, size),
		pooled: pooled.byteLength === bufferBytes ? pooled : void 0
	};
}
function release({ pooled }) {
	if (pooled !== void 0) buffers.release(pooled);
}
function readBody(ctx, sink, limit, label, end) {
	const { req, res } = ctx;
	const { stall } = ctx.settings;
	const fromSocket = req.socket instanceof (node_net ??= require("node:net")).Socket;
	sendContinue(res);
	const { promise, resolve, reject } = Promise.withResolvers();
	let size = 0;
	let recentBytes = 0;
	let batch = [];
	let collected = 0;
	let busy = false;
	let outcome;
	let settled = false;
	const settle = (finish) => {
		if (settled) return;
		settled = true;
		clearInterval(stallTimer);
		req.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
		end?.removeEventListener("abort", onTakeover);
		req.pause();
		finish();
	};
	const stop = (finish) => {
		if (outcome !== void 0) return;
		outcome = finish;
		req.pause();
		proceed();
	};
	const fail = (error) => {
		settle(() => {
			reject(error);
		});
	};
	const flush = () => {
		const joined = joinChunks(batch, collected, fromSocket);
		batch = [];
		collected = 0;
		let pending;
		try {
			pending = sink(joined.bytes);
		} catch (error) {
			fail(error);
			return;
		}
		if (pending === void 0) {
			release(joined);
			return;
		}
		busy = true;
		pending.then(() => {
			release(joined);
			onConsumed();
		}, fail);
	};
	const proceed = () => {
		if (busy || settled) return;
		if (collected >= batchBytes || outcome !== void 0 && collected > 0) flush();
		if (busy) return;
		if (outcome !== void 0) settle(outcome);
	};
	const onData = (chunk) => {
		if (outcome !== void 0) return;
		size += chunk.byteLength;
		recentBytes += chunk.byteLength;
		if (size > limit) {
			stop(() => {
				reject(tooLarge(limit, label));
			});
			return;
		}
		batch.push(chunk);
		collected += chunk.byteLength;
		if (busy && collected >= batchBytes) req.pause();
		else proceed();
	};
	const onConsumed = () => {
		busy = false;
		proceed();
		if (!settled && outcome === void 0 && collected < batchBytes) req.resume();
	};
	const onEnd = () => {
		stop(() => {
			resolve(size);
		});
	};
	const onClose = () => {
		stop(() => {
			reject(new require_spec.OciError("ABORTED", `cannot read ${label}: the client closed the connection after ${size} bytes`));
		});
	};
	const onTakeover = () => {
		stop(() => {
			const reason = `cannot read ${label} after ${size} bytes: a later request continues the upload`;
			reject(new require_spec.OciError("BLOB_UPLOAD_INVALID", reason, { status: 409 }));
		});
	};
	const stallTimer = setInterval(() => {
		if (!busy && recentBytes < stall.bytes) stop(() => {
			reject(new require_spec.OciError("TIMEOUT", `cannot read ${label}: it stalled; only ${recentBytes} bytes arrived within ${stall.ms / 1e3} s`, { status: 408 }));
		});
		recentBytes = 0;
	}, stall.ms);
	req.on("data", onData).once("end", onEnd).once("close", onClose).once("error", onClose);
	end?.addEventListener("abort", onTakeover);
	if (end?.aborted === true) onTakeover();
	else if (req.readableEnded) onEnd();
	else if (req.destroyed) onClose();
	else req.resume();
	return promise;
}
async function readWholeBody(ctx, limit, label) {
	checkLength(contentLength(ctx), limit, label);
	const chunks = [];
	const size = await readBody(ctx, (chunk) => {
		chunks.push(Buffer.from(chunk));
	}, limit, label);
	return chunks.length === 1 && chunks[0] !== void 0 ? chunks[0] : Buffer.concat(chunks, size);
}
function checkLength(length, limit, label) {
	if (length !== void 0 && length > limit) throw tooLarge(limit, label);
}
function tooLarge(limit, label) {
	return new require_spec.OciError("SIZE_LIMIT", `${label} exceeds the limit of this registry, ${limit} bytes`, { detail: { limit } });
}

// src/server/manifests.ts
const maxTagParameters = 128;
async function getManifest(ctx, { name, reference, digest }) {
	const reader = await (digest === void 0 ? ctx.registry.getTag(name, validTag(name, reference), { onStale: ctx.onStale }) : ctx.registry.getManifest(name, digest));
	const { descriptor } = reader;
	if (descriptor.size > ctx.settings.maxManifestBytes) {
		await reader.close();
		throw unknownManifest(name, reference);
	}
	if (replyIfNotModified(ctx, descriptor.digest)) {
		await reader.close();
		return;
	}
	ctx.reply.send(200, manifestHeaders(descriptor), reader.cached ?? await readManifest(reader, descriptor));
}
async function headManifest(ctx, { name, reference, digest }) {
	const descriptor = await (digest === void 0 ? ctx.registry.resolveTag(name, validTag(name, reference), { onStale: ctx.onStale }) : ctx.registry.resolveManifest(name, digest));
	if (replyIfNotModified(ctx, descriptor.digest)) return;
	ctx.reply.sendHead(manifestHeaders(descriptor), descriptor.size);
}
async function putManifest(ctx, { name, reference, digest }) {
	const additionalTags = ctx.query.getAll("tag");
	if (additionalTags.length > maxTagParameters) throw new require_spec.OciError("INPUT_INVALID", `the request has ${additionalTags.length} "tag" parameters; the maximum is ${maxTagParameters}`, { status: 414 });
	const tags = [...new Set(digest === void 0 ? [reference, ...additionalTags] : additionalTags)];
	for (const tag of tags) require_spec.checkTag(tag);
	const content = await readWholeBody(ctx, ctx.settings.maxManifestBytes, "the manifest");
	const { mediaType, subject } = require_spec.parseManifest(content, ctx.header("content-type"), ctx.settings);
	const pushed = await ctx.registry.pushManifest(name, content, mediaType, {
		digest,
		tags,
		signal: ctx.signal
	});
	const headers = [
		"location",
		`/v2/${name}/manifests/${pushed.digest}`,
		"docker-content-digest",
		pushed.digest
	];
	if (subject !== void 0) headers.push("oci-subject", subject.digest);
	for (const tag of tags) headers.push("oci-tag", tag);
	ctx.reply.send(201, headers);
}
async function deleteManifest(ctx, { name, reference, digest }) {
	if (digest === void 0) await ctx.registry.deleteTag(name, require_spec.checkTag(reference), { signal: ctx.signal });
	else await ctx.registry.deleteManifest(name, digest, { signal: ctx.signal });
	ctx.reply.send(202, []);
}
function manifestHeaders(descriptor) {
	return [
		"content-type",
		servedMediaType(descriptor.mediaType),
		"docker-content-digest",
		descriptor.digest,
		"etag",
		`"${descriptor.digest}"`
	];
}
function servedMediaType(mediaType) {
	return require_spec.isManifestMediaType(mediaType) || mediaType === "application/json" || /^application\/vnd\.[a-z0-9.+-]+$/i.test(mediaType) ? mediaType : "application/octet-stream";
}
function validTag(name, reference) {
	if (require_spec.isTag(reference)) return reference;
	throw unknownManifest(name, reference);
}
function unknownManifest(name, reference) {
	return new require_spec.OciError("MANIFEST_UNKNOWN", `${name} has no manifest "${reference}"`, { detail: { reference } });
}
function readManifest(reader, descriptor) {
	return require_spec.collect(reader, descriptor.size, `the manifest ${descriptor.digest}`);
}

// src/server/page.ts
function isPageRequest({ method, url, headers }) {
	if (url !== "/" && url?.startsWith("/?") !== true) return false;
	return (method === "GET" || method === "HEAD") && /\btext\/html\b/i.test(headers.accept ?? "");
}
function pageRoute({ query }) {
	const name = queryValue(new URLSearchParams(query), "repository");
	return {
		kind: "page",
		name: name === void 0 || name === "" ? void 0 : require_spec.checkRepositoryName(name)
	};
}
async function showPage(ctx, { name }) {
	const { authorize } = ctx.settings;
	const { query } = ctx;
	const page = await ctx.page();
	const request = {
		registry: ctx.registry,
		parameter: (key) => queryValue(query, key) || void 0,
		repository: name,
		host: ctx.header("host") ?? "",
		isSecure: isSecure(ctx.req),
		isVisible: (repository) => authorize?.(ctx.principal.name, pullAccess(repository)) ?? true,
		signal: ctx.signal,
		onStale: ctx.onStale
	};
	const { status, headers, body } = await page.show(request);
	ctx.reply.send(status, headers, body);
}
function pageLoader(options) {
	let page;
	return () => page ??= Promise.resolve().then(() => require("./page.js")).then((n) => n.page_exports).then(({ RegistryPage: Page }) => new Page(options));
}
async function failPage(req, reply, error) {
	const page = await Promise.resolve().then(() => require("./page.js")).then((n) => n.page_exports).catch(() => void 0);
	if (page === void 0) reply.fail(error);
	else reply.fail(error, ({ status, code, message, headers }) => page.errorPage({
		host: req.headers.host ?? "",
		status,
		code,
		message,
		challenges: schemesOf(headers)
	}));
}
function schemesOf(headers) {
	return headers.filter((_, index) => headers[index - 1] === "www-authenticate").map((value) => firstWord(value));
}
function firstWord(text) {
	return (text.split(" ", 1)[0] ?? "").toLowerCase();
}
function isSecure({ socket, headers }) {
	return "encrypted" in socket && socket.encrypted === true || headers["x-forwarded-proto"] === "https";
}

// src/server/client-key.ts
function clientKey({ principal, req }) {
	return principal.name === void 0 ? `address ${networkOf(req.socket.remoteAddress ?? "")}` : `user ${principal.name}`;
}
function networkOf(address) {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
	if (mapped !== void 0) return mapped;
	if (!address.includes(":")) return address;
	const [head = "", tail] = address.split("%", 1)[0]?.split("::") ?? [];
	const left = head.split(":").filter((group) => group !== "");
	const right = tail?.split(":") ?? [];
	const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0");
	return `${[
		...left,
		...zeros,
		...right
	].slice(0, 4).join(":")}::/64`;
}

// src/server/signature.ts
function sign(text, key) {
	return hmac(text, key).toString("base64url");
}
function isSignatureOf(signature, text, key) {
	const actual = Buffer.from(signature, "base64url");
	const expected = hmac(text, key);
	return actual.byteLength === expected.byteLength && (0, node_crypto.timingSafeEqual)(actual, expected);
}
function hmac(text, key) {
	return (0, node_crypto.createHmac)("sha256", key).update(text).digest();
}

// src/server/upload-session.ts
const closeWriterAfterMs = 5e3;
const holderIdleMs = 250;
const maxHolderMs = 2e3;
const maxLockWaitMs = 3e4;
var UploadSession = class {
	key;
	repository;
	user;
	writerId;
	client;
	size;
	#owner;
	#writer;
	#holder;
	#usedAt = performance.now();
	#ended = false;
	#waiting = /* @__PURE__ */ new Set();
	#timer;
	constructor(key, repository, { user, client }, owner, writer) {
		this.key = key;
		this.repository = repository;
		this.user = user;
		this.client = client;
		this.#owner = owner;
		if (typeof writer === "string") this.writerId = writer;
		else {
			this.writerId = writer.id;
			this.size = writer.size;
			this.#writer = writer;
		}
		this.#startTimer();
	}
	get ended() {
		return this.#ended;
	}
	get idleMs() {
		return this.#holder === void 0 ? performance.now() - this.#usedAt : void 0;
	}
	async lock(holder, takesOver) {
		if (takesOver && this.#holder !== void 0) await this.#endHolder();
		if (this.#holder !== void 0) return false;
		this.#holder = holder;
		clearTimeout(this.#timer);
		return true;
	}
	async unlock(isBroken) {
		if (isBroken) await this.#closeWriter();
		if (this.#owner.isReplica) await this.suspend();
		this.#holder = void 0;
		if (!this.#ended) {
			this.#usedAt = performance.now();
			this.#owner.onUse(this);
			this.#startTimer();
		}
		for (const resume of this.#waiting) resume();
	}
	async writer(options) {
		if (this.#writer !== void 0) return this.#writer;
		const { registry } = this.#owner;
		try {
			const resume = {
				...options,
				offset: this.size
			};
			this.#writer = await registry.pushBlobChunkedResume(this.repository, this.writerId, resume);
		} catch (error) {
			if (require_spec.isOciError(error, "BLOB_UPLOAD_UNKNOWN")) this.#end();
			throw error;
		}
		this.#updateState(this.#writer);
		return this.#writer;
	}
	async write(writer, chunk) {
		try {
			await writer.write(chunk);
		} finally {
			this.#updateState(writer);
		}
	}
	async flush() {
		const writer = this.#writer;
		if (!this.#owner.isReplica || writer === void 0) return;
		this.#writer = void 0;
		try {
			await writer.close();
		} finally {
			this.#updateState(writer);
		}
	}
	async commit(digest, options) {
		const writer = await this.writer(options);
		try {
			return await writer.commit(digest, options);
		} catch (error) {
			await this.#reportFailure(() => writer.cancel());
			throw error;
		} finally {
			this.#end();
		}
	}
	async cancel(options) {
		try {
			await (await this.writer(options)).cancel(options);
		} finally {
			this.#end();
		}
	}
	async discard() {
		if (!this.#ended) await this.#reportFailure(() => this.cancel());
	}
	async suspend() {
		if (this.#ended) return;
		await this.#closeWriter();
		this.#end();
	}
	async #endHolder() {
		let received;
		for (let waitedMs = 0; this.#holder !== void 0 && waitedMs < maxLockWaitMs; waitedMs += holderIdleMs) {
			if (received === this.#holder.received() || waitedMs >= maxHolderMs) this.#holder.end();
			received = this.#holder.received();
			await this.#unlocked(holderIdleMs);
			await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		}
	}
	async #unlocked(ms) {
		const { promise, resolve } = Promise.withResolvers();
		this.#waiting.add(resolve);
		const timer = setTimeout(resolve, ms);
		await promise;
		clearTimeout(timer);
		this.#waiting.delete(resolve);
	}
	#updateState(writer) {
		this.writerId = writer.id;
		this.size = writer.size;
	}
	#startTimer() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#closeWriter().then(() => {
				this.#startExpiryTimer();
			});
		}, Math.min(closeWriterAfterMs, this.#owner.idleMs));
		this.#timer.unref();
	}
	#startExpiryTimer() {
		if (this.#holder !== void 0 || this.#ended) return;
		this.#timer = setTimeout(() => {
			this.discard();
		}, Math.max(0, this.#owner.idleMs - closeWriterAfterMs));
		this.#timer.unref();
	}
	async #closeWriter() {
		const writer = this.#writer;
		if (writer === void 0) return;
		this.#writer = void 0;
		await this.#reportFailure(() => writer.close());
		this.#updateState(writer);
	}
	#end() {
		this.#ended = true;
		this.#writer = void 0;
		clearTimeout(this.#timer);
		this.#owner.onEnd(this);
	}
	async #reportFailure(work) {
		try {
			await work();
		} catch (error) {
			this.#owner.onError(error);
		}
	}
};

// src/server/upload-sessions.ts
const keyBytes = 16;
const evictableAfterMs = 5e3;
var UploadSessions = class {
	#sessions = /* @__PURE__ */ new Map();
	#byClient = /* @__PURE__ */ new Map();
	#evictions = /* @__PURE__ */ new Set();
	#owner;
	#max;
	#maxPerClient;
	#signingKey;
	constructor(registry, settings) {
		this.#max = settings.maxUploads;
		this.#maxPerClient = settings.maxUploadsPerClient;
		this.#signingKey = settings.sessionKey;
		this.#owner = {
			registry,
			idleMs: settings.uploadIdleMs,
			isReplica: settings.isReplica,
			onUse: (session) => {
				this.#remove(session);
				this.#insert(session);
			},
			onEnd: (session) => {
				this.#remove(session);
			},
			onError: (error) => settings.onError?.(error, "close an upload")
		};
	}
	ensureCapacity(client) {
		const own = this.#byClient.get(client);
		if (own !== void 0 && own.size >= this.#maxPerClient) this.#evictOldest(own, this.#maxPerClient, "per client");
		if (this.#sessions.size >= this.#max) this.#evictOldest(this.#sessions.values(), this.#max, "in total");
	}
	begin(repository, uploader, writer) {
		return this.#add((0, node_crypto.randomBytes)(keyBytes).toString("hex"), repository, uploader, writer);
	}
	find(id, repository, uploader) {
		const dot = id.indexOf(".");
		const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
		if (session !== void 0 && session.repository === repository && session.user === uploader.user) return session;
		const restored = session === void 0 ? this.#restore(id, repository, uploader) : void 0;
		if (restored === void 0) throw unknownUpload(repository);
		return restored;
	}
	idOf(session) {
		if (this.#signingKey === void 0) return session.key;
		const state = Buffer.from(session.writerId).toString("base64url");
		const text = signedText(session.key, state, session.repository, session.user);
		return `${session.key}.${state}.${sign(text, this.#signingKey)}`;
	}
	async close() {
		await Promise.all([...this.#sessions.values()].map((session) => this.#signingKey === void 0 ? session.discard() : session.suspend()));
		await Promise.all(this.#evictions);
	}
	#evictOldest(sessions, limit, scope) {
		let waitMs = evictableAfterMs;
		for (const session of sessions) {
			const { idleMs } = session;
			if (idleMs === void 0) continue;
			waitMs = evictableAfterMs - idleMs;
			if (waitMs > 0) break;
			this.#remove(session);
			const eviction = session.discard().finally(() => this.#evictions.delete(eviction));
			this.#evictions.add(eviction);
			return;
		}
		const error = new require_spec.OciError("TOOMANYREQUESTS", `cannot start another upload: ${limit} uploads are in progress, the maximum of this registry ${scope}; retry later`);
		throw withHeaders(error, ["retry-after", String(Math.ceil(waitMs / 1e3))]);
	}
	#restore(id, repository, uploader) {
		const [key = "", state = "", signature = "", ...more] = id.split(".");
		if (this.#signingKey === void 0 || signature === "" || more.length > 0) return void 0;
		const text = signedText(key, state, repository, uploader.user);
		if (!isSignatureOf(signature, text, this.#signingKey)) return void 0;
		this.ensureCapacity(uploader.client);
		return this.#add(key, repository, uploader, Buffer.from(state, "base64url").toString());
	}
	#add(key, repository, uploader, writer) {
		const session = new UploadSession(key, repository, uploader, this.#owner, writer);
		this.#insert(session);
		return session;
	}
	#insert(session) {
		this.#sessions.set(session.key, session);
		const own = this.#byClient.get(session.client);
		if (own === void 0) this.#byClient.set(session.client, /* @__PURE__ */ new Set([session]));
		else own.add(session);
	}
	#remove(session) {
		if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key);
		const own = this.#byClient.get(session.client);
		own?.delete(session);
		if (own?.size === 0) this.#byClient.delete(session.client);
	}
};
function signedText(...parts) {
	return JSON.stringify(parts);
}
function unknownUpload(repository) {
	return new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `${repository} does not have this upload: it has ended, was idle for too long, or never existed; start a new upload`);
}

// src/server/mount.ts
const fallbackCodes = [
	"BLOB_UNKNOWN",
	"NAME_UNKNOWN",
	"UNSUPPORTED"
];
async function tryMount(ctx, name, digest, from) {
	if (from !== void 0) return mountFrom(ctx, name, digest, require_spec.checkRepositoryName(from));
	for await (const source of sources(ctx, name, digest)) {
		const outcome = await mountFrom(ctx, name, digest, source);
		if (outcome.mounted) return outcome;
	}
	return {
		mounted: false,
		code: "BLOB_UNKNOWN"
	};
}
async function mountFrom(ctx, name, digest, from) {
	if (!await ctx.principal.can(pullAccess(from))) return {
		mounted: false,
		code: "BLOB_UNKNOWN"
	};
	try {
		return {
			mounted: true,
			digest: (await ctx.registry.mountBlob(from, name, digest, { signal: ctx.signal })).digest
		};
	} catch (error) {
		if (require_spec.isOciError(error, ...fallbackCodes)) return {
			mounted: false,
			code: error.code
		};
		throw error;
	}
}
async function* sources(ctx, name, digest) {
	yield name;
	try {
		for await (const source of ctx.registry.repositories({
			withBlob: digest,
			limit: ctx.settings.anonymousMountScan,
			signal: ctx.signal
		})) if (source !== name) yield source;
	} catch (error) {
		if (!require_spec.isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED", "NOT_FOUND")) throw error;
	}
}

// src/server/uploads.ts
async function beginUpload(ctx, { name }) {
	const { query } = ctx;
	const digest = optionalDigest(queryValue(query, "digest"));
	checkAlgorithm(queryValue(query, "digest-algorithm"));
	const mount = optionalDigest(queryValue(query, "mount"));
	let failedMount = [];
	if (mount !== void 0) {
		const outcome = await tryMount(ctx, name, mount, queryValue(query, "from"));
		if (outcome.mounted) {
			replyBlobCreated(ctx, name, outcome.digest);
			return;
		}
		failedMount = ["oci-error-code", outcome.code];
	}
	const uploader = uploaderOf(ctx);
	ctx.sessions.ensureCapacity(uploader.client);
	if (digest !== void 0) checkLength(contentLength(ctx), ctx.settings.maxBlobBytes, "the blob");
	const writer = await ctx.registry.pushBlobChunked(name, { signal: ctx.signal });
	const session = ctx.sessions.begin(name, uploader, writer);
	if (digest === void 0) {
		const headers = [...stateHeaders(ctx, session), ...failedMount];
		if (ctx.settings.isReplica) await session.suspend();
		ctx.reply.send(202, headers);
		return;
	}
	writer.expectDigest?.(digest);
	await withLock(ctx, session, false, async (end) => {
		try {
			await receiveBody(ctx, session, void 0, end);
		} catch (error) {
			await session.discard();
			throw error;
		}
		await commit(ctx, session, digest);
	});
}
async function patchUpload(ctx, { name, id }) {
	const session = ctx.sessions.find(id, name, uploaderOf(ctx));
	const range = chunkRange(ctx);
	await withLock(ctx, session, range !== void 0, async (end) => {
		await receiveBody(ctx, session, range, end);
		await session.flush();
		ctx.reply.send(202, stateHeaders(ctx, session));
	});
}
async function putUpload(ctx, { name, id }) {
	const session = ctx.sessions.find(id, name, uploaderOf(ctx));
	const digest = optionalDigest(queryValue(ctx.query, "digest"));
	if (digest === void 0) throw new require_spec.OciError("DIGEST_INVALID", "cannot complete the upload: the query parameter \"digest\" is missing");
	const range = chunkRange(ctx);
	await withLock(ctx, session, range !== void 0, async (end) => {
		(await session.writer({ signal: ctx.signal })).expectDigest?.(digest);
		await receiveBody(ctx, session, range, end);
		await commit(ctx, session, digest);
	});
}
async function uploadStatus(ctx, { name, id }) {
	const session = ctx.sessions.find(id, name, uploaderOf(ctx));
	await withLock(ctx, session, true, async () => {
		if (session.size === void 0) await session.writer({ signal: ctx.signal });
		ctx.reply.send(204, stateHeaders(ctx, session));
	});
}
async function cancelUpload(ctx, { name, id }) {
	const session = ctx.sessions.find(id, name, uploaderOf(ctx));
	await withLock(ctx, session, true, () => session.cancel());
	ctx.reply.send(204, []);
}
function uploaderOf(ctx) {
	return {
		user: ctx.principal.name,
		client: clientKey(ctx)
	};
}
async function withLock(ctx, session, takesOver, work) {
	const controller = new AbortController();
	const { socket } = ctx.req;
	if (!await session.lock({
		received: () => socket.bytesRead,
		end: () => {
			controller.abort();
		}
	}, takesOver)) throw new require_spec.OciError("BLOB_UPLOAD_INVALID", "another request is writing to this upload; get the state of the upload, which ends that request", { status: 409 });
	let isBroken = false;
	try {
		if (session.ended) throw unknownUpload(session.repository);
		await work(controller.signal);
	} catch (error) {
		isBroken = !require_spec.isOciError(error, "RANGE_INVALID");
		throw error;
	} finally {
		await session.unlock(isBroken);
	}
}
async function receiveBody(ctx, session, range, end) {
	const writer = await session.writer({ signal: ctx.signal });
	const headers = stateHeaders(ctx, session);
	try {
		if (range !== void 0 && range.start !== writer.size) throw new require_spec.OciError("RANGE_INVALID", `the chunk starts at byte ${range.start}, but the upload has ${writer.size} bytes; send the bytes from there`, { detail: { offset: writer.size } });
		const remaining = ctx.settings.maxBlobBytes - writer.size;
		checkLength(contentLength(ctx), remaining, "the blob");
		const limit = range === void 0 ? remaining : Math.min(remaining, chunkSize(range));
		const size = await readBody(ctx, (chunk) => session.write(writer, chunk), limit, "the blob", end);
		if (range !== void 0 && size !== chunkSize(range)) throw chunkSizeError(range, size);
	} catch (error) {
		throw withHeaders(error, headers);
	}
}
async function commit(ctx, session, digest) {
	const descriptor = await session.commit(digest);
	replyBlobCreated(ctx, session.repository, descriptor.digest);
}
function chunkRange(ctx) {
	const range = parseChunkRange(ctx.header("content-range"));
	const length = contentLength(ctx);
	if (range !== void 0 && length !== void 0 && length !== chunkSize(range)) throw chunkSizeError(range, length);
	return range;
}
function chunkSize(range) {
	return range.last - range.start + 1;
}
function chunkSizeError(range, size) {
	return new require_spec.OciError("SIZE_INVALID", `the Content-Range is ${range.start}-${range.last}, but the body has ${size} bytes`);
}
function stateHeaders(ctx, session) {
	const size = session.size ?? 0;
	return [
		"location",
		`/v2/${session.repository}/blobs/uploads/${ctx.sessions.idOf(session)}`,
		"range",
		`0-${Math.max(0, size - 1)}`,
		"upload-offset",
		String(size),
		"docker-upload-uuid",
		session.key
	];
}
function optionalDigest(text) {
	return text === void 0 ? void 0 : require_spec.parseDigest(text);
}
function checkAlgorithm(text) {
	if (text === void 0 || text === "sha256" || text === "sha512") return;
	throw new require_spec.OciError("DIGEST_INVALID", "the digest algorithm must be sha256 or sha512");
}

// src/server/actions.ts
const table = {
	ping: {
		GET: ping$1,
		HEAD: ping$1
	},
	token: {},
	page: {
		GET: showPage,
		HEAD: showPage
	},
	catalog: {
		GET: listRepositories,
		HEAD: listRepositories
	},
	tags: {
		GET: listTags,
		HEAD: listTags
	},
	referrers: {
		GET: listReferrers,
		HEAD: listReferrers
	},
	manifest: {
		GET: getManifest,
		HEAD: headManifest,
		PUT: putManifest,
		DELETE: deleteManifest
	},
	blob: {
		GET: getBlob,
		HEAD: headBlob,
		DELETE: deleteBlob
	},
	uploads: { POST: beginUpload },
	upload: {
		GET: uploadStatus,
		HEAD: uploadStatus,
		PATCH: patchUpload,
		PUT: putUpload,
		DELETE: cancelUpload
	}
};
const readMethods = /* @__PURE__ */ new Set(["GET", "HEAD"]);
function actionOf(route, method) {
	const methods = methodsOf(route);
	const handle = Object.hasOwn(methods, method) ? methods[method] : void 0;
	return handle && {
		writes: !readMethods.has(method),
		run: (ctx) => handle(ctx, route)
	};
}
function allowedMethods(route, readOnly) {
	return Object.keys(methodsOf(route)).filter((method) => !readOnly || readMethods.has(method));
}
function methodsOf(route) {
	return table[route.kind];
}
function ping$1(ctx) {
	ctx.reply.send(200, ["content-type", "application/json"], "{}");
}

// node_modules/bcryptjs/index.js
var randomFallback = null;
function randomBytes$1(len) {
	try {
		return crypto.getRandomValues(new Uint8Array(len));
	} catch {}
	try {
		return crypto$1.default.randomBytes(len);
	} catch {}
	if (!randomFallback) throw Error("Neither WebCryptoAPI nor a crypto module is available. Use bcrypt.setRandomFallback to set an alternative");
	return randomFallback(len);
}
function genSaltSync(rounds, seed_length) {
	rounds = rounds || GENSALT_DEFAULT_LOG2_ROUNDS;
	if (typeof rounds !== "number") throw Error("Illegal arguments: " + typeof rounds + ", " + typeof seed_length);
	if (rounds < 4) rounds = 4;
	else if (rounds > 31) rounds = 31;
	var salt = [];
	salt.push("$2b$");
	if (rounds < 10) salt.push("0");
	salt.push(rounds.toString());
	salt.push("$");
	salt.push(base64_encode(randomBytes$1(BCRYPT_SALT_LEN), BCRYPT_SALT_LEN));
	return salt.join("");
}
function genSalt(rounds, seed_length, callback) {
	if (typeof seed_length === "function") callback = seed_length, seed_length = void 0;
	if (typeof rounds === "function") callback = rounds, rounds = void 0;
	if (typeof rounds === "undefined") rounds = GENSALT_DEFAULT_LOG2_ROUNDS;
	else if (typeof rounds !== "number") throw Error("illegal arguments: " + typeof rounds);
	function _async(callback) {
		nextTick(function() {
			try {
				callback(null, genSaltSync(rounds));
			} catch (err) {
				callback(err);
			}
		});
	}
	if (callback) {
		if (typeof callback !== "function") throw Error("Illegal callback: " + typeof callback);
		_async(callback);
	} else return new Promise(function(resolve, reject) {
		_async(function(err, res) {
			if (err) {
				reject(err);
				return;
			}
			resolve(res);
		});
	});
}
function hash(password, salt, callback, progressCallback) {
	function _async(callback) {
		if (typeof password === "string" && typeof salt === "number") genSalt(salt, function(err, salt) {
			_hash(password, salt, callback, progressCallback);
		});
		else if (typeof password === "string" && typeof salt === "string") _hash(password, salt, callback, progressCallback);
		else nextTick(callback.bind(this, Error("Illegal arguments: " + typeof password + ", " + typeof salt)));
	}
	if (callback) {
		if (typeof callback !== "function") throw Error("Illegal callback: " + typeof callback);
		_async(callback);
	} else return new Promise(function(resolve, reject) {
		_async(function(err, res) {
			if (err) {
				reject(err);
				return;
			}
			resolve(res);
		});
	});
}
function safeStringCompare(known, unknown) {
	var diff = known.length ^ unknown.length;
	for (var i = 0; i < known.length; ++i) diff |= known.charCodeAt(i) ^ unknown.charCodeAt(i);
	return diff === 0;
}
function compare(password, hashValue, callback, progressCallback) {
	function _async(callback) {
		if (typeof password !== "string" || typeof hashValue !== "string") {
			nextTick(callback.bind(this, Error("Illegal arguments: " + typeof password + ", " + typeof hashValue)));
			return;
		}
		if (hashValue.length !== 60) {
			nextTick(callback.bind(this, null, false));
			return;
		}
		hash(password, hashValue.substring(0, 29), function(err, comp) {
			if (err) callback(err);
			else callback(null, safeStringCompare(comp, hashValue));
		}, progressCallback);
	}
	if (callback) {
		if (typeof callback !== "function") throw Error("Illegal callback: " + typeof callback);
		_async(callback);
	} else return new Promise(function(resolve, reject) {
		_async(function(err, res) {
			if (err) {
				reject(err);
				return;
			}
			resolve(res);
		});
	});
}
var nextTick = typeof setImmediate === "function" ? setImmediate : typeof scheduler === "object" && typeof scheduler.postTask === "function" ? scheduler.postTask.bind(scheduler) : setTimeout;
function utf8Length(string) {
	var len = 0, c = 0;
	for (var i = 0; i < string.length; ++i) {
		c = string.charCodeAt(i);
		if (c < 128) len += 1;
		else if (c < 2048) len += 2;
		else if ((c & 64512) === 55296 && (string.charCodeAt(i + 1) & 64512) === 56320) {
			++i;
			len += 4;
		} else len += 3;
	}
	return len;
}
function utf8Array(string) {
	var offset = 0, c1, c2;
	var buffer = new Array(utf8Length(string));
	for (var i = 0, k = string.length; i < k; ++i) {
		c1 = string.charCodeAt(i);
		if (c1 < 128) buffer[offset++] = c1;
		else if (c1 < 2048) {
			buffer[offset++] = c1 >> 6 | 192;
			buffer[offset++] = c1 & 63 | 128;
		} else if ((c1 & 64512) === 55296 && ((c2 = string.charCodeAt(i + 1)) & 64512) === 56320) {
			c1 = 65536 + ((c1 & 1023) << 10) + (c2 & 1023);
			++i;
			buffer[offset++] = c1 >> 18 | 240;
			buffer[offset++] = c1 >> 12 & 63 | 128;
			buffer[offset++] = c1 >> 6 & 63 | 128;
			buffer[offset++] = c1 & 63 | 128;
		} else {
			buffer[offset++] = c1 >> 12 | 224;
			buffer[offset++] = c1 >> 6 & 63 | 128;
			buffer[offset++] = c1 & 63 | 128;
		}
	}
	return buffer;
}
var BASE64_CODE = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".split("");
var BASE64_INDEX = [
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	0,
	1,
	54,
	55,
	56,
	57,
	58,
	59,
	60,
	61,
	62,
	63,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	2,
	3,
	4,
	5,
	6,
	7,
	8,
	9,
	10,
	11,
	12,
	13,
	14,
	15,
	16,
	17,
	18,
	19,
	20,
	21,
	22,
	23,
	24,
	25,
	26,
	27,
	-1,
	-1,
	-1,
	-1,
	-1,
	-1,
	28,
	29,
	30,
	31,
	32,
	33,
	34,
	35,
	36,
	37,
	38,
	39,
	40,
	41,
	42,
	43,
	44,
	45,
	46,
	47,
	48,
	49,
	50,
	51,
	52,
	53,
	-1,
	-1,
	-1,
	-1,
	-1
];
function base64_encode(b, len) {
	var off = 0, rs = [], c1, c2;
	if (len <= 0 || len > b.length) throw Error("Illegal len: " + len);
	while (off < len) {
		c1 = b[off++] & 255;
		rs.push(BASE64_CODE[c1 >> 2 & 63]);
		c1 = (c1 & 3) << 4;
		if (off >= len) {
			rs.push(BASE64_CODE[c1 & 63]);
			break;
		}
		c2 = b[off++] & 255;
		c1 |= c2 >> 4 & 15;
		rs.push(BASE64_CODE[c1 & 63]);
		c1 = (c2 & 15) << 2;
		if (off >= len) {
			rs.push(BASE64_CODE[c1 & 63]);
			break;
		}
		c2 = b[off++] & 255;
		c1 |= c2 >> 6 & 3;
		rs.push(BASE64_CODE[c1 & 63]);
		rs.push(BASE64_CODE[c2 & 63]);
	}
	return rs.join("");
}
function base64_decode(s, len) {
	var off = 0, slen = s.length, olen = 0, rs = [], c1, c2, c3, c4, o, code;
	if (len <= 0) throw Error("Illegal len: " + len);
	while (off < slen - 1 && olen < len) {
		code = s.charCodeAt(off++);
		c1 = code < BASE64_INDEX.length ? BASE64_INDEX[code] : -1;
		code = s.charCodeAt(off++);
		c2 = code < BASE64_INDEX.length ? BASE64_INDEX[code] : -1;
		if (c1 == -1 || c2 == -1) break;
		o = c1 << 2 >>> 0;
		o |= (c2 & 48) >> 4;
		rs.push(String.fromCharCode(o));
		if (++olen >= len || off >= slen) break;
		code = s.charCodeAt(off++);
		c3 = code < BASE64_INDEX.length ? BASE64_INDEX[code] : -1;
		if (c3 == -1) break;
		o = (c2 & 15) << 4 >>> 0;
		o |= (c3 & 60) >> 2;
		rs.push(String.fromCharCode(o));
		if (++olen >= len || off >= slen) break;
		code = s.charCodeAt(off++);
		c4 = code < BASE64_INDEX.length ? BASE64_INDEX[code] : -1;
		o = (c3 & 3) << 6 >>> 0;
		o |= c4;
		rs.push(String.fromCharCode(o));
		++olen;
	}
	var res = [];
	for (off = 0; off < olen; off++) res.push(rs[off].charCodeAt(0));
	return res;
}
var BCRYPT_SALT_LEN = 16;
var GENSALT_DEFAULT_LOG2_ROUNDS = 10;
var BLOWFISH_NUM_ROUNDS = 16;
var MAX_EXECUTION_TIME = 100;
var P_ORIG = [
	608135816,
	2242054355,
	320440878,
	57701188,
	2752067618,
	698298832,
	137296536,
	3964562569,
	1160258022,
	953160567,
	3193202383,
	887688300,
	3232508343,
	3380367581,
	1065670069,
	3041331479,
	2450970073,
	2306472731
];
var S_ORIG = [
	3509652390,
	2564797868,
	805139163,
	3491422135,
	3101798381,
	1780907670,
	3128725573,
	4046225305,
	614570311,
	3012652279,
	134345442,
	2240740374,
	1667834072,
	1901547113,
	2757295779,
	4103290238,
	227898511,
	1921955416,
	1904987480,
	2182433518,
	2069144605,
	3260701109,
	2620446009,
	720527379,
	3318853667,
	677414384,
	3393288472,
	3101374703,
	2390351024,
	1614419982,
	1822297739,
	2954791486,
	3608508353,
	3174124327,
	2024746970,
	1432378464,
	3864339955,
	2857741204,
	1464375394,
	1676153920,
	1439316330,
	715854006,
	3033291828,
	289532110,
	2706671279,
	2087905683,
	3018724369,
	1668267050,
	732546397,
	1947742710,
	3462151702,
	2609353502,
	2950085171,
	1814351708,
	2050118529,
	680887927,
	999245976,
	1800124847,
	3300911131,
	1713906067,
	1641548236,
	4213287313,
	1216130144,
	1575780402,
	4018429277,
	3917837745,
	3693486850,
	3949271944,
	596196993,
	3549867205,
	258830323,
	2213823033,
	772490370,
	2760122372,
	1774776394,
	2652871518,
	566650946,
	4142492826,
	1728879713,
	2882767088,
	1783734482,
	3629395816,
	2517608232,
	2874225571,
	1861159788,
	326777828,
	3124490320,
	2130389656,
	2716951837,
	967770486,
	1724537150,
	2185432712,
	2364442137,
	1164943284,
	2105845187,
	998989502,
	3765401048,
	2244026483,
	1075463327,
	1455516326,
	1322494562,
	910128902,
	469688178,
	1117454909,
	936433444,
	3490320968,
	3675253459,
	1240580251,
	122909385,
	2157517691,
	634681816,
	4142456567,
	3825094682,
	3061402683,
	2540495037,
	79693498,
	3249098678,
	1084186820,
	1583128258,
	426386531,
	1761308591,
	1047286709,
	322548459,
	995290223,
	1845252383,
	2603652396,
	3431023940,
	2942221577,
	3202600964,
	3727903485,
	1712269319,
	422464435,
	3234572375,
	1170764815,
	3523960633,
	3117677531,
	1434042557,
	442511882,
	3600875718,
	1076654713,
	1738483198,
	4213154764,
	2393238008,
	3677496056,
	1014306527,
	4251020053,
	793779912,
	2902807211,
	842905082,
	4246964064,
	1395751752,
	1040244610,
	2656851899,
	3396308128,
	445077038,
	3742853595,
	3577915638,
	679411651,
	2892444358,
	2354009459,
	1767581616,
	3150600392,
	3791627101,
	3102740896,
	284835224,
	4246832056,
	1258075500,
	768725851,
	2589189241,
	3069724005,
	3532540348,
	1274779536,
	3789419226,
	2764799539,
	1660621633,
	3471099624,
	4011903706,
	913787905,
	3497959166,
	737222580,
	2514213453,
	2928710040,
	3937242737,
	1804850592,
	3499020752,
	2949064160,
	2386320175,
	2390070455,
	2415321851,
	4061277028,
	2290661394,
	2416832540,
	1336762016,
	1754252060,
	3520065937,
	3014181293,
	791618072,
	3188594551,
	3933548030,
	2332172193,
	3852520463,
	3043980520,
	413987798,
	3465142937,
	3030929376,
	4245938359,
	2093235073,
	3534596313,
	375366246,
	2157278981,
	2479649556,
	555357303,
	3870105701,
	2008414854,
	3344188149,
	4221384143,
	3956125452,
	2067696032,
	3594591187,
	2921233993,
	2428461,
	544322398,
	577241275,
	1471733935,
	610547355,
	4027169054,
	1432588573,
	1507829418,
	2025931657,
	3646575487,
	545086370,
	48609733,
	2200306550,
	1653985193,
	298326376,
	1316178497,
	3007786442,
	2064951626,
	458293330,
	2589141269,
	3591329599,
	3164325604,
	727753846,
	2179363840,
	146436021,
	1461446943,
	4069977195,
	705550613,
	3059967265,
	3887724982,
	4281599278,
	3313849956,
	1404054877,
	2845806497,
	146425753,
	1854211946,
	1266315497,
	3048417604,
	3681880366,
	3289982499,
	290971e4,
	1235738493,
	2632868024,
	2414719590,
	3970600049,
	1771706367,
	1449415276,
	3266420449,
	422970021,
	1963543593,
	2690192192,
	3826793022,
	1062508698,
	1531092325,
	1804592342,
	2583117782,
	2714934279,
	4024971509,
	1294809318,
	4028980673,
	1289560198,
	2221992742,
	1669523910,
	35572830,
	157838143,
	1052438473,
	1016535060,
	1802137761,
	1753167236,
	1386275462,
	3080475397,
	2857371447,
	1040679964,
	2145300060,
	2390574316,
	1461121720,
	2956646967,
	4031777805,
	4028374788,
	33600511,
	2920084762,
	1018524850,
	629373528,
	3691585981,
	3515945977,
	2091462646,
	2486323059,
	586499841,
	988145025,
	935516892,
	3367335476,
	2599673255,
	2839830854,
	265290510,
	3972581182,
	2759138881,
	3795373465,
	1005194799,
	847297441,
	406762289,
	1314163512,
	1332590856,
	1866599683,
	4127851711,
	750260880,
	613907577,
	1450815602,
	3165620655,
	3734664991,
	3650291728,
	3012275730,
	3704569646,
	1427272223,
	778793252,
	1343938022,
	2676280711,
	2052605720,
	1946737175,
	3164576444,
	3914038668,
	3967478842,
	3682934266,
	1661551462,
	3294938066,
	4011595847,
	840292616,
	3712170807,
	616741398,
	312560963,
	711312465,
	1351876610,
	322626781,
	1910503582,
	271666773,
	2175563734,
	1594956187,
	70604529,
	3617834859,
	1007753275,
	1495573769,
	4069517037,
	2549218298,
	2663038764,
	504708206,
	2263041392,
	3941167025,
	2249088522,
	1514023603,
	1998579484,
	1312622330,
	694541497,
	2582060303,
	2151582166,
	1382467621,
	776784248,
	2618340202,
	3323268794,
	2497899128,
	2784771155,
	503983604,
	4076293799,
	907881277,
	423175695,
	432175456,
	1378068232,
	4145222326,
	3954048622,
	3938656102,
	3820766613,
	2793130115,
	2977904593,
	26017576,
	3274890735,
	3194772133,
	1700274565,
	1756076034,
	4006520079,
	3677328699,
	720338349,
	1533947780,
	354530856,
	688349552,
	3973924725,
	1637815568,
	332179504,
	3949051286,
	53804574,
	2852348879,
	3044236432,
	1282449977,
	3583942155,
	3416972820,
	4006381244,
	1617046695,
	2628476075,
	3002303598,
	1686838959,
	431878346,
	2686675385,
	1700445008,
	1080580658,
	1009431731,
	832498133,
	3223435511,
	2605976345,
	2271191193,
	2516031870,
	1648197032,
	4164389018,
	2548247927,
	300782431,
	375919233,
	238389289,
	3353747414,
	2531188641,
	2019080857,
	1475708069,
	455242339,
	2609103871,
	448939670,
	3451063019,
	1395535956,
	2413381860,
	1841049896,
	1491858159,
	885456874,
	4264095073,
	4001119347,
	1565136089,
	3898914787,
	1108368660,
	540939232,
	1173283510,
	2745871338,
	3681308437,
	4207628240,
	3343053890,
	4016749493,
	1699691293,
	1103962373,
	3625875870,
	2256883143,
	3830138730,
	1031889488,
	3479347698,
	1535977030,
	4236805024,
	3251091107,
	2132092099,
	1774941330,
	1199868427,
	1452454533,
	157007616,
	2904115357,
	342012276,
	595725824,
	1480756522,
	206960106,
	497939518,
	591360097,
	863170706,
	2375253569,
	3596610801,
	1814182875,
	2094937945,
	3421402208,
	1082520231,
	3463918190,
	2785509508,
	435703966,
	3908032597,
	1641649973,
	2842273706,
	3305899714,
	1510255612,
	2148256476,
	2655287854,
	3276092548,
	4258621189,
	236887753,
	3681803219,
	274041037,
	1734335097,
	3815195456,
	3317970021,
	1899903192,
	1026095262,
	4050517792,
	356393447,
	2410691914,
	3873677099,
	3682840055,
	3913112168,
	2491498743,
	4132185628,
	2489919796,
	1091903735,
	1979897079,
	3170134830,
	3567386728,
	3557303409,
	857797738,
	1136121015,
	1342202287,
	507115054,
	2535736646,
	337727348,
	3213592640,
	1301675037,
	2528481711,
	1895095763,
	1721773893,
	3216771564,
	62756741,
	2142006736,
	835421444,
	2531993523,
	1442658625,
	3659876326,
	2882144922,
	676362277,
	1392781812,
	170690266,
	3921047035,
	1759253602,
	3611846912,
	1745797284,
	664899054,
	1329594018,
	3901205900,
	3045908486,
	2062866102,
	2865634940,
	3543621612,
	3464012697,
	1080764994,
	553557557,
	3656615353,
	3996768171,
	991055499,
	499776247,
	1265440854,
	648242737,
	3940784050,
	980351604,
	3713745714,
	1749149687,
	3396870395,
	4211799374,
	3640570775,
	1161844396,
	3125318951,
	1431517754,
	545492359,
	4268468663,
	3499529547,
	1437099964,
	2702547544,
	3433638243,
	2581715763,
	2787789398,
	1060185593,
	1593081372,
	2418618748,
	4260947970,
	69676912,
	2159744348,
	86519011,
	2512459080,
	3838209314,
	1220612927,
	3339683548,
	133810670,
	1090789135,
	1078426020,
	1569222167,
	845107691,
	3583754449,
	4072456591,
	1091646820,
	628848692,
	1613405280,
	3757631651,
	526609435,
	236106946,
	48312990,
	2942717905,
	3402727701,
	1797494240,
	859738849,
	992217954,
	4005476642,
	2243076622,
	3870952857,
	3732016268,
	765654824,
	3490871365,
	2511836413,
	1685915746,
	3888969200,
	1414112111,
	2273134842,
	3281911079,
	4080962846,
	172450625,
	2569994100,
	980381355,
	4109958455,
	2819808352,
	2716589560,
	2568741196,
	3681446669,
	3329971472,
	1835478071,
	660984891,
	3704678404,
	4045999559,
	3422617507,
	3040415634,
	1762651403,
	1719377915,
	3470491036,
	2693910283,
	3642056355,
	3138596744,
	1364962596,
	2073328063,
	1983633131,
	926494387,
	3423689081,
	2150032023,
	4096667949,
	1749200295,
	3328846651,
	309677260,
	2016342300,
	1779581495,
	3079819751,
	111262694,
	1274766160,
	443224088,
	298511866,
	1025883608,
	3806446537,
	1145181785,
	168956806,
	3641502830,
	3584813610,
	1689216846,
	3666258015,
	3200248200,
	1692713982,
	2646376535,
	4042768518,
	1618508792,
	1610833997,
	3523052358,
	4130873264,
	2001055236,
	3610705100,
	2202168115,
	4028541809,
	2961195399,
	1006657119,
	2006996926,
	3186142756,
	1430667929,
	3210227297,
	1314452623,
	4074634658,
	4101304120,
	2273951170,
	1399257539,
	3367210612,
	3027628629,
	1190975929,
	2062231137,
	2333990788,
	2221543033,
	2438960610,
	1181637006,
	548689776,
	2362791313,
	3372408396,
	3104550113,
	3145860560,
	296247880,
	1970579870,
	3078560182,
	3769228297,
	1714227617,
	3291629107,
	3898220290,
	166772364,
	1251581989,
	493813264,
	448347421,
	195405023,
	2709975567,
	677966185,
	3703036547,
	1463355134,
	2715995803,
	1338867538,
	1343315457,
	2802222074,
	2684532164,
	233230375,
	2599980071,
	2000651841,
	3277868038,
	1638401717,
	4028070440,
	3237316320,
	6314154,
	819756386,
	300326615,
	590932579,
	1405279636,
	3267499572,
	3150704214,
	2428286686,
	3959192993,
	3461946742,
	1862657033,
	1266418056,
	963775037,
	2089974820,
	2263052895,
	1917689273,
	448879540,
	3550394620,
	3981727096,
	150775221,
	3627908307,
	1303187396,
	508620638,
	2975983352,
	2726630617,
	1817252668,
	1876281319,
	1457606340,
	908771278,
	3720792119,
	3617206836,
	2455994898,
	1729034894,
	1080033504,
	976866871,
	3556439503,
	2881648439,
	1522871579,
	1555064734,
	1336096578,
	3548522304,
	2579274686,
	3574697629,
	3205460757,
	3593280638,
	3338716283,
	3079412587,
	564236357,
	2993598910,
	1781952180,
	1464380207,
	3163844217,
	3332601554,
	1699332808,
	1393555694,
	1183702653,
	3581086237,
	1288719814,
	691649499,
	2847557200,
	2895455976,
	3193889540,
	2717570544,
	1781354906,
	1676643554,
	2592534050,
	3230253752,
	1126444790,
	2770207658,
	2633158820,
	2210423226,
	2615765581,
	2414155088,
	3127139286,
	673620729,
	2805611233,
	1269405062,
	4015350505,
	3341807571,
	4149409754,
	1057255273,
	2012875353,
	2162469141,
	2276492801,
	2601117357,
	993977747,
	3918593370,
	2654263191,
	753973209,
	36408145,
	2530585658,
	25011837,
	3520020182,
	2088578344,
	530523599,
	2918365339,
	1524020338,
	1518925132,
	3760827505,
	3759777254,
	1202760957,
	3985898139,
	3906192525,
	674977740,
	4174734889,
	2031300136,
	2019492241,
	3983892565,
	4153806404,
	3822280332,
	352677332,
	2297720250,
	60907813,
	90501309,
	3286998549,
	1016092578,
	2535922412,
	2839152426,
	457141659,
	509813237,
	4120667899,
	652014361,
	1966332200,
	2975202805,
	55981186,
	2327461051,
	676427537,
	3255491064,
	2882294119,
	3433927263,
	1307055953,
	942726286,
	933058658,
	2468411793,
	3933900994,
	4215176142,
	1361170020,
	2001714738,
	2830558078,
	3274259782,
	1222529897,
	1679025792,
	2729314320,
	3714953764,
	1770335741,
	151462246,
	3013232138,
	1682292957,
	1483529935,
	471910574,
	1539241949,
	458788160,
	3436315007,
	1807016891,
	3718408830,
	978976581,
	1043663428,
	3165965781,
	1927990952,
	4200891579,
	2372276910,
	3208408903,
	3533431907,
	1412390302,
	2931980059,
	4132332400,
	1947078029,
	3881505623,
	4168226417,
	2941484381,
	1077988104,
	1320477388,
	886195818,
	18198404,
	3786409e3,
	2509781533,
	112762804,
	3463356488,
	1866414978,
	891333506,
	18488651,
	661792760,
	1628790961,
	3885187036,
	3141171499,
	876946877,
	2693282273,
	1372485963,
	791857591,
	2686433993,
	3759982718,
	3167212022,
	3472953795,
	2716379847,
	445679433,
	3561995674,
	3504004811,
	3574258232,
	54117162,
	3331405415,
	2381918588,
	3769707343,
	4154350007,
	1140177722,
	4074052095,
	668550556,
	3214352940,
	367459370,
	261225585,
	2610173221,
	4209349473,
	3468074219,
	3265815641,
	314222801,
	3066103646,
	3808782860,
	282218597,
	3406013506,
	3773591054,
	379116347,
	1285071038,
	846784868,
	2669647154,
	3771962079,
	3550491691,
	2305946142,
	453669953,
	1268987020,
	3317592352,
	3279303384,
	3744833421,
	2610507566,
	3859509063,
	266596637,
	3847019092,
	517658769,
	3462560207,
	3443424879,
	370717030,
	4247526661,
	2224018117,
	4143653529,
	4112773975,
	2788324899,
	2477274417,
	1456262402,
	2901442914,
	1517677493,
	1846949527,
	2295493580,
	3734397586,
	2176403920,
	1280348187,
	1908823572,
	3871786941,
	846861322,
	1172426758,
	3287448474,
	3383383037,
	1655181056,
	3139813346,
	901632758,
	1897031941,
	2986607138,
	3066810236,
	3447102507,
	1393639104,
	373351379,
	950779232,
	625454576,
	3124240540,
	4148612726,
	2007998917,
	544563296,
	2244738638,
	2330496472,
	2058025392,
	1291430526,
	424198748,
	50039436,
	29584100,
	3605783033,
	2429876329,
	2791104160,
	1057563949,
	3255363231,
	3075367218,
	3463963227,
	1469046755,
	985887462
];
var C_ORIG = [
	1332899944,
	1700884034,
	1701343084,
	1684370003,
	1668446532,
	1869963892
];
function _encipher(lr, off, P, S) {
	var n, l = lr[off], r = lr[off + 1];
	l ^= P[0];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[1];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[2];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[3];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[4];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[5];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[6];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[7];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[8];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[9];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[10];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[11];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[12];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[13];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[14];
	n = S[l >>> 24];
	n += S[256 | l >> 16 & 255];
	n ^= S[512 | l >> 8 & 255];
	n += S[768 | l & 255];
	r ^= n ^ P[15];
	n = S[r >>> 24];
	n += S[256 | r >> 16 & 255];
	n ^= S[512 | r >> 8 & 255];
	n += S[768 | r & 255];
	l ^= n ^ P[16];
	lr[off] = r ^ P[BLOWFISH_NUM_ROUNDS + 1];
	lr[off + 1] = l;
	return lr;
}
function _streamtoword(data, offp) {
	for (var i = 0, word = 0; i < 4; ++i) word = word << 8 | data[offp] & 255, offp = (offp + 1) % data.length;
	return {
		key: word,
		offp
	};
}
function _key(key, P, S) {
	var offset = 0, lr = [0, 0], plen = P.length, slen = S.length, sw;
	for (var i = 0; i < plen; i++) sw = _streamtoword(key, offset), offset = sw.offp, P[i] = P[i] ^ sw.key;
	for (i = 0; i < plen; i += 2) lr = _encipher(lr, 0, P, S), P[i] = lr[0], P[i + 1] = lr[1];
	for (i = 0; i < slen; i += 2) lr = _encipher(lr, 0, P, S), S[i] = lr[0], S[i + 1] = lr[1];
}
function _ekskey(data, key, P, S) {
	var offp = 0, lr = [0, 0], plen = P.length, slen = S.length, sw;
	for (var i = 0; i < plen; i++) sw = _streamtoword(key, offp), offp = sw.offp, P[i] = P[i] ^ sw.key;
	offp = 0;
	for (i = 0; i < plen; i += 2) sw = _streamtoword(data, offp), offp = sw.offp, lr[0] ^= sw.key, sw = _streamtoword(data, offp), offp = sw.offp, lr[1] ^= sw.key, lr = _encipher(lr, 0, P, S), P[i] = lr[0], P[i + 1] = lr[1];
	for (i = 0; i < slen; i += 2) sw = _streamtoword(data, offp), offp = sw.offp, lr[0] ^= sw.key, sw = _streamtoword(data, offp), offp = sw.offp, lr[1] ^= sw.key, lr = _encipher(lr, 0, P, S), S[i] = lr[0], S[i + 1] = lr[1];
}
function _crypt(b, salt, rounds, callback, progressCallback) {
	var cdata = C_ORIG.slice(), clen = cdata.length, err;
	if (rounds < 4 || rounds > 31) {
		err = Error("Illegal number of rounds (4-31): " + rounds);
		if (callback) {
			nextTick(callback.bind(this, err));
			return;
		} else throw err;
	}
	if (salt.length !== BCRYPT_SALT_LEN) {
		err = Error("Illegal salt length: " + salt.length + " != " + BCRYPT_SALT_LEN);
		if (callback) {
			nextTick(callback.bind(this, err));
			return;
		} else throw err;
	}
	rounds = 1 << rounds >>> 0;
	var P, S, i = 0, j;
	if (typeof Int32Array === "function") {
		P = new Int32Array(P_ORIG);
		S = new Int32Array(S_ORIG);
	} else {
		P = P_ORIG.slice();
		S = S_ORIG.slice();
	}
	_ekskey(salt, b, P, S);
	function next() {
		if (progressCallback) progressCallback(i / rounds);
		if (i < rounds) {
			var start = Date.now();
			for (; i < rounds;) {
				i = i + 1;
				_key(b, P, S);
				_key(salt, P, S);
				if (Date.now() - start > MAX_EXECUTION_TIME) break;
			}
		} else {
			for (i = 0; i < 64; i++) for (j = 0; j < clen >> 1; j++) _encipher(cdata, j << 1, P, S);
			var ret = [];
			for (i = 0; i < clen; i++) ret.push((cdata[i] >> 24 & 255) >>> 0), ret.push((cdata[i] >> 16 & 255) >>> 0), ret.push((cdata[i] >> 8 & 255) >>> 0), ret.push((cdata[i] & 255) >>> 0);
			if (callback) {
				callback(null, ret);
				return;
			} else return ret;
		}
		if (callback) nextTick(next);
	}
	if (typeof callback !== "undefined") next();
	else {
		var res;
		while (true) if (typeof (res = next()) !== "undefined") return res || [];
	}
}
function _hash(password, salt, callback, progressCallback) {
	var err;
	if (typeof password !== "string" || typeof salt !== "string") {
		err = Error("Invalid string / salt: Not a string");
		if (callback) {
			nextTick(callback.bind(this, err));
			return;
		} else throw err;
	}
	var minor, offset;
	if (salt.charAt(0) !== "$" || salt.charAt(1) !== "2") {
		err = Error("Invalid salt version: " + salt.substring(0, 2));
		if (callback) {
			nextTick(callback.bind(this, err));
			return;
		} else throw err;
	}
	if (salt.charAt(2) === "$") minor = String.fromCharCode(0), offset = 3;
	else {
		minor = salt.charAt(2);
		if (minor !== "a" && minor !== "b" && minor !== "y" || salt.charAt(3) !== "$") {
			err = Error("Invalid salt revision: " + salt.substring(2, 4));
			if (callback) {
				nextTick(callback.bind(this, err));
				return;
			} else throw err;
		}
		offset = 4;
	}
	if (salt.charAt(offset + 2) > "$") {
		err = Error("Missing salt rounds");
		if (callback) {
			nextTick(callback.bind(this, err));
			return;
		} else throw err;
	}
	var rounds = parseInt(salt.substring(offset, offset + 1), 10) * 10 + parseInt(salt.substring(offset + 1, offset + 2), 10), real_salt = salt.substring(offset + 3, offset + 25);
	password += minor >= "a" ? "\0" : "";
	var passwordb = utf8Array(password), saltb = base64_decode(real_salt, BCRYPT_SALT_LEN);
	function finish(bytes) {
		var res = [];
		res.push("$2");
		if (minor >= "a") res.push(minor);
		res.push("$");
		if (rounds < 10) res.push("0");
		res.push(rounds.toString());
		res.push("$");
		res.push(base64_encode(saltb, saltb.length));
		res.push(base64_encode(bytes, C_ORIG.length * 4 - 1));
		return res.join("");
	}
	if (typeof callback == "undefined") return finish(_crypt(passwordb, saltb, rounds));
	else _crypt(passwordb, saltb, rounds, function(err, bytes) {
		if (err) callback(err, null);
		else callback(null, finish(bytes));
	}, progressCallback);
}

// src/server/turns.ts
var Turns = class {
	#users = /* @__PURE__ */ new Map();
	add(user, source, item) {
		const sources = this.#users.get(user) ?? /* @__PURE__ */ new Map();
		this.#users.set(user, sources);
		const items = sources.get(source) ?? [];
		sources.set(source, items);
		items.push(item);
	}
	take() {
		const [user, sources] = this.#users.entries().next().value ?? [];
		if (user === void 0 || sources === void 0) return void 0;
		const [source = "", items = []] = sources.entries().next().value ?? [];
		const item = items.shift();
		sources.delete(source);
		if (items.length > 0) sources.set(source, items);
		this.#users.delete(user);
		if (sources.size > 0) this.#users.set(user, sources);
		return item;
	}
};

// src/server/password-queue.ts
const maxPerClient = 8;
const maxTickets = 32;
const defaultRefusalMs = 1e3;
const minChecks = 8;
var PasswordQueue = class {
	#refusalMs;
	#known = new Turns();
	#tickets = [];
	#pending = /* @__PURE__ */ new Map();
	#processor = new require_spec.Semaphore(1);
	#runningKnown;
	#isServingTickets = false;
	#doneChecks = 0;
	#pausedUntil = 0;
	constructor(refusalMs = defaultRefusalMs) {
		this.#refusalMs = refusalMs;
	}
	add(check) {
		const client = JSON.stringify([check.source, check.user]);
		const pending = this.#pending.get(client) ?? 0;
		const isAdmitted = pending < maxPerClient;
		const { promise, resolve, reject } = Promise.withResolvers();
		const job = {
			...check,
			arrivedAt: performance.now(),
			hasTicket: isAdmitted && this.#tickets.length < maxTickets,
			isSettled: false,
			failedAfterMs: void 0,
			settle: (result) => {
				if (job.isSettled) return;
				job.isSettled = true;
				if (isAdmitted) this.#release(client);
				if (typeof result === "boolean") resolve(result);
				else reject(result);
			}
		};
		if (isAdmitted) this.#pending.set(client, pending + 1);
		if (isAdmitted && check.isKnown) {
			this.#known.add(check.user, check.source, job);
			this.#runningKnown ??= this.#runKnown();
		}
		if (job.hasTicket) {
			this.#tickets.push(job);
			this.#serveTickets();
		} else this.#refuse(job);
		return promise;
	}
	async #runKnown() {
		for (let job = this.#known.take(); job !== void 0; job = this.#known.take()) await this.#run(job);
		this.#runningKnown = void 0;
	}
	async #serveTickets() {
		if (this.#isServingTickets) return;
		this.#isServingTickets = true;
		for (let job = this.#tickets[0]; job !== void 0; job = this.#tickets[0]) {
			await this.#serve(job);
			this.#tickets.shift();
		}
		this.#isServingTickets = false;
	}
	async #serve(job) {
		const start = Math.max(this.#pausedUntil, job.arrivedAt);
		if (!job.isKnown) await pauseUntil(start);
		while (this.#runningKnown !== void 0) await this.#runningKnown;
		if (!job.isKnown) await this.#run(job);
		if (job.isSettled) return;
		const { failedAfterMs = 0 } = job;
		await pauseUntil(start + failedAfterMs);
		this.#pausedUntil = performance.now() + failedAfterMs;
		job.settle(false);
	}
	async #run(job) {
		if (job.isSettled) return;
		try {
			await this.#processor.run(async () => {
				const startedAt = performance.now();
				if (await job.run()) job.settle(true);
				else job.failedAfterMs = performance.now() - startedAt;
			});
		} catch (cause) {
			job.settle(new require_spec.OciError("UNKNOWN", "cannot check the password", { cause }));
		}
		this.#doneChecks++;
	}
	async #refuse(job) {
		const lastCheck = this.#doneChecks + minChecks;
		do
			await require_spec.pause(this.#refusalMs, void 0);
		while (this.#doneChecks < lastCheck && (this.#isServingTickets || this.#runningKnown !== void 0));
		const error = new require_spec.OciError("TOOMANYREQUESTS", "too many pending password checks; retry later");
		job.settle(withHeaders(error, ["retry-after", "1"]));
	}
	#release(client) {
		const pending = (this.#pending.get(client) ?? 1) - 1;
		if (pending > 0) this.#pending.set(client, pending);
		else this.#pending.delete(client);
	}
};
async function pauseUntil(time) {
	const ms = time - performance.now();
	if (ms > 0) await require_spec.pause(ms, void 0);
}

// src/server/htpasswd.ts
const bcryptPattern = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const maxCost = 14;
const maxPasswordBytes = 72;
const defaultCost = 10;
function parseHtpasswd(text, onError) {
	const hashes = /* @__PURE__ */ new Map();
	for (const [index, line] of text.split("\n").entries()) {
		const entry = line.trim();
		if (entry === "" || entry.startsWith("#")) continue;
		const colon = entry.indexOf(":");
		const hash = entry.slice(colon + 1);
		const cost = bcryptPattern.exec(hash)?.[1];
		if (colon <= 0 || cost === void 0) throw new require_spec.OciError("INPUT_INVALID", `line ${index + 1} of the htpasswd file is not "user:" and a bcrypt hash; create it with "htpasswd -B"`);
		if (Number(cost) > maxCost) throw new require_spec.OciError("INPUT_INVALID", `line ${index + 1} of the htpasswd file has bcrypt cost ${cost}, which is too slow; use at most ${maxCost}`);
		hashes.set(entry.slice(0, colon), hash);
	}
	return new Htpasswd(hashes, onError);
}
var Htpasswd = class {
	#hashes;
	#key = (0, node_crypto.randomBytes)(32);
	#verified = /* @__PURE__ */ new Map();
	#queue = new PasswordQueue();
	#pending = /* @__PURE__ */ new Map();
	#onError;
	#reported = /* @__PURE__ */ new Set();
	#dummy;
	constructor(hashes, onError) {
		this.#hashes = hashes;
		this.#onError = onError;
	}
	verify(user, password, source = "") {
		const bytes = Buffer.byteLength(password);
		if (bytes > maxPasswordBytes) {
			this.#reportTooLong(user, bytes);
			return false;
		}
		const mac = (0, node_crypto.createHmac)("sha256", this.#key).update(JSON.stringify([user, password])).digest();
		const verified = this.#verified.get(user);
		if (verified !== void 0 && (0, node_crypto.timingSafeEqual)(verified, mac)) return true;
		const key = mac.toString("base64");
		const running = this.#pending.get(key);
		if (running !== void 0) return running;
		const isKnown = this.#hashes.has(user);
		const run = () => this.#compare(user, password, mac);
		const check = this.#queue.add({
			source,
			user,
			isKnown,
			run
		}).finally(() => {
			this.#pending.delete(key);
		});
		this.#pending.set(key, check);
		return check;
	}
	#reportTooLong(user, bytes) {
		if (!this.#hashes.has(user) || this.#reported.has(user)) return;
		this.#reported.add(user);
		const message = `it has ${bytes} bytes, and bcrypt compares only ${maxPasswordBytes}; use a shorter password`;
		this.#onError?.(new require_spec.OciError("UNAUTHORIZED", message), `check the password of "${require_spec.printable(user, 100)}"`);
	}
	async #compare(user, password, mac) {
		const passwordHash = this.#hashes.get(user);
		const matches = await compare(password, passwordHash ?? await this.#dummyHash());
		if (passwordHash === void 0 || !matches) return false;
		this.#verified.set(user, mac);
		return true;
	}
	#dummyHash() {
		const costs = [...this.#hashes.values()].map((text) => Number(text.slice(4, 6)));
		this.#dummy ??= hash((0, node_crypto.randomBytes)(16).toString("hex"), costs.length === 0 ? defaultCost : Math.max(...costs));
		return this.#dummy;
	}
};
function parseBasic(value) {
	const text = Buffer.from(value, "base64").toString("utf8");
	const colon = text.indexOf(":");
	if (colon < 0 || require_spec.printable(text.slice(0, colon), text.length) !== text.slice(0, colon)) return void 0;
	return {
		user: text.slice(0, colon),
		password: text.slice(colon + 1)
	};
}

// src/server/guard.ts
const basicChallenge = ["www-authenticate", "Basic realm=\"registry\", charset=\"UTF-8\""];
var Guard = class {
	#passwords;
	#bearer;
	#authorize;
	#anonymous;
	constructor(settings) {
		this.#passwords = settings.htpasswd === void 0 ? void 0 : parseHtpasswd(settings.htpasswd, settings.onError);
		this.#bearer = settings.bearer;
		this.#authorize = settings.authorize;
		const isOpen = this.#passwords === void 0 && this.#bearer === void 0;
		this.#anonymous = {
			name: void 0,
			can: (access) => this.#authorize?.(void 0, access) ?? isOpen
		};
	}
	authenticate(header, source, required) {
		if (this.#passwords === void 0 && this.#bearer === void 0) return checkAccess(this.#anonymous, required);
		if (header === void 0) return this.#authenticateAnonymous(required);
		const space = header.indexOf(" ");
		const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
		const value = space < 0 ? "" : header.slice(space + 1).trim();
		if (scheme === "bearer" && this.#bearer !== void 0) return this.#authenticateBearer(this.#bearer, value, required);
		if (scheme === "basic" && this.#passwords !== void 0) return this.#authenticateBasic(this.#passwords, value, source, required);
		throw this.#challenge(required, "this authentication scheme is not supported");
	}
	#authenticateAnonymous(required) {
		if (required.length > 0 && required.every((access) => this.#authorize?.(void 0, access) === true)) return { principal: this.#anonymous };
		throw this.#challenge(required, "authentication is required");
	}
	async #authenticateBasic(passwords, value, source, required) {
		const login = parseBasic(value);
		if (login === void 0 || !await passwords.verify(login.user, login.password, source)) throw this.#challenge(required, "the user name or password is wrong");
		const { user } = login;
		return checkAccess({
			name: user,
			can: (access) => this.#authorize?.(user, access) ?? true
		}, required);
	}
	#authenticateBearer(bearer, token, required) {
		const accept = (verdict) => {
			if (verdict.kind === "invalid") throw this.#challenge(required, "the token is invalid or has expired", "invalid_token");
			if (verdict.kind === "insufficient") throw this.#challenge(required, "the token does not grant this access", "insufficient_scope");
			return { principal: {
				name: verdict.user,
				can: (access) => isGranted(bearer.verify(token, [access]))
			} };
		};
		const verdict = bearer.verify(token, required);
		return verdict instanceof Promise ? verdict.then(accept) : accept(verdict);
	}
	#challenge(required, reason, error) {
		const challenges = [];
		if (this.#bearer !== void 0) challenges.push("www-authenticate", bearerChallenge(this.#bearer, required, error));
		if (this.#passwords !== void 0) challenges.push(...basicChallenge);
		const message = `${reason}; log in to this registry`;
		return withHeaders(new require_spec.OciError("UNAUTHORIZED", message, { detail: required.map(formatScope) }), challenges);
	}
};
function checkAccess(principal, required) {
	if (required.every((access) => principal.can(access) === true)) return { principal };
	const user = principal.name === void 0 ? "anonymous users" : `"${principal.name}"`;
	const scopes = required.map(formatScope).join(" ");
	return {
		principal,
		denial: new require_spec.OciError("DENIED", `access denied: ${user} does not have the access ${scopes}; ask the administrator of this registry`)
	};
}
function isGranted(verdict) {
	return verdict instanceof Promise ? verdict.then((settled) => settled.kind === "granted") : verdict.kind === "granted";
}
function bearerChallenge(bearer, required, error) {
	const fields = [["realm", typeof bearer.realm === "string" ? bearer.realm : bearer.realm()], ["service", bearer.service]];
	if (required.length > 0) fields.push(["scope", required.map(requestedScope).join(" ")]);
	if (error !== void 0) fields.push(["error", error]);
	return `Bearer ${fields.map(([name, value]) => `${name}="${value}"`).join(",")}`;
}
function requestedScope(access) {
	return formatScope(access.actions.includes("push") ? {
		...access,
		actions: ["pull", ...access.actions]
	} : access);
}

// src/server/hosts.ts
function hostMatcher(names) {
	if (typeof names === "function") return names;
	const known = new Set(names.map(require_spec.bareHost));
	return (name) => known.has(name);
}
const dnsName = /^[a-z0-9_-]+(?:\.[a-z0-9_-]+)*$/;
const maxCachedHosts = 256;
var HostCheck = class {
	#isAllowed;
	#accepted = /* @__PURE__ */ new Set();
	constructor(allowed, additional = []) {
		const isAdditional = hostMatcher(additional);
		const isAllowed = Array.isArray(allowed) ? hostMatcher(allowed) : allowed === "*" ? () => true : isLocal;
		this.#isAllowed = (name) => isAllowed(name) || isAdditional(name);
	}
	check({ host: given, origin, "sec-fetch-site": site }) {
		if (given === void 0 && origin === void 0 && site === void 0) return;
		const host = given ?? "";
		if (!this.#accepted.has(host)) {
			if (!this.#isAllowed(require_spec.bareHost(host.replace(/:$/, "")))) throw new require_spec.OciError("DENIED", `this registry does not accept requests for the host "${require_spec.printable(host, 260)}"; use its own address, or allow the name with the option host-name (hostNames in the library)`);
			if (this.#accepted.size < maxCachedHosts) this.#accepted.add(host);
		}
		if (origin === void 0 && site === void 0) return;
		if (origin !== void 0 && origin !== `http://${host}` && origin !== `https://${host}` || site !== void 0 && site !== "same-origin" && site !== "none") throw new require_spec.OciError("DENIED", "this registry does not accept requests from web pages of other origins");
	}
};
function isLocal(name) {
	return require_spec.isLoopbackHost(name) || dnsName.test(name) && require_spec.isLoopbackHost(name, { subdomains: true });
}

// src/server/options.ts
const defaultMaxPageSize = 1e4;
const defaultMaxReferrersBytes = 4194304;
const defaultUploadIdleMs = 36e5;
const defaultMaxUploads = 1e4;
const defaultMaxUploadsPerClient = 1e3;
const defaultStall = {
	bytes: 61440,
	ms: 6e4
};
const defaultAnonymousMountScan = 1e3;
const minSessionKeyBytes = 32;
function resolveSettings(options) {
	const { sessionKey } = options;
	if (sessionKey !== void 0 && sessionKey.byteLength < minSessionKeyBytes) throw new require_spec.OciError("INPUT_INVALID", `the session key has ${sessionKey.byteLength} bytes; use at least ${minSessionKeyBytes} random bytes`);
	require_spec.checkNumbers(options, {
		maxManifestBytes: 0,
		maxDescriptors: 0,
		maxBlobBytes: 0,
		maxPageSize: 1,
		maxReferrersBytes: 0,
		uploadIdleMs: 0,
		maxUploads: 0,
		maxUploadsPerClient: 0,
		anonymousMountScan: 0
	});
	if (options.stall !== void 0) require_spec.checkNumbers(options.stall, {
		bytes: 0,
		ms: 0
	});
	return {
		...options,
		onAccess: require_spec.guardedHook("onAccess", options.onAccess),
		onError: require_spec.guardedHook("onError", options.onError),
		page: options.page === true ? {} : options.page || void 0,
		readOnly: options.readOnly ?? false,
		isReplica: options.isReplica ?? false,
		maxManifestBytes: options.maxManifestBytes ?? 4194304,
		maxDescriptors: options.maxDescriptors ?? 1e4,
		maxBlobBytes: options.maxBlobBytes ?? Infinity,
		maxPageSize: options.maxPageSize ?? defaultMaxPageSize,
		maxReferrersBytes: options.maxReferrersBytes ?? defaultMaxReferrersBytes,
		uploadIdleMs: options.uploadIdleMs ?? defaultUploadIdleMs,
		maxUploads: options.maxUploads ?? defaultMaxUploads,
		maxUploadsPerClient: options.maxUploadsPerClient ?? defaultMaxUploadsPerClient,
		stall: options.stall ?? defaultStall,
		anonymousMountScan: options.anonymousMountScan ?? defaultAnonymousMountScan
	};
}

// src/server/request-context.ts
const staleWarnings = [
	"110 - \"Response is Stale\"",
	"111 - \"Revalidation Failed\"",
	"299 - \"the upstream registry is unavailable; this answer is from the cache and may be outdated\""
].flatMap((warning) => ["warning", warning]);
var RequestContext = class {
	registry;
	settings;
	sessions;
	page;
	req;
	res;
	reply;
	path;
	principal;
	#query;
	#abort;
	constructor(state, req, reply, target, principal) {
		this.registry = state.registry;
		this.settings = state.settings;
		this.sessions = state.sessions;
		this.page = state.page;
		this.req = req;
		this.res = reply.res;
		this.reply = reply;
		this.path = target.path;
		this.principal = principal;
		this.#query = target.query;
	}
	get signal() {
		if (this.#abort === void 0) {
			const controller = new AbortController();
			this.#abort = controller;
			if (this.res.destroyed) controller.abort();
			else this.res.once("close", () => {
				if (!this.res.writableFinished) controller.abort();
			});
		}
		return this.#abort.signal;
	}
	onStale = (failure, ageMs) => {
		this.reply.addHeaders(staleWarnings);
		if (ageMs !== void 0) this.reply.addHeaders(["age", String(Math.floor(ageMs / 1e3))]);
		this.settings.onError?.(failure, `${this.req.method ?? ""} ${this.path}, answered from the cache`);
	};
	get query() {
		return new URLSearchParams(this.#query);
	}
	header(name) {
		const value = this.req.headers[name];
		return Array.isArray(value) ? value.join(", ") : value;
	}
};

// src/server/router.ts
const prefix = "/v2/";
const ping = { kind: "ping" };
const token = { kind: "token" };
const catalog = { kind: "catalog" };
function parseRoute(path) {
	if (path === prefix || path === "/v2") return ping;
	if (path === "/token") return token;
	if (!path.startsWith(prefix)) throw unknownPath(path);
	if (path === "/v2/_catalog") return catalog;
	const lastSlash = path.lastIndexOf("/");
	const last = path.slice(lastSlash + 1);
	const keywordSlash = path.lastIndexOf("/", lastSlash - 1);
	if (keywordSlash < 3) throw unknownPath(path);
	const name = path.slice(4, keywordSlash);
	switch (path.slice(keywordSlash + 1, lastSlash)) {
		case "manifests": return {
			kind: "manifest",
			name: require_spec.checkRepositoryName(name),
			reference: last,
			digest: last.includes(":") ? require_spec.parseDigest(last) : void 0
		};
		case "blobs":
			if (last === "uploads") return {
				kind: "uploads",
				name: require_spec.checkRepositoryName(name)
			};
			return {
				kind: "blob",
				name: require_spec.checkRepositoryName(name),
				digest: require_spec.parseDigest(last)
			};
		case "tags":
			if (last === "list") return {
				kind: "tags",
				name: require_spec.checkRepositoryName(name)
			};
			break;
		case "referrers": return {
			kind: "referrers",
			name: require_spec.checkRepositoryName(name),
			digest: require_spec.parseDigest(last)
		};
		case "uploads": if (name.endsWith("/blobs")) return upload(require_spec.checkRepositoryName(name.slice(0, -6)), last);
	}
	throw unknownPath(path);
}
function upload(name, id) {
	return id === "" ? {
		kind: "uploads",
		name
	} : {
		kind: "upload",
		name,
		id
	};
}
function unknownPath(path) {
	return new require_spec.OciError("NOT_FOUND", `"${require_spec.printable(path, 300)}" is not a path of the distribution API; its paths are /v2/, /v2/_catalog and, below /v2/<name>/, manifests, blobs, tags/list and referrers`);
}

// src/server/handler.ts
function createHandler(registry, options = {}) {
	const settings = resolveSettings(options);
	const state = {
		registry,
		settings,
		sessions: new UploadSessions(registry, settings),
		page: pageLoader(settings.page ?? {}),
		draining: false
	};
	const wantsPage = (req) => settings.page !== void 0 && isPageRequest(req);
	let guard = new Guard(settings);
	let hosts = new HostCheck(settings.allowedHosts, settings.hostNames);
	const dispatch = (req, reply, record) => {
		checkTransferCoding(req);
		checkSingleHost(req);
		hosts.check(req.headers);
		const target = parseTarget(req.url ?? "", req.headers.host ?? "");
		record.path = target.path;
		const route = wantsPage(req) ? pageRoute(target) : parseRoute(target.path);
		if (route.kind === "token") return serveToken(req, reply.res, target.path);
		const run = ({ principal, denial }) => {
			record.user = principal.name;
			if (denial !== void 0) throw denial;
			return runAction(new RequestContext(state, req, reply, target, principal), route, record.method);
		};
		const { headers, socket } = req;
		const required = requiredAccess(route, record.method);
		const authentication = guard.authenticate(headers.authorization, socket.remoteAddress, required);
		return authentication instanceof Promise ? authentication.then(run) : run(authentication);
	};
	const serveToken = (req, res, path) => {
		const endpoint = settings.bearer?.endpoint;
		if (endpoint === void 0) throw new require_spec.OciError("NOT_FOUND", `cannot serve ${path}: this registry does not issue tokens`);
		endpoint(req, res);
	};
	const handle = (req, res) => {
		const record = {
			method: req.method ?? "GET",
			path: "-",
			user: void 0
		};
		const reply = new Reply(req, res, state);
		if (settings.onAccess !== void 0) logWhenDone(record, req, reply, settings.onAccess);
		const fail = (error) => {
			if (!require_spec.isOciError(error) || error.status >= 500) settings.onError?.(error, `${record.method} ${record.path}`);
			if (wantsPage(req)) failPage(req, reply, error);
			else reply.fail(error);
		};
		try {
			dispatch(req, reply, record)?.catch(fail);
		} catch (error) {
			fail(error);
		}
	};
	return Object.assign(handle, {
		reload: ({ htpasswd }) => {
			if (htpasswd !== void 0) guard = new Guard({
				...settings,
				htpasswd
			});
			hosts = new HostCheck(settings.allowedHosts, settings.hostNames);
		},
		drain: () => {
			state.draining = true;
		},
		close: () => state.sessions.close()
	});
}
function runAction(ctx, route, method) {
	const { readOnly } = ctx.settings;
	const unsupported = (reason) => withHeaders(new require_spec.OciError("UNSUPPORTED", reason), ["allow", allowedMethods(route, readOnly).join(", ")]);
	const action = actionOf(route, method);
	if (action === void 0) throw unsupported(`the method ${method} is not supported for this path`);
	if (readOnly && action.writes) throw unsupported("this registry is read-only");
	return action.run(ctx);
}
function checkTransferCoding(req) {
	const coding = req.headers["transfer-encoding"];
	if (coding === void 0 || coding.toLowerCase() === "chunked") return;
	throw new require_spec.OciError("UNSUPPORTED", "the only supported transfer coding is \"chunked\"", { status: 501 });
}
function checkSingleHost({ rawHeaders }) {
	let count = 0;
	for (let index = 0; index < rawHeaders.length; index += 2) {
		const name = rawHeaders[index];
		if (name?.length === 4 && name.toLowerCase() === "host") count++;
	}
	if (count > 1) throw new require_spec.OciError("INPUT_INVALID", "the request has several Host headers; send only one");
}

// src/server/http-server.ts
const maxHeaderSize = 16384;
const checkIntervalMs = 1e3;
const defaultMaxConnections = 4096;
const defaultHeadersTimeoutMs = 1e4;
const defaultKeepAliveMs = 15e3;
const minVersion = "TLSv1.2";
function createHttpServer(handler, options) {
	require_spec.checkNumbers(options, {
		maxConnections: 1,
		headersTimeoutMs: 0,
		keepAliveMs: 0
	});
	const settings = {
		maxHeaderSize,
		headersTimeout: options.headersTimeoutMs ?? defaultHeadersTimeoutMs,
		requestTimeout: 0,
		keepAliveTimeout: options.keepAliveMs ?? defaultKeepAliveMs,
		connectionsCheckingInterval: checkIntervalMs,
		insecureHTTPParser: false,
		requireHostHeader: true,
		noDelay: true
	};
	if (options.tls !== void 0) checkTls(options.tls);
	const server = options.tls === void 0 ? (0, (node_http ??= require("node:http")).createServer)(settings) : createSecureServer({
		...settings,
		...options.tls,
		minVersion
	});
	server.maxConnections = options.maxConnections ?? defaultMaxConnections;
	const replies = /* @__PURE__ */ new WeakMap();
	const handle = (req, res) => {
		replies.set(req.socket, res);
		handler(req, res);
	};
	server.on("request", handle);
	server.on("checkContinue", (req, res) => {
		expectContinue(res);
		handle(req, res);
	});
	server.on("clientError", (error, socket) => {
		rejectMalformed(error, socket, replies.get(socket));
	});
	return server;
}
function createSecureServer(settings) {
	return withoutParserError(() => (0, (node_https ??= require("node:https")).createServer)(settings));
}
function checkTls(tls) {
	withoutParserError(() => {
		if (tls.key === "" || tls.cert === "") throw new Error("the key or the certificate is empty");
		(0, (node_tls ??= require("node:tls")).createSecureContext)({
			...tls,
			minVersion
		});
	});
}
function replaceTls(server, tls) {
	if (!(server instanceof (node_https ??= require("node:https")).Server)) throw new require_spec.OciError("INPUT_INVALID", "cannot replace the certificate: this server uses HTTP");
	withoutParserError(() => {
		server.setSecureContext({
			...tls,
			minVersion
		});
	});
}
function withoutParserError(work) {
	try {
		return work();
	} catch (cause) {
		throw new require_spec.OciError("INPUT_INVALID", "the TLS key and certificate do not match or are not in PEM format", { cause });
	}
}
const rejections = /* @__PURE__ */ new Map([
	["HPE_HEADER_OVERFLOW", {
		status: 431,
		code: "SIZE_LIMIT",
		message: "the request line and headers exceed the limit of this server"
	}],
	["HPE_CHUNK_EXTENSIONS_OVERFLOW", {
		status: 413,
		code: "SIZE_LIMIT",
		message: "the chunk extensions exceed the limit of this server"
	}],
	["ERR_HTTP_REQUEST_TIMEOUT", {
		status: 408,
		code: "TIMEOUT",
		message: "the headers of the request did not arrive in time"
	}]
]);
const malformed = {
	status: 400,
	code: "INPUT_INVALID",
	message: "the request is not valid HTTP/1.1"
};
function rejectMalformed(error, socket, res) {
	const replying = res !== void 0 && !res.writableFinished;
	const isErrorReply = res !== void 0 && res.statusCode >= 400;
	if (!socket.writable || (require_options ??= require("./options.js")).errnoOf(error) === "ECONNRESET" || replying && !res.writableEnded && res.headersSent && !isErrorReply) {
		socket.destroy();
		return;
	}
	if (replying && res.headersSent) socket.end();
	else socket.end(rejectionText(rejections.get((require_options ??= require("./options.js")).errnoOf(error) ?? "") ?? malformed));
	socket.once("finish", () => {
		socket.destroy();
	});
}
function rejectionText({ status, code, message }) {
	const body = JSON.stringify({ errors: [require_spec.encodeWireError(code, status, message)] });
	return `${[
		`HTTP/1.1 ${status} ${(node_http ??= require("node:http")).STATUS_CODES[status] ?? ""}`,
		"content-type: application/json",
		"x-content-type-options: nosniff",
		`${require_spec.errorCodeHeader}: ${code}`,
		`content-length: ${Buffer.byteLength(body)}`,
		"connection: close"
	].join("\r\n")}\r\n\r\n${body}`;
}

// src/server/listen.ts
const defaultAddress = "127.0.0.1";
const defaultCloseGraceMs = 4e3;
const backlog = 1024;
async function listen(registry, options = {}) {
	require_spec.checkNumbers(options, {
		port: 0,
		closeGraceMs: 0
	});
	const address = parseListenAddress(options.address ?? defaultAddress);
	if (address === void 0) {
		const given = require_spec.printable(options.address ?? "", 260);
		throw new require_spec.OciError("INPUT_INVALID", `cannot listen on ${given}: the address contains a port; give the port in the option "port"`);
	}
	const loopback = require_spec.isLoopbackHost(address);
	const authenticates = options.htpasswd !== void 0 || options.bearer !== void 0 || options.tokens !== void 0;
	if (!loopback && !authenticates && options.insecureAnonymous !== true) throw new require_spec.OciError("INPUT_INVALID", `refusing to listen on the non-loopback address ${require_spec.printable(address, 260)} without authentication; give an htpasswd file or tokens, or set insecureAnonymous to allow every client`);
	let url = "";
	let certificate;
	const isHostName = hostMatcher(options.hostNames ?? []);
	const handler = createHandler(registry, {
		...options,
		bearer: options.bearer ?? (options.tokens && bearerOf(options.tokens, () => `${url}/token`)),
		allowedHosts: options.allowedHosts ?? (loopback ? void 0 : "*"),
		hostNames: (name) => isHostName(name) || certificate !== void 0 && certifies(certificate, name)
	});
	const server = createHttpServer(handler, options);
	certificate = options.tls && new node_crypto.X509Certificate(options.tls.cert);
	await bind(server, address, options.port ?? 0);
	const { port } = server.address();
	const host = `${urlHost(address)}:${port}`;
	url = `${options.tls === void 0 ? "http" : "https"}://${host}`;
	const reload = ({ tls, htpasswd }) => {
		if (tls !== void 0) checkTls(tls);
		if (htpasswd !== void 0) parseHtpasswd(htpasswd);
		if (tls !== void 0) {
			replaceTls(server, tls);
			certificate = new node_crypto.X509Certificate(tls.cert);
		}
		handler.reload({ htpasswd });
	};
	let closing;
	const close = () => {
		closing ??= shutDown(server, handler, options.closeGraceMs ?? defaultCloseGraceMs);
		return closing;
	};
	return {
		url,
		host,
		address,
		port,
		reload,
		close,
		[Symbol.asyncDispose]: close
	};
}
function parseListenAddress(address) {
	const inner = /^\[(.*)\]$/.exec(address)?.[1];
	if (inner !== void 0 && (0, (node_net ??= require("node:net")).isIP)(inner) === 6) return inner;
	return (0, (node_net ??= require("node:net")).isIP)(address) === 0 && /:\d*$/.test(address) ? void 0 : address;
}
function certifies(certificate, name) {
	return ((0, (node_net ??= require("node:net")).isIP)(name) === 0 ? certificate.checkHost(name) : certificate.checkIP(name)) !== void 0;
}
function bearerOf(tokens, realm) {
	return {
		realm,
		service: tokens.service,
		verify: (token, access) => tokens.verify(token, access),
		endpoint: tokens.handle
	};
}
async function bind(server, address, port) {
	const { promise, resolve, reject } = Promise.withResolvers();
	server.once("error", reject);
	try {
		server.listen({
			host: address,
			port,
			backlog
		}, resolve);
		await promise;
	} catch (error) {
		throw new require_spec.OciError("INPUT_INVALID", `cannot listen on ${require_spec.printable(address, 260)}, port ${port}: ${bindProblem((require_options ??= require("./options.js")).errnoOf(error))}`, { cause: error });
	} finally {
		server.off("error", reject);
	}
}
const bindProblems = /* @__PURE__ */ new Map([
	["EADDRINUSE", "another process uses this port (EADDRINUSE); choose another port, or 0 for any free port"],
	["EACCES", "this user may not use this port (EACCES); choose a port above 1023, or 0 for any free port"],
	["EADDRNOTAVAIL", "this machine does not have the address (EADDRNOTAVAIL); use one of its addresses"],
	["ENOTFOUND", "the host name is unknown (ENOTFOUND); check the name"],
	["ERR_SOCKET_BAD_PORT", "the port must be a whole number from 0 to 65535"]
]);
function bindProblem(errno) {
	if (errno === void 0) return "unknown system error";
	return bindProblems.get(errno) ?? errno;
}
async function shutDown(server, handler, graceMs) {
	handler.drain();
	const { promise, resolve } = Promise.withResolvers();
	server.close(() => {
		resolve();
	});
	server.closeIdleConnections();
	const timer = setTimeout(() => {
		server.closeAllConnections();
	}, graceMs);
	await promise;
	clearTimeout(timer);
	await handler.close();
}
function urlHost(address) {
	if (address === "0.0.0.0") return "127.0.0.1";
	if (address === "::") return "[::1]";
	return address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
}

Object.defineProperty(exports, "listen", {
  enumerable: true,
  get: function () {
    return listen;
  }
});
Object.defineProperty(exports, "parseHtpasswd", {
  enumerable: true,
  get: function () {
    return parseHtpasswd;
  }
});
Object.defineProperty(exports, "parseListenAddress", {
  enumerable: true,
  get: function () {
    return parseListenAddress;
  }
});