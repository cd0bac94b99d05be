import { c as errnoOf } from "./lock-file.js";
import { n as isLoopbackHost } from "./loopback.js";
import { f as printable, l as statusOf, o as isOciError, r as errorCodeHeader, t as OciError } from "./error.js";
import { i as checkTag, l as isTag, r as checkRepositoryName } from "./reference.js";
import { C as BufferPool, F as maxManifestBytes, I as parseManifest, J as compareBytes, S as collect, x as detachWholeBuffer, z as encodeJson } from "./scrub.js";
import { D as isDigest, O as parseDigest, g as mediaTypeImageIndex, u as isManifestMediaType } from "./descriptor.js";
import { n as parseHtpasswd, t as parseBasic } from "./htpasswd.js";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { Socket } from "node:net";
import { STATUS_CODES, createServer } from "node:http";
import { createServer as createServer$1 } from "node:https";

// src/server/access.ts
function formatScope(access) {
	return `${access.type}:${access.name}:${access.actions.join(",")}`;
}
function pullOf(name) {
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
		case "tags":
		case "referrers": return [pullOf(route.name)];
		case "uploads":
		case "upload": return [{
			type: "repository",
			name: route.name,
			actions: ["push"]
		}];
		case "manifest":
		case "blob":
			if (method === "GET" || method === "HEAD") return [pullOf(route.name)];
			return [{
				type: "repository",
				name: route.name,
				actions: [method === "DELETE" ? "delete" : "push"]
			}];
	}
}

