let require_spec;
let node_net;
let node_dns;

// src/http/private-host.ts
let known;
function networks() {
	known ??= {
		nonPublic: listOf("0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/3 ::/96 64:ff9b::/96 64:ff9b:1::/48 2002::/16 fc00::/7 fe80::/9 ff00::/8"),
		siteLocal: listOf("10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7"),
		metadata: listOf("fd00:ec2::/32 fd20:ce::/32")
	};
	return known;
}
function listOf(networks) {
	const list = new (node_net ??= require("node:net")).BlockList();
	for (const network of networks.split(" ")) {
		const [address = "", bits] = network.split("/");
		list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
	}
	return list;
}
function scopeOf(address) {
	if ((require_spec ??= require("./spec.js")).isLoopbackHost(address, { subdomains: true })) return "loopback";
	const family = (0, (node_net ??= require("node:net")).isIP)(address);
	const type = family === 4 ? "ipv4" : "ipv6";
	if (family === 0) return "other";
	const { siteLocal, metadata } = networks();
	return siteLocal.check(address, type) && !metadata.check(address, type) ? "site" : "other";
}
function isPrivateHost(hostname) {
	if ((require_spec ??= require("./spec.js")).isLoopbackHost(hostname, { subdomains: true })) return true;
	const name = (require_spec ??= require("./spec.js")).bareHost(hostname);
	const family = (0, (node_net ??= require("node:net")).isIP)(name);
	return family !== 0 && networks().nonPublic.check(name, family === 4 ? "ipv4" : "ipv6");
}

