import { BlockList, isIP } from "node:net";

// src/spec/loopback.ts
const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");
function isLoopbackHost(host, options = {}) {
	const name = bareHost(host);
	const family = isIP(name);
	if (family === 0) return name === "localhost" || options.subdomains === true && name.endsWith(".localhost");
	return loopback.check(name, family === 4 ? "ipv4" : "ipv6");
}
function bareHost(host) {
	return (isIP(host) === 6 ? host : host.replace(/:\d+$/, "")).toLowerCase().replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

export { isLoopbackHost as n, bareHost as t };