// src/server/access-log.ts
function logWhenDone(record, req, reply, log) {
	const started = performance.now();
	const { remoteAddress } = req.socket;
	const { res } = reply;
	res.once("close", () => {
		log({
			...record,
			status: res.headersSent ? res.statusCode : 0,
			bytes: reply.sentBytes,
			durationMs: performance.now() - started,
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
	if (match === null || last < start) throw new OciError("RANGE_INVALID", `the Content-Range "${printable(header, 100)}" is invalid; it must be "start-end" with both bytes inclusive`);
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
	constructor(req, res, server) {
		this.#req = req;
		this.res = res;
		this.#server = server;
	}
	send(status, headers, body = "") {
		const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
		if (this.#hasUnreadBody()) {
			this.#sendBeforeBody(status, headers, body, length);
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
		const all = [...baseHeaders, ...headers];
		if (status !== 204 && status !== 304) all.push("content-length", String(length));
		if (this.#server.draining) all.push("connection", "close");
		this.res.writeHead(status, all);
	}
	#end(bytes) {
		if (bytes.byteLength <= maxJoinedBytes) this.res.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"), "latin1");
		else this.res.end(bytes);
	}
	fail(error) {
		const { res } = this;
		if (res.destroyed || res.writableEnded) return;
		const known = isOciError(error) ? error : unexpectedError(error);
		const code = wireCodePattern.test(known.wireCode) ? known.wireCode : known.code;
		this.errorCode = code;
		if (res.headersSent) {
			res.destroy();
			return;
		}
		const status = known.status >= 400 && known.status <= 599 ? known.status : statusOf(known.code);
		const body = JSON.stringify({ errors: [{
			code,
			message: publicMessage(known),
			detail: known.detail
		}] });
		const extra = headersOfErrors.get(error) ?? [];
		const headers = [
			"content-type",
			"application/json",
			errorCodeHeader,
			code,
			...extra
		];
		this.send(status, headers, body);
	}
	#hasUnreadBody() {
		const { complete, headers } = this.#req;
		if (complete) return false;
		const length = headers["content-length"];
		return length !== void 0 && length !== "0" || headers["transfer-encoding"] !== void 0;
	}
	#sendBeforeBody(status, headers, body, length) {
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
function unexpectedError(error) {
	return new OciError("UNKNOWN", "internal error of the registry; see the log of the server", { cause: error });
}
function publicMessage(error) {
	if (!internalCodes.has(error.code)) return printable(error.message);
	const errno = errnoOf(error.cause);
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
	return new OciError("ABORTED", `the client closed the connection before it received all of ${ctx.path}`);
}
function wrongSize(ctx, size, length) {
	return new OciError("SIZE_MISMATCH", `cannot send ${ctx.path}: the registry has ${size} bytes of it, not ${length}`);
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
async function getBlob(ctx, name, digest) {
	if (notModified(ctx, digest)) return;
	const range = requestedRange(ctx, digest);
	if (range.kind !== "whole") {
		await getRange(ctx, name, digest, range);
		return;
	}
	const reader = await ctx.registry.getBlob(name, digest, { signal: ctx.signal });
	await sendContent(ctx, 200, blobHeaders(digest), reader, reader.descriptor.size);
}
async function headBlob(ctx, name, digest) {
	const { size } = await ctx.registry.resolveBlob(name, digest);
	if (!notModified(ctx, digest)) ctx.reply.sendHead(blobHeaders(digest), size);
}
async function deleteBlob(ctx, name, digest) {
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
function notModified(ctx, digest) {
	const etags = ctx.header("if-none-match");
	if (etags === void 0 || !etags.includes(`"${digest}"`)) return false;
	ctx.reply.send(304, [
		"docker-content-digest",
		digest,
		"etag",
		`"${digest}"`
	]);
	return true;
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
		if (!isOciError(error, "RANGE_INVALID")) throw error;
		const { size } = await ctx.registry.resolveBlob(name, digest, options);
		throw unsatisfiable(digest, size, error);
	}
}
function unsatisfiable(digest, size, cause) {
	const message = `the blob ${digest} has ${size} bytes; the requested range is outside of it`;
	return withHeaders(cause ?? new OciError("RANGE_INVALID", message, { detail: { size } }), ["content-range", `bytes */${size}`]);
}

// src/server/target.ts
const plain = /^[A-Za-z0-9/:._~@+=,!$&'();*-]*$/;
function parseTarget(target, host) {
	const local = target.startsWith("/") ? target : withoutAuthority(target, host);
	const mark = local.indexOf("?");
	const raw = mark < 0 ? local : local.slice(0, mark);
	const path = plain.test(raw) ? raw : decode(raw);
	if (path.includes("/.") && path.split("/").some((segment) => segment === "." || segment === "..")) throw invalidTarget(raw, "it has a \".\" or \"..\" segment");
	return {
		path,
		query: mark < 0 ? "" : local.slice(mark + 1)
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
	return new OciError("NAME_INVALID", `the request target "${printable(raw, 300)}" is invalid: ${reason}`);
}
function queryValue(query, name) {
	const values = query.getAll(name);
	const [first] = values;
	if (values.some((value) => value !== first)) throw new OciError("INPUT_INVALID", `the query parameter "${name}" has several values; send only one`);
	return first;
}

// src/server/listings.ts
async function listTags(ctx, name) {
	const { limit, startAfter } = pageRequest(ctx);
	if (startAfter !== void 0) checkTag(startAfter);
	const page = await readPage(ctx.registry.tags(name, {
		startAfter,
		limit: limit + 1,
		signal: ctx.signal
	}), limit);
	sendPage(ctx, `/v2/${name}/tags/list`, limit, page, {
		name,
		tags: page.names
	});
}
async function listRepositories(ctx) {
	const { limit, startAfter } = pageRequest(ctx);
	if (startAfter !== void 0) checkRepositoryName(startAfter);
	const isVisible = (name) => ctx.settings.authorize?.(ctx.principal.name, pullOf(name)) ?? true;
	const page = await readPage(ctx.registry.repositories({
		startAfter,
		signal: ctx.signal
	}), limit, isVisible);
	sendPage(ctx, "/v2/_catalog", limit, page, { repositories: page.names });
}
function pageRequest(ctx) {
	const { query } = ctx;
	const n = queryValue(query, "n");
	const last = queryValue(query, "last");
	if (n !== void 0 && !/^[0-9]+$/.test(n)) throw new OciError("INPUT_INVALID", `the query parameter "n" is "${printable(n, 40)}"; it must be a whole number from 0`);
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
			more: true
		};
		page.push(name);
	}
	return {
		names: page,
		more: false
	};
}
function sendPage(ctx, path, limit, { names, more }, body) {
	const last = names.at(-1);
	const link = more && last !== void 0 ? nextPageHeader(path, {
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
async function listReferrers(ctx, name, digest) {
	const { query } = ctx;
	const artifactType = queryValue(query, "artifactType")?.replaceAll(" ", "+");
	const last = queryValue(query, "last");
	if (last !== void 0 && !isDigest(last)) throw new OciError("DIGEST_INVALID", "the query parameter \"last\" must be a digest");
	const { manifests, next } = referrersPage(await Array.fromAsync(ctx.registry.referrers(name, digest, {
		artifactType,
		signal: ctx.signal
	})), last, ctx.settings.maxReferrersBytes);
	const headers = ["content-type", mediaTypeImageIndex];
	if (artifactType !== void 0) headers.push("oci-filters-applied", "artifactType");
	if (next !== void 0) {
		const filter = artifactType === void 0 ? {} : { artifactType };
		headers.push(...nextPageHeader(`/v2/${name}/referrers/${digest}`, {
			...filter,
			last: next
		}));
	}
	ctx.reply.send(200, headers, encodeJson({
		schemaVersion: 2,
		mediaType: mediaTypeImageIndex,
		manifests
	}));
}
function referrersPage(referrers, last, limit) {
	const sizes = new Map(referrers.map((descriptor) => [descriptor, encodeJson(descriptor).byteLength + 1]));
	if ([...sizes.values()].reduce((sum, size) => sum + size, indexFrameBytes) <= limit && last === void 0) return {
		manifests: referrers,
		next: void 0
	};
	const manifests = [];
	let bytes = indexFrameBytes;
	for (const [descriptor, size] of [...sizes].sort(([a], [b]) => compareBytes(a.digest, b.digest))) {
		if (last !== void 0 && compareBytes(descriptor.digest, last) <= 0) continue;
		bytes += size;
		if (bytes > limit && manifests.length > 0) return {
			manifests,
			next: manifests.at(-1)?.digest
		};
		manifests.push(descriptor);
	}
	return {
		manifests,
		next: void 0
	};
}

// src/server/body.ts
const waiting = /* @__PURE__ */ new WeakSet();
function expectContinue(res) {
	waiting.add(res);
}
function sendContinue(res) {
	if (waiting.delete(res)) res.writeContinue();
}
function contentLength(ctx) {
	const length = ctx.req.headers["content-length"];
	if (length !== void 0) return Number(length);
	return ctx.req.headers["transfer-encoding"] === void 0 ? 0 : void 0;
}
const batchBytes = 262144;
const bufferBytes = 327680;
const buffers = new BufferPool(bufferBytes);
function joinChunks(chunks, size, fromSocket) {
	const [first] = chunks;
	if (chunks.length === 1 && first !== void 0) return {
		bytes: first,
		pooled: void 0
	};
	const pooled = size <= bufferBytes ? buffers.take() : Buffer.allocUnsafeSlow(size);
	let position = 0;
	for (const chunk of chunks) {
		position += chunk.copy(pooled, position);
		if (fromSocket) detachWholeBuffer(chunk);
	}
	return {
		bytes: pooled.subarray(0, size),
		pooled: pooled.byteLength === bufferBytes ? pooled : void 0
	};
}
function release({ pooled }) {
	if (pooled !== void 0) buffers.release(pooled);
}
function readBody(ctx, sink, limit, label) {
	const { req, res } = ctx;
	const { stall } = ctx.settings;
	const fromSocket = req.socket instanceof Socket;
	sendContinue(res);
	const { promise, resolve, reject } = Promise.withResolvers();
	let size = 0;
	let recent = 0;
	let batch = [];
	let collected = 0;
	let busy = false;
	let outcome;
	let settled = false;
	const settle = (act) => {
		if (settled) return;
		settled = true;
		clearInterval(watch);
		req.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
		req.pause();
		act();
	};
	const stop = (act) => {
		if (outcome !== void 0) return;
		outcome = act;
		req.pause();
		proceed();
	};
	const fail = (error) => {
		settle(() => {
			reject(error);
		});
	};
	const passOn = () => {
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
		if (collected >= batchBytes || outcome !== void 0 && collected > 0) passOn();
		if (busy) return;
		if (outcome !== void 0) settle(outcome);
	};
	const onData = (chunk) => {
		if (outcome !== void 0) return;
		size += chunk.byteLength;
		recent += chunk.byteLength;
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
			reject(new OciError("ABORTED", `the client closed the connection after ${size} bytes of ${label}`));
		});
	};
	const watch = setInterval(() => {
		if (!busy && recent < stall.bytes) stop(() => {
			reject(new OciError("TIMEOUT", `${label} stalled: ${recent} bytes arrived within ${stall.ms / 1e3} s`, { status: 408 }));
		});
		recent = 0;
	}, stall.ms);
	req.on("data", onData).once("end", onEnd).once("close", onClose).once("error", onClose);
	if (req.readableEnded) onEnd();
	else if (req.destroyed) onClose();
	else req.resume();
	return promise;
}
async function readWhole(ctx, limit, label) {
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
	return new OciError("SIZE_LIMIT", `${label} exceeds the limit of this registry, ${limit} bytes`, { detail: { limit } });
}

// src/server/manifests.ts
const maxTagParameters = 128;
async function getManifest(ctx, name, reference, digest) {
	const reader = await (digest === void 0 ? ctx.registry.getTag(name, existingTag(name, reference)) : ctx.registry.getManifest(name, digest));
	const { descriptor } = reader;
	if (descriptor.size > ctx.settings.maxManifestBytes) {
		await reader.close();
		throw unknownManifest(name, reference);
	}
	if (ctx.req.headers["if-none-match"] !== void 0 && notModified(ctx, descriptor.digest)) {
		await reader.close();
		return;
	}
	ctx.reply.send(200, manifestHeaders(descriptor), reader.cached ?? await readManifest(reader, descriptor));
}
async function headManifest(ctx, name, reference, digest) {
	const descriptor = await (digest === void 0 ? ctx.registry.resolveTag(name, existingTag(name, reference)) : ctx.registry.resolveManifest(name, digest));
	if (ctx.req.headers["if-none-match"] !== void 0 && notModified(ctx, descriptor.digest)) return;
	ctx.reply.sendHead(manifestHeaders(descriptor), descriptor.size);
}
async function putManifest(ctx, name, reference, digest) {
	const additional = ctx.query.getAll("tag");
	if (additional.length > maxTagParameters) throw new OciError("INPUT_INVALID", `the request has ${additional.length} "tag" parameters; the maximum is ${maxTagParameters}`, { status: 414 });
	const tags = [...new Set(digest === void 0 ? [reference, ...additional] : additional)];
	for (const tag of tags) checkTag(tag);
	const content = await readWhole(ctx, ctx.settings.maxManifestBytes, "the manifest");
	const { mediaType, subject } = parseManifest(content, ctx.header("content-type"));
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
async function deleteManifest(ctx, name, reference, digest) {
	if (digest === void 0) await ctx.registry.deleteTag(name, checkTag(reference), { signal: ctx.signal });
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
	return isManifestMediaType(mediaType) || mediaType === "application/json" || /^application\/vnd\.[a-z0-9.+-]+$/i.test(mediaType) ? mediaType : "application/octet-stream";
}
function existingTag(name, reference) {
	if (isTag(reference)) return reference;
	throw unknownManifest(name, reference);
}
function unknownManifest(name, reference) {
	return new OciError("MANIFEST_UNKNOWN", `${name} has no manifest "${reference}"`, { detail: { reference } });
}
function readManifest(reader, descriptor) {
	return collect(reader, descriptor.size, `the manifest ${descriptor.digest}`);
}

// src/server/upload-session.ts
const closeWriterAfterMs = 5e3;
var UploadSession = class {
	key;
	repository;
	user;
	writerId;
	size;
	#owner;
	#writer;
	#locked = false;
	#ended = false;
	#waiting = /* @__PURE__ */ new Set();
	#timer;
	constructor(key, repository, user, owner, writer) {
		this.key = key;
		this.repository = repository;
		this.user = user;
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
	async lock(waitMs) {
		if (this.#locked && waitMs > 0) {
			const { promise, resolve } = Promise.withResolvers();
			this.#waiting.add(resolve);
			const timer = setTimeout(resolve, waitMs);
			await promise;
			clearTimeout(timer);
			this.#waiting.delete(resolve);
		}
		if (this.#locked) return false;
		this.#locked = true;
		clearTimeout(this.#timer);
		return true;
	}
	async unlock(broken) {
		if (broken) await this.#closeWriter();
		this.#locked = false;
		if (!this.#ended) this.#startTimer();
		const [next] = this.#waiting;
		next?.();
	}
	async writer(options) {
		if (this.#writer === void 0) {
			this.#writer = await this.#owner.registry.pushBlobChunkedResume(this.repository, this.writerId, {
				...options,
				offset: this.size
			});
			this.#updateState(this.#writer);
		}
		return this.#writer;
	}
	async write(writer, chunk) {
		try {
			await writer.write(chunk);
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
	async drop() {
		if (!this.#ended) await this.#reportFailure(() => this.cancel());
	}
	async suspend() {
		if (this.#ended) return;
		await this.#closeWriter();
		this.#end();
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
		if (this.#locked || this.#ended) return;
		this.#timer = setTimeout(() => {
			this.drop();
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
var UploadSessions = class {
	#sessions = /* @__PURE__ */ new Map();
	#owner;
	#max;
	#signingKey;
	constructor(registry, settings) {
		this.#max = settings.maxUploads;
		this.#signingKey = settings.sessionKey;
		this.#owner = {
			registry,
			idleMs: settings.uploadIdleMs,
			onEnd: (session) => {
				this.#sessions.delete(session.key);
			},
			onError: (error) => settings.onError?.(error, "close an upload")
		};
	}
	get size() {
		return this.#sessions.size;
	}
	checkCapacity() {
		if (this.#sessions.size < this.#max) return;
		throw new OciError("TOOMANYREQUESTS", `cannot start another upload: ${this.#max} uploads are in progress, the maximum of this registry; retry later`);
	}
	begin(repository, user, writer) {
		return this.#add(randomBytes(keyBytes).toString("hex"), repository, user, writer);
	}
	find(id, repository, user) {
		const dot = id.indexOf(".");
		const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
		if (session !== void 0 && session.repository === repository && session.user === user) return session;
		const restored = session === void 0 ? this.#restore(id, repository, user) : void 0;
		if (restored === void 0) throw unknownUpload(repository);
		return restored;
	}
	idOf(session) {
		if (this.#signingKey === void 0) return session.key;
		const state = Buffer.from(session.writerId).toString("base64url");
		const signature = this.#sign(this.#signingKey, session.key, state, session.repository, session.user);
		return `${session.key}.${state}.${signature.toString("base64url")}`;
	}
	async close() {
		await Promise.all([...this.#sessions.values()].map((session) => this.#signingKey === void 0 ? session.drop() : session.suspend()));
	}
	#restore(id, repository, user) {
		const [key = "", state = "", signature = "", ...more] = id.split(".");
		if (this.#signingKey === void 0 || signature === "" || more.length > 0) return void 0;
		const expected = this.#sign(this.#signingKey, key, state, repository, user);
		const given = Buffer.from(signature, "base64url");
		if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return void 0;
		this.checkCapacity();
		return this.#add(key, repository, user, Buffer.from(state, "base64url").toString());
	}
	#add(key, repository, user, writer) {
		const session = new UploadSession(key, repository, user, this.#owner, writer);
		this.#sessions.set(key, session);
		return session;
	}
	#sign(key, ...parts) {
		return createHmac("sha256", key).update(JSON.stringify(parts)).digest();
	}
};
function unknownUpload(repository) {
	return new OciError("BLOB_UPLOAD_UNKNOWN", `${repository} has no such upload: it has ended, it was idle for too long, or it never existed; start a new upload`);
}

// src/server/mount.ts
const uploadInstead = [
	"BLOB_UNKNOWN",
	"NAME_UNKNOWN",
	"UNSUPPORTED"
];
async function tryMount(ctx, name, digest, from) {
	if (from !== void 0) return mountFrom(ctx, name, digest, checkRepositoryName(from));
	for await (const source of candidates(ctx, name)) {
		const outcome = await mountFrom(ctx, name, digest, source);
		if (outcome.mounted) return outcome;
	}
	return {
		mounted: false,
		code: "BLOB_UNKNOWN"
	};
}
async function mountFrom(ctx, name, digest, from) {
	if (!await ctx.principal.can(pullOf(from))) return {
		mounted: false,
		code: "BLOB_UNKNOWN"
	};
	try {
		return {
			mounted: true,
			digest: (await ctx.registry.mountBlob(from, name, digest, { signal: ctx.signal })).digest
		};
	} catch (error) {
		if (isOciError(error, ...uploadInstead)) return {
			mounted: false,
			code: error.code
		};
		throw error;
	}
}
async function* candidates(ctx, name) {
	yield name;
	try {
		for await (const source of ctx.registry.repositories({
			limit: ctx.settings.anonymousMountScan,
			signal: ctx.signal
		})) if (source !== name) yield source;
	} catch (error) {
		if (!isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED", "NOT_FOUND")) throw error;
	}
}

// src/server/uploads.ts
const lockWaitMs = 2e3;
async function beginUpload(ctx, name) {
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
	ctx.sessions.checkCapacity();
	if (digest !== void 0) checkLength(contentLength(ctx), ctx.settings.maxBlobBytes, "the blob");
	const writer = await ctx.registry.pushBlobChunked(name, { signal: ctx.signal });
	const session = ctx.sessions.begin(name, ctx.principal.name, writer);
	if (digest === void 0) {
		ctx.reply.send(202, [...stateHeaders(ctx, session), ...failedMount]);
		return;
	}
	await withLock(session, 0, async () => {
		try {
			await receive(ctx, session, void 0);
		} catch (error) {
			await session.drop();
			throw error;
		}
		await commit(ctx, session, digest);
	});
}
async function patchUpload(ctx, name, id) {
	const session = ctx.sessions.find(id, name, ctx.principal.name);
	const range = chunkRange(ctx);
	await withLock(session, range === void 0 ? 0 : lockWaitMs, async () => {
		await receive(ctx, session, range);
		ctx.reply.send(202, stateHeaders(ctx, session));
	});
}
async function putUpload(ctx, name, id) {
	const session = ctx.sessions.find(id, name, ctx.principal.name);
	const digest = optionalDigest(queryValue(ctx.query, "digest"));
	if (digest === void 0) throw new OciError("DIGEST_INVALID", "cannot complete the upload: the query parameter \"digest\" is missing");
	const range = chunkRange(ctx);
	await withLock(session, range === void 0 ? 0 : lockWaitMs, async () => {
		await receive(ctx, session, range);
		await commit(ctx, session, digest);
	});
}
async function uploadStatus(ctx, name, id) {
	const session = ctx.sessions.find(id, name, ctx.principal.name);
	if (await session.lock(lockWaitMs)) try {
		if (session.ended) throw unknownUpload(name);
		if (session.size === void 0) await session.writer({ signal: ctx.signal });
	} finally {
		await session.unlock(false);
	}
	ctx.reply.send(204, stateHeaders(ctx, session));
}
async function cancelUpload(ctx, name, id) {
	const session = ctx.sessions.find(id, name, ctx.principal.name);
	await withLock(session, lockWaitMs, () => session.cancel());
	ctx.reply.send(204, []);
}
async function withLock(session, waitMs, work) {
	if (!await session.lock(waitMs)) throw new OciError("BLOB_UPLOAD_INVALID", "another request is writing to this upload; wait for its end, then request the state of the upload", { status: 409 });
	let broken = false;
	try {
		if (session.ended) throw unknownUpload(session.repository);
		await work();
	} catch (error) {
		broken = !isOciError(error, "RANGE_INVALID");
		throw error;
	} finally {
		await session.unlock(broken);
	}
}
async function receive(ctx, session, range) {
	const writer = await session.writer({ signal: ctx.signal });
	const headers = stateHeaders(ctx, session);
	try {
		if (range !== void 0 && range.start !== writer.size) throw new OciError("RANGE_INVALID", `the chunk starts at byte ${range.start}, but the upload has ${writer.size} bytes; send the bytes from there`, { detail: { offset: writer.size } });
		const remaining = ctx.settings.maxBlobBytes - writer.size;
		checkLength(contentLength(ctx), remaining, "the blob");
		const limit = range === void 0 ? remaining : Math.min(remaining, chunkSize(range));
		const size = await readBody(ctx, (chunk) => session.write(writer, chunk), limit, "the blob");
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
	return new OciError("SIZE_INVALID", `the Content-Range is ${range.start}-${range.last}, but the body has ${size} bytes`);
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
	return text === void 0 ? void 0 : parseDigest(text);
}
function checkAlgorithm(text) {
	if (text === void 0 || text === "sha256" || text === "sha512") return;
	throw new OciError("DIGEST_INVALID", "the digest algorithm must be sha256 or sha512");
}

// src/server/actions.ts
const table = {
	ping: {
		GET: ping$1,
		HEAD: ping$1
	},
	token: {},
	catalog: {
		GET: listRepositories,
		HEAD: listRepositories
	},
	tags: {
		GET: (ctx, { name }) => listTags(ctx, name),
		HEAD: (ctx, { name }) => listTags(ctx, name)
	},
	referrers: {
		GET: (ctx, { name, digest }) => listReferrers(ctx, name, digest),
		HEAD: (ctx, { name, digest }) => listReferrers(ctx, name, digest)
	},
	manifest: {
		GET: (ctx, { name, reference, digest }) => getManifest(ctx, name, reference, digest),
		HEAD: (ctx, { name, reference, digest }) => headManifest(ctx, name, reference, digest),
		PUT: (ctx, { name, reference, digest }) => putManifest(ctx, name, reference, digest),
		DELETE: (ctx, { name, reference, digest }) => deleteManifest(ctx, name, reference, digest)
	},
	blob: {
		GET: (ctx, { name, digest }) => getBlob(ctx, name, digest),
		HEAD: (ctx, { name, digest }) => headBlob(ctx, name, digest),
		DELETE: (ctx, { name, digest }) => deleteBlob(ctx, name, digest)
	},
	uploads: { POST: (ctx, { name }) => beginUpload(ctx, name) },
	upload: {
		GET: (ctx, { name, id }) => uploadStatus(ctx, name, id),
		HEAD: (ctx, { name, id }) => uploadStatus(ctx, name, id),
		PATCH: (ctx, { name, id }) => patchUpload(ctx, name, id),
		PUT: (ctx, { name, id }) => putUpload(ctx, name, id),
		DELETE: (ctx, { name, id }) => cancelUpload(ctx, name, id)
	}
};
const readMethods = /* @__PURE__ */ new Set(["GET", "HEAD"]);
function actionOf(route, method) {
	const methods = methodsOf(route);
	const serve = Object.hasOwn(methods, method) ? methods[method] : void 0;
	return serve && {
		writes: !readMethods.has(method),
		run: (ctx) => serve(ctx, route)
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

// src/server/guard.ts
var Guard = class {
	#passwords;
	#bearer;
	#authorize;
	#anonymous;
	constructor(settings) {
		this.#passwords = settings.htpasswd === void 0 ? void 0 : parseHtpasswd(settings.htpasswd);
		this.#bearer = settings.bearer;
		this.#authorize = settings.authorize;
		const open = this.#passwords === void 0 && this.#bearer === void 0;
		this.#anonymous = {
			name: void 0,
			can: (access) => this.#authorize?.(void 0, access) ?? open
		};
	}
	admit(header, required) {
		if (this.#passwords === void 0 && this.#bearer === void 0) return checkAccess(this.#anonymous, required);
		if (header === void 0) return this.#admitAnonymous(required);
		const space = header.indexOf(" ");
		const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
		const value = space < 0 ? "" : header.slice(space + 1).trim();
		if (scheme === "bearer" && this.#bearer !== void 0) return this.#admitToken(this.#bearer, value, required);
		if (scheme === "basic" && this.#passwords !== void 0) return this.#admitPassword(this.#passwords, value, required);
		throw this.#challenge(required, "this authentication scheme is not supported");
	}
	#admitAnonymous(required) {
		if (required.length > 0 && required.every((access) => this.#authorize?.(void 0, access) === true)) return { principal: this.#anonymous };
		throw this.#challenge(required, "authentication is required");
	}
	async #admitPassword(passwords, value, required) {
		const login = parseBasic(value);
		if (login === void 0 || !await passwords.verify(login.user, login.password)) throw this.#challenge(required, "the user name or password is wrong");
		const { user } = login;
		return checkAccess({
			name: user,
			can: (access) => this.#authorize?.(user, access) ?? true
		}, required);
	}
	#admitToken(bearer, token, required) {
		const admit = (verdict) => {
			if (verdict.kind === "invalid") throw this.#challenge(required, "the token is invalid or has expired", "invalid_token");
			if (verdict.kind === "insufficient") throw this.#challenge(required, "the token does not grant this access", "insufficient_scope");
			return { principal: {
				name: verdict.user,
				can: (access) => isGranted(bearer.verify(token, [access]))
			} };
		};
		const verdict = bearer.verify(token, required);
		return verdict instanceof Promise ? verdict.then(admit) : admit(verdict);
	}
	#challenge(required, reason, error) {
		const challenges = [];
		if (this.#bearer !== void 0) challenges.push("www-authenticate", bearerChallenge(this.#bearer, required, error));
		if (this.#passwords !== void 0) challenges.push("www-authenticate", "Basic realm=\"registry\", charset=\"UTF-8\"");
		const message = `${reason}; log in to this registry`;
		return withHeaders(new OciError("UNAUTHORIZED", message, { detail: required.map(formatScope) }), challenges);
	}
};
function checkAccess(principal, required) {
	if (required.every((access) => principal.can(access) === true)) return { principal };
	const user = principal.name === void 0 ? "anonymous users" : `"${principal.name}"`;
	const scopes = required.map(formatScope).join(" ");
	return {
		principal,
		refusal: new OciError("DENIED", `access denied: ${user} may not ${scopes}`)
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
const maxRemembered = 256;
var HostCheck = class {
	#allowed;
	#allowLoopback;
	#accepted = /* @__PURE__ */ new Set();
	constructor(allowed) {
		this.#allowed = allowed === "*" ? void 0 : new Set((allowed ?? []).map((name) => name.toLowerCase()));
		this.#allowLoopback = allowed === void 0;
	}
	check({ host = "", origin, "sec-fetch-site": site }) {
		if (!this.#accepted.has(host)) {
			if (!this.#allows(host)) throw new OciError("DENIED", `this registry does not accept requests for the host "${printable(host, 260)}"; use its own address, or add the host to the allowed hosts`);
			if (this.#accepted.size < maxRemembered) this.#accepted.add(host);
		}
		if (origin === void 0 && site === void 0) return;
		if (origin !== void 0 && origin !== `http://${host}` && origin !== `https://${host}` || site !== void 0 && site !== "same-origin" && site !== "none") throw new OciError("DENIED", "this registry does not accept requests from web pages of other origins");
	}
	#allows(host) {
		if (this.#allowed === void 0) return true;
		const name = host.replace(/:\d*$/, "").toLowerCase();
		return this.#allowed.has(name) || this.#allowLoopback && isLoopbackHost(name);
	}
};

// src/server/options.ts
const defaultMaxPageSize = 1e4;
const defaultMaxReferrersBytes = 4194304;
const defaultUploadIdleMs = 36e5;
const defaultMaxUploads = 1e4;
const defaultStall = {
	bytes: 61440,
	ms: 6e4
};
const defaultAnonymousMountScan = 1e3;
const minSessionKeyBytes = 32;
function resolveSettings(options) {
	const { sessionKey } = options;
	if (sessionKey !== void 0 && sessionKey.byteLength < minSessionKeyBytes) throw new OciError("INPUT_INVALID", `the session key has ${sessionKey.byteLength} bytes; use at least ${minSessionKeyBytes} random bytes`);
	return {
		...options,
		readOnly: options.readOnly ?? false,
		maxManifestBytes: options.maxManifestBytes ?? 4194304,
		maxBlobBytes: options.maxBlobBytes ?? Infinity,
		maxPageSize: options.maxPageSize ?? defaultMaxPageSize,
		maxReferrersBytes: options.maxReferrersBytes ?? defaultMaxReferrersBytes,
		uploadIdleMs: options.uploadIdleMs ?? defaultUploadIdleMs,
		maxUploads: options.maxUploads ?? defaultMaxUploads,
		stall: options.stall ?? defaultStall,
		anonymousMountScan: options.anonymousMountScan ?? defaultAnonymousMountScan
	};
}

// src/server/request-context.ts
var RequestContext = class {
	registry;
	settings;
	sessions;
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
	const wordSlash = path.lastIndexOf("/", lastSlash - 1);
	if (wordSlash < 3) throw unknownPath(path);
	const name = path.slice(4, wordSlash);
	switch (path.slice(wordSlash + 1, lastSlash)) {
		case "manifests": return {
			kind: "manifest",
			name: checkRepositoryName(name),
			reference: last,
			digest: last.includes(":") ? parseDigest(last) : void 0
		};
		case "blobs":
			if (last === "uploads") return {
				kind: "uploads",
				name: checkRepositoryName(name)
			};
			return {
				kind: "blob",
				name: checkRepositoryName(name),
				digest: parseDigest(last)
			};
		case "tags":
			if (last === "list") return {
				kind: "tags",
				name: checkRepositoryName(name)
			};
			break;
		case "referrers": return {
			kind: "referrers",
			name: checkRepositoryName(name),
			digest: parseDigest(last)
		};
		case "uploads": if (name.endsWith("/blobs")) return upload(checkRepositoryName(name.slice(0, -6)), last);
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
	return new OciError("NOT_FOUND", `"${printable(path, 300)}" is not a path of the distribution API; its paths are /v2/, /v2/_catalog and, below /v2/<name>/, manifests, blobs, tags/list and referrers`);
}

// src/server/handler.ts
function createHandler(registry, options = {}) {
	const settings = resolveSettings(options);
	const state = {
		registry,
		settings,
		sessions: new UploadSessions(registry, settings),
		draining: false
	};
	const guard = new Guard(settings);
	const hosts = new HostCheck(settings.allowedHosts);
	const begin = (req, reply, record) => {
		checkTransferCoding(req);
		hosts.check(req.headers);
		const target = parseTarget(req.url ?? "", req.headers.host ?? "");
		record.path = target.path;
		const route = parseRoute(target.path);
		if (route.kind === "token") return serveToken(req, reply.res, target.path);
		const run = ({ principal, refusal }) => {
			record.user = principal.name;
			if (refusal !== void 0) throw refusal;
			return runAction(new RequestContext(state, req, reply, target, principal), route, record.method);
		};
		const admission = guard.admit(req.headers.authorization, requiredAccess(route, record.method));
		return admission instanceof Promise ? admission.then(run) : run(admission);
	};
	const serveToken = (req, res, path) => {
		const endpoint = settings.bearer?.endpoint;
		if (endpoint === void 0) throw new OciError("NOT_FOUND", `cannot serve ${path}: this registry does not issue tokens`);
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
			if (!isOciError(error) || error.status >= 500) settings.onError?.(error, `${record.method} ${record.path}`);
			reply.fail(error);
		};
		try {
			begin(req, reply, record)?.catch(fail);
		} catch (error) {
			fail(error);
		}
	};
	return Object.assign(handle, {
		drain: () => {
			state.draining = true;
		},
		close: () => state.sessions.close()
	});
}
function runAction(ctx, route, method) {
	const { readOnly } = ctx.settings;
	const refuse = (reason) => withHeaders(new OciError("UNSUPPORTED", reason), ["allow", allowedMethods(route, readOnly).join(", ")]);
	const action = actionOf(route, method);
	if (action === void 0) throw refuse(`the method ${method} is not supported for this path`);
	if (readOnly && action.writes) throw refuse("this registry is read-only");
	return action.run(ctx);
}
function checkTransferCoding(req) {
	const coding = req.headers["transfer-encoding"];
	if (coding === void 0 || coding.toLowerCase() === "chunked") return;
	throw new OciError("UNSUPPORTED", "the only supported transfer coding is \"chunked\"", { status: 501 });
}

// src/server/http-server.ts
const maxHeaderSize = 16384;
const checkIntervalMs = 1e3;
const defaultMaxConnections = 4096;
const defaultHeadersTimeoutMs = 1e4;
const defaultKeepAliveMs = 15e3;
function createHttpServer(handler, options) {
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
	const server = options.tls === void 0 ? createServer(settings) : createSecureServer({
		...settings,
		...options.tls,
		minVersion: "TLSv1.2"
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
	try {
		return createServer$1(settings);
	} catch (cause) {
		throw new OciError("INPUT_INVALID", "the TLS key and certificate do not match or are not in PEM format", { cause });
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
	if (!socket.writable || errnoOf(error) === "ECONNRESET" || replying && !res.writableEnded && res.headersSent && !isErrorReply) {
		socket.destroy();
		return;
	}
	if (replying && res.headersSent) socket.end();
	else socket.end(rejectionText(rejections.get(errnoOf(error) ?? "") ?? malformed));
	socket.once("finish", () => {
		socket.destroy();
	});
}
function rejectionText({ status, code, message }) {
	const body = JSON.stringify({ errors: [{
		code,
		message
	}] });
	return `${[
		`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
		"content-type: application/json",
		"x-content-type-options: nosniff",
		`${errorCodeHeader}: ${code}`,
		`content-length: ${Buffer.byteLength(body)}`,
		"connection: close"
	].join("\r\n")}\r\n\r\n${body}`;
}

// src/server/listen.ts
const defaultAddress = "127.0.0.1";
const defaultCloseGraceMs = 4e3;
const backlog = 1024;
async function listen(registry, options = {}) {
	const address = options.address ?? defaultAddress;
	const loopback = isLoopbackHost(address);
	const authenticates = options.htpasswd !== void 0 || options.bearer !== void 0 || options.tokens !== void 0;
	if (!loopback && !authenticates && options.insecureAnonymous !== true) throw new OciError("INPUT_INVALID", `refusing to listen on the non-loopback address ${printable(address, 260)} without authentication; give an htpasswd file or tokens, or set insecureAnonymous to allow every client`);
	let url = "";
	const handler = createHandler(registry, {
		...options,
		bearer: options.bearer ?? (options.tokens && bearerOf(options.tokens, () => `${url}/token`)),
		allowedHosts: options.allowedHosts ?? (loopback ? void 0 : "*")
	});
	const server = createHttpServer(handler, options);
	await bind(server, address, options.port ?? 0);
	const { port } = server.address();
	url = `${options.tls === void 0 ? "http" : "https"}://${urlHost(address)}:${port}`;
	let closing;
	const close = () => {
		closing ??= shutDown(server, handler, options.closeGraceMs ?? defaultCloseGraceMs);
		return closing;
	};
	return {
		url,
		address,
		port,
		close,
		[Symbol.asyncDispose]: close
	};
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
		throw new OciError("INPUT_INVALID", `cannot listen on ${printable(address, 260)}, port ${port}: ${bindProblem(errnoOf(error))}`, { cause: error });
	} finally {
		server.off("error", reject);
	}
}
const bindProblems = /* @__PURE__ */ new Map([
	["EADDRINUSE", "another process uses this port (EADDRINUSE); choose another port, or 0 for any free port"],
	["EACCES", "this user may not use this port (EACCES); choose a port above 1023, or 0 for any free port"],
	["EADDRNOTAVAIL", "this machine does not have the address (EADDRNOTAVAIL)"],
	["ENOTFOUND", "the host name is unknown (ENOTFOUND)"],
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

export { listen as t };