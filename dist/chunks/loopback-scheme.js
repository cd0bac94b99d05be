let require_rolldown_runtime;
let require_spec;

// src/connect/loopback-scheme.ts
const handshakeMs = 3e3;
async function refusesTls(host, signal) {
	const { connect } = await import("node:tls");
	const { hostname, port } = new URL(`https://${host}/`);
	const { promise, resolve } = Promise.withResolvers();
	const socket = connect({
		host: hostname.replace(/^\[(.*)\]$/, "$1"),
		port: port === "" ? 443 : Number(port),
		rejectUnauthorized: false
	});
	const stop = (require_spec ??= require("./spec.js")).anySignal(AbortSignal.timeout(handshakeMs), signal);
	const end = () => resolve(false);
	stop.addEventListener("abort", end, { once: true });
	socket.once("secureConnect", end);
	socket.once("error", (error) => {
		resolve(error.code === "EPROTO" || error.code === "ECONNRESET" || error.code?.startsWith("ERR_SSL_") === true);
	});
	try {
		return await promise;
	} finally {
		socket.destroy();
		stop.removeEventListener("abort", end);
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
	}
}

exports.refusesTls = refusesTls;