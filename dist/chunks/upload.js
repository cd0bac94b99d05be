let require_spec;
let require_transport;
let require_connect;

// src/http/network-error.ts
function toError(summary, problem, cause) {
	const { method, url, proxy } = summary;
	const via = proxy === void 0 ? "" : ` through the proxy ${proxy}`;
	const remedy = problem.remedy === void 0 ? "" : `; ${problem.remedy}`;
	const error = new (require_spec ??= require("./spec.js")).OciError(problem.code, `${method} ${(require_transport ??= require("./transport.js")).redactUrl(url)}${via} failed: ${problem.reason}${remedy}`, {
		cause,
		remedy: problem.remedy === void 0 ? void 0 : "stated"
	});
	return problem.transient ? new (require_connect ??= require("./connect.js")).RetryableError(error, {
		method,
		url,
		hasResponse: false,
		reason: problem.reason
	}) : error;
}
function networkError(error, summary) {
	if (error instanceof (require_spec ??= require("./spec.js")).OciError) return error;
	const code = codeOf(error);
	const message = (require_spec ??= require("./spec.js")).messageOf(error);
	return toError(summary, problemOf(code, message, summary), safeCause(code, message));
}
function isMistake(error) {
	return (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) && error.cause === void 0 && codeOf(error) === void 0;
}
function headTimeoutError(summary) {
	return toError(summary, {
		code: "TIMEOUT",
		reason: noAnswer,
		transient: true
	}, void 0);
}
function stallError(summary, direction, bytes, ms) {
	return toError(summary, {
		code: "TIMEOUT",
		reason: `${direction} stalled: less than ${bytes} bytes a second for ${ms / 1e3} s`,
		transient: true
	}, void 0);
}
function truncatedResponse(error, summary, read, length) {
	if (error instanceof (require_spec ??= require("./spec.js")).OciError) return error;
	const code = codeOf(error);
	const message = (require_spec ??= require("./spec.js")).messageOf(error);
	const problem = code === "UND_ERR_RES_CONTENT_LENGTH_MISMATCH" ? {
		code: "UNREACHABLE",
		reason: "the connection ended early",
		transient: true
	} : problemOf(code, message, summary);
	const reason = `the response ended after ${read}${length === void 0 ? "" : ` of ${length}`} bytes: ${problem.reason}`;
	return toError(summary, {
		...problem,
		reason
	}, safeCause(code, message));
}
function isConnectionClosed(error) {
	return error instanceof (require_connect ??= require("./connect.js")).RetryableError && closedCodes.has(codeOf(error.cause) ?? "");
}
const noAnswer = "the server did not answer in time";
const closedCodes = /* @__PURE__ */ new Set([
	"ECONNRESET",
	"EPIPE",
	"UND_ERR_SOCKET",
	"ECONNABORTED"
]);
const certificateCodes = /* @__PURE__ */ new Set([
	"UNABLE_TO_VERIFY_LEAF_SIGNATURE",
	"UNABLE_TO_GET_ISSUER_CERT",
	"UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
	"SELF_SIGNED_CERT_IN_CHAIN",
	"DEPTH_ZERO_SELF_SIGNED_CERT",
	"CERT_UNTRUSTED",
	"CERT_REJECTED",
	"CERT_CHAIN_TOO_LONG",
	"INVALID_CA",
	"INVALID_PURPOSE",
	"PATH_LENGTH_EXCEEDED"
]);
const closedReason = "its connection was closed; wait for each call before the connection is closed";
const checkAddress = "check the host and port, and that the registry can be reached from this machine";
const problemByCode = {
	ENOTFOUND: {
		code: "UNREACHABLE",
		reason: "the host name does not resolve",
		remedy: checkAddress,
		transient: true
	},
	EAI_AGAIN: {
		code: "UNREACHABLE",
		reason: "the host name temporarily does not resolve",
		remedy: checkAddress,
		transient: true
	},
	ECONNREFUSED: {
		code: "UNREACHABLE",
		reason: "the connection was refused",
		remedy: checkAddress,
		transient: true
	},
	EHOSTUNREACH: {
		code: "UNREACHABLE",
		reason: "there is no route to the host",
		remedy: checkAddress,
		transient: true
	},
	ENETUNREACH: {
		code: "UNREACHABLE",
		reason: "there is no route to the network",
		remedy: checkAddress,
		transient: true
	},
	ETIMEDOUT: {
		code: "UNREACHABLE",
		reason: "the connection timed out",
		remedy: checkAddress,
		transient: true
	},
	UND_ERR_CONNECT_TIMEOUT: {
		code: "UNREACHABLE",
		reason: "the host did not answer the connection attempt in time",
		remedy: checkAddress,
		transient: true
	},
	UND_ERR_SOCKET: {
		code: "UNREACHABLE",
		reason: "the server closed the connection",
		transient: true
	},
	ECONNRESET: {
		code: "UNREACHABLE",
		reason: "the connection was reset",
		transient: true
	},
	ECONNABORTED: {
		code: "UNREACHABLE",
		reason: "the connection was aborted",
		transient: true
	},
	EPIPE: {
		code: "UNREACHABLE",
		reason: "the server closed the connection while the request was being sent",
		transient: true
	},
	UND_ERR_RES_CONTENT_LENGTH_MISMATCH: {
		code: "PROTOCOL",
		reason: "the response has contradictory lengths",
		transient: false
	},
	UND_ERR_HEADERS_TIMEOUT: {
		code: "TIMEOUT",
		reason: noAnswer,
		transient: true
	},
	UND_ERR_HEADERS_OVERFLOW: {
		code: "PROTOCOL",
		reason: "the response has too many header bytes",
		transient: false
	},
	UND_ERR_PRX_CONN: {
		code: "UNREACHABLE",
		reason: "the proxy closed the connection",
		transient: true
	},
	UND_ERR_PRX_TLS: {
		code: "TLS_FAILED",
		reason: "the proxy's certificate is for another name",
		transient: false
	},
	UND_ERR_DESTROYED: {
		code: "ABORTED",
		reason: closedReason,
		transient: false
	},
	UND_ERR_CLOSED: {
		code: "ABORTED",
		reason: closedReason,
		transient: false
	}
};
function problemOf(code, message, { url }) {
	const codeLabel = code === void 0 ? "" : ` (${code})`;
	const [, proxyStatus] = /Proxy response \((\d{3})\)|\(407\)/.exec(message) ?? [];
	if (proxyStatus !== void 0 || message.includes("Proxy Authentication Required")) return proxyProblem(Number(proxyStatus ?? 407));
	if (code !== void 0 && (certificateCodes.has(code) || /^(?:CERT_|ERR_TLS_CERT_|CRL_|UNABLE_TO_)/.test(code))) return certificateProblem(code, message, url);
	if (isTls(code)) return tlsProblem(message, codeLabel);
	if (code === "ECONNRESET" && message.includes("before secure TLS connection")) return {
		code: "UNREACHABLE",
		reason: `the server closed the connection during the TLS handshake${codeLabel}`,
		remedy: `if the registry speaks plain HTTP, set ${(require_spec ??= require("./spec.js")).optionName("plainHttp")}`,
		transient: true
	};
	const problem = problemByCode[code ?? ""];
	if (problem !== void 0) return {
		...problem,
		reason: `${problem.reason}${codeLabel}`
	};
	if (code?.startsWith("HPE_") === true) {
		const remedy = url.protocol === "http:" ? `if the port uses TLS, do not set ${(require_spec ??= require("./spec.js")).optionName("plainHttp")}` : void 0;
		return {
			code: "PROTOCOL",
			reason: `the response is not HTTP: ${(require_spec ??= require("./spec.js")).printable(message, 200)}${codeLabel}`,
			remedy,
			transient: false
		};
	}
	if (code === "UND_ERR_INVALID_ARG" || code === "ERR_INVALID_ARG_VALUE") return {
		code: "INPUT_INVALID",
		reason: `the request cannot be sent: ${(require_spec ??= require("./spec.js")).printable(message, 200)}`,
		transient: false
	};
	return {
		code: "UNREACHABLE",
		reason: `${(require_spec ??= require("./spec.js")).printable(message, 300)}${codeLabel}`,
		transient: true
	};
}
function proxyProblem(status) {
	return status === 407 ? {
		code: "UNREACHABLE",
		reason: "the proxy requires other credentials (407)",
		remedy: "set user and password in the proxy variable (http://user:password@proxy:port)",
		transient: false
	} : {
		code: "UNREACHABLE",
		reason: `the proxy answered ${status}`,
		remedy: "check that the proxy can reach the registry, or add the registry to no_proxy",
		transient: status >= 500
	};
}
function certificateProblem(code, message, url) {
	const base = {
		code: "TLS_FAILED",
		transient: false
	};
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return {
		...base,
		reason: `the certificate is not for ${(require_spec ??= require("./spec.js")).printable(url.hostname, 255)} (${code})`,
		remedy: "check the host name"
	};
	if (code === "CERT_HAS_EXPIRED") return {
		...base,
		reason: `the certificate has expired (${code})`,
		remedy: "renew the certificate of the registry, and check the clock of this machine"
	};
	if (code === "CERT_NOT_YET_VALID") return {
		...base,
		reason: `the certificate is not valid yet (${code})`,
		remedy: "check the clock of this machine"
	};
	return {
		...base,
		reason: `the certificate is not trusted: ${(require_spec ??= require("./spec.js")).printable(message.split(";", 1)[0] ?? "", 200)} (${code})`,
		remedy: `set ${(require_spec ??= require("./spec.js")).optionName("caFile")} to the certificate of the authority that signed it`
	};
}
function isTls(code) {
	return code !== void 0 && (code === "EPROTO" || code.startsWith("ERR_SSL_") || code.startsWith("ERR_TLS_"));
}
function tlsProblem(message, codeLabel) {
	return /wrong.version.number|packet.length.too.long|record.layer.failure|http.request/i.test(message + codeLabel) ? {
		code: "TLS_FAILED",
		reason: `the server does not speak TLS on this port${codeLabel}`,
		remedy: `if the registry speaks plain HTTP, set ${(require_spec ??= require("./spec.js")).optionName("plainHttp")}`,
		transient: false
	} : {
		code: "TLS_FAILED",
		reason: `the TLS handshake failed: ${(require_spec ??= require("./spec.js")).printable(message, 200)}${codeLabel}`,
		transient: false
	};
}
function codeOf(error) {
	for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at instanceof AggregateError ? at.errors[0] : at.cause, depth++) {
		const code = at.code;
		if (typeof code === "string") return code;
		if (at.name === "HTTPParserError") return "HPE_INVALID";
	}
}
function safeCause(code, message) {
	const cause = new Error((require_spec ??= require("./spec.js")).printable(message, 500));
	if (code !== void 0) cause.code = code;
	return cause;
}

