let require_rolldown_runtime;
const require_undici = require("./undici.js");
let require_location;

// src/http/spare-connections.ts
var import__undici_parts = require_undici.require__undici_parts();
var SpareConnections = class {
	#connect;
	#maxIdleMs;
	#spares = /* @__PURE__ */ new Map();
	#isClosed = false;
	constructor(connector, maxIdleMs) {
		this.#connect = connector;
		this.#maxIdleMs = maxIdleMs;
	}
	prepare(origin) {
		if (this.#isClosed) return;
		const { host, protocol, port } = origin;
		const target = {
			host,
			hostname: origin.hostname.replace(/^\[(.*)\]$/, "$1"),
			protocol,
			port
		};
		const result = (...args) => {
			if (spare.user === void 0) spare.result = args;
			else spare.user(...args);
		};
		const spare = {
			socket: this.#connect(target, result),
			openedAt: performance.now(),
			user: void 0,
			result: void 0
		};
		const key = keyOf(target);
		this.#spares.set(key, [...this.#spares.get(key) ?? [], spare]);
	}
	connect(target, callback) {
		const spares = this.#spares.get(keyOf(target)) ?? [];
		for (let spare = spares.shift(); spare !== void 0; spare = spares.shift()) {
			const { result, socket } = spare;
			if (result === void 0) {
				spare.user = callback;
				return false;
			}
			if (result[0] === null && !socket.destroyed && performance.now() - spare.openedAt < this.#maxIdleMs) {
				process.nextTick(callback, ...result);
				return true;
			}
			socket.destroy();
		}
		this.#connect(target, callback);
		return false;
	}
	close() {
		this.#isClosed = true;
		for (const spares of this.#spares.values()) for (const { socket } of spares) socket.destroy();
		this.#spares.clear();
	}
};
function keyOf({ protocol, host = "" }) {
	return `${protocol}//${host}`;
}

// src/http/write-errors.ts
const maxDelayMs = 1e3;
function delayWriteErrors(socket) {
	const delayed = (callback) => (error) => {
		if (error === void 0 || error === null || socket.destroyed || socket.readableEnded) callback(error);
		else afterEnd(socket, () => callback(error));
	};
	const write = socket._write.bind(socket);
	const writev = socket._writev?.bind(socket);
	socket._write = (chunk, encoding, callback) => write(chunk, encoding, delayed(callback));
	if (writev !== void 0) socket._writev = (chunks, callback) => writev(chunks, delayed(callback));
}
function afterEnd(socket, done) {
	let timer;
	const finish = () => {
		clearTimeout(timer);
		socket.off("end", finish).off("close", finish);
		done();
	};
	timer = setTimeout(finish, maxDelayMs);
	socket.once("end", finish).once("close", finish);
}

// src/http/connections.ts
const connectTimeoutMs = 3e4;
const keepAliveMs = 1e4;
var ConnectionLease = class {
	reused = false;
};
var Connections = class {
	#options;
	#agents = /* @__PURE__ */ new Map();
	#connector;
	#spares;
	#closed;
	constructor(options) {
		this.#options = options;
		this.#connector = (0, import__undici_parts.buildConnector)({
			...this.#tlsOptions(true),
			lookup: options.guard.lookup
		});
		this.#spares = new SpareConnections(this.#connector, keepAliveMs);
	}
	prepare(url, count) {
		if (this.#options.proxies.for(url) !== void 0) return;
		for (let opened = 0; opened < count; opened++) this.#spares.prepare(url);
	}
	route({ url, namedBy }, newConnection) {
		const { proxies, guard, ownContext } = this.#options;
		const registry = guard.check(url, namedBy);
		const proxy = proxies.for(url);
		const isOwn = ownContext === void 0 || namedBy === void 0 || (require_location ??= require("./location.js")).sameOrigin(url, namedBy.registry);
		const key = [
			newConnection ? "new" : "pooled",
			isOwn,
			proxy?.url,
			registry?.hostname
		].join(" ");
		let dispatcher = this.#agents.get(key);
		if (dispatcher === void 0 || this.#closed !== void 0) {
			dispatcher = this.#createAgent(proxy, newConnection, registry, isOwn);
			if (this.#closed === void 0) this.#agents.set(key, dispatcher);
			else dispatcher.destroy().catch(() => void 0);
		}
		return {
			dispatcher,
			proxy,
			isExclusive: proxy === void 0 || url.protocol === "https:"
		};
	}
	close() {
		this.#spares.close();
		this.#closed ??= Promise.all([...this.#agents.values()].map((agent) => agent.destroy())).then(() => void 0);
		return this.#closed;
	}
	#createAgent(proxy, newConnection, registry, isOwn) {
		const { secureContext, connections, headersTimeoutMs, guard } = this.#options;
		const common = {
			allowH2: false,
			maxHeaderSize: (require_location ??= require("./location.js")).maxHeaderSize,
			keepAliveTimeout: keepAliveMs,
			headersTimeout: headersTimeoutMs,
			bodyTimeout: 0,
			connections: connections ?? null,
			pipelining: newConnection ? 0 : 1
		};
		const isNamed = registry === void 0 && isOwn;
		const spares = proxy === void 0 && isNamed && !newConnection ? this.#spares : void 0;
		const factory = (origin, options) => new import__undici_parts.Pool(origin, {
			...common,
			...options,
			factory: (url, clientOptions) => new LeasedClient(url, clientOptions, spares)
		});
		if (proxy === void 0) {
			const lookup = registry === void 0 ? guard.lookup : guard.lookupFor(registry);
			const connect = isNamed ? this.#connector : {
				...this.#tlsOptions(isOwn),
				lookup
			};
			return new import__undici_parts.Agent({
				...common,
				factory,
				connect
			});
		}
		const trust = secureContext === void 0 ? {} : { secureContext };
		return new import__undici_parts.ProxyAgent({
			...common,
			factory,
			uri: proxy.url,
			...proxy.authorization === void 0 ? {} : { token: proxy.authorization },
			requestTls: this.#tlsOptions(isOwn),
			proxyTls: {
				...trust,
				allowH2: false,
				timeout: connectTimeoutMs
			},
			clientFactory: (origin, options) => new import__undici_parts.Pool(origin, {
				...options,
				headersTimeout: connectTimeoutMs,
				maxHeaderSize: (require_location ??= require("./location.js")).maxHeaderSize,
				allowH2: false
			})
		});
	}
	#tlsOptions(isOwn) {
		const { insecureTls, ownContext } = this.#options;
		const secureContext = (isOwn ? ownContext : void 0) ?? this.#options.secureContext;
		return {
			...secureContext === void 0 ? {} : { secureContext },
			allowH2: false,
			timeout: connectTimeoutMs,
			rejectUnauthorized: !insecureTls
		};
	}
};
var LeasedClient = class extends import__undici_parts.Client {
	#connected = false;
	#waiting;
	constructor(origin, options, spares) {
		const { connect } = options;
		super(origin, {
			...options,
			connect: (target, callback) => {
				const connected = (...result) => {
					if (result[0] === null) delayWriteErrors(result[1]);
					callback(...result);
				};
				const isIdle = spares?.connect(target, connected);
				if (isIdle === void 0) connect(target, connected);
				else if (isIdle && this.#waiting !== void 0) this.#waiting.reused = true;
			}
		});
		this.on("connect", () => {
			this.#connected = true;
		});
		this.on("disconnect", () => {
			this.#connected = false;
		});
	}
	dispatch(options, handler) {
		const { opaque } = options;
		if (opaque instanceof ConnectionLease) {
			opaque.reused = this.#connected;
			this.#waiting = opaque;
		}
		return super.dispatch(options, handler);
	}
};

exports.ConnectionLease = ConnectionLease;
exports.Connections = Connections;