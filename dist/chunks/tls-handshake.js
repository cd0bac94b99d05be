let require_rolldown_runtime;
let require_spec;

// src/connect/tls-handshake.ts
async function acceptsTls(host, signal) {
	const { hostname, port } = new URL(`http://${host}/`);
	return await handshake(hostname, port === "" ? 80 : Number(port), signal) === "secure";
}
const handshakeMs = 3e3;
async function refusesTls(host, signal) {
	const { hostname, port } = new URL(`https://${host}/`);
	const outcome = await handshake(hostname, port === "" ? 443 : Number(port), signal);
	return outcome === "EPROTO" || outcome === "ECONNRESET" || outcome.startsWith("ERR_SSL_");
}
async function handshake(hostname, port, signal) {
	const { connect } = await import("node:tls");
	const { promise, resolve } = Promise.withResolvers();
	const socket = connect({
		host: hostname.replace(/^\[(.*)\]$/, "$1"),
		port,
		rejectUnauthorized: false
	});
	const stop = (require_spec ??= require("./spec.js")).anySignal(AbortSignal.timeout(handshakeMs), signal);
	const end = () => resolve("");
	stop.addEventListener("abort", end, { once: true });
	socket.once("secureConnect", () => resolve("secure"));
	socket.once("error", (error) => {
		resolve(error.code ?? "");
	});
	try {
		return await promise;
	} finally {
		socket.destroy();
		stop.removeEventListener("abort", end);
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	}
}

exports.acceptsTls = acceptsTls;
exports.refusesTls = refusesTls;