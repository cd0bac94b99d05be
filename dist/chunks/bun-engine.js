let require_rolldown_runtime;
let require_spec;
let require_transport;
let require_open_transport;
let node_tls;

// src/http/fetch-download.ts
const discardBytes = 65536;
var FetchDownload = class {
	#reader;
	#length;
	#guard;
	#toError;
	#release;
	#started = false;
	constructor(stream, length, guard, toError, release) {
		this.#reader = stream?.getReader();
		this.#length = length;
		this.#guard = guard;
		this.#toError = toError;
		this.#release = release;
		if (this.#reader === void 0) release();
	}
	async *[Symbol.asyncIterator]() {
		if (this.#started) throw new TypeError("a response body can be read only once");
		this.#started = true;
		const reader = this.#reader;
		if (reader === void 0) return;
		let [size, ended] = [0, false];
		try {
			for (;;) {
				this.#guard.begin();
				const step = await reader.read();
				if (step.done) {
					ended = true;
					if (this.#length !== void 0 && size < this.#length) throw endedEarly();
					return;
				}
				this.#guard.end(step.value.byteLength);
				size += step.value.byteLength;
				yield step.value;
			}
		} catch (error) {
			throw this.#toError(error, size);
		} finally {
			this.#guard.stop();
			if (!ended) await reader.cancel().catch(() => void 0);
			this.#release();
		}
	}
	borrowed() {
		return this[Symbol.asyncIterator]();
	}
	async discard() {
		if (this.#reader === void 0) return;
		const isSmall = (this.#length ?? Infinity) <= discardBytes;
		if (this.#started || !isSmall) {
			this.#started = true;
			await this.#reader.cancel().catch(() => void 0);
			this.#release();
			return;
		}
		try {
			for await (const _ of this);
		} catch {}
	}
};
function endedEarly() {
	return Object.assign(/* @__PURE__ */ new Error("the connection ended early"), { code: "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" });
}

// src/http/fetch-dispatch.ts
const maxJoinedBytes = 1048576;
function fetchDispatch(options) {
	const { onEvent, now, stall, closed } = options;
	return async (request) => {
		const { method, url, signal, body, namedBy } = request;
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		options.guard.check(url, namedBy);
		const summary = {
			method,
			url,
			proxy: void 0
		};
		const startedAt = now();
		const control = new AbortController();
		const abort = (reason) => control.abort(reason);
		const onAbort = () => abort(signal === void 0 ? void 0 : (require_spec ??= require("./spec.js")).abortedError(signal));
		const onClose = () => abort(closedError(summary));
		if (closed.aborted) throw closedError(summary);
		signal?.addEventListener("abort", onAbort, { once: true });
		closed.addEventListener("abort", onClose, { once: true });
		const guard = (direction) => new (require_open_transport ??= require("./open-transport.js")).StallGuard(stall, () => abort((require_transport ??= require("./transport.js")).stallError(summary, direction, stall.bytes, stall.ms)));
		const upload = body === void 0 || body.length === 0 ? void 0 : new (require_transport ??= require("./transport.js")).Upload(owned(body), guard("sending"));
		let timer;
		const startTimer = () => {
			if (options.headersTimeoutMs > 0) timer ??= setTimeout(() => abort((require_transport ??= require("./transport.js")).headTimeoutError(summary)), options.headersTimeoutMs);
		};
		const release = () => {
			clearTimeout(timer);
			upload?.stop();
			signal?.removeEventListener("abort", onAbort);
			closed.removeEventListener("abort", onClose);
		};
		const failure = (error) => {
			if (control.signal.aborted) return control.signal.reason;
			return upload?.failure === void 0 ? fetchError(error, summary) : upload.failure.error;
		};
		try {
			const content = upload && await rejectOnAbort(requestContent(upload, body?.length, startTimer), control.signal);
			if (upload === void 0) startTimer();
			const { fetch } = options;
			const response = await fetch(url.href, {
				...options.runtimeInit(url, request.namedBy),
				method,
				headers: {
					"user-agent": options.userAgent,
					...request.headers,
					"accept-encoding": "identity",
					...content instanceof ReadableStream && body?.length !== void 0 ? { "content-length": String(body.length) } : {}
				},
				redirect: "manual",
				signal: control.signal,
				body: content ?? null,
				...content instanceof ReadableStream ? { duplex: "half" } : {}
			});
			clearTimeout(timer);
			const { status } = response;
			onEvent?.({
				kind: "request",
				method,
				url: (require_transport ??= require("./transport.js")).redactUrl(url),
				status,
				ms: Math.max(0, now() - startedAt)
			});
			const headers = responseHeaders(response.headers);
			const length = response.headers.get("content-length");
			return {
				status,
				headers,
				url,
				body: new FetchDownload(method === "HEAD" ? null : response.body, length === null ? void 0 : Number(length), guard("receiving"), (error, read) => control.signal.aborted ? control.signal.reason : (require_transport ??= require("./transport.js")).truncatedResponse(knownError(error) ?? error, summary, read, Number(length)), release)
			};
		} catch (error) {
			release();
			throw failure(error);
		}
	};
}
function owned(body) {
	return {
		open: () => body.open(),
		length: body.length
	};
}
async function requestContent(upload, length, onSent) {
	if (length !== void 0 && length <= maxJoinedBytes) {
		const joined = new Uint8Array(length);
		let size = 0;
		for await (const chunk of upload) {
			joined.set(chunk, size);
			size += chunk.byteLength;
		}
		onSent();
		return joined;
	}
	const chunks = upload[Symbol.asyncIterator]();
	return new ReadableStream({
		pull: async (controller) => {
			const step = await chunks.next();
			if (step.done !== true) {
				controller.enqueue(step.value);
				return;
			}
			controller.close();
			onSent();
		},
		cancel: async () => {
			upload.stop();
			await chunks.return(void 0);
		}
	}, { highWaterMark: 0 });
}
function rejectOnAbort(work, signal) {
	return new Promise((resolve, reject) => {
		signal.addEventListener("abort", () => reject(signal.reason), { once: true });
		work.then(resolve, reject);
	});
}
function closedError({ method, url }) {
	return new (require_spec ??= require("./spec.js")).OciError("ABORTED", `${method} ${(require_transport ??= require("./transport.js")).redactUrl(url)} failed: its connection was closed; wait for each call before the connection is closed`);
}
const knownFailures = [
	[/ConnectionRefused|connection refused/i, "ECONNREFUSED"],
	[/ConnectionClosed|ConnectionReset|connection (?:reset|closed)|socket connection was closed/i, "ECONNRESET"],
	[/FailedToOpenSocket|Unable to connect|dns error|failed to lookup/i, "ENOTFOUND"],
	[/InvalidContentType|invalid http|InvalidHTTPResponse|Malformed_HTTP/i, "HPE_INVALID"],
	[/certificate/i, "CERT_UNTRUSTED"],
	[/^fetch failed$|Failed to fetch|NetworkError|Load failed|error sending request/i, "UND_ERR_SOCKET"]
];
function knownError(error) {
	const messages = [];
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
		const { code } = at;
		if (typeof code === "string" && (/^(?:E[A-Z]+|UND_|CERT_|ERR_(?:TLS|SSL)_|UNABLE_|DEPTH_)/.test(code) || at.cause)) return at;
		messages.push(String(code), at.message);
	}
	const text = messages.join(" ");
	const [, code] = knownFailures.find(([pattern]) => pattern.test(text)) ?? [];
	return code === void 0 ? void 0 : Object.assign(new Error((require_spec ??= require("./spec.js")).messageOf(error)), { code });
}
function fetchError(error, summary) {
	if ((require_spec ??= require("./spec.js")).isOciError(error)) return error;
	const known = knownError(error);
	return known === void 0 ? error : (require_transport ??= require("./transport.js")).networkError(known, summary);
}
function responseHeaders(headers) {
	return {
		get: (name) => headers.get(name) ?? void 0,
		all: (name) => {
			const value = headers.get(name);
			return value === null ? [] : [value];
		}
	};
}

// src/http/bun-engine.ts
function openBunEngine(dispatchOptions, { insecureTls, ca, clientCertificate, proxies, guard }) {
	const closing = new AbortController();
	const runtimeInit = (url, namedBy) => {
		const proxy = proxies.for(url);
		const certificate = namedBy === void 0 || (require_transport ??= require("./transport.js")).sameOrigin(url, namedBy.registry) ? clientCertificate : void 0;
		return {
			...proxy === void 0 ? {} : { proxy: proxyOf(proxy.url, proxy.authorization) },
			...insecureTls || ca !== void 0 || certificate !== void 0 ? { tls: {
				rejectUnauthorized: !insecureTls,
				...ca === void 0 ? {} : { ca: [...(node_tls ??= require("node:tls")).rootCertificates, ca] },
				...certificate
			} } : {}
		};
	};
	return {
		dispatch: fetchDispatch({
			...dispatchOptions,
			fetch: globalThis.fetch,
			runtimeInit,
			guard,
			closed: closing.signal
		}),
		prepare: () => void 0,
		close: async () => closing.abort()
	};
}
function proxyOf(url, authorization) {
	return authorization === void 0 ? url : {
		url,
		headers: { "proxy-authorization": authorization }
	};
}

exports.openBunEngine = openBunEngine;