// src/http/upload.ts
const sliceBytes = 65536;
const maxSliceBytes = 524288;
const bufferedBytes = 65536;
var Upload = class {
	sent = 0;
	isComplete = false;
	failure;
	#body;
	#guard;
	#isPaused = false;
	#isStopped = false;
	#interrupt;
	constructor(body, guard) {
		this.#body = body;
		this.#guard = guard;
	}
	pause() {
		this.#isPaused = true;
	}
	stop() {
		this.#isStopped = true;
		this.#guard.stop();
		this.#interrupt?.();
	}
	async *[Symbol.asyncIterator]() {
		const { open, length } = this.#body;
		let source;
		let size = 0;
		try {
			const isBorrowed = open.borrowed !== void 0;
			let sliceSize = sliceBytes;
			source = (require_spec ??= require("./spec.js")).borrowedChunks(open)[Symbol.asyncIterator]();
			for (;;) {
				const step = await this.#next(source);
				if (step === void 0) return;
				if (step.done === true) break;
				const chunk = step.value;
				(require_spec ??= require("./spec.js")).checkChunk(chunk);
				size += chunk.byteLength;
				if (length !== void 0 && size > length) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_MISMATCH", `cannot send the content: it has more than the announced ${length} bytes; it changed after it was measured`);
				for (let at = 0; at < chunk.byteLength;) {
					if (this.#isPaused) await this.#untilStopped();
					if (this.#isStopped) return;
					const slice = chunk.subarray(at, at + sliceSize);
					at += slice.byteLength;
					this.sent += slice.byteLength;
					this.#guard.begin();
					yield isBorrowed && slice.byteLength < bufferedBytes ? Uint8Array.from(slice) : slice;
					sliceSize = this.#guard.end(slice.byteLength) ? Math.min(2 * sliceSize, maxSliceBytes) : sliceBytes;
				}
			}
			source = void 0;
			if (length !== void 0 && size < length) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_MISMATCH", `cannot send the content: it ended after ${size} of ${length} bytes; it changed after it was measured`);
			this.isComplete = true;
		} catch (error) {
			this.failure = { error };
			throw error;
		} finally {
			this.#guard.stop();
			source?.return?.().catch(() => void 0);
		}
	}
	#next(source) {
		if (this.#isStopped) return Promise.resolve(void 0);
		return new Promise((resolve, reject) => {
			this.#interrupt = () => resolve(void 0);
			source.next().then(resolve, reject);
		});
	}
	#untilStopped() {
		if (this.#isStopped) return Promise.resolve();
		return new Promise((resolve) => {
			this.#interrupt = resolve;
		});
	}
};

Object.defineProperty(exports, "Upload", {
  enumerable: true,
  get: function () {
    return Upload;
  }
});
Object.defineProperty(exports, "headTimeoutError", {
  enumerable: true,
  get: function () {
    return headTimeoutError;
  }
});
Object.defineProperty(exports, "isConnectionClosed", {
  enumerable: true,
  get: function () {
    return isConnectionClosed;
  }
});
Object.defineProperty(exports, "isMistake", {
  enumerable: true,
  get: function () {
    return isMistake;
  }
});
Object.defineProperty(exports, "networkError", {
  enumerable: true,
  get: function () {
    return networkError;
  }
});
Object.defineProperty(exports, "stallError", {
  enumerable: true,
  get: function () {
    return stallError;
  }
});
Object.defineProperty(exports, "truncatedResponse", {
  enumerable: true,
  get: function () {
    return truncatedResponse;
  }
});