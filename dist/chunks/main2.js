import { $ as isOciError, A as missingContentError, B as maxManifestBytes, C as narrate, D as outputTexts, E as outputNames, F as checkTag, G as mediaTypeImageIndex, H as encodeJson, I as formatReference, J as digestOf, K as mediaTypeOctetStream, L as isLoopbackHost, N as ociScheme, O as checkPushedManifest, P as checkRepositoryName, Q as OciError, R as isTag, S as Printer, T as outputJson, U as isManifestMediaType, V as parseManifest, X as parseDigest, Y as isDigest, Z as printable, _ as _usingCtx, a as inputError, at as progressText, b as outcomeLines, c as LayoutRegistry, d as pull, et as statusOf, f as blobReader, g as collect, h as pageOf$1, i as readPublishInputs, it as progressLines, j as referrerDescriptor, k as contentToRequire, l as connectRepository, m as endOfRange, n as claimOutput, nt as compareBytes, o as wholeNumber, ot as formatBytes, p as received, q as digestAlgorithm, r as publishInputNames, rt as percent, s as publish, st as formatNumber, t as toldConnection, tt as throwIfAborted, v as errnoOf, w as explainFailure, y as abortable, z as parseReference } from "./publish.js";
import { homedir, tmpdir } from "node:os";
import { inspect, parseArgs } from "node:util";
import nodeCrypto from "crypto";
import { STATUS_CODES, createServer } from "node:http";
import { once } from "node:events";
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { join } from "node:path";
import { lstat, mkdtemp, open, readdir, readlink, rm } from "node:fs/promises";
import { createServer as createServer$1 } from "node:https";
import { text } from "node:stream/consumers";

