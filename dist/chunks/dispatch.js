let require_rolldown_runtime;
let require_spec;
let require_location;
let require_connections;
let require_connect;
let require_upload;
let node_timers_promises;

// src/http/head-timeout.ts
var HeadTimeout = class {
	#ms;
	#onTimeout;
	#timer;
	constructor(ms, onTimeout) {
		this.#ms = ms;
		this.#onTimeout = onTimeout;
	}
	start() {
		if (this.#ms > 0) this.#timer ??= setTimeout(this.#onTimeout, this.#ms).unref();
	}
	stop() {
		clearTimeout(this.#timer);
	}
};

// src/http/dispatch.ts
const maxStaleBytes = 1048576;
function dispatch(connections, options) {
	const { onEvent, now } = options;
	return async (request) => {
		const { method } = request;
		const url = (require_location ??= require("./location.js")).redactUrl(request.url);
		const startedAt = now();
		await (0, (node_timers_promises ??= require("node:timers/promises")).setImmediate)();
		let outcome = await sendOnce(connections, options, request, false);
		if (outcome.response === void 0 && outcome.isStale) {
			onEvent?.({
				kind: "retry",
				method,
				url,
				attempt: 1,
				attempts: 2,
				delayMs: 0,
				reason: "the server had closed the idle connection"
			});
			outcome = await sendOnce(connections, options, request, true);
		}
		if (outcome.response === void 0) throw outcome.error;
		const { response } = outcome;
		onEvent?.({
			kind: "request",
			method,
			url,
			status: response.status,
			ms: Math.max(0, now() - startedAt)
		});
		return response;
	};
}
async function sendOnce(connections, options, request, newConnection) {
	const { method, url, signal, body, namedBy } = request;
	(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	const { dispatcher, proxy, isExclusive } = connections.route(request, newConnection);
	const summary = {
		method,
		url,
		proxy: proxy?.url
	};
	const { stall } = options;
	const control = new AbortController();
	const guard = (direction) => new (require_connect ??= require("./connect.js")).StallGuard(stall, () => control.abort((require_upload ??= require("./upload.js")).stallError(summary, direction, stall.bytes, stall.ms)));
	const upload = body === void 0 || body.length === 0 ? void 0 : new (require_upload ??= require("./upload.js")).Upload(body, guard("sending"));
	const headTimeout = new HeadTimeout(options.headersTimeoutMs, () => control.abort((require_upload ??= require("./upload.js")).headTimeoutError(summary)));
	const onAbort = () => {
		if (signal !== void 0) control.abort((require_spec ??= require("./spec.js")).abortedError(signal));
	};
	signal?.addEventListener("abort", onAbort, { once: true });
	const release = () => {
		signal?.removeEventListener("abort", onAbort);
		upload?.stop();
		headTimeout.stop();
	};
	const lease = new (require_connections ??= require("./connections.js")).ConnectionLease();
	try {
		const response = await rejectOnAbort(dispatcher.request({
			origin: url.origin,
			path: `${url.pathname}${url.search}`,
			method,
			headers: requestHeaders(request, options.userAgent),
			body: upload ?? null,
			signal: control.signal,
			opaque: lease,
			onInfo: () => {
				if (upload?.isComplete !== false) headTimeout.start();
			},
			...method === "HEAD" && isExclusive && !newConnection ? { reset: false } : {}
		}), control.signal);
		headTimeout.stop();
		const { statusCode: status, body: stream } = response;
		if (status >= 300) upload?.pause();
		const headers = responseHeaders(response.headers);
		const receiving = guard("receiving");
		stream.once("close", () => {
			receiving.stop();
			release();
		});
		const length = (require_connect ??= require("./connect.js")).contentLength(headers);
		const content = new (require_connect ??= require("./connect.js")).Download(stream, length, receiving, (error, read) => {
			if (control.signal.aborted) return control.signal.reason;
			return upload?.failure === void 0 ? (require_upload ??= require("./upload.js")).truncatedResponse(error, summary, read, length) : upload.failure.error;
		});
		if (method === "HEAD" || status === 204 || status === 304) stream.resume();
		return { response: {
			status,
			headers,
			url,
			body: content
		} };
	} catch (error) {
		release();
		if (control.signal.aborted) return {
			error: control.signal.reason,
			isStale: false
		};
		if (upload?.failure !== void 0) return {
			error: upload.failure.error,
			isStale: false
		};
		if (error instanceof (require_location ??= require("./location.js")).PrivateAddressError && namedBy !== void 0) return {
			error: (require_location ??= require("./location.js")).privateAddressError(url, namedBy, error.address),
			isStale: false
		};
		if ((require_upload ??= require("./upload.js")).isMistake(error)) return {
			error,
			isStale: false
		};
		const failure = (require_upload ??= require("./upload.js")).networkError(error, summary);
		return {
			error: failure,
			isStale: !newConnection && lease.reused && method !== "PATCH" && (upload?.sent ?? 0) <= maxStaleBytes && (require_upload ??= require("./upload.js")).isConnectionClosed(failure)
		};
	}
}
function rejectOnAbort(work, signal) {
	return new Promise((resolve, reject) => {
		signal.addEventListener("abort", () => reject(signal.reason), { once: true });
		work.then(resolve, reject);
	});
}
function requestHeaders(request, userAgent) {
	const headers = {
		"user-agent": userAgent,
		...request.headers,
		"accept-encoding": "identity"
	};
	const length = request.body?.length;
	if (length !== void 0) headers["content-length"] = String(length);
	return headers;
}
function responseHeaders(fields) {
	const values = /* @__PURE__ */ new Map();
	for (const [name, value] of Object.entries(fields)) if (value !== void 0) values.set(name.toLowerCase(), Array.isArray(value) ? value : [value]);
	return {
		get: (name) => values.get(name.toLowerCase())?.join(", "),
		all: (name) => values.get(name.toLowerCase()) ?? []
	};
}

exports.dispatch = dispatch;