let require_rolldown_runtime;
let require_spec;
let node_net;

// src/connect/tls-handshake.ts
async function acceptsTls(host, signal) {
	const { hostname, port } = new URL(`http://${host}/`);
	return await answerTo(hostname, port === "" ? 80 : Number(port), signal) === "tls";
}
const answerMs = 3e3;
async function refusesTls(host, signal) {
	const { hostname, port } = new URL(`https://${host}/`);
	return await answerTo(hostname, port === "" ? 443 : Number(port), signal) === "other";
}
const clientHello = Buffer.from([
	"1603010058",
	"010000540303",
	"00".repeat(32),
	"00",
	"000e130113021303c02bc02fc02cc030",
	"0100",
	"001d",
	"002b00050403040303",
	"000a00060004001d0017",
	"000d0006000404030804"
].join(""), "hex");
const [alert, handshake] = [21, 22];
async function answerTo(hostname, port, signal) {
	const { promise, resolve } = Promise.withResolvers();
	const socket = (0, (node_net ??= require("node:net")).createConnection)({
		host: hostname.replace(/^\[(.*)\]$/, "$1"),
		port
	});
	const stop = (require_spec ??= require("./spec.js")).anySignal(AbortSignal.timeout(answerMs), signal);
	const end = () => resolve("none");
	stop.addEventListener("abort", end, { once: true });
	socket.once("data", ([type]) => resolve(type === alert || type === handshake ? "tls" : "other"));
	socket.once("end", () => resolve("other"));
	socket.once("error", ({ code }) => resolve(code === "ECONNRESET" ? "other" : "none"));
	socket.write(clientHello);
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