// src/http/redact.ts
const maxCharacters = 500;
function redactUrl(url) {
	const text = typeof url === "string" ? url : url.href;
	const [, before = "", query] = /^([^?#]*)(\?[^#]*)?/s.exec(text) ?? [];
	const bare = before.replace(/^(\s*(?:[A-Za-z][A-Za-z0-9+.-]*:)?[/\\]{2,})?([^/\\]*)@/s, "$1***@");
	return (require_spec ??= require("./spec.js")).printable(query === void 0 || query === "?" ? bare : `${bare}?***`, maxCharacters);
}

// src/http/address-guard.ts
var AddressGuard = class {
	#trustedHosts;
	#lookup;
	#knownAddresses = /* @__PURE__ */ new Map();
	constructor({ trustedHosts = [], lookup = (node_dns ??= require("node:dns")).lookup }) {
		this.#trustedHosts = trustedHosts;
		this.#lookup = lookup;
	}
	check(url, source) {
		if (source === void 0 || isExempt(url, source.registry, this.#trustedHosts)) return void 0;
		if (isPrivateHost(url.hostname)) throw privateAddressError(url, source);
		return source.registry;
	}
	lookup = (hostname, options, callback) => {
		this.#lookup(hostname, options, (error, result, family) => {
			if (error === null) {
				const known = this.#knownAddresses.get((require_spec ??= require("./spec.js")).bareHost(hostname)) ?? /* @__PURE__ */ new Set();
				for (const address of addressesIn(result)) known.add(address);
				this.#knownAddresses.set((require_spec ??= require("./spec.js")).bareHost(hostname), known);
			}
			callback(error, result, family);
		});
	};
	lookupFor(registry) {
		return (hostname, options, callback) => {
			this.#lookup(hostname, options, (error, result, family) => {
				const refused = error === null ? addressesIn(result).find((each) => !this.#isAllowed(each, registry)) : void 0;
				if (refused === void 0) callback(error, result, family);
				else callback(new PrivateAddressError(refused), []);
			});
		};
	}
	#isAllowed(address, registry) {
		if (!isPrivateHost(address)) return true;
		const scope = scopeOf(address);
		const host = (require_spec ??= require("./spec.js")).bareHost(registry.hostname);
		const registryAddresses = [...this.#knownAddresses.get(host) ?? [host]];
		return scope !== "other" && registryAddresses.every((each) => scopeOf(each) === scope);
	}
};
var PrivateAddressError = class extends Error {
	address;
	constructor(address) {
		super("the host has an address of a private network");
		this.address = address;
	}
};
function addressesIn(result) {
	return typeof result === "string" ? [result] : result.map(({ address }) => address);
}
function isExempt(url, registry, trustedHosts) {
	if (url.hostname === registry.hostname || isTrustedHost(url, trustedHosts)) return true;
	return [url, registry].every(({ hostname }) => (require_spec ??= require("./spec.js")).isLoopbackHost(hostname, { subdomains: true }));
}
function isTrustedHost(url, trustedHosts = []) {
	const host = (require_spec ??= require("./spec.js")).bareHost(url.hostname);
	return trustedHosts.some((each) => (require_spec ??= require("./spec.js")).bareHost(each) === host);
}
function isPrivateTarget(target, { registry }) {
	return isPrivateHost(target.hostname) && !isExempt(target, registry, []);
}
function privateAddressError(target, { registry, kind }, address) {
	const host = (require_spec ??= require("./spec.js")).bareHost(target.hostname);
	const verb = address === void 0 ? "is" : `resolves to ${address},`;
	const remedy = {
		redirect: `turn redirects off in the storage settings of the registry, or, if you trust ${host}, ${asTarget}`,
		"upload location": `${publicUrlRemedy}, or, if you trust ${host}, ${asTarget}`,
		"token endpoint": `if you trust it, allow the host ${host} as a token realm`
	}[kind];
	const location = `${kind === "redirect" ? "to" : "on"} ${redactUrl(target.origin)}`;
	return new (require_spec ??= require("./spec.js")).OciError("REDIRECT_REFUSED", `refused the ${kind} of ${registry.origin} ${location}: ${host} ${verb} an address of a private network or of this machine, but the registry has another address; ${remedy}`, { remedy: kind === "token endpoint" ? "tokenHosts" : "trustedRedirectHosts" });
}
const asTarget = "allow it as a redirect target";
const publicUrlRemedy = "correct the public URL of the registry (http.host of distribution, or X-Forwarded-Host and X-Forwarded-Proto of the proxy in front of it)";

// src/http/location.ts
const maxHeaderSize = 131072;
function sameOrigin(a, b) {
	return a.origin === b.origin;
}
function resolveLocation(response, base, options = {}) {
	const target = parseTarget(response.headers.get("location"), response, "Location");
	if (isAllowedLocation(target, base, options)) return target;
	refuseDowngrade(target, base, "Location");
	const refuse = (reason, remedy) => redirectRefused(`refused the upload location of ${base.origin} on ${redactUrl(target.origin)}: ${reason}`, remedy);
	const isSameHost = target.hostname === base.hostname;
	if (options.allowForeign !== true && isSameHost) throw refuse(`it is on another origin; ${publicUrlRemedy}`);
	if (options.allowForeign !== true) throw refuse(`it is on another origin; ${publicUrlRemedy}, or, if the registry stores its uploads on ${(require_spec ??= require("./spec.js")).bareHost(target.hostname)}, ${asTarget}`, "trustedRedirectHosts");
	if (target.protocol !== "https:") throw refuse("another origin must use https");
	throw privateAddressError(target, {
		registry: base,
		kind: "upload location"
	});
}
function isAllowedLocation(target, base, { allowForeign, trustedHosts }) {
	if (sameOrigin(target, base)) return true;
	if (isTrustedHost(target, trustedHosts)) return target.protocol === "https:" || base.protocol === "http:";
	const source = {
		registry: base,
		kind: "upload location"
	};
	return allowForeign === true && target.protocol === "https:" && !isPrivateTarget(target, source);
}
function parseTarget(text, response, header) {
	const from = `the response of ${redactUrl(response.url)} (status ${response.status})`;
	if (text === void 0 || text.trim() === "") throw new (require_spec ??= require("./spec.js")).OciError("PROTOCOL", `${from} has no ${header} header`);
	const subject = `${from} has an invalid ${header} header`;
	if (text.length > 131072) throw new (require_spec ??= require("./spec.js")).OciError("PROTOCOL", `${subject}: it has ${text.length} characters, more than the limit of ${maxHeaderSize}`);
	const target = URL.parse(text, response.url.href);
	if (target === null) throw new (require_spec ??= require("./spec.js")).OciError("PROTOCOL", `${subject}: it is not a URL: ${redactUrl(text)}`);
	if (target.protocol !== "http:" && target.protocol !== "https:") throw redirectRefused(`${subject}: the scheme ${redactUrl(target.protocol)} is neither http nor https`);
	if (target.username !== "" || target.password !== "") throw redirectRefused(`${subject}: it contains user information: ${redactUrl(target)}`);
	target.hash = "";
	return target;
}
function refuseDowngrade(target, base, header) {
	if (base.protocol !== "https:" || target.protocol !== "http:") return;
	const hint = target.hostname === base.hostname ? `; the registry behind the TLS proxy returns an http ${header}; configure its public URL (X-Forwarded-Proto or its external URL)` : "";
	throw redirectRefused(`refused the ${header} of ${base.origin} to ${redactUrl(target.origin)}: it changes from https to http${hint}`);
}
function redirectRefused(message, remedy) {
	return new (require_spec ??= require("./spec.js")).OciError("REDIRECT_REFUSED", message, { remedy });
}

Object.defineProperty(exports, "AddressGuard", {
  enumerable: true,
  get: function () {
    return AddressGuard;
  }
});
Object.defineProperty(exports, "PrivateAddressError", {
  enumerable: true,
  get: function () {
    return PrivateAddressError;
  }
});
Object.defineProperty(exports, "isAllowedLocation", {
  enumerable: true,
  get: function () {
    return isAllowedLocation;
  }
});
Object.defineProperty(exports, "maxHeaderSize", {
  enumerable: true,
  get: function () {
    return maxHeaderSize;
  }
});
Object.defineProperty(exports, "parseTarget", {
  enumerable: true,
  get: function () {
    return parseTarget;
  }
});
Object.defineProperty(exports, "privateAddressError", {
  enumerable: true,
  get: function () {
    return privateAddressError;
  }
});
Object.defineProperty(exports, "redactUrl", {
  enumerable: true,
  get: function () {
    return redactUrl;
  }
});
Object.defineProperty(exports, "redirectRefused", {
  enumerable: true,
  get: function () {
    return redirectRefused;
  }
});
Object.defineProperty(exports, "refuseDowngrade", {
  enumerable: true,
  get: function () {
    return refuseDowngrade;
  }
});
Object.defineProperty(exports, "resolveLocation", {
  enumerable: true,
  get: function () {
    return resolveLocation;
  }
});
Object.defineProperty(exports, "sameOrigin", {
  enumerable: true,
  get: function () {
    return sameOrigin;
  }
});