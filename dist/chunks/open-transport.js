const require_spec = require("./spec.js");
let require_options;
let require_transport;
let require_socket_tap;
let node_net;
let node_tls;
let node_crypto;
let node_dns;
let node_fs_promises;

// src/http/batch-reader.ts
const batchBytes$1 = 1048576;
const bufferBytes = 1114112;
const buffers$1 = new require_spec.BufferPool(bufferBytes, sharedBuffer);
function sharedBuffer(size) {
	return Buffer.from(new SharedArrayBuffer(size));
}
var BatchReader = class {
	#stream;
	#guard;
	#filling = buffers$1.acquire();
	#borrowed = buffers$1.acquire();
	#size = 0;
	#overflow = [];
	#ended = false;
	#failure;
	#notify;
	constructor(stream, guard) {
		this.#stream = stream;
		this.#guard = guard;
		if (stream.readableEnded) this.#ended = true;
		else if (stream.destroyed) this.#failure = { error: stream.errored ?? prematureClose() };
		else this.#listen();
	}
	async next() {
		while (!this.#isFull && !this.#ended && this.#failure === void 0) await new Promise((resolve) => {
			this.#notify = resolve;
		});
		if (this.#size === 0 && this.#overflow.length === 0) {
			if (this.#failure !== void 0) throw this.#failure.error;
			return;
		}
		const batch = this.#size === 0 ? this.#overflow.shift() : this.#filling.subarray(0, this.#size);
		if (this.#size > 0) [this.#filling, this.#borrowed] = [this.#borrowed, this.#filling];
		this.#size = 0;
		for (let chunk = this.#overflow[0]; chunk !== void 0 && this.#copy(chunk); chunk = this.#overflow[0]) this.#overflow.shift();
		if (!this.#isFull) this.#resume();
		return batch;
	}
	release() {
		buffers$1.release(this.#filling, this.#borrowed);
	}
	get #isFull() {
		return this.#size >= batchBytes$1 || this.#overflow.length > 0;
	}
	#listen() {
		const settle = (failure) => {
			if (failure !== void 0) this.#failure ??= { error: failure };
			this.#guard.stop();
			this.#notify?.();
		};
		this.#guard.begin();
		this.#stream.on("data", (chunk) => this.#add(chunk)).once("end", () => {
			this.#ended = true;
			settle();
		}).once("error", settle).once("close", () => settle(this.#ended ? void 0 : prematureClose()));
	}
	#resume() {
		if (this.#ended || this.#failure !== void 0) return;
		this.#guard.begin();
		this.#stream.resume();
	}
	#add(chunk) {
		this.#guard.end(chunk.byteLength);
		if (this.#overflow.length > 0 || !this.#copy(chunk)) this.#overflow.push(chunk);
		if (this.#isFull) {
			this.#stream.pause();
			this.#notify?.();
		} else this.#guard.begin();
	}
	#copy(chunk) {
		if (chunk.byteLength > bufferBytes - this.#size) return false;
		this.#size += chunk.copy(this.#filling, this.#size);
		require_spec.detachWholeBuffer(chunk);
		return true;
	}
};
function prematureClose() {
	return Object.assign(/* @__PURE__ */ new Error("Premature close"), { code: "ERR_STREAM_PREMATURE_CLOSE" });
}

// src/http/socket-reader.ts
const minBytes = 8388608;
const batchBytes = 1048576;
const buffers = new require_spec.BufferPool(batchBytes, sharedBuffer);
const excess = Buffer.alloc(16384);
function canReadSocket(socket, length) {
	return length >= minBytes && socket !== void 0 && !socket.destroyed && (require_socket_tap ??= require("./socket-tap.js")).isTappable(socket);
}
var SocketReader = class {
	#socket;
	#stream;
	#guard;
	#left;
	#early = [];
	#filling = buffers.acquire();
	#size = 0;
	#ready = [];
	#borrowed;
	#isStopped = false;
	#failure;
	#notify;
	constructor(socket, stream, length, guard) {
		this.#socket = socket;
		this.#stream = stream;
		this.#guard = guard;
		this.#left = length;
		const fail = (error) => {
			this.#failure ??= { error };
			guard.stop();
			this.#notify?.();
		};
		stream.once("error", fail).once("close", () => fail(prematureClose()));
		(require_socket_tap ??= require("./socket-tap.js")).tap(socket, this);
		const unparsed = socket.read();
		const parsed = stream.read();
		for (const bytes of [parsed, unparsed]) {
			if (bytes === null) continue;
			const part = bytes.subarray(0, this.#left);
			this.#left -= part.byteLength;
			if (part.byteLength > 0) this.#early.push(part);
		}
		this.#read();
	}
	async next() {
		const early = this.#early.shift();
		if (early !== void 0) return early;
		while (this.#ready.length === 0 && this.#left > 0 && this.#failure === void 0) await new Promise((resolve) => {
			this.#notify = resolve;
		});
		if (this.#borrowed?.byteLength === batchBytes) buffers.release(this.#borrowed);
		if (this.#ready.length === 0 && this.#size > 0) this.#complete();
		this.#borrowed = this.#ready.shift();
		if (this.#borrowed === void 0) {
			if (this.#left > 0) throw this.#failure?.error;
			return;
		}
		if (this.#isStopped && this.#ready.length === 0) this.#read();
		return this.#borrowed;
	}
	release() {
		this.#stream.destroy();
		this.#socket.destroy();
		buffers.release(this.#filling);
	}
	space() {
		return this.#left === 0 ? excess : this.#filling.subarray(this.#size, this.#size + this.#left);
	}
	received(bytes) {
		if (this.#left === 0) return false;
		const { byteLength } = bytes;
		if (bytes.buffer !== this.#filling.buffer) this.#filling.set(bytes, this.#size);
		this.#guard.end(byteLength);
		this.#size += byteLength;
		this.#left -= byteLength;
		if (this.#size === batchBytes || this.#left === 0) this.#complete();
		if (this.#left === 0) return false;
		this.#isStopped = this.#ready.length + (this.#borrowed === void 0 ? 0 : 1) > 1;
		if (!this.#isStopped) this.#guard.begin();
		return !this.#isStopped;
	}
	#complete() {
		this.#ready.push(this.#filling.subarray(0, this.#size));
		this.#filling = buffers.acquire();
		this.#size = 0;
		this.#notify?.();
	}
	#read() {
		if (this.#left === 0 || this.#failure !== void 0) return;
		this.#isStopped = false;
		this.#guard.begin();
		this.#socket.read(0);
	}
};

// src/http/download.ts
const discardBytes = 65536;
const discardMs = 1e3;
var Download = class {
	#stream;
	#guard;
	#toError;
	#length;
	#socket;
	#bytesRead = 0;
	#started = false;
	constructor(stream, length, guard, toError, socket) {
		this.#stream = stream;
		this.#length = length;
		this.#guard = guard;
		this.#toError = toError;
		this.#socket = socket;
		stream.on("error", () => void 0);
	}
	async *[Symbol.asyncIterator]() {
		if (this.#started) throw new TypeError("a response body can be read only once");
		this.#started = true;
		const chunks = this.#stream[Symbol.asyncIterator]();
		let ended = false;
		try {
			for (;;) {
				this.#guard.begin();
				const step = await chunks.next();
				if (step.done === true) {
					ended = true;
					return;
				}
				this.#guard.end(step.value.byteLength);
				this.#bytesRead += step.value.byteLength;
				yield step.value;
			}
		} catch (error) {
			throw this.#toError(error, this.#bytesRead);
		} finally {
			this.#guard.stop();
			if (!ended) this.#stream.destroy();
		}
	}
	async *borrowed() {
		if (this.#started) throw new TypeError("a response body can be read only once");
		this.#started = true;
		const batches = this.#batches();
		let ended = false;
		try {
			for (let batch = await batches.next(); batch !== void 0; batch = await batches.next()) {
				this.#bytesRead += batch.byteLength;
				yield batch;
			}
			ended = true;
			batches.release();
		} catch (error) {
			throw this.#toError(error, this.#bytesRead);
		} finally {
			this.#guard.stop();
			if (!ended) this.#stream.destroy();
		}
	}
	#batches() {
		const length = this.#length ?? 0;
		return canReadSocket(this.#socket, length) ? new SocketReader(this.#socket, this.#stream, length, this.#guard) : new BatchReader(this.#stream, this.#guard);
	}
	async discard() {
		const stream = this.#stream;
		if (stream.closed) return;
		this.#guard.stop();
		const closed = new Promise((resolve) => stream.once("close", resolve));
		if (this.#started || stream.destroyed || (this.#length ?? 0) - this.#bytesRead > discardBytes) {
			stream.destroy();
			return closed;
		}
		this.#started = true;
		const timer = setTimeout(() => stream.destroy(), discardMs);
		stream.on("data", (chunk) => {
			this.#bytesRead += chunk.byteLength;
			if (this.#bytesRead > discardBytes) stream.destroy();
		});
		await closed;
		clearTimeout(timer);
	}
};
async function peek(body, limit) {
	const iterator = body[Symbol.asyncIterator]();
	const prefix = [];
	let size = 0;
	let ended = false;
	let failure;
	try {
		while (size < limit && !ended) {
			const step = await iterator.next();
			if (step.done === true) ended = true;
			else {
				prefix.push(step.value);
				size += step.value.byteLength;
			}
		}
	} catch (error) {
		failure = { error };
	}
	const read = async function* read() {
		try {
			yield* prefix;
			if (failure !== void 0) throw failure.error;
			for (;;) {
				const step = await iterator.next();
				if (step.done === true) return;
				yield step.value;
			}
		} finally {
			await iterator.return?.();
		}
	};
	return {
		text: Buffer.concat(prefix).toString("utf8", 0, limit),
		body: {
			[Symbol.asyncIterator]: read,
			discard: () => body.discard()
		}
	};
}

// src/http/retry-after.ts
function retryAfter(headers, now) {
	const text = headers.all("retry-after")[0]?.trim();
	if (text === void 0) return void 0;
	if (/^\d+(?:\.\d+)?$/.test(text)) return {
		ms: Number(text) * 1e3,
		text
	};
	const until = parseHttpDate(text);
	if (until === void 0) return void 0;
	return {
		ms: Math.max(0, until - (parseHttpDate(headers.get("date")) ?? now())),
		text
	};
}
function isRateLimitExhausted(headers) {
	return headers.get("x-ratelimit-remaining")?.trim() === "0";
}
function rateLimitReset(headers, now) {
	const text = headers.get("x-ratelimit-reset")?.trim() ?? "";
	if (!isRateLimitExhausted(headers) || !/^\d{1,12}$/.test(text)) return void 0;
	const until = Number(text) * 1e3;
	return {
		ms: Math.max(0, until - (parseHttpDate(headers.get("date")) ?? now())),
		text: new Date(until).toISOString()
	};
}
function retryAfterInBody(body) {
	const [, text] = /retry-after:?\s*((?:\d+(?:\.\d+)?(?:ns|us|\u00b5s|\u03bcs|\\u00b5s|ms|s|m|h))+)/i.exec(body) ?? [];
	if (text === void 0) return void 0;
	let ms = 0;
	for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|\u00b5s|\u03bcs|\\u00b5s|ms|s|m|h)/gi)) ms += Number(amount) * (msPer[unit?.toLowerCase() ?? ""] ?? 0);
	return {
		ms,
		text
	};
}
const msPer = {
	ns: 1e-6,
	us: .001,
	\u00b5s: .001,
	\u03bcs: .001,
	[String.raw`\u00b5s`]: .001,
	ms: 1,
	s: 1e3,
	m: 6e4,
	h: 36e5
};
function parseHttpDate(text) {
	if (text === void 0 || !/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /i.test(text)) return void 0;
	const ms = Date.parse(/(?:gmt|utc)$/i.test(text) ? text : `${text} GMT`);
	return Number.isNaN(ms) ? void 0 : ms;
}

// src/http/retryable.ts
var RetryableError = class extends require_spec.OciError {
	method;
	url;
	hint;
	hasResponse;
	constructor(error, { method, url, hasResponse, reason, wait }) {
		const { code, message, cause, detail, status, wireCode, reason: serverReason, remedy } = error;
		super(code, message, {
			cause,
			detail,
			status,
			wireCode,
			reason: serverReason,
			remedy
		});
		this.method = method;
		this.url = (require_transport ??= require("./transport.js")).redactUrl(url);
		this.hint = {
			reason,
			wait
		};
		this.hasResponse = hasResponse;
	}
};
const peekBytes = 65536;
async function classifyResponse(response, now) {
	const { status, headers } = response;
	if (!isRetryableStatus(status)) return {
		response,
		hint: void 0
	};
	const reason = `status ${status}`;
	const isLimited = status === 403 || status === 429;
	const wait = retryAfter(headers, now) ?? (isLimited ? rateLimitReset(headers, now) : void 0);
	if (status !== 403 && (status !== 429 || wait !== void 0)) return {
		response,
		hint: {
			reason,
			wait
		}
	};
	const { text, body } = await peek(response.body, peekBytes);
	const complete = {
		...response,
		body
	};
	const hint = {
		reason,
		wait: wait ?? retryAfterInBody(text)
	};
	if (status === 429) return {
		response: complete,
		hint
	};
	if (!isRateLimit(headers, text)) return {
		response: complete,
		hint: void 0
	};
	const kind = secondaryRateLimit.test(text) ? "secondary rate limit" : "rate limit";
	return {
		response: complete,
		hint: {
			...hint,
			reason: `${reason}, ${kind}`
		}
	};
}
const secondaryRateLimit = /secondary rate limit/i;
function isRateLimit(headers, body) {
	return headers.get("retry-after") !== void 0 || isRateLimitExhausted(headers) || headers.get("oci-error-code") === "TOOMANYREQUESTS" || /"code"\s*:\s*"TOOMANYREQUESTS"/i.test(body) || secondaryRateLimit.test(body);
}
function isRetryableStatus(status) {
	return status >= 500 && status !== 501 && status !== 505 || status === 403 || status === 408 || status === 425 || status === 429;
}

// src/http/proxy.ts
function proxyFromEnvironment(env) {
	const read = (name) => nonEmpty(env[name]) ?? nonEmpty(env[name.toUpperCase()]);
	const all = read("all_proxy");
	return {
		http: read("http_proxy") ?? all,
		https: read("https_proxy") ?? all,
		noProxy: read("no_proxy")
	};
}
var ProxyRules = class {
	#http;
	#https;
	#direct;
	constructor(settings) {
		this.#http = parseProxy(settings.http, "http_proxy");
		this.#https = parseProxy(settings.https, "https_proxy");
		this.#direct = directRule(settings.noProxy ?? "");
	}
	for(url) {
		const proxy = url.protocol === "https:" ? this.#https : this.#http;
		return proxy === void 0 || require_spec.isLoopbackHost(url.hostname, { subdomains: true }) || this.#direct(url) ? void 0 : proxy;
	}
};
function parseProxy(text, variable) {
	const trimmed = nonEmpty(text);
	if (trimmed === void 0) return void 0;
	const invalid = (reason) => new require_spec.OciError("INPUT_INVALID", `cannot use the proxy in ${variable} (or all_proxy): ${reason}`);
	const url = URL.parse(/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(trimmed) ? trimmed : `http://${trimmed}`);
	if (url === null) throw invalid("it is not a URL; use http://proxy:port, and percent-encode reserved characters of user and password");
	if (url.protocol !== "http:" && url.protocol !== "https:") throw invalid(`the scheme ${url.protocol.slice(0, 20)} is not supported; use an http or https proxy`);
	const authorization = url.username === "" && url.password === "" ? void 0 : `Basic ${Buffer.from(`${decode(url.username)}:${decode(url.password)}`).toString("base64")}`;
	return {
		url: `${url.origin}/`,
		authorization
	};
}
function decode(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
function directRule(text) {
	const rules = text.split(/[\s,]+/).filter((entry) => entry !== "").map(parseEntry);
	return (url) => {
		const host = require_spec.bareHost(url.hostname);
		const port = url.port === "" ? url.protocol === "https:" ? "443" : "80" : url.port;
		return rules.some((rule) => rule(host, port));
	};
}
function parseEntry(entry) {
	if (entry === "*") return () => true;
	const network = /^\[?([0-9a-f.:]+)\]?\/(\d+)$/i.exec(entry);
	if (network !== null) return networkRule(network[1] ?? "", Number(network[2]));
	const [, name = "", rulePort] = (0, (node_net ??= require("node:net")).isIP)(entry) === 6 ? [void 0, entry] : /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
	const host = require_spec.bareHost(name.replace(/^\*(?=\.)/, ""));
	const matchesPort = (port) => rulePort === void 0 || rulePort === port;
	if ((0, (node_net ??= require("node:net")).isIP)(host) !== 0) return (candidate, port) => matchesPort(port) && sameAddress(candidate, host);
	const suffix = host.startsWith(".") ? host : `.${host}`;
	return (candidate, port) => matchesPort(port) && (0, (node_net ??= require("node:net")).isIP)(candidate) === 0 && (candidate === host || candidate.endsWith(suffix));
}
function networkRule(address, bits) {
	const family = (0, (node_net ??= require("node:net")).isIP)(address);
	if (family === 0 || bits > (family === 4 ? 32 : 128)) return () => false;
	const list = new (node_net ??= require("node:net")).BlockList();
	list.addSubnet(address, bits, family === 4 ? "ipv4" : "ipv6");
	return (candidate) => {
		const family = (0, (node_net ??= require("node:net")).isIP)(candidate);
		return family !== 0 && list.check(candidate, family === 4 ? "ipv4" : "ipv6");
	};
}
function sameAddress(a, b) {
	const family = (0, (node_net ??= require("node:net")).isIP)(a);
	if (family === 0) return false;
	const list = new (node_net ??= require("node:net")).BlockList();
	list.addAddress(b, (0, (node_net ??= require("node:net")).isIP)(b) === 4 ? "ipv4" : "ipv6");
	return list.check(a, family === 4 ? "ipv4" : "ipv6");
}
function nonEmpty(text) {
	const trimmed = text?.trim();
	return trimmed === "" ? void 0 : trimmed;
}

// src/http/redirect.ts
const redirectStatuses = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
const foreignHeaders = [
	"accept",
	"accept-encoding",
	"range",
	"user-agent"
];
function redirect(transport, { maxRedirects, onEvent }) {
	return async (request) => {
		const { method } = request;
		const visited = /* @__PURE__ */ new Set([request.url.href]);
		let current = request;
		let hasLeftOrigin = false;
		for (;;) {
			const response = await transport(current);
			if (!redirectStatuses.has(response.status)) return response;
			await response.body.discard();
			const target = targetOf(response, current, request.url);
			const refuse = (problem) => (require_transport ??= require("./transport.js")).redirectRefused(`cannot follow the redirects of ${method} ${(require_transport ??= require("./transport.js")).redactUrl(request.url)}: ${problem}`);
			if (visited.has(target.href)) throw refuse(`they return to ${(require_transport ??= require("./transport.js")).redactUrl(target)}`);
			if (visited.size > maxRedirects) throw refuse(`there are more than ${maxRedirects}; the last one leads to ${(require_transport ??= require("./transport.js")).redactUrl(target)}`);
			visited.add(target.href);
			const { status } = response;
			onEvent?.({
				kind: "redirect",
				method,
				url: (require_transport ??= require("./transport.js")).redactUrl(current.url),
				status,
				target: (require_transport ??= require("./transport.js")).redactUrl(target)
			});
			hasLeftOrigin ||= !(require_transport ??= require("./transport.js")).sameOrigin(target, request.url);
			const namedBy = request.namedBy ?? {
				registry: request.url,
				kind: "redirect"
			};
			current = {
				...hasLeftOrigin ? foreignRequest(request) : request,
				url: target,
				namedBy
			};
		}
	};
}
function targetOf(response, current, origin) {
	const target = (require_transport ??= require("./transport.js")).parseTarget(response.headers.get("location"), response, "Location");
	(require_transport ??= require("./transport.js")).refuseDowngrade(target, current.url, "Location");
	if (current.method !== "GET" && current.method !== "HEAD") {
		const { status } = response;
		const problem = `cannot follow the redirect of ${current.method} ${(require_transport ??= require("./transport.js")).redactUrl(current.url)} with status ${status}`;
		if (status !== 307 && status !== 308) throw (require_transport ??= require("./transport.js")).redirectRefused(`${problem}: it would change the method to GET; only 307 and 308 are followed`);
		if (!(require_transport ??= require("./transport.js")).sameOrigin(target, origin)) throw (require_transport ??= require("./transport.js")).redirectRefused(`${problem} to another origin, ${(require_transport ??= require("./transport.js")).redactUrl(target.origin)}: content is sent only to the registry`);
	}
	return target;
}
function foreignRequest(request) {
	const headers = {};
	const allHeaders = request.headers ?? {};
	for (const name of foreignHeaders) {
		const value = allHeaders[name];
		if (value !== void 0) headers[name] = value;
	}
	if (request.body !== void 0) throw new require_spec.OciError("PROTOCOL", `cannot redirect ${request.method} ${(require_transport ??= require("./transport.js")).redactUrl(request.url)} to another origin: the request has a body`);
	return {
		...request,
		headers,
		scopes: void 0
	};
}

// src/http/retry.ts
const progressBytes = 16777216;
var RetryPolicy = class {
	attempts;
	maxRetryAfterMs;
	random;
	now;
	onEvent;
	#backoff;
	#sleep;
	#maxBudget;
	#budget;
	constructor(options = {}) {
		require_spec.checkNumbers(options, {
			attempts: 1,
			baseDelayMs: 0,
			maxDelayMs: 0,
			maxRetryAfterMs: 0,
			retryBudget: 0
		});
		this.attempts = options.attempts ?? 5;
		this.maxRetryAfterMs = options.maxRetryAfterMs ?? 12e4;
		this.random = options.random ?? Math.random;
		this.now = options.now ?? Date.now;
		this.onEvent = options.onEvent;
		this.#backoff = {
			baseMs: options.baseDelayMs ?? 500,
			maxMs: options.maxDelayMs ?? 3e4
		};
		this.#sleep = options.sleep;
		this.#maxBudget = options.retryBudget ?? 100;
		this.#budget = this.#maxBudget;
	}
	get isBudgetExhausted() {
		return this.#budget <= 0;
	}
	async classify(response) {
		if (response.status < 400) this.#budget = Math.min(this.#maxBudget, this.#budget + 1);
		return classifyResponse(response, this.now);
	}
	takeRetry(failures) {
		this.#budget--;
		return require_spec.backoffMs(failures, {
			...this.#backoff,
			random: this.random
		});
	}
	sleep(ms, signal) {
		return require_spec.pause(ms, signal, this.#sleep);
	}
};
var Retries = class {
	#policy;
	#signal;
	#attempts;
	#failures = 0;
	#progress = 0;
	constructor(policy, signal, attempts = policy.attempts) {
		this.#policy = policy;
		this.#signal = signal;
		this.#attempts = attempts;
	}
	get isLast() {
		return this.#failures + 1 >= this.#attempts || this.#policy.isBudgetExhausted;
	}
	async run(attempt) {
		for (let isRetry = false;; isRetry = true) try {
			return await attempt(isRetry);
		} catch (error) {
			await this.afterFailure(error);
		}
	}
	recordProgress(bytes) {
		this.#progress += bytes;
		if (this.#progress < progressBytes) return;
		this.#progress = 0;
		this.#failures = 0;
	}
	async afterFailure(error) {
		require_spec.throwIfAborted(this.#signal);
		if (!(error instanceof RetryableError)) throw error;
		const isLast = this.isLast;
		const failures = ++this.#failures;
		const { method, url, message, hint } = error;
		if (isLast) throw require_spec.withMessage(error, failures === 1 ? message : `${message} (given up after ${failures} attempts)`);
		const { maxRetryAfterMs, onEvent } = this.#policy;
		const { wait, reason } = hint;
		if (wait !== void 0 && wait.ms > maxRetryAfterMs) {
			const limit = `longer than the limit of ${Math.floor(maxRetryAfterMs / 1e3)} s`;
			throw require_spec.withMessage(error, `${message} (the server requests a wait of "${require_spec.printable(wait.text, 100)}", ${limit}; try again later)`);
		}
		const delayMs = Math.max(Math.ceil(wait?.ms ?? 0), this.#policy.takeRetry(failures));
		onEvent?.({
			kind: "retry",
			method,
			url,
			attempt: failures,
			attempts: this.#attempts,
			delayMs,
			reason
		});
		await this.#policy.sleep(delayMs, this.#signal);
	}
};
function retry(transport, policy) {
	return async (request) => {
		require_spec.throwIfAborted(request.signal);
		const attempts = request.attempts ?? policy.attempts;
		if (attempts <= 1) return transport(request);
		const retries = new Retries(policy, request.signal, attempts);
		return retries.run(async () => {
			const { response, hint } = await policy.classify(await transport(request));
			if (hint === void 0 || retries.isLast) return response;
			await response.body.discard();
			const { status } = response;
			const { method, url } = request;
			const error = new require_spec.OciError(status === 429 || status === 403 ? "TOOMANYREQUESTS" : "UNAVAILABLE", `${method} ${(require_transport ??= require("./transport.js")).redactUrl(url)} failed: ${hint.reason}`, { status });
			throw new RetryableError(error, {
				...hint,
				method,
				url,
				hasResponse: true
			});
		});
	};
}

// src/http/secure-context.ts
const pemBlock = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g;
function secureContextWith(ca, client) {
	const trust = ca === void 0 ? {} : { ca: [...(0, (node_tls ??= require("node:tls")).getCACertificates)("default"), ...certificatesIn(ca)] };
	try {
		return (0, (node_tls ??= require("node:tls")).createSecureContext)({
			...trust,
			...client
		});
	} catch (error) {
		if (client === void 0) throw error;
		throw new require_spec.OciError("INPUT_INVALID", `cannot use the client certificate: ${require_spec.printable(require_spec.messageOf(error), 200)}; give a certificate and its private key without a passphrase, both in PEM form`, { detail: { input: "certFile" } });
	}
}
function certificatesIn(ca) {
	const blocks = ca.match(pemBlock) ?? [];
	const startCount = ca.split("-----BEGIN CERTIFICATE-----").length - 1;
	if (blocks.length === 0) throw invalidCaFile("it contains no certificate; give a file with a PEM block that begins with -----BEGIN CERTIFICATE-----");
	if (startCount !== blocks.length) throw invalidCaFile("it is incomplete: a certificate has no -----END CERTIFICATE-----; restore the end of the file");
	for (const [index, pem] of blocks.entries()) try {
		new (node_crypto ??= require("node:crypto")).X509Certificate(pem);
	} catch (error) {
		const reason = require_spec.printable(require_spec.messageOf(error), 200);
		throw invalidCaFile(`certificate ${index + 1} of ${blocks.length} is invalid: ${reason}; replace it`);
	}
	return blocks;
}
function invalidCaFile(reason) {
	return new require_spec.OciError("INPUT_INVALID", `cannot use ${require_spec.optionName("caFile")}: ${reason}`, { detail: { input: "caFile" } });
}

// src/http/stall.ts
const defaultStall = {
	bytes: 1024,
	ms: 6e4
};
const ticks = 60;
var StallGuard = class {
	#rule;
	#onStall;
	#allowanceMs;
	#isWaiting = false;
	#isSlow = false;
	#timer;
	constructor(rule, onStall) {
		this.#rule = rule;
		this.#onStall = onStall;
		this.#allowanceMs = rule.ms;
	}
	begin() {
		this.#isWaiting = true;
		this.#isSlow = false;
		if (this.#timer !== void 0) return;
		const tickMs = Math.max(1, this.#rule.ms / ticks);
		this.#timer = setInterval(() => this.#tick(tickMs), tickMs);
		this.#timer.unref();
	}
	end(bytes) {
		this.#isWaiting = false;
		this.#allowanceMs = Math.min(this.#rule.ms, this.#allowanceMs + bytes / this.#rule.bytes * 1e3);
		return !this.#isSlow;
	}
	stop() {
		clearInterval(this.#timer);
		this.#timer = void 0;
		this.#isWaiting = false;
	}
	#tick(elapsedMs) {
		if (!this.#isWaiting) return;
		this.#isSlow = true;
		this.#allowanceMs -= elapsedMs;
		if (this.#allowanceMs > 0) return;
		this.stop();
		this.#onStall();
	}
};

// src/http/create-transport.ts
const defaultHeadersTimeoutMs = 3e5;
function transportOver(options, openEngine) {
	const onEvent = require_spec.guardedHook("onEvent", options.onEvent);
	require_spec.checkNumbers(options, {
		headersTimeoutMs: 0,
		connections: 1,
		maxRedirects: 0
	});
	if (options.stall !== void 0) require_spec.checkNumbers(options.stall, {
		bytes: 0,
		ms: 0
	});
	const policy = new RetryPolicy({
		...options,
		onEvent
	});
	const dispatchOptions = {
		stall: options.stall ?? defaultStall,
		headersTimeoutMs: options.headersTimeoutMs ?? defaultHeadersTimeoutMs,
		userAgent: options.userAgent ?? "oci-artifact",
		onEvent,
		now: policy.now
	};
	let isClosed = false;
	let opened;
	const open = async () => {
		const engine = await openEngine(dispatchOptions);
		if (isClosed) await engine.close();
		return engine;
	};
	const sendOnce = async (request) => (await (opened ??= open())).dispatch(request);
	const send = retry(redirect(sendOnce, {
		maxRedirects: options.maxRedirects ?? 5,
		onEvent
	}), policy);
	const close = async () => {
		isClosed = true;
		await (await opened)?.close();
	};
	const prepare = (url, count) => {
		(opened ??= open()).then((engine) => engine.prepare(url, count), () => void 0);
	};
	return {
		send,
		prepare,
		close,
		[Symbol.asyncDispose]: close
	};
}
function createTransport(options = {}) {
	const insecureTls = options.insecureTls ?? false;
	const proxies = new ProxyRules(options.proxy ?? {});
	const { ca, clientCertificate } = options;
	const secureContext = ca === void 0 ? void 0 : secureContextWith(ca);
	const ownContext = clientCertificate && secureContextWith(ca, clientCertificate);
	const guard = new (require_transport ??= require("./transport.js")).AddressGuard(options);
	if ("bun" in process.versions) return transportOver(options, async (dispatchOptions) => {
		const { openBunEngine } = await Promise.resolve().then(() => require("./bun-engine.js"));
		return openBunEngine(dispatchOptions, {
			insecureTls,
			ca,
			clientCertificate,
			proxies,
			guard
		});
	});
	return transportOver(options, async (dispatchOptions) => {
		const [{ Connections }, { dispatch }] = await Promise.all([Promise.resolve().then(() => require("./transport.js")).then((n) => n.connections_exports), Promise.resolve().then(() => require("./transport.js")).then((n) => n.dispatch_exports)]);
		const { headersTimeoutMs } = dispatchOptions;
		const pools = {
			connections: options.connections,
			headersTimeoutMs
		};
		const connections = new Connections({
			insecureTls,
			secureContext,
			ownContext,
			proxies,
			guard,
			...pools
		});
		return {
			dispatch: dispatch(connections, dispatchOptions),
			prepare: (url, count) => connections.prepare(url, count),
			close: () => connections.close()
		};
	});
}

// src/http/error-body.ts
const maxErrorBytes = 65536;
const maxQuoted = 500;
const maxQuotedErrors = 5;
async function readErrorBody(response, mask = response.maskSecrets) {
	const text = await readText(response);
	const maskText = mask ?? ((unmasked) => unmasked);
	const value = parseBody(text, maskText);
	const errors = wireErrors(value);
	return {
		text,
		errors,
		reason: (errors.length > 0 ? errors.slice(0, maxQuotedErrors).map(quoteError) : []).join("; ") || quoteText(value, maskText(text.trim()), response)
	};
}
async function readText(response) {
	const chunks = [];
	let size = 0;
	try {
		for await (const chunk of response.body) {
			chunks.push(chunk.subarray(0, maxErrorBytes - size));
			size += chunk.byteLength;
			if (size >= 65536) break;
		}
	} catch {}
	return Buffer.concat(chunks).toString("utf8");
}
function parseBody(text, maskText) {
	if (require_spec.jsonDepth(text) > 200) return void 0;
	try {
		return JSON.parse(text, (_, value) => typeof value === "string" ? maskText(value) : value);
	} catch {
		return;
	}
}
function wireErrors(value) {
	const list = require_spec.isRecord(value) ? value["errors"] : void 0;
	if (!Array.isArray(list)) return [];
	return list.filter(require_spec.isRecord).map(require_spec.decodeWireError);
}
function quoteError(error) {
	const detail = typeof error.detail === "string" && !error.message.includes(error.detail) ? ` (${error.detail})` : "";
	const text = `${error.message}${detail}`.trim();
	return require_spec.printable([error.code ?? "", text].filter((part) => part !== "").join(": "), maxQuoted);
}
function quoteText(value, text, response) {
	if (require_spec.isRecord(value)) {
		const parts = [
			"error",
			"error_description",
			"details"
		].map((name) => value[name]).filter((part) => typeof part === "string" && part !== "");
		if (parts.length > 0) return require_spec.printable(parts.join(": "), maxQuoted);
	}
	if (text === "") return "";
	if (require_spec.mediaTypeOfContentType(response.headers.get("content-type")) === "text/html" || text.startsWith("<")) return "with a web page";
	return `"${require_spec.printable(text, maxQuoted)}"`;
}

// src/connect/fixed-lookup.ts
function fixedLookup(addresses) {
	return (hostname, options, callback) => {
		const name = hostname.toLowerCase();
		const address = Object.hasOwn(addresses, name) ? addresses[name] : void 0;
		const family = (0, (node_net ??= require("node:net")).isIP)(address ?? "");
		if (address === void 0) (0, (node_dns ??= require("node:dns")).lookup)(hostname, options, callback);
		else if (options.all === true) callback(null, [{
			address,
			family
		}]);
		else callback(null, address, family);
	};
}

// src/connect/open-transport.ts
async function openTransport(options, env) {
	return createTransport({
		insecureTls: options.insecureTls,
		ca: options.caFile === void 0 ? void 0 : await readCaFile(options.caFile, options.signal),
		clientCertificate: await readClientCertificate(options),
		lookup: options.addresses === void 0 ? void 0 : fixedLookup(options.addresses),
		proxy: proxyFromEnvironment(env),
		trustedHosts: options.trustedRedirectHosts,
		attempts: options.attempts,
		maxRetryAfterMs: options.maxRetryAfterMs,
		userAgent: options.userAgent,
		onEvent: options.onHttpEvent
	});
}
async function readCaFile(path, signal) {
	return readPem(path, "caFile", "give a PEM file with certificate authorities", signal);
}
async function readPem(path, input, remedy, signal) {
	try {
		return await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(path, {
			encoding: "utf8",
			signal
		});
	} catch (cause) {
		require_spec.throwIfAborted(signal);
		const { message } = (require_options ??= require("./options.js")).fileSystemError(cause, `read ${require_spec.optionName(input)} ${path}`);
		throw new require_spec.OciError("INPUT_INVALID", `${message}; ${remedy}`, {
			cause,
			detail: { input }
		});
	}
}
async function readClientCertificate({ certFile, keyFile, signal }) {
	if (certFile === void 0 && keyFile === void 0) return void 0;
	const read = async (file, input, other) => {
		if (file !== void 0) return readPem(file, input, "give a PEM file", signal);
		throw new require_spec.OciError("INPUT_INVALID", `${require_spec.optionName(input)} is missing although ${require_spec.optionName(other)} is given; give both or neither`, { detail: { input } });
	};
	const [cert, key] = await Promise.all([read(certFile, "certFile", "keyFile"), read(keyFile, "keyFile", "certFile")]);
	return {
		cert,
		key
	};
}

Object.defineProperty(exports, "Download", {
  enumerable: true,
  get: function () {
    return Download;
  }
});
Object.defineProperty(exports, "Retries", {
  enumerable: true,
  get: function () {
    return Retries;
  }
});
Object.defineProperty(exports, "RetryPolicy", {
  enumerable: true,
  get: function () {
    return RetryPolicy;
  }
});
Object.defineProperty(exports, "RetryableError", {
  enumerable: true,
  get: function () {
    return RetryableError;
  }
});
Object.defineProperty(exports, "StallGuard", {
  enumerable: true,
  get: function () {
    return StallGuard;
  }
});
Object.defineProperty(exports, "classifyResponse", {
  enumerable: true,
  get: function () {
    return classifyResponse;
  }
});
Object.defineProperty(exports, "createTransport", {
  enumerable: true,
  get: function () {
    return createTransport;
  }
});
Object.defineProperty(exports, "isRateLimit", {
  enumerable: true,
  get: function () {
    return isRateLimit;
  }
});
Object.defineProperty(exports, "openTransport", {
  enumerable: true,
  get: function () {
    return openTransport;
  }
});
Object.defineProperty(exports, "proxyFromEnvironment", {
  enumerable: true,
  get: function () {
    return proxyFromEnvironment;
  }
});
Object.defineProperty(exports, "readCaFile", {
  enumerable: true,
  get: function () {
    return readCaFile;
  }
});
Object.defineProperty(exports, "readErrorBody", {
  enumerable: true,
  get: function () {
    return readErrorBody;
  }
});