// src/report/bar.ts
const barWidth = 24;
const redrawMs = 100;
var ProgressBar = class {
	#write;
	#now;
	#columns;
	#drawnAt = Number.NEGATIVE_INFINITY;
	#shown = false;
	constructor(write, now, columns) {
		this.#write = write;
		this.#now = now;
		this.#columns = columns;
	}
	update(progress) {
		const time = this.#now();
		if (time - this.#drawnAt < redrawMs) return;
		this.#drawnAt = time;
		this.#shown = true;
		this.#write(`\r\u001b[2K${barText(progress).slice(0, Math.max(0, this.#columns() - 1))}`);
	}
	clear() {
		if (this.#shown) this.#write("\r\x1B[2K");
		this.#shown = false;
		this.#drawnAt = Number.NEGATIVE_INFINITY;
	}
};
function barText(progress) {
	if (progress.total === void 0) return progressText(progress);
	const full = Math.floor(percent(progress.done, progress.total) / 100 * barWidth);
	return `[${"=".repeat(full)}${" ".repeat(barWidth - full)}] ${progressText(progress)}`;
}

// src/server/access.ts
const nobody = {
	name: void 0,
	can: () => false
};
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
const nothing = [];
const catalogue = [{
	type: "registry",
	name: "catalog",
	actions: ["*"]
}];
function requiredAccess(route, method) {
	switch (route.kind) {
		case "ping":
		case "token": return nothing;
		case "catalog": return catalogue;
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
function logWhenDone(x, log) {
	const started = performance.now();
	const { remoteAddress } = x.req.socket;
	x.res.once("close", () => {
		log({
			method: x.method,
			path: x.path,
			status: x.res.headersSent ? x.res.statusCode : 0,
			bytes: x.sentBytes,
			durationMs: performance.now() - started,
			remoteAddress,
			user: x.principal.name,
			errorCode: x.errorCode,
			complete: x.res.writableFinished
		});
	});
}
function logError(x, error) {
	const { onError } = x.state.settings;
	if (onError === void 0 || isOciError(error) && error.status < 500) return;
	onError(error, `${x.method} ${x.path}`);
}

// src/server/reply.ts
const baseHeaders = [
	"docker-distribution-api-version",
	"registry/2.0",
	"x-content-type-options",
	"nosniff"
];
function reply(x, status, headers, body = "") {
	const length = typeof body === "string" ? Buffer.byteLength(body) : body.byteLength;
	if (bodyIsPending(x.req)) {
		replyBeforeBody(x, status, headers, body, length);
		return;
	}
	writeHead(x, status, headers, length);
	if (x.method === "HEAD" || length === 0) {
		x.res.end();
		return;
	}
	x.sentBytes = length;
	if (typeof body === "string") x.res.end(body);
	else endWith(x.res, body);
}
const joinedBytes = 16384;
function endWith(res, bytes) {
	if (bytes.byteLength <= joinedBytes) res.end(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1"), "latin1");
	else res.end(bytes);
}
function replyHead(x, headers, length) {
	writeHead(x, 200, headers, length);
	x.res.end();
}
function writeHead(x, status, headers, length) {
	const all = [...baseHeaders, ...headers];
	if (status !== 204 && status !== 304) all.push("content-length", String(length));
	if (x.state.draining) all.push("connection", "close");
	x.res.writeHead(status, all);
}
function bodyIsPending(req) {
	if (req.complete) return false;
	const length = req.headers["content-length"];
	return length !== void 0 && length !== "0" || req.headers["transfer-encoding"] !== void 0;
}
const drainBytes = 4194304;
const drainMs = 2e3;
function replyBeforeBody(x, status, headers, body, length) {
	const { req, res } = x;
	writeHead(x, status, x.state.draining ? headers : [
		...headers,
		"connection",
		"close"
	], length);
	if (x.method !== "HEAD" && length > 0) {
		x.sentBytes = length;
		res.write(body);
	} else res.flushHeaders();
	let drained = 0;
	let ended = false;
	const end = () => {
		if (ended) return;
		ended = true;
		clearTimeout(timer);
		req.off("data", count);
		res.end();
	};
	const count = (chunk) => {
		drained += chunk.byteLength;
		if (drained > drainBytes) end();
	};
	const timer = setTimeout(end, drainMs);
	req.on("data", count);
	req.once("end", end);
	req.once("close", end);
	req.resume();
}

// src/server/errors.ts
const errorCodeHeader = "oci-error-code";
const wireCodePattern = /^[A-Za-z0-9_.-]{1,64}$/;
function replyError(x, error) {
	logError(x, error);
	if (x.res.destroyed || x.res.writableEnded) return;
	const known = isOciError(error) ? error : unexpected(error);
	const code = wireCodePattern.test(known.wireCode) ? known.wireCode : known.code;
	x.errorCode = code;
	if (x.res.headersSent) {
		x.res.destroy();
		return;
	}
	const status = known.status >= 400 && known.status <= 599 ? known.status : statusOf(known.code);
	const body = JSON.stringify({ errors: [{
		code,
		message: messageOf(known),
		detail: known.detail
	}] });
	reply(x, status, [
		"content-type",
		"application/json",
		errorCodeHeader,
		code,
		...x.errorHeaders
	], body);
}
function unexpected(error) {
	return new OciError("UNKNOWN", "the registry failed in a way it did not foresee; its log says more", { cause: error });
}
const undisclosed = /* @__PURE__ */ new Set(["FILE_SYSTEM", "CREDENTIALS"]);
function messageOf(error) {
	if (!undisclosed.has(error.code)) return printable(error.message);
	const errno = errnoOf(error.cause);
	return errno === void 0 ? "the registry could not use its storage" : `the registry could not use its storage (${errno})`;
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
	if (match === null || last < start) throw new OciError("RANGE_INVALID", `Content-Range "${printable(header, 100)}" is not of the form start-end, both included`);
	return {
		start,
		last
	};
}

// src/server/send-content.ts
async function sendContent(x, status, headers, reader, length) {
	const { res } = x;
	let held;
	let sent = 0;
	try {
		for await (const chunk of reader) {
			if (held !== void 0) {
				if (!res.headersSent) writeHead(x, status, headers, length);
				sent += held.byteLength;
				x.sentBytes = sent;
				if (!res.write(held)) await drained(x);
				if (res.destroyed) throw clientGone(x);
			}
			held = chunk;
		}
	} finally {
		await reader.close();
	}
	sent += held?.byteLength ?? 0;
	if (sent !== length) throw new OciError("SIZE_MISMATCH", `the registry's content of ${x.path} has ${sent} bytes, not ${length}`);
	if (!res.headersSent) writeHead(x, status, headers, length);
	x.sentBytes = sent;
	if (held === void 0) res.end();
	else endWith(res, held);
}
async function drained(x) {
	const { res } = x;
	if (res.destroyed) throw clientGone(x);
	const { stall } = x.settings;
	const allowed = stall.ms * Math.max(1, res.writableLength / stall.bytes);
	const gone = new AbortController();
	const onClose = () => {
		gone.abort();
	};
	const watch = setTimeout(() => {
		res.destroy();
	}, allowed);
	res.once("close", onClose);
	try {
		await once(res, "drain", { signal: gone.signal });
	} catch {
		throw clientGone(x);
	} finally {
		clearTimeout(watch);
		res.off("close", onClose);
	}
}
function clientGone(x) {
	return new OciError("ABORTED", `the client closed the connection before it had all of ${x.path}`);
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
async function getBlob(x, name, digest) {
	if (notModified(x, digest)) return;
	const wanted = wantedRange(x, digest);
	if (wanted.kind !== "whole") {
		await getRange(x, name, digest, wanted);
		return;
	}
	const reader = await x.registry.getBlob(name, digest, { signal: x.signal });
	await sendContent(x, 200, blobHeaders(digest), reader, reader.descriptor.size);
}
async function headBlob(x, name, digest) {
	const { size } = await x.registry.resolveBlob(name, digest);
	if (!notModified(x, digest)) replyHead(x, blobHeaders(digest), size);
}
async function deleteBlob(x, name, digest) {
	await x.registry.deleteBlob(name, digest, { signal: x.signal });
	reply(x, 202, []);
}
function replyBlobCreated(x, name, digest) {
	reply(x, 201, [
		"location",
		`/v2/${name}/blobs/${digest}`,
		"docker-content-digest",
		digest
	]);
}
function notModified(x, digest) {
	const etags = x.header("if-none-match");
	if (etags === void 0 || !etags.includes(`"${digest}"`)) return false;
	reply(x, 304, [
		"docker-content-digest",
		digest,
		"etag",
		`"${digest}"`
	]);
	return true;
}
function wantedRange(x, digest) {
	const condition = x.header("if-range");
	return parseRange(condition === void 0 || condition === `"${digest}"` ? x.header("range") : void 0);
}
async function getRange(x, name, digest, wanted) {
	const options = { signal: x.signal };
	let { start, end } = {
		start: 0,
		end: void 0
	};
	if (wanted.kind === "from") ({start, end} = wanted);
	else {
		const { size } = await x.registry.resolveBlob(name, digest, options);
		if (wanted.kind === "unsatisfiable" || size === 0) throw unsatisfiable(x, digest, size);
		start = Math.max(0, size - wanted.length);
	}
	try {
		const reader = await x.registry.getBlobRange(name, digest, start, end, options);
		const { size } = reader.descriptor;
		const last = Math.min(end ?? size, size);
		await sendContent(x, 206, [
			...blobHeaders(digest),
			"content-range",
			`bytes ${start}-${last - 1}/${size}`
		], reader, last - start);
	} catch (error) {
		if (!isOciError(error, "RANGE_INVALID")) throw error;
		const { size } = await x.registry.resolveBlob(name, digest, options);
		throw unsatisfiable(x, digest, size, error);
	}
}
function unsatisfiable(x, digest, size, cause) {
	x.errorHeaders = ["content-range", `bytes */${size}`];
	return cause ?? new OciError("RANGE_INVALID", `the blob ${digest} has ${size} bytes; the range asked for is not within them`, { detail: { size } });
}

// src/server/target.ts
const plain = /^[A-Za-z0-9/:._~@+=,!$&'();*-]*$/;
function parseTarget(target, host) {
	const local = target.startsWith("/") ? target : withoutAuthority(target, host);
	const mark = local.indexOf("?");
	const raw = mark < 0 ? local : local.slice(0, mark);
	const path = plain.test(raw) ? raw : decoded(raw);
	if (path.includes("/.") && path.split("/").some((segment) => segment === "." || segment === "..")) throw refused(raw, "it has a \".\" or \"..\" segment");
	return {
		path,
		query: mark < 0 ? "" : local.slice(mark + 1)
	};
}
function withoutAuthority(target, host) {
	const start = /^https?:\/\/([^/?#]*)(?=\/)/i.exec(target);
	if (start === null) throw refused(target, "it does not begin with \"/\"");
	if (start[1]?.toLowerCase() !== host.toLowerCase()) throw refused(target, "it names another host than the Host header");
	return target.slice(start[0].length);
}
function decoded(raw) {
	let text;
	try {
		text = decodeURIComponent(raw);
	} catch {
		throw refused(raw, "it has a malformed escape");
	}
	if (/%2f/i.test(raw)) throw refused(raw, "it has an escaped \"/\"");
	if (!plain.test(text)) throw refused(raw, "it has a character that no name, tag or digest may have");
	return text;
}
function refused(raw, reason) {
	return new OciError("NAME_INVALID", `the request target "${printable(raw, 300)}" is refused: ${reason}`);
}
function queryValue(query, name) {
	const values = query.getAll(name);
	const [first] = values;
	if (values.some((value) => value !== first)) throw new OciError("INPUT_INVALID", `the query has several values for "${name}"; give one`);
	return first;
}

// src/server/page.ts
function pageRequest(x) {
	const query = x.queryParameters;
	const n = queryValue(query, "n");
	const last = queryValue(query, "last");
	if (n !== void 0 && !/^[0-9]+$/.test(n)) throw new OciError("INPUT_INVALID", `the query parameter "n" is "${printable(n, 40)}"; it must be a whole number from 0`);
	return {
		limit: Math.min(n === void 0 ? Infinity : Number(n), x.settings.maxPageSize),
		startAfter: last === "" ? void 0 : last
	};
}
async function readPage(names, limit, take = () => true) {
	const page = [];
	for await (const name of names) {
		if (!await take(name)) continue;
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
function nextLink(path, parameters) {
	return ["link", `<${path}?${new URLSearchParams(parameters).toString()}>; rel="next"`];
}

// src/server/catalog.ts
async function listRepositories(x) {
	const { limit, startAfter } = pageRequest(x);
	if (startAfter !== void 0) checkRepositoryName(startAfter);
	const { names, more } = await readPage(x.registry.repositories({
		startAfter,
		signal: x.signal
	}), limit, (name) => mayList(x, name));
	const last = names.at(-1);
	const link = more && last !== void 0 ? nextLink("/v2/_catalog", {
		n: String(limit),
		last
	}) : [];
	reply(x, 200, [
		"content-type",
		"application/json",
		...link
	], JSON.stringify({ repositories: names }));
}
function mayList(x, name) {
	return x.settings.authorize?.(x.principal.name, pullOf(name)) ?? true;
}

// src/server/body.ts
const waiting = /* @__PURE__ */ new WeakSet();
function expectContinue(res) {
	waiting.add(res);
}
function tellContinue(res) {
	if (waiting.delete(res)) res.writeContinue();
}
function announcedLength(x) {
	const length = x.req.headers["content-length"];
	if (length !== void 0) return Number(length);
	return x.req.headers["transfer-encoding"] === void 0 ? 0 : void 0;
}
function readBody(x, sink, limit, what) {
	const { req, res } = x;
	const { stall } = x.settings;
	tellContinue(res);
	const { promise, resolve, reject } = Promise.withResolvers();
	let size = 0;
	let recent = 0;
	let busy = false;
	let ended = false;
	let settled = false;
	const settle = (act) => {
		if (settled) return;
		settled = true;
		clearInterval(watch);
		req.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onClose);
		req.pause();
		act();
	};
	const fail = (error) => {
		settle(() => {
			reject(error);
		});
	};
	const onData = (chunk) => {
		size += chunk.byteLength;
		recent += chunk.byteLength;
		if (size > limit) {
			fail(tooLarge(limit, what));
			return;
		}
		let pending;
		try {
			pending = sink(chunk);
		} catch (error) {
			fail(error);
			return;
		}
		if (pending === void 0) return;
		busy = true;
		req.pause();
		pending.then(onTaken, fail);
	};
	const onTaken = () => {
		busy = false;
		if (settled) return;
		if (ended) settle(() => {
			resolve(size);
		});
		else if (req.destroyed && !req.complete) onClose();
		else req.resume();
	};
	const onEnd = () => {
		ended = true;
		if (!busy) settle(() => {
			resolve(size);
		});
	};
	const onClose = () => {
		if (ended || busy) return;
		fail(new OciError("ABORTED", `the client closed the connection after ${size} bytes of ${what}`));
	};
	const watch = setInterval(() => {
		if (!busy && recent < stall.bytes) fail(new OciError("TIMEOUT", `${what} stalled: ${recent} bytes came within ${stall.ms / 1e3} s`, { status: 408 }));
		recent = 0;
	}, stall.ms);
	req.on("data", onData).once("end", onEnd).once("close", onClose).once("error", onClose);
	if (req.readableEnded) onEnd();
	else if (req.destroyed) onClose();
	else req.resume();
	return promise;
}
async function readWhole(x, limit, what) {
	refuseTooLarge(announcedLength(x), limit, what);
	const chunks = [];
	const size = await readBody(x, (chunk) => {
		chunks.push(chunk);
	}, limit, what);
	return chunks.length === 1 && chunks[0] !== void 0 ? chunks[0] : Buffer.concat(chunks, size);
}
function refuseTooLarge(length, limit, what) {
	if (length !== void 0 && length > limit) throw tooLarge(limit, what);
}
function tooLarge(limit, what) {
	return new OciError("SIZE_LIMIT", `${what} is over this registry's limit of ${limit} bytes`, { detail: { limit } });
}

// src/server/manifests.ts
const maxTagParameters = 128;
async function getManifest(x, name, reference, digest) {
	const reader = await (digest === void 0 ? x.registry.getTag(name, existingTag(name, reference)) : x.registry.getManifest(name, digest));
	const { descriptor } = reader;
	if (descriptor.size > x.settings.maxManifestBytes) {
		await reader.close();
		throw unknownManifest(name, reference);
	}
	if (x.req.headers["if-none-match"] !== void 0 && notModified(x, descriptor.digest)) {
		await reader.close();
		return;
	}
	const bytes = await readManifest(reader, descriptor);
	reply(x, 200, manifestHeaders(descriptor), bytes);
}
async function headManifest(x, name, reference, digest) {
	const descriptor = await (digest === void 0 ? x.registry.resolveTag(name, existingTag(name, reference)) : x.registry.resolveManifest(name, digest));
	if (x.req.headers["if-none-match"] !== void 0 && notModified(x, descriptor.digest)) return;
	replyHead(x, manifestHeaders(descriptor), descriptor.size);
}
async function putManifest(x, name, reference, digest) {
	const asked = x.query === "" ? [] : x.queryParameters.getAll("tag");
	if (asked.length > maxTagParameters) throw new OciError("INPUT_INVALID", `${asked.length} tags were asked for; one request may write ${maxTagParameters}`, { status: 414 });
	const tags = [...new Set(digest === void 0 ? [reference, ...asked] : asked)];
	for (const tag of tags) checkTag(tag);
	const content = await readWhole(x, x.settings.maxManifestBytes, "the manifest");
	const { mediaType, subject } = parseManifest(content, x.header("content-type"));
	const stored = await x.registry.pushManifest(name, content, mediaType, {
		digest,
		tags,
		signal: x.signal
	});
	const headers = [
		"location",
		`/v2/${name}/manifests/${stored.digest}`,
		"docker-content-digest",
		stored.digest
	];
	if (subject !== void 0) headers.push("oci-subject", subject.digest);
	for (const tag of tags) headers.push("oci-tag", tag);
	reply(x, 201, headers);
}
async function deleteManifest(x, name, reference, digest) {
	if (digest === void 0) await x.registry.deleteTag(name, checkTag(reference), { signal: x.signal });
	else await x.registry.deleteManifest(name, digest, { signal: x.signal });
	reply(x, 202, []);
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

// src/server/referrers.ts
const frameBytes = 128;
async function listReferrers(x, name, digest) {
	const query = x.queryParameters;
	const artifactType = queryValue(query, "artifactType")?.replaceAll(" ", "+");
	const last = queryValue(query, "last");
	if (last !== void 0 && !isDigest(last)) throw new OciError("DIGEST_INVALID", "the query parameter \"last\" must be a digest");
	const { manifests, next } = pageOf(await Array.fromAsync(x.registry.referrers(name, digest, {
		artifactType,
		signal: x.signal
	})), last, x.settings.maxReferrersBytes);
	const headers = ["content-type", mediaTypeImageIndex];
	if (artifactType !== void 0) headers.push("oci-filters-applied", "artifactType");
	if (next !== void 0) {
		const filter = artifactType === void 0 ? {} : { artifactType };
		headers.push(...nextLink(`/v2/${name}/referrers/${digest}`, {
			...filter,
			last: next
		}));
	}
	reply(x, 200, headers, encodeJson({
		schemaVersion: 2,
		mediaType: mediaTypeImageIndex,
		manifests
	}));
}
function pageOf(found, last, limit) {
	const sizes = new Map(found.map((descriptor) => [descriptor, encodeJson(descriptor).byteLength + 1]));
	if ([...sizes.values()].reduce((sum, size) => sum + size, frameBytes) <= limit && last === void 0) return {
		manifests: found,
		next: void 0
	};
	const manifests = [];
	let bytes = frameBytes;
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

// src/server/tags.ts
async function listTags(x, name) {
	const { limit, startAfter } = pageRequest(x);
	if (startAfter !== void 0) checkTag(startAfter);
	const { names, more } = await readPage(x.registry.tags(name, {
		startAfter,
		limit: limit + 1,
		signal: x.signal
	}), limit);
	const last = names.at(-1);
	const link = more && last !== void 0 ? nextLink(`/v2/${name}/tags/list`, {
		n: String(limit),
		last
	}) : [];
	reply(x, 200, [
		"content-type",
		"application/json",
		...link
	], JSON.stringify({
		name,
		tags: names
	}));
}

// src/server/upload-session.ts
const parkAfterMs = 5e3;
var UploadSession = class {
	key;
	repository;
	user;
	writerId;
	size;
	#owner;
	#writer;
	#held = false;
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
		this.#rest();
	}
	get ended() {
		return this.#ended;
	}
	async hold(waitMs) {
		if (this.#held && waitMs > 0) {
			const { promise, resolve } = Promise.withResolvers();
			this.#waiting.add(resolve);
			const timer = setTimeout(resolve, waitMs);
			await promise;
			clearTimeout(timer);
			this.#waiting.delete(resolve);
		}
		if (this.#held) return false;
		this.#held = true;
		clearTimeout(this.#timer);
		return true;
	}
	async release(broken) {
		if (broken) await this.#park();
		this.#held = false;
		if (!this.#ended) this.#rest();
		const [next] = this.#waiting;
		next?.();
	}
	async writer(options) {
		if (this.#writer === void 0) {
			this.#writer = await this.#owner.registry.pushBlobChunkedResume(this.repository, this.writerId, {
				...options,
				offset: this.size
			});
			this.#noteState(this.#writer);
		}
		return this.#writer;
	}
	async write(writer, chunk) {
		try {
			await writer.write(chunk);
		} finally {
			this.#noteState(writer);
		}
	}
	async commit(digest, options) {
		const writer = await this.writer(options);
		try {
			return await writer.commit(digest, options);
		} catch (error) {
			await this.#quietly(() => writer.cancel());
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
		if (!this.#ended) await this.#quietly(() => this.cancel());
	}
	async leave() {
		if (this.#ended) return;
		await this.#park();
		this.#end();
	}
	#noteState(writer) {
		this.writerId = writer.id;
		this.size = writer.size;
	}
	#rest() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.#park().then(() => {
				this.#expireLater();
			});
		}, Math.min(parkAfterMs, this.#owner.idleMs));
		this.#timer.unref();
	}
	#expireLater() {
		if (this.#held || this.#ended) return;
		this.#timer = setTimeout(() => {
			this.drop();
		}, Math.max(0, this.#owner.idleMs - parkAfterMs));
		this.#timer.unref();
	}
	async #park() {
		const writer = this.#writer;
		if (writer === void 0) return;
		this.#writer = void 0;
		await this.#quietly(() => writer.close());
		this.#noteState(writer);
	}
	#end() {
		this.#ended = true;
		this.#writer = void 0;
		clearTimeout(this.#timer);
		this.#owner.ended(this);
	}
	async #quietly(work) {
		try {
			await work();
		} catch (error) {
			this.#owner.failed(error);
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
			ended: (session) => {
				this.#sessions.delete(session.key);
			},
			failed: (error) => settings.onError?.(error, "ending an upload")
		};
	}
	get size() {
		return this.#sessions.size;
	}
	checkRoom() {
		if (this.#sessions.size < this.#max) return;
		throw new OciError("TOOMANYREQUESTS", `${this.#max} uploads are under way, which is all that this registry takes at a time; try again later`);
	}
	begin(repository, user, writer) {
		return this.#add(randomBytes(keyBytes).toString("hex"), repository, user, writer);
	}
	find(id, repository, user) {
		const dot = id.indexOf(".");
		const session = this.#sessions.get(dot < 0 ? id : id.slice(0, dot));
		if (session !== void 0 && session.repository === repository && session.user === user) return session;
		const found = session === void 0 ? this.#restore(id, repository, user) : void 0;
		if (found === void 0) throw unknownUpload(repository);
		return found;
	}
	idOf(session) {
		if (this.#signingKey === void 0) return session.key;
		const state = Buffer.from(session.writerId).toString("base64url");
		return `${session.key}.${state}.${this.#sign(this.#signingKey, session.key, state, session.repository, session.user).toString("base64url")}`;
	}
	async close() {
		await Promise.all([...this.#sessions.values()].map((session) => this.#signingKey === void 0 ? session.drop() : session.leave()));
	}
	#restore(id, repository, user) {
		const [key = "", state = "", signature = "", ...more] = id.split(".");
		if (this.#signingKey === void 0 || signature === "" || more.length > 0) return void 0;
		const expected = this.#sign(this.#signingKey, key, state, repository, user);
		const given = Buffer.from(signature, "base64url");
		if (given.byteLength !== expected.byteLength || !timingSafeEqual(given, expected)) return void 0;
		this.checkRoom();
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
	return new OciError("BLOB_UPLOAD_UNKNOWN", `${repository} has no such upload: it has ended, it was idle too long, or it never was; begin a new one`);
}

// src/server/mount.ts
const takeBytesInstead = [
	"BLOB_UNKNOWN",
	"NAME_UNKNOWN",
	"UNSUPPORTED"
];
async function tryMount(x, name, digest, from) {
	if (from !== void 0) return mountFrom(x, name, digest, checkRepositoryName(from));
	for await (const source of candidates(x, name)) {
		const outcome = await mountFrom(x, name, digest, source);
		if (outcome.mounted) return outcome;
	}
	return {
		mounted: false,
		code: "BLOB_UNKNOWN"
	};
}
async function mountFrom(x, name, digest, from) {
	if (!await x.principal.can(pullOf(from))) return {
		mounted: false,
		code: "BLOB_UNKNOWN"
	};
	try {
		return {
			mounted: true,
			digest: (await x.registry.mountBlob(from, name, digest, { signal: x.signal })).digest
		};
	} catch (error) {
		if (isOciError(error, ...takeBytesInstead)) return {
			mounted: false,
			code: error.code
		};
		throw error;
	}
}
async function* candidates(x, name) {
	yield name;
	try {
		for await (const source of x.registry.repositories({
			limit: x.settings.anonymousMountScan,
			signal: x.signal
		})) if (source !== name) yield source;
	} catch (error) {
		if (!isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED", "NOT_FOUND")) throw error;
	}
}

// src/server/uploads.ts
const holdWaitMs = 2e3;
async function beginUpload(x, name) {
	const query = x.queryParameters;
	const digest = optionalDigest(queryValue(query, "digest"));
	checkAlgorithm(queryValue(query, "digest-algorithm"));
	const mount = optionalDigest(queryValue(query, "mount"));
	let failedMount = [];
	if (mount !== void 0) {
		const outcome = await tryMount(x, name, mount, queryValue(query, "from"));
		if (outcome.mounted) {
			replyBlobCreated(x, name, outcome.digest);
			return;
		}
		failedMount = ["oci-error-code", outcome.code];
	}
	x.state.sessions.checkRoom();
	if (digest !== void 0) refuseTooLarge(announcedLength(x), x.settings.maxBlobBytes, "the blob");
	const writer = await x.registry.pushBlobChunked(name, { signal: x.signal });
	const session = x.state.sessions.begin(name, x.principal.name, writer);
	if (digest === void 0) {
		reply(x, 202, [...stateHeaders(x, session), ...failedMount]);
		return;
	}
	await holding(session, 0, async () => {
		try {
			await receive(x, session, void 0);
		} catch (error) {
			await session.drop();
			throw error;
		}
		await commit(x, session, digest);
	});
}
async function patchUpload(x, name, id) {
	const session = x.state.sessions.find(id, name, x.principal.name);
	const range = chunkRange(x);
	await holding(session, range === void 0 ? 0 : holdWaitMs, async () => {
		await receive(x, session, range);
		reply(x, 202, stateHeaders(x, session));
	});
}
async function putUpload(x, name, id) {
	const session = x.state.sessions.find(id, name, x.principal.name);
	const digest = optionalDigest(queryValue(x.queryParameters, "digest"));
	if (digest === void 0) throw new OciError("DIGEST_INVALID", "the request that completes an upload needs the query parameter \"digest\"");
	const range = chunkRange(x);
	await holding(session, range === void 0 ? 0 : holdWaitMs, async () => {
		await receive(x, session, range);
		await commit(x, session, digest);
	});
}
async function uploadStatus(x, name, id) {
	const session = x.state.sessions.find(id, name, x.principal.name);
	if (await session.hold(holdWaitMs)) try {
		if (session.ended) throw unknownUpload(name);
		if (session.size === void 0) await session.writer({ signal: x.signal });
	} finally {
		await session.release(false);
	}
	reply(x, 204, stateHeaders(x, session));
}
async function cancelUpload(x, name, id) {
	const session = x.state.sessions.find(id, name, x.principal.name);
	await holding(session, holdWaitMs, () => session.cancel());
	reply(x, 204, []);
}
async function holding(session, waitMs, work) {
	if (!await session.hold(waitMs)) throw new OciError("BLOB_UPLOAD_INVALID", "another request is writing to this upload; wait for its end, then ask where the upload stands", { status: 409 });
	let broken = false;
	try {
		if (session.ended) throw unknownUpload(session.repository);
		await work();
	} catch (error) {
		broken = !isOciError(error, "RANGE_INVALID");
		throw error;
	} finally {
		await session.release(broken);
	}
}
async function receive(x, session, range) {
	const writer = await session.writer({ signal: x.signal });
	x.errorHeaders = stateHeaders(x, session);
	if (range !== void 0 && range.start !== writer.size) throw new OciError("RANGE_INVALID", `the chunk begins at byte ${range.start}, but the upload stands at ${writer.size}; send the bytes from there`, { detail: { offset: writer.size } });
	const room = x.settings.maxBlobBytes - writer.size;
	refuseTooLarge(announcedLength(x), room, "the blob");
	const limit = range === void 0 ? room : Math.min(room, range.last - range.start + 1);
	const size = await readBody(x, (chunk) => session.write(writer, chunk), limit, "the blob");
	if (range !== void 0 && size !== range.last - range.start + 1) throw chunkSizeError(range, size);
	x.errorHeaders = [];
}
async function commit(x, session, digest) {
	const { digest: stored } = await session.commit(digest);
	replyBlobCreated(x, session.repository, stored);
}
function chunkRange(x) {
	const range = parseChunkRange(x.header("content-range"));
	const length = announcedLength(x);
	if (range !== void 0 && length !== void 0 && length !== range.last - range.start + 1) throw chunkSizeError(range, length);
	return range;
}
function chunkSizeError(range, size) {
	return new OciError("SIZE_INVALID", `Content-Range says bytes ${range.start} to ${range.last}, but the body has ${size} bytes`);
}
function stateHeaders(x, session) {
	const size = session.size ?? 0;
	return [
		"location",
		`/v2/${session.repository}/blobs/uploads/${x.state.sessions.idOf(session)}`,
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
		GET: (x, { name }) => listTags(x, name),
		HEAD: (x, { name }) => listTags(x, name)
	},
	referrers: {
		GET: (x, { name, digest }) => listReferrers(x, name, digest),
		HEAD: (x, { name, digest }) => listReferrers(x, name, digest)
	},
	manifest: {
		GET: (x, { name, reference, digest }) => getManifest(x, name, reference, digest),
		HEAD: (x, { name, reference, digest }) => headManifest(x, name, reference, digest),
		PUT: (x, { name, reference, digest }) => putManifest(x, name, reference, digest),
		DELETE: (x, { name, reference, digest }) => deleteManifest(x, name, reference, digest)
	},
	blob: {
		GET: (x, { name, digest }) => getBlob(x, name, digest),
		HEAD: (x, { name, digest }) => headBlob(x, name, digest),
		DELETE: (x, { name, digest }) => deleteBlob(x, name, digest)
	},
	uploads: { POST: (x, { name }) => beginUpload(x, name) },
	upload: {
		GET: (x, { name, id }) => uploadStatus(x, name, id),
		HEAD: (x, { name, id }) => uploadStatus(x, name, id),
		PATCH: (x, { name, id }) => patchUpload(x, name, id),
		PUT: (x, { name, id }) => putUpload(x, name, id),
		DELETE: (x, { name, id }) => cancelUpload(x, name, id)
	}
};
const reading = /* @__PURE__ */ new Set(["GET", "HEAD"]);
function actionOf(route, method) {
	const methods = methodsOf(route);
	const serve = Object.hasOwn(methods, method) ? methods[method] : void 0;
	return serve && {
		writes: !reading.has(method),
		run: (x) => serve(x, route)
	};
}
function allowedMethods(route, readOnly) {
	return Object.keys(methodsOf(route)).filter((method) => !readOnly || reading.has(method));
}
function methodsOf(route) {
	return table[route.kind];
}
function ping$1(x) {
	reply(x, 200, ["content-type", "application/json"], "{}");
}

// src/server/exchange.ts
var Exchange = class {
	state;
	req;
	res;
	method;
	path = "-";
	query = "";
	principal = nobody;
	errorHeaders = [];
	errorCode;
	sentBytes = 0;
	#abort;
	constructor(state, req, res) {
		this.state = state;
		this.req = req;
		this.res = res;
		this.method = req.method ?? "GET";
	}
	get registry() {
		return this.state.registry;
	}
	get settings() {
		return this.state.settings;
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
	get queryParameters() {
		return new URLSearchParams(this.query);
	}
	header(name) {
		const value = this.req.headers[name];
		return Array.isArray(value) ? value.join(", ") : value;
	}
};

// node_modules/bcryptjs/index.js
var randomFallback = null;
function randomBytes$1(len) {
	try {
		return crypto.getRandomValues(new Uint8Array(len));
	} catch {}
	try {
		return nodeCrypto.randomBytes(len);
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
function hash$1(password, salt, callback, progressCallback) {
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
		hash$1(password, hashValue.substring(0, 29), function(err, comp) {
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

// src/server/htpasswd.ts
const bcryptPattern = /^\$2[abxy]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const maxCost = 14;
const maxWaiting = 64;
const maxRemembered$1 = 1024;
const dummyCost = 10;
function parseHtpasswd(text) {
	const hashes = /* @__PURE__ */ new Map();
	for (const [index, line] of text.split("\n").entries()) {
		const entry = line.trim();
		if (entry === "" || entry.startsWith("#")) continue;
		const colon = entry.indexOf(":");
		const hash = entry.slice(colon + 1);
		const cost = bcryptPattern.exec(hash)?.[1];
		if (colon <= 0 || cost === void 0) throw new OciError("INPUT_INVALID", `line ${index + 1} of the htpasswd file is not "user:" and a bcrypt hash; make it with "htpasswd -B"`);
		if (Number(cost) > maxCost) throw new OciError("INPUT_INVALID", `line ${index + 1} of the htpasswd file has bcrypt cost ${cost}, which takes too long per request; use ${maxCost} at most`);
		hashes.set(entry.slice(0, colon), hash);
	}
	return new Htpasswd(hashes);
}
var Htpasswd = class {
	#hashes;
	#key = randomBytes(32);
	#proven = /* @__PURE__ */ new Map();
	#checking = /* @__PURE__ */ new Map();
	#last = Promise.resolve();
	#dummy;
	constructor(hashes) {
		this.#hashes = hashes;
	}
	verify(user, password) {
		const mark = createHmac("sha256", this.#key).update(JSON.stringify([user, password])).digest();
		const proven = this.#proven.get(user);
		if (proven !== void 0 && timingSafeEqual(proven, mark)) return true;
		const key = mark.toString("base64");
		const running = this.#checking.get(key);
		if (running !== void 0) return running;
		if (this.#checking.size >= maxWaiting) throw new OciError("TOOMANYREQUESTS", "too many passwords are being checked at this moment; try again later");
		const check = this.#inTurn(user, password, mark).finally(() => {
			this.#checking.delete(key);
		});
		this.#checking.set(key, check);
		return check;
	}
	#inTurn(user, password, mark) {
		const check = this.#last.then(() => this.#compare(user, password, mark));
		this.#last = check.catch(() => false);
		return check;
	}
	async #compare(user, password, mark) {
		const known = this.#hashes.get(user);
		const matches = await compare(password, known ?? await this.#dummyHash());
		if (known === void 0 || !matches) return false;
		if (this.#proven.size >= maxRemembered$1) this.#proven.clear();
		this.#proven.set(user, mark);
		return true;
	}
	#dummyHash() {
		const costs = [...this.#hashes.values()].map((text) => Number(text.slice(4, 6)));
		this.#dummy ??= hash$1(randomBytes(16).toString("hex"), Math.max(dummyCost, ...costs));
		return this.#dummy;
	}
};
function parseBasic(value) {
	const text = Buffer.from(value, "base64").toString("utf8");
	const colon = text.indexOf(":");
	if (colon < 0 || printable(text.slice(0, colon), text.length) !== text.slice(0, colon)) return void 0;
	return {
		user: text.slice(0, colon),
		password: text.slice(colon + 1)
	};
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
	admit(x, required) {
		const header = x.req.headers.authorization;
		if (this.#passwords === void 0 && this.#bearer === void 0) return this.#allow(x, this.#anonymous, required);
		if (header === void 0) return this.#admitAnonymous(x, required);
		const space = header.indexOf(" ");
		const scheme = (space < 0 ? header : header.slice(0, space)).toLowerCase();
		const value = space < 0 ? "" : header.slice(space + 1).trim();
		if (scheme === "bearer" && this.#bearer !== void 0) return this.#admitToken(x, this.#bearer, value, required);
		if (scheme === "basic" && this.#passwords !== void 0) return this.#admitPassword(x, this.#passwords, value, required);
		throw this.#challenge(x, required, "this way of authentication is not taken here");
	}
	#admitAnonymous(x, required) {
		if (required.length > 0 && required.every((access) => this.#authorize?.(void 0, access) === true)) return this.#anonymous;
		throw this.#challenge(x, required, "authentication is needed");
	}
	async #admitPassword(x, passwords, value, required) {
		const given = parseBasic(value);
		if (given === void 0 || !await passwords.verify(given.user, given.password)) throw this.#challenge(x, required, "user name or password is wrong");
		const { user } = given;
		return this.#allow(x, {
			name: user,
			can: (access) => this.#authorize?.(user, access) ?? true
		}, required);
	}
	#admitToken(x, bearer, token, required) {
		const judge = (verdict) => {
			if (verdict.kind === "invalid") throw this.#challenge(x, required, "the token is not valid or has expired", "invalid_token");
			if (verdict.kind === "insufficient") throw this.#challenge(x, required, "the token does not allow this", "insufficient_scope");
			return {
				name: verdict.user,
				can: (access) => isGranted(bearer.verify(token, [access]))
			};
		};
		const verdict = bearer.verify(token, required);
		return verdict instanceof Promise ? verdict.then(judge) : judge(verdict);
	}
	#allow(x, principal, required) {
		if (required.every((access) => principal.can(access) === true)) return principal;
		x.principal = principal;
		throw new OciError("DENIED", `${principal.name === void 0 ? "this" : `"${principal.name}"`} may not ${required.map(formatScope).join(" ")}`);
	}
	#challenge(x, required, reason, error) {
		const challenges = [];
		if (this.#bearer !== void 0) challenges.push("www-authenticate", bearerChallenge(this.#bearer, required, error));
		if (this.#passwords !== void 0) challenges.push("www-authenticate", "Basic realm=\"registry\", charset=\"UTF-8\"");
		x.errorHeaders = challenges;
		return new OciError("UNAUTHORIZED", `${reason}; log in to this registry`, { detail: required.map(formatScope) });
	}
};
function isGranted(verdict) {
	return verdict instanceof Promise ? verdict.then((settled) => settled.kind === "granted") : verdict.kind === "granted";
}
function bearerChallenge(bearer, required, error) {
	const fields = [["realm", typeof bearer.realm === "string" ? bearer.realm : bearer.realm()], ["service", bearer.service]];
	if (required.length > 0) fields.push(["scope", required.map(wantedScope).join(" ")]);
	if (error !== void 0) fields.push(["error", error]);
	return `Bearer ${fields.map(([name, value]) => `${name}="${value}"`).join(",")}`;
}
function wantedScope(access) {
	return formatScope(access.actions.includes("push") ? {
		...access,
		actions: ["pull", ...access.actions]
	} : access);
}

// src/server/hosts.ts
const maxRemembered = 256;
var HostCheck = class {
	#names;
	#loopback;
	#good = /* @__PURE__ */ new Set();
	constructor(allowed) {
		this.#names = allowed === "*" ? void 0 : new Set((allowed ?? []).map((name) => name.toLowerCase()));
		this.#loopback = allowed === void 0;
	}
	check(x) {
		const { host = "", origin, "sec-fetch-site": site } = x.req.headers;
		if (!this.#good.has(host)) {
			if (!this.#allows(host)) throw new OciError("DENIED", `this registry is not served under the name "${printable(host, 260)}"; use its own address, or allow the name`);
			if (this.#good.size < maxRemembered) this.#good.add(host);
		}
		if (origin === void 0 && site === void 0) return;
		if (origin !== void 0 && origin !== `http://${host}` && origin !== `https://${host}` || site !== void 0 && site !== "same-origin" && site !== "none") throw new OciError("DENIED", "this registry does not answer web pages of other origins");
	}
	#allows(host) {
		if (this.#names === void 0) return true;
		const name = host.replace(/:\d*$/, "").toLowerCase();
		return this.#names.has(name) || this.#loopback && isLoopbackHost(name);
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
function settingsOf(options) {
	if (options.sessionKey !== void 0 && options.sessionKey.byteLength < minSessionKeyBytes) throw new OciError("INPUT_INVALID", `the session key has ${options.sessionKey.byteLength} bytes; give at least ${minSessionKeyBytes} random ones`);
	return {
		readOnly: options.readOnly ?? false,
		allowedHosts: options.allowedHosts,
		htpasswd: options.htpasswd,
		bearer: options.bearer,
		authorize: options.authorize,
		maxManifestBytes: options.maxManifestBytes ?? 4194304,
		maxBlobBytes: options.maxBlobBytes ?? Infinity,
		maxPageSize: options.maxPageSize ?? defaultMaxPageSize,
		maxReferrersBytes: options.maxReferrersBytes ?? defaultMaxReferrersBytes,
		uploadIdleMs: options.uploadIdleMs ?? defaultUploadIdleMs,
		maxUploads: options.maxUploads ?? defaultMaxUploads,
		stall: options.stall ?? defaultStall,
		sessionKey: options.sessionKey,
		anonymousMountScan: options.anonymousMountScan ?? defaultAnonymousMountScan,
		onAccess: options.onAccess,
		onError: options.onError
	};
}

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
	return new OciError("NOT_FOUND", `"${printable(path, 300)}" is no path of the distribution API; it serves /v2/, /v2/_catalog and below /v2/<name>/ manifests, blobs, tags/list and referrers`);
}

// src/server/handler.ts
function createHandler(registry, options = {}) {
	const settings = settingsOf(options);
	const state = {
		registry,
		settings,
		sessions: new UploadSessions(registry, settings),
		draining: false
	};
	const guard = new Guard(settings);
	const hosts = new HostCheck(settings.allowedHosts);
	const handle = (req, res) => {
		const x = new Exchange(state, req, res);
		if (settings.onAccess !== void 0) logWhenDone(x, settings.onAccess);
		try {
			const work = begin$1(x, guard, hosts);
			if (work !== void 0) work.catch((error) => {
				replyError(x, error);
			});
		} catch (error) {
			replyError(x, error);
		}
	};
	return Object.assign(handle, {
		drain: () => {
			state.draining = true;
		},
		close: () => state.sessions.close()
	});
}
function begin$1(x, guard, hosts) {
	const { req } = x;
	refuseCodings(x);
	hosts.check(x);
	const target = parseTarget(req.url ?? "", req.headers.host ?? "");
	x.path = target.path;
	x.query = target.query;
	const route = parseRoute(target.path);
	if (route.kind === "token") return serveToken(x, target.path);
	const principal = guard.admit(x, requiredAccess(route, x.method));
	return principal instanceof Promise ? principal.then((known) => act(x, route, known)) : act(x, route, principal);
}
function act(x, route, principal) {
	x.principal = principal;
	const action = actionOf(route, x.method);
	if (action === void 0) throw methodRefused(x, route, `${x.method} is not a method for this path`);
	if (x.settings.readOnly && action.writes) throw methodRefused(x, route, "this registry is read-only");
	return action.run(x);
}
function methodRefused(x, route, reason) {
	x.errorHeaders = ["allow", allowedMethods(route, x.settings.readOnly).join(", ")];
	return new OciError("UNSUPPORTED", reason);
}
function serveToken(x, path) {
	const endpoint = x.settings.bearer?.endpoint;
	if (endpoint === void 0) throw new OciError("NOT_FOUND", `${path} is not served here: this registry issues no tokens`);
	endpoint(x.req, x.res);
}
function refuseCodings(x) {
	const coding = x.req.headers["transfer-encoding"];
	if (coding === void 0 || coding.toLowerCase() === "chunked") return;
	throw new OciError("UNSUPPORTED", "the only transfer coding taken is \"chunked\"", { status: 501 });
}

// src/server/malformed.ts
const refusals = /* @__PURE__ */ new Map([
	["HPE_HEADER_OVERFLOW", {
		status: 431,
		code: "SIZE_LIMIT",
		message: "request line and headers are larger than this server takes"
	}],
	["HPE_CHUNK_EXTENSIONS_OVERFLOW", {
		status: 413,
		code: "SIZE_LIMIT",
		message: "the chunk extensions are larger than this server takes"
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
	message: "this is not an HTTP/1.1 request that can be read in one way only"
};
function answerMalformed(error, socket, res) {
	const replying = res !== void 0 && !res.writableFinished;
	if (!socket.writable || errnoOf(error) === "ECONNRESET" || replying && !res.writableEnded && res.headersSent && !isErrorReply(res)) {
		socket.destroy();
		return;
	}
	if (replying && res.headersSent) socket.end();
	else socket.end(textOf$1(refusals.get(errnoOf(error) ?? "") ?? malformed));
	socket.once("finish", () => {
		socket.destroy();
	});
}
function isErrorReply(res) {
	return res.statusCode >= 400;
}
function textOf$1({ status, code, message }) {
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
const defaultMaxConnections = 4096;
const defaultHeadersTimeoutMs = 1e4;
const defaultKeepAliveMs = 15e3;
const defaultCloseGraceMs = 4e3;
const maxHeaderSize = 16384;
const checkIntervalMs = 1e3;
const backlog = 1024;
async function listen(registry, options = {}) {
	const address = options.address ?? defaultAddress;
	const loopback = isLoopbackAddress(address);
	const authenticates = options.htpasswd !== void 0 || options.bearer !== void 0 || options.tokens !== void 0;
	if (!loopback && !authenticates && options.insecureAnonymous !== true) throw new OciError("INPUT_INVALID", `${printable(address, 260)} is reached by other machines, and the registry asks nobody who they are: give an htpasswd file or tokens, or say that it is to be open to all (insecureAnonymous)`);
	let url = "";
	const handler = createHandler(registry, {
		...options,
		bearer: options.bearer ?? (options.tokens && bearerOf(options.tokens, () => `${url}/token`)),
		allowedHosts: options.allowedHosts ?? (loopback ? void 0 : "*")
	});
	const server = makeServer(handler, options);
	await bind(server, address, options.port ?? 0);
	const { port } = server.address();
	url = `${options.tls === void 0 ? "http" : "https"}://${reachable(address)}:${port}`;
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
function makeServer(handler, options) {
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
	const server = options.tls === void 0 ? createServer(settings) : makeTlsServer({
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
		answerMalformed(error, socket, replies.get(socket));
	});
	return server;
}
function makeTlsServer(settings) {
	try {
		return createServer$1(settings);
	} catch (cause) {
		throw new OciError("INPUT_INVALID", "the TLS key and certificate do not go together, or are not PEM texts", { cause });
	}
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
	["EADDRINUSE", "another process has this port (EADDRINUSE); choose another, or 0 for any free one"],
	["EACCES", "this user may not use this port (EACCES); choose one above 1023, or 0 for any free one"],
	["EADDRNOTAVAIL", "the address is not one of this machine (EADDRNOTAVAIL)"],
	["ENOTFOUND", "the host name is not known (ENOTFOUND)"],
	["ERR_SOCKET_BAD_PORT", "the port must be a whole number from 0 to 65535"]
]);
function bindProblem(errno) {
	if (errno === void 0) return "the system said no";
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
function isLoopbackAddress(address) {
	return isLoopbackHost(address) || address === "::1";
}
function reachable(address) {
	if (address === "0.0.0.0") return "127.0.0.1";
	if (address === "::") return "[::1]";
	return address.includes(":") && !address.startsWith("[") ? `[${address}]` : address;
}

// src/server/json-web-token.ts
const header = Buffer.from(JSON.stringify({
	alg: "HS256",
	typ: "JWT"
})).toString("base64url");

// src/cli/compare.ts
const blockBytes = 262144;
async function compareTrees(expected, actual) {
	const differences = [];
	await compareDirectories(expected, actual, "", differences);
	return differences;
}
async function compareDirectories(expected, actual, path, differences) {
	const [wanted, found] = await Promise.all([namesIn(join(expected, path)), namesIn(join(actual, path))]);
	for (const name of found) if (!wanted.has(name)) differences.push(`${join(path, name)} is too much`);
	for (const name of wanted) {
		const inner = join(path, name);
		if (!found.has(name)) differences.push(`${inner} is missing`);
		else await compareEntries(expected, actual, inner, differences);
	}
}
async function compareEntries(expected, actual, path, differences) {
	const [left, right] = [join(expected, path), join(actual, path)];
	const [wanted, found] = await Promise.all([lstat(left), lstat(right)]);
	if (kindOf(wanted) !== kindOf(found)) {
		differences.push(`${path} is a ${kindOf(found)}, not a ${kindOf(wanted)}`);
		return;
	}
	if (wanted.isSymbolicLink()) {
		const [from, to] = await Promise.all([readlink(left), readlink(right)]);
		if (from !== to) differences.push(`${path} links to ${to}, not to ${from}`);
		return;
	}
	const [mode, foundMode] = [wanted.mode & 511, found.mode & 511];
	if (process.platform !== "win32" && mode !== foundMode) differences.push(`${path} has mode ${foundMode.toString(8)}, not ${mode.toString(8)}`);
	if (wanted.isDirectory()) await compareDirectories(expected, actual, path, differences);
	else if (wanted.size !== found.size || !await sameBytes(left, right)) differences.push(`${path} has other content`);
}
async function namesIn(directory) {
	return new Set((await readdir(directory)).filter((name) => name !== ".git"));
}
async function sameBytes(left, right) {
	try {
		var _usingCtx$3 = _usingCtx();
		const a = _usingCtx$3.a(await open(left));
		const b = _usingCtx$3.a(await open(right));
		const [bufferA, bufferB] = [Buffer.alloc(blockBytes), Buffer.alloc(blockBytes)];
		for (;;) {
			const [readA, readB] = await Promise.all([fill(a, bufferA), fill(b, bufferB)]);
			if (!bufferA.subarray(0, readA).equals(bufferB.subarray(0, readB))) return false;
			if (readA < blockBytes) return true;
		}
	} catch (_) {
		_usingCtx$3.e = _;
	} finally {
		await _usingCtx$3.d();
	}
}
async function fill(file, buffer) {
	let filled = 0;
	while (filled < buffer.length) {
		const { bytesRead } = await file.read(buffer, filled, buffer.length - filled, null);
		if (bytesRead === 0) break;
		filled += bytesRead;
	}
	return filled;
}
function kindOf(stats) {
	if (stats.isSymbolicLink()) return "symbolic link";
	if (stats.isDirectory()) return "directory";
	return stats.isFile() ? "file" : "special file";
}

// src/cli/options.ts
const positionalInputs = /* @__PURE__ */ new Set([
	"source-dir",
	"target",
	"reference"
]);
const flagNames = {
	tags: "tag",
	annotations: "annotation"
};
function cliLabel(name) {
	return positionalInputs.has(name) ? `<${name}>` : `--${flagNames[name] ?? name}`;
}
function parseCommand(command, args, options, names) {
	const parsed = parse(command, args, options);
	const missing = names.filter((name) => !name.startsWith("["))[parsed.positionals.length];
	if (missing !== void 0) throw usage(command, `<${missing}> is missing`);
	const extra = parsed.positionals[names.length];
	if (extra !== void 0) throw usage(command, `"${printable(extra, 200)}" is one argument too many`);
	return parsed;
}
function parse(command, args, options) {
	try {
		return parseArgs({
			args: [...args],
			options,
			allowPositionals: true,
			allowNegative: true,
			strict: true
		});
	} catch (error) {
		const message = error instanceof Error ? (error.message.split(/\.\s/, 1)[0] ?? "").replace(/\.$/, "") : String(error);
		throw usage(command, message.charAt(0).toLowerCase() + message.slice(1));
	}
}
function usage(command, problem) {
	return new OciError("INPUT_INVALID", `${problem}; see "oci-artifact ${command} --help"`, { detail: { input: command } });
}
function textOf(parsed, name) {
	const value = parsed.values[name];
	return typeof value === "string" ? value : void 0;
}
function flagOf(parsed, name) {
	return parsed.values[name] === true;
}

// src/cli/pull.ts
const options$3 = {
	output: {
		type: "string",
		short: "o"
	},
	"plain-http": { type: "boolean" },
	"insecure-tls": { type: "boolean" },
	"ca-file": { type: "string" },
	username: { type: "string" },
	password: { type: "string" },
	"github-token": { type: "string" },
	json: { type: "boolean" }
};
const pullCommand = async (args, context) => {
	const parsed = parseCommand("pull", args, options$3, ["reference"]);
	const reference = readReference(parsed.positionals[0] ?? "");
	const directory = textOf(parsed, "output") ?? ".";
	const result = await pullArtifact(reference, directory, connection(parsed), context);
	const { digest, mediaType, size } = result.descriptor;
	const pinned = formatReference({
		...reference,
		tag: void 0,
		digest
	});
	if (flagOf(parsed, "json")) {
		context.terminal.out(JSON.stringify({
			digest,
			reference: formatReference(reference),
			"pinned-reference": pinned,
			"media-type": mediaType,
			"artifact-type": result.artifactType ?? "",
			size,
			path: directory
		}));
		return;
	}
	const bytes = result.layers.reduce((sum, layer) => sum + layer.size, 0);
	context.terminal.out(`pulled ${pinned} into ${printable(directory)} (${formatNumber(result.layers.length, "layer")}, ${formatBytes(bytes)})`);
};
async function pullArtifact(reference, directory, connect, context, preservePermissions = false) {
	try {
		var _usingCtx$2 = _usingCtx();
		const { terminal, env, signal } = context;
		context.describe({
			registry: reference.registry,
			plainHttp: connect.plainHttp,
			placeInput: "reference",
			directoryInput: "output"
		});
		const connection = _usingCtx$2.a(await connectRepository(reference, toldConnection({
			...connect,
			env,
			homedir: homedir()
		}, terminal)));
		try {
			return await pull(connection.repository, reference.digest ?? reference.tag ?? "latest", directory, {
				signal,
				preservePermissions,
				onProgress: (done, total) => {
					terminal.progress({
						phase: "pull",
						done,
						total
					});
				}
			});
		} finally {
			terminal.phase("");
		}
	} catch (_) {
		_usingCtx$2.e = _;
	} finally {
		await _usingCtx$2.d();
	}
}
function readReference(text) {
	const reference = parseReference(text);
	if (!text.includes("/")) throw new OciError("REFERENCE_INVALID", `"${printable(text, 200)}" names no registry; write registry/repository:tag`);
	return reference;
}
function connection(parsed) {
	return {
		plainHttp: flagOf(parsed, "plain-http"),
		insecureTls: flagOf(parsed, "insecure-tls"),
		caFile: textOf(parsed, "ca-file"),
		username: textOf(parsed, "username"),
		password: textOf(parsed, "password"),
		githubToken: textOf(parsed, "github-token")
	};
}

// src/cli/push.ts
const booleanInputs = /* @__PURE__ */ new Set([
	"push-by-digest",
	"allow-outside-links",
	"plain-http",
	"insecure-tls",
	"push"
]);
const listInputs = /* @__PURE__ */ new Set([
	"tags",
	"annotations",
	"exclude"
]);
const noFlags = /* @__PURE__ */ new Set([
	"source-dir",
	"target",
	"summary"
]);
const flagInputs = publishInputNames.filter((name) => !noFlags.has(name));
const options$2 = {
	...Object.fromEntries(flagInputs.map((name) => [flagName(name), {
		type: booleanInputs.has(name) ? "boolean" : "string",
		multiple: listInputs.has(name)
	}])),
	"password-stdin": { type: "boolean" },
	json: { type: "boolean" }
};
const pushCommand = async (args, context) => {
	const parsed = parseCommand("push", args, options$2, ["source-dir", "target"]);
	const { result, inRegistry } = await pushDirectory(await rawInputs(parsed), context);
	if (flagOf(parsed, "json")) context.terminal.out(outputJson(result));
	else for (const line of outcomeLines(result, inRegistry)) context.terminal.out(line);
};
async function pushDirectory(raw, context) {
	const { terminal, env, signal } = context;
	const inputs = await readPublishInputs(raw, {
		env,
		label: cliLabel,
		notice: terminal.notice
	});
	const { target } = inputs.plan;
	const output = await claimOutput(target, inputs.outputDir, env["RUNNER_TEMP"]);
	const limit = inputs.timeoutMs === void 0 ? void 0 : AbortSignal.timeout(inputs.timeoutMs);
	try {
		return {
			result: await publish({
				...inputs.plan,
				outputDir: output.outputDir,
				signal: limit === void 0 ? signal : AbortSignal.any([signal, limit]),
				connection: toldConnection({
					...inputs.connection,
					env,
					homedir: homedir()
				}, terminal),
				onEvent: (event) => {
					narrate(event, terminal);
				}
			}),
			inRegistry: target.isOci && inputs.plan.push
		};
	} catch (error) {
		context.describe({
			directoryInput: "source-dir",
			registry: target.isOci ? target.registry : void 0,
			plainHttp: inputs.connection.plainHttp,
			isOutput: output.holds,
			timedOut: limit?.aborted === true
		});
		await output.undo();
		throw error;
	} finally {
		terminal.phase("");
	}
}
async function rawInputs(parsed) {
	const raw = {};
	const [sourceDir = "", target = ""] = parsed.positionals;
	for (const name of flagInputs) {
		const value = parsed.values[flagName(name)];
		if (value !== void 0) raw[name] = Array.isArray(value) ? value.map(String) : String(value);
	}
	if (flagOf(parsed, "password-stdin")) raw.password = (await text(process.stdin)).replace(/\r?\n$/, "");
	return {
		...raw,
		"source-dir": sourceDir,
		target
	};
}
function flagName(name) {
	return cliLabel(name).slice(2);
}

// src/cli/demo.ts
const options$1 = {
	"plain-http": { type: "boolean" },
	"insecure-tls": { type: "boolean" },
	"ca-file": { type: "string" },
	username: { type: "string" },
	password: { type: "string" }
};
const exampleDirectory = join("examples", "bundle");
const outputDirectory = "out";
const maxDifferences = 20;
const demoCommand = async (args, context) => {
	const parsed = parseCommand("demo", args, options$1, ["[directory]", "[target]"]);
	const [directory = exampleDirectory, target] = parsed.positionals;
	if (target !== void 0 && !target.startsWith("oci://")) throw inputError(cliLabel("target"), target, `does not begin with ${ociScheme}; write oci://registry/repository:tag`);
	const connect = {
		caFile: textOf(parsed, "ca-file"),
		username: textOf(parsed, "username"),
		password: textOf(parsed, "password"),
		insecureTls: flagOf(parsed, "insecure-tls")
	};
	if (target !== void 0) {
		await thereAndBack(directory, target, {
			...connect,
			plainHttp: flagOf(parsed, "plain-http")
		}, context);
		return;
	}
	const storage = await mkdtemp(join(tmpdir(), "oci-artifact-registry-"));
	try {
		try {
			var _usingCtx$1 = _usingCtx();
			const server = _usingCtx$1.a(await listen(await LayoutRegistry.open(storage)));
			context.terminal.out(`embedded registry at ${server.url}`);
			await thereAndBack(directory, `${ociScheme}${new URL(server.url).host}/demo/bundle:latest`, { plainHttp: true }, context);
		} catch (_) {
			_usingCtx$1.e = _;
		} finally {
			await _usingCtx$1.d();
		}
	} finally {
		await rm(storage, {
			recursive: true,
			force: true
		});
	}
};
async function thereAndBack(directory, target, connect, context) {
	const { terminal } = context;
	const raw = {
		"source-dir": directory,
		target,
		"output-dir": outputDirectory,
		"plain-http": String(connect.plainHttp),
		"insecure-tls": String(connect.insecureTls === true),
		"ca-file": connect.caFile,
		username: connect.username,
		password: connect.password
	};
	const { result, inRegistry } = await pushDirectory(raw, context);
	for (const line of outcomeLines(result, inRegistry)) terminal.out(line);
	await verify(directory, result.pinnedReference, connect, context);
	terminal.out("verified: what came back from the registry is the same, byte for byte\n\noutputs of a workflow step:");
	const texts = outputTexts(result);
	for (const name of outputNames) terminal.out(`  ${name}: ${texts[name].replaceAll("\n", ", ")}`);
}
async function verify(directory, pinned, connect, context) {
	const temporary = await mkdtemp(join(tmpdir(), "oci-artifact-demo-"));
	try {
		const back = join(temporary, "bundle");
		await pullArtifact(parseReference(pinned), back, connect, context, true);
		const differences = await compareTrees(directory, back);
		if (differences.length === 0) return;
		const shown = differences.slice(0, maxDifferences).join("; ");
		throw new OciError("DIGEST_MISMATCH", `what came back from ${pinned} is not what was sent: ${shown}`);
	} finally {
		await rm(temporary, {
			recursive: true,
			force: true
		});
	}
}

// src/cli/help.ts
const help = `oci-artifact: publish a directory as an OCI artifact

  oci-artifact push <source-dir> <target>   package a directory and push it
  oci-artifact pull <reference>             fetch an artifact and unpack it
  oci-artifact serve                        run a registry on this machine
  oci-artifact demo [directory] [target]    push, pull back and compare

"oci-artifact <command> --help" lists a command's options. The log goes to stderr, results to stdout.
Exit code 0 says that all is well, 1 that it is not.`;
const helps = {
	push: `oci-artifact push <source-dir> <target> [options]

Packages <source-dir> and pushes it to <target>: oci://registry/repository[:tag], or the path of a directory, which then
becomes an OCI image layout and nothing is pushed.

  --tag <tag>                   a further tag; may be given several times
  --push-by-digest              write no tag at all
  --sub-dir <path>              package only this directory, keeping its path inside the artifact
  --annotation <key=value>      "key=" removes one; may be given several times
  --version <text>              becomes org.opencontainers.image.version
  --artifact-type <type>        default application/vnd.nvidia.aicr.artifact
  --exclude <pattern>           gitignore-style; may be given several times; .git is always excluded
  --symlinks <mode>             preserve (default), follow or error
  --allow-outside-links         store links that leave the source as they are
  --modes <mode>                keep (default) or normalize
  --timestamp <date>            creation date, RFC 3339; default SOURCE_DATE_EPOCH, else 1970-01-01T00:00:00Z
  --compression <kind>          gzip (default), zstd or none
  --compression-level <n>       0 to 9 for gzip, 1 to 22 for zstd
  --if-tag-exists <mode>        overwrite (default), skip or fail
  --no-push                     package and report without pushing
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password or --password-stdin
  --password <text>
  --password-stdin              read the password from standard input
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --retries <n>                 tries of each request, default 5
  --timeout <time>              limit for the whole run, such as 30m; default none
  --concurrency <n>             blobs pushed at a time, default 4
  --output-dir <path>           where oci-layout goes; default a new temporary directory
  --json                        print one JSON object whose keys are the action's outputs`,
	pull: `oci-artifact pull <reference> [options]

Fetches the artifact that <reference> (registry/repository[:tag][@digest]) names, checks it and unpacks it.

  -o, --output <dir>            where to; default the working directory
  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password
  --password <text>
  --github-token <token>        for ghcr.io when nothing more specific is configured
  --json                        print one JSON object`,
	serve: `oci-artifact serve [options]

Runs a registry. The first line of stdout is its base URL.

  --address <address>           default 127.0.0.1
  --port <n>                    default 0, a free one
  --storage <dir>               keep content as image layouts below this directory; default in memory`,
	demo: `oci-artifact demo [directory] [oci://registry/repository:tag] [options]

Packages a directory (default examples/bundle), pushes it to an embedded registry or to the one named, pulls it back, compares
byte for byte, and prints what a workflow would get as outputs. The layout stays in out/oci-layout.

  --plain-http                  speak HTTP without TLS
  --insecure-tls                accept any certificate
  --ca-file <path>              PEM file with certificate authorities to trust as well
  --username <name>             with --password
  --password <text>`
};
function helpOf(command) {
	return helps[command];
}

// src/memory/content.ts
var MemoryContent = class {
	#entries = /* @__PURE__ */ new Map();
	#quota;
	#used = 0;
	constructor(quota) {
		this.#quota = quota;
	}
	reserve(bytes) {
		if (this.#used + bytes > this.#quota) throw new OciError("QUOTA", `the registry may keep ${this.#quota} bytes and holds ${this.#used}; there is no room for ${bytes} more`);
		this.#used += bytes;
	}
	release(bytes) {
		this.#used -= bytes;
	}
	add(digest, bytes) {
		const present = this.#entries.get(digest);
		if (present === void 0) {
			this.#entries.set(digest, {
				bytes,
				links: 1
			});
			return bytes;
		}
		this.release(bytes.byteLength);
		present.links++;
		return present.bytes;
	}
	link(digest) {
		const present = this.#entries.get(digest);
		if (present !== void 0) present.links++;
	}
	unlink(digest) {
		const present = this.#entries.get(digest);
		if (present === void 0 || --present.links > 0) return;
		this.#entries.delete(digest);
		this.release(present.bytes.byteLength);
	}
};

// src/memory/repository.ts
var MemoryRepository = class {
	name;
	blobs = /* @__PURE__ */ new Map();
	manifests = /* @__PURE__ */ new Map();
	tags = /* @__PURE__ */ new Map();
	constructor(name) {
		this.name = name;
	}
	blob(digest) {
		const bytes = this.blobs.get(digest);
		if (bytes === void 0) throw new OciError("BLOB_UNKNOWN", `${this.name} has no blob ${digest}`, { detail: { digest } });
		return bytes;
	}
	manifest(digest) {
		const manifest = this.manifests.get(digest);
		if (manifest === void 0) throw new OciError("MANIFEST_UNKNOWN", `${this.name} has no manifest ${digest}`, { detail: { digest } });
		return manifest;
	}
	tagged(tag) {
		const digest = this.tags.get(tag);
		if (digest === void 0) throw new OciError("MANIFEST_UNKNOWN", `${this.name} has no tag ${tag}`, { detail: { tag } });
		return this.manifest(digest);
	}
	has(digest) {
		return this.blobs.has(digest) || this.manifests.has(digest);
	}
	referrers(digest) {
		return [...this.manifests.values()].filter((manifest) => manifest.subject === digest).map((manifest) => manifest.referrer);
	}
};

// src/memory/upload.ts
var MemoryUpload = class {
	id = randomBytes(16).toString("hex");
	repository;
	#content;
	#chunks = [];
	#size = 0;
	#ended = false;
	constructor(repository, content) {
		this.repository = repository;
		this.#content = content;
	}
	get size() {
		return this.#size;
	}
	get ended() {
		return this.#ended;
	}
	append(chunk, offset) {
		this.#checkOpen();
		if (offset !== this.#size) throw new OciError("RANGE_INVALID", `the upload ${this.id} has ${this.#size} bytes, and bytes from ${offset} on were sent; another writer may be at work on it`);
		this.#content.reserve(chunk.byteLength);
		this.#chunks.push(Uint8Array.from(chunk));
		this.#size += chunk.byteLength;
	}
	take(digest) {
		this.#checkOpen();
		const bytes = Buffer.concat(this.#chunks, this.#size);
		const actual = digestOf(bytes, digestAlgorithm(digest));
		if (actual !== digest) {
			this.end();
			throw new OciError("DIGEST_INVALID", `the upload ${this.id} was to be ${digest}, but its ${bytes.byteLength} bytes hash to ${actual}; nothing of it is kept`);
		}
		this.#ended = true;
		this.#chunks = [];
		return bytes;
	}
	end() {
		if (this.#ended) return;
		this.#ended = true;
		this.#chunks = [];
		this.#content.release(this.#size);
	}
	#checkOpen() {
		if (this.#ended) throw new OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${this.id} has ended; begin a new one`);
	}
};
var MemoryBlobWriter = class {
	id;
	chunkSize;
	#upload;
	#owner;
	#size;
	#closed = false;
	constructor(upload, chunkSize, owner) {
		this.id = upload.id;
		this.chunkSize = chunkSize;
		this.#upload = upload;
		this.#size = upload.size;
		this.#owner = owner;
	}
	get size() {
		return this.#size;
	}
	async write(chunk, options) {
		throwIfAborted(options?.signal);
		this.#checkOpen();
		this.#upload.append(chunk, this.#size);
		this.#size += chunk.byteLength;
	}
	async close() {
		this.#closed = true;
	}
	async commit(digest, options) {
		throwIfAborted(options?.signal);
		parseDigest(digest);
		this.#checkOpen();
		this.#closed = true;
		this.#owner.ended();
		return this.#owner.store(digest, this.#upload.take(digest));
	}
	async cancel() {
		this.#closed = true;
		this.#upload.end();
		this.#owner.ended();
	}
	async [Symbol.asyncDispose]() {
		if (!this.#closed) await this.cancel();
	}
	#checkOpen() {
		if (this.#closed) throw new OciError("BLOB_UPLOAD_UNKNOWN", `this writer of the upload ${this.id} was closed; resume the upload to go on with it`);
	}
};

// src/memory/registry.ts
const sliceSize = 65536;
const defaultChunkSize = 1048576;
var MemoryRegistry = class {
	#repositories = /* @__PURE__ */ new Map();
	#uploads = /* @__PURE__ */ new Map();
	#content;
	#allowSparse;
	constructor(options = {}) {
		this.#content = new MemoryContent(options.quota ?? Infinity);
		this.#allowSparse = options.allowSparse ?? false;
	}
	async getBlob(repository, digest, options = {}) {
		const bytes = this.#find(repository, options).blob(parseDigest(digest));
		return read(blobDescriptor(digest, bytes), bytes, options.signal);
	}
	async getBlobRange(repository, digest, start, end, options = {}) {
		const bytes = this.#find(repository, options).blob(parseDigest(digest));
		const last = endOfRange(bytes.byteLength, start, end, `the blob ${digest}`);
		return read(blobDescriptor(digest, bytes), bytes.subarray(start, last), options.signal);
	}
	async getManifest(repository, digest, options = {}) {
		const { descriptor, bytes } = this.#find(repository, options).manifest(parseDigest(digest));
		return read(descriptor, bytes, options.signal);
	}
	async getTag(repository, tag, options = {}) {
		const { descriptor, bytes } = this.#tagged(repository, tag, options);
		return read(descriptor, bytes, options.signal);
	}
	async resolveBlob(repository, digest, options = {}) {
		return blobDescriptor(digest, this.#find(repository, options).blob(parseDigest(digest)));
	}
	async resolveManifest(repository, digest, options = {}) {
		return this.#find(repository, options).manifest(parseDigest(digest)).descriptor;
	}
	async resolveTag(repository, tag, options = {}) {
		return this.#tagged(repository, tag, options).descriptor;
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		const name = begin(repository, options);
		const digest = parseDigest(descriptor.digest);
		const present = this.#repositories.get(name)?.blobs.get(digest);
		if (present === void 0) return this.#storeBlob(name, digest, await this.#receive(descriptor, body, options.signal));
		if (present.byteLength === descriptor.size) return blobDescriptor(digest, present);
		throw new OciError("SIZE_INVALID", `the blob ${digest} has ${present.byteLength} bytes, not ${descriptor.size}`);
	}
	async pushBlobChunked(repository, options = {}) {
		const upload = new MemoryUpload(begin(repository, options), this.#content);
		this.#uploads.set(upload.id, upload);
		return this.#writer(upload, options);
	}
	async pushBlobChunkedResume(repository, id, options = {}) {
		const name = begin(repository, options);
		const upload = this.#uploads.get(id);
		if (upload === void 0 || upload.repository !== name) throw new OciError("BLOB_UPLOAD_UNKNOWN", `${name} has no upload ${printable(id, 100)}; begin a new one`);
		if (options.offset !== void 0 && options.offset !== upload.size) throw new OciError("RANGE_INVALID", `the upload ${id} has ${upload.size} bytes, not ${options.offset}`);
		return this.#writer(upload, options);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		const bytes = this.#find(fromRepository, options).blob(parseDigest(digest));
		const to = this.#make(checkRepositoryName(toRepository));
		if (!to.blobs.has(digest)) {
			this.#content.link(digest);
			to.blobs.set(digest, bytes);
		}
		return blobDescriptor(digest, bytes);
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const name = begin(repository, options);
		const { manifest, descriptor } = checkPushedManifest(content, mediaType, options.digest, options.tags);
		const present = this.#repositories.get(name);
		for (const needed of contentToRequire(manifest, this.#allowSparse)) if (present?.has(needed.digest) !== true) throw missingContentError(name, descriptor, needed);
		const target = this.#make(name);
		if (!target.manifests.has(descriptor.digest)) this.#content.reserve(content.byteLength);
		const stored = {
			descriptor,
			bytes: target.manifests.get(descriptor.digest)?.bytes ?? this.#content.add(descriptor.digest, Uint8Array.from(content)),
			subject: manifest.subject?.digest,
			referrer: referrerDescriptor(descriptor, manifest)
		};
		target.manifests.set(descriptor.digest, stored);
		for (const tag of options.tags ?? []) target.tags.set(tag, descriptor.digest);
		return descriptor;
	}
	async deleteBlob(repository, digest, options = {}) {
		const target = this.#find(repository, options);
		target.blob(parseDigest(digest));
		target.blobs.delete(digest);
		this.#content.unlink(digest);
	}
	async deleteManifest(repository, digest, options = {}) {
		const target = this.#find(repository, options);
		target.manifest(parseDigest(digest));
		target.manifests.delete(digest);
		for (const [tag, pointed] of target.tags) if (pointed === digest) target.tags.delete(tag);
		this.#content.unlink(digest);
	}
	async deleteTag(repository, tag, options = {}) {
		this.#tagged(repository, tag, options);
		this.#find(repository, options).tags.delete(tag);
	}
	async *tags(repository, options = {}) {
		for (const tag of pageOf$1(this.#find(repository, options).tags.keys(), options)) {
			throwIfAborted(options.signal);
			yield tag;
		}
	}
	async *referrers(repository, digest, options = {}) {
		const name = begin(repository, options);
		for (const referrer of this.#repositories.get(name)?.referrers(parseDigest(digest)) ?? []) {
			throwIfAborted(options.signal);
			if (options.artifactType === void 0 || referrer.artifactType === options.artifactType) yield referrer;
		}
	}
	async *repositories(options = {}) {
		throwIfAborted(options.signal);
		for (const name of pageOf$1(this.#repositories.keys(), options)) {
			throwIfAborted(options.signal);
			yield name;
		}
	}
	#find(repository, options) {
		const name = begin(repository, options);
		const found = this.#repositories.get(name);
		if (found === void 0) throw new OciError("NAME_UNKNOWN", `there is no repository ${name}`, { detail: { name } });
		return found;
	}
	#tagged(repository, tag, options) {
		checkTag(tag);
		return this.#find(repository, options).tagged(tag);
	}
	#make(name) {
		const found = this.#repositories.get(name) ?? new MemoryRepository(name);
		this.#repositories.set(name, found);
		return found;
	}
	#writer(upload, options) {
		const chunkSize = options.chunkSize !== void 0 && options.chunkSize > 0 ? options.chunkSize : defaultChunkSize;
		return new MemoryBlobWriter(upload, chunkSize, {
			store: (digest, bytes) => this.#storeBlob(upload.repository, digest, bytes),
			ended: () => this.#uploads.delete(upload.id)
		});
	}
	#storeBlob(name, digest, bytes) {
		const { blobs } = this.#make(name);
		if (blobs.has(digest)) this.#content.release(bytes.byteLength);
		else blobs.set(digest, this.#content.add(digest, bytes));
		return blobDescriptor(digest, bytes);
	}
	async #receive(descriptor, body, signal) {
		const chunks = [];
		let size = 0;
		try {
			for await (const chunk of received(abortable(body(), signal), descriptor, `the blob ${descriptor.digest}`)) {
				this.#content.reserve(chunk.byteLength);
				size += chunk.byteLength;
				chunks.push(chunk);
			}
		} catch (error) {
			this.#content.release(size);
			throw error;
		}
		return Buffer.concat(chunks, size);
	}
};
function begin(repository, options) {
	throwIfAborted(options.signal);
	return checkRepositoryName(repository);
}
function blobDescriptor(digest, bytes) {
	return {
		mediaType: mediaTypeOctetStream,
		digest,
		size: bytes.byteLength
	};
}
function read(descriptor, bytes, signal) {
	return blobReader(descriptor, abortable(slices(bytes), signal));
}
async function* slices(bytes) {
	for (let start = 0; start < bytes.byteLength; start += sliceSize) yield Uint8Array.from(bytes.subarray(start, start + sliceSize));
}

// src/cli/serve.ts
const options = {
	address: { type: "string" },
	port: { type: "string" },
	storage: { type: "string" }
};
const highestPort = 65535;
const serveCommand = async (args, { terminal, signal }) => {
	const parsed = parseCommand("serve", args, options, []);
	const storage = textOf(parsed, "storage");
	const registry = storage === void 0 ? new MemoryRegistry() : await LayoutRegistry.open(storage);
	const server = await listen(registry, {
		address: textOf(parsed, "address") ?? "127.0.0.1",
		port: wholeNumber(cliLabel("port"), textOf(parsed, "port") ?? "0", 0, highestPort)
	});
	terminal.out(server.url);
	terminal.line(`serving ${storage === void 0 ? "from memory; everything is gone when this ends" : `the image layouts below ${storage}`}`);
	await new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => {
			resolve();
		}, { once: true });
	});
	await server.close();
};

// src/cli/terminal.ts
const now = () => performance.now();
function openTerminal(log, out, debug) {
	const bar = log.isTTY ? new ProgressBar((text) => log.write(text), now, () => log.columns) : void 0;
	const printer = new Printer((text) => {
		bar?.clear();
		log.write(`${text}\n`);
	});
	const line = (text) => {
		printer.line(text);
	};
	const lines = progressLines(line, now);
	for (const stream of [log, out]) stream.on("error", () => {});
	return {
		line,
		phase: () => {
			bar?.clear();
		},
		notice: (text) => {
			line(`note: ${text}`);
		},
		warning: (text) => {
			line(`warning: ${text}`);
		},
		debug: (text) => {
			if (debug) line(text);
		},
		progress: (progress) => {
			if (bar === void 0) lines(progress);
			else bar.update(progress);
		},
		out: (text) => {
			bar?.clear();
			out.write(`${text}\n`);
		},
		fail: (text) => {
			process.exitCode = 1;
			line(`error: ${text}`);
		},
		hide: (secret) => {
			printer.hide(secret);
		}
	};
}

// src/cli/main.ts
const commands = {
	push: pushCommand,
	pull: pullCommand,
	serve: serveCommand,
	demo: demoCommand
};
async function main(args) {
	const debug = process.env["OCI_ARTIFACT_DEBUG"] === "1";
	const terminal = openTerminal(process.stderr, process.stdout, debug);
	const stop = new AbortController();
	let failure = { label: cliLabel };
	const interrupt = (signal) => {
		if (stop.signal.aborted) process.exit(1);
		stop.abort(/* @__PURE__ */ new Error(`cancelled by ${signal}`));
	};
	process.on("SIGINT", interrupt);
	process.on("SIGTERM", interrupt);
	try {
		const [name, ...rest] = args;
		if (name === void 0 || name === "--help" || name === "-h" || name === "help") {
			terminal.out(isCommand(rest[0]) ? helpOf(rest[0]) : help);
			process.exitCode = name === void 0 ? 1 : 0;
			return;
		}
		if (!isCommand(name)) {
			terminal.fail(`"${name}" is not a command; choose push, pull, serve or demo, or ask for --help`);
			return;
		}
		if (rest.includes("--help") || rest.includes("-h")) {
			terminal.out(helpOf(name));
			return;
		}
		await commands[name](rest, {
			terminal,
			signal: stop.signal,
			env: process.env,
			describe: (context) => {
				failure = {
					label: cliLabel,
					...context
				};
			}
		});
	} catch (error) {
		terminal.fail(explainFailure(error, failure));
		if (debug) for (const line of inspect(error, { depth: 8 }).split("\n")) terminal.line(line);
	} finally {
		process.off("SIGINT", interrupt);
		process.off("SIGTERM", interrupt);
	}
}
function isCommand(name) {
	return name !== void 0 && Object.hasOwn(commands, name);
}

export { main };