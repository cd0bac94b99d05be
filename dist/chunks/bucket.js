let require_rolldown_runtime;
let require_address;
const require_spec = require("./spec.js");
let require_open_transport;
const require_lru_cache = require("./lru-cache.js");
let node_timers_promises;
let node_crypto;

// src/bucket/keys.ts
const nameEnd = "!";
const contentPrefix = "content/";
const uploadsPrefix = "uploads/";
const marksPrefix = "marks/";
const sessionKeyKey = "settings/session-key";
function repositoryPrefix(repository) {
	return `${contentPrefix}${repository}${"!"}/`;
}
function contentKey(repository, kind, digest) {
	return `${repositoryPrefix(repository)}${kind}/${digestPath(digest)}`;
}
function markKey(repository, kind, digest) {
	return `${marksPrefix}${repository}${"!"}/${kind}/${digestPath(digest)}`;
}
function tagsPrefix(repository) {
	return `tags/${repository}${"!"}/`;
}
function tagKey(repository, tag) {
	return `${tagsPrefix(repository)}${tag}`;
}
function referrersPrefix(repository, subject) {
	return `referrers/${repository}${"!"}/${digestPath(subject)}/`;
}
function referrerKey(repository, subject, referrer) {
	return `${referrersPrefix(repository, subject)}${digestPath(referrer)}`;
}
function uploadPrefix(id) {
	return `${uploadsPrefix}${id}/`;
}
function digestPath(digest) {
	return `${require_spec.digestAlgorithm(digest)}/${require_spec.digestHex(digest)}`;
}
const contentPattern = /^(?:content|marks)\/([^!]+)!\/(blobs|manifests)\/(sha\d+)\/([0-9a-f]+)$/;
function parseContentKey(key) {
	const [, repository, kind, algorithm, hex] = contentPattern.exec(key) ?? [];
	if (repository === void 0 || kind === void 0) return void 0;
	return {
		repository,
		kind,
		digest: `${algorithm}:${hex}`
	};
}

// src/bucket/xml.ts
function elements(xml, name) {
	const pattern = new RegExp(`<${name}(?:\\s[^>]*)?>([^]*?)</${name}>`, "g");
	return Array.from(xml.matchAll(pattern), ([, text = ""]) => text);
}
function elementText(xml, name) {
	const [first] = elements(xml, name);
	return first === void 0 ? void 0 : decodeEntities(first);
}
const entities = {
	lt: "<",
	gt: ">",
	amp: "&",
	quot: "\"",
	apos: "'"
};
function decodeEntities(text) {
	return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|([a-z]+));/gi, (whole, decimal, hex, name) => {
		if (decimal !== void 0) return String.fromCodePoint(Number(decimal));
		if (hex !== void 0) return String.fromCodePoint(Number.parseInt(String(hex), 16));
		return entities[String(name).toLowerCase()] ?? whole;
	});
}
function escapeXml(text) {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\"", "&quot;");
}

// src/bucket/object-store.ts
const maxConflicts = 8;
var ObjectStore = class {
	client;
	constructor(client) {
		this.client = client;
	}
	async head(key, options = {}) {
		const request = {
			method: "HEAD",
			key,
			operation: `look up ${key}`,
			signal: options.signal
		};
		const response = await this.client.send(request);
		if (response.status === 404) return void 0;
		if (response.status >= 300) throw await this.client.failure(request, response);
		return headOf(response);
	}
	async open(key, options = {}) {
		const headers = {};
		if (options.range !== void 0) headers["range"] = options.range;
		if (options.ifMatch !== void 0) headers["if-match"] = options.ifMatch;
		if (options.ifNoneMatch !== void 0) headers["if-none-match"] = options.ifNoneMatch;
		const request = {
			method: "GET",
			key,
			headers,
			operation: `read ${key}`,
			signal: options.signal
		};
		const response = await this.client.send(request);
		if (response.status === 304) return "unchanged";
		if (response.status === 404) {
			await response.body.discard();
			return;
		}
		if (response.status === 412) throw new require_spec.OciError("SIZE_MISMATCH", `cannot read ${key}: it changed during the read`);
		if (response.status >= 300) throw await this.client.failure(request, response);
		return {
			head: headOf(response),
			body: response.body
		};
	}
	async read(key, options = {}) {
		const opened = await this.open(key, options);
		if (opened === void 0 || opened === "unchanged") return void 0;
		const { head, body } = opened;
		return {
			head,
			bytes: Buffer.concat(await Array.fromAsync(body))
		};
	}
	async put(key, bytes, options = {}) {
		const { contentType = "application/octet-stream", condition, signal, sha256 } = options;
		const request = {
			method: "PUT",
			key,
			headers: {
				"content-type": contentType,
				...conditionHeaders(condition)
			},
			body: bytes,
			sha256,
			signal,
			operation: `write ${key}`
		};
		const response = await this.sendConditional(request, condition);
		if (response === void 0) return void 0;
		await response.body.discard();
		return response.headers.get("etag") ?? "";
	}
	async sendConditional(request, condition) {
		for (let attempt = 1;; attempt++) {
			const response = await this.client.send(request);
			if (response.status < 300) return response;
			const isFalse = response.status === 412 || response.status === 404 && typeof condition === "object";
			if (condition !== void 0 && isFalse) {
				await response.body.discard();
				return;
			}
			if (response.status !== 409 || attempt === maxConflicts) throw await this.client.failure(request, response);
			await response.body.discard();
			await (0, (node_timers_promises ??= require("node:timers/promises")).setTimeout)(attempt * 20 * (1 + Math.random()));
			require_spec.throwIfAborted(request.signal);
		}
	}
	async delete(key, options = {}) {
		const request = {
			method: "DELETE",
			key,
			operation: `delete ${key}`,
			...options
		};
		const response = await this.client.send(request);
		if (response.status >= 300 && response.status !== 404) throw await this.client.failure(request, response);
		await response.body.discard();
	}
	async *list(options) {
		let { startAfter } = options;
		for (;;) {
			const page = await this.#page({
				...options,
				startAfter
			});
			const objects = elements(page, "Contents").map((item) => this.#listed(item));
			yield* objects;
			startAfter = objects.at(-1)?.key;
			if (!isTruncated(page) || startAfter === void 0) return;
		}
	}
	async hasAny(prefix, options = {}) {
		for await (const _ of this.list({
			...options,
			prefix,
			pageSize: 1
		})) return true;
		return false;
	}
	async *groups(options) {
		const { prefix, delimiter } = options;
		let { startAfter } = options;
		for (;;) {
			const page = await this.#page({
				...options,
				startAfter
			});
			const keys = elements(page, "CommonPrefixes").map((group) => this.#keyOf(elementText(group, "Prefix")));
			for (const key of keys) yield key.slice(prefix.length, -delimiter.length);
			const last = keys.at(-1);
			if (!isTruncated(page) || last === void 0) return;
			startAfter = `${last}${"~"}`;
		}
	}
	#page(options) {
		const { prefix: root } = this.client.address;
		const { prefix, startAfter, delimiter, pageSize, signal } = options;
		require_spec.throwIfAborted(signal);
		const query = {
			"list-type": "2",
			prefix: `${root}${prefix}`
		};
		if (startAfter !== void 0) query["start-after"] = `${root}${startAfter}`;
		if (delimiter !== void 0) query["delimiter"] = delimiter;
		if (pageSize !== void 0) query["max-keys"] = String(pageSize);
		return this.client.sendForXml({
			method: "GET",
			query,
			signal,
			operation: `list ${prefix || "content"}`
		});
	}
	#listed(item) {
		return {
			key: this.#keyOf(elementText(item, "Key")),
			size: Number(elementText(item, "Size")),
			etag: elementText(item, "ETag") ?? "",
			modifiedMs: Date.parse(elementText(item, "LastModified") ?? "")
		};
	}
	#keyOf(text = "") {
		return text.slice(this.client.address.prefix.length);
	}
};
const afterAllKeys = "~";
function isTruncated(page) {
	return elementText(page, "IsTruncated") === "true";
}
function conditionHeaders(condition) {
	if (condition === void 0) return {};
	return condition === "absent" ? { "if-none-match": "*" } : { "if-match": condition.etag };
}
function headOf({ headers }) {
	const total = /\/(\d+)$/.exec(headers.get("content-range") ?? "")?.[1];
	return {
		size: Number(total ?? headers.get("content-length") ?? 0),
		etag: headers.get("etag") ?? "",
		contentType: headers.get("content-type") ?? "application/octet-stream",
		modifiedMs: Date.parse(headers.get("last-modified") ?? ""),
		nowMs: Date.parse(headers.get("date") ?? "") || Date.now()
	};
}

// node_modules/aws4fetch/dist/aws4fetch.esm.mjs
const encoder = new TextEncoder();
const HOST_SERVICES = {
	appstream2: "appstream",
	cloudhsmv2: "cloudhsm",
	email: "ses",
	marketplace: "aws-marketplace",
	mobile: "AWSMobileHubService",
	pinpoint: "mobiletargeting",
	queue: "sqs",
	"git-codecommit": "codecommit",
	"mturk-requester-sandbox": "mturk-requester",
	"personalize-runtime": "personalize"
};
const UNSIGNABLE_HEADERS = /* @__PURE__ */ new Set([
	"authorization",
	"content-type",
	"content-length",
	"user-agent",
	"presigned-expires",
	"expect",
	"x-amzn-trace-id",
	"range",
	"connection"
]);
var AwsV4Signer = class {
	constructor({ method, url, headers, body, accessKeyId, secretAccessKey, sessionToken, service, region, cache, datetime, signQuery, appendSessionToken, allHeaders, singleEncode }) {
		if (url == null) throw new TypeError("url is a required option");
		if (accessKeyId == null) throw new TypeError("accessKeyId is a required option");
		if (secretAccessKey == null) throw new TypeError("secretAccessKey is a required option");
		this.method = method || (body ? "POST" : "GET");
		this.url = new URL(url);
		this.headers = new Headers(headers || {});
		this.body = body;
		this.accessKeyId = accessKeyId;
		this.secretAccessKey = secretAccessKey;
		this.sessionToken = sessionToken;
		let guessedService, guessedRegion;
		if (!service || !region) [guessedService, guessedRegion] = guessServiceRegion(this.url, this.headers);
		this.service = service || guessedService || "";
		this.region = region || guessedRegion || "us-east-1";
		this.cache = cache || /* @__PURE__ */ new Map();
		this.datetime = datetime || (/* @__PURE__ */ new Date()).toISOString().replace(/[:-]|\.\d{3}/g, "");
		this.signQuery = signQuery;
		this.appendSessionToken = appendSessionToken || this.service === "iotdevicegateway";
		this.headers.delete("Host");
		if (this.service === "s3" && !this.signQuery && !this.headers.has("X-Amz-Content-Sha256")) this.headers.set("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD");
		const params = this.signQuery ? this.url.searchParams : this.headers;
		params.set("X-Amz-Date", this.datetime);
		if (this.sessionToken && !this.appendSessionToken) params.set("X-Amz-Security-Token", this.sessionToken);
		this.signableHeaders = ["host", ...this.headers.keys()].filter((header) => allHeaders || !UNSIGNABLE_HEADERS.has(header)).sort();
		this.signedHeaders = this.signableHeaders.join(";");
		this.canonicalHeaders = this.signableHeaders.map((header) => header + ":" + (header === "host" ? this.url.host : (this.headers.get(header) || "").replace(/\s+/g, " "))).join("\n");
		this.credentialString = [
			this.datetime.slice(0, 8),
			this.region,
			this.service,
			"aws4_request"
		].join("/");
		if (this.signQuery) {
			if (this.service === "s3" && !params.has("X-Amz-Expires")) params.set("X-Amz-Expires", "86400");
			params.set("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
			params.set("X-Amz-Credential", this.accessKeyId + "/" + this.credentialString);
			params.set("X-Amz-SignedHeaders", this.signedHeaders);
		}
		if (this.service === "s3") try {
			this.encodedPath = decodeURIComponent(this.url.pathname.replace(/\+/g, " "));
		} catch (e) {
			this.encodedPath = this.url.pathname;
		}
		else this.encodedPath = this.url.pathname.replace(/\/+/g, "/");
		if (!singleEncode) this.encodedPath = encodeURIComponent(this.encodedPath).replace(/%2F/g, "/");
		this.encodedPath = encodeRfc3986(this.encodedPath);
		const seenKeys = /* @__PURE__ */ new Set();
		this.encodedSearch = [...this.url.searchParams].filter(([k]) => {
			if (!k) return false;
			if (this.service === "s3") {
				if (seenKeys.has(k)) return false;
				seenKeys.add(k);
			}
			return true;
		}).map((pair) => pair.map((p) => encodeRfc3986(encodeURIComponent(p)))).sort(([k1, v1], [k2, v2]) => k1 < k2 ? -1 : k1 > k2 ? 1 : v1 < v2 ? -1 : v1 > v2 ? 1 : 0).map((pair) => pair.join("=")).join("&");
	}
	async sign() {
		if (this.signQuery) {
			this.url.searchParams.set("X-Amz-Signature", await this.signature());
			if (this.sessionToken && this.appendSessionToken) this.url.searchParams.set("X-Amz-Security-Token", this.sessionToken);
		} else this.headers.set("Authorization", await this.authHeader());
		return {
			method: this.method,
			url: this.url,
			headers: this.headers,
			body: this.body
		};
	}
	async authHeader() {
		return [
			"AWS4-HMAC-SHA256 Credential=" + this.accessKeyId + "/" + this.credentialString,
			"SignedHeaders=" + this.signedHeaders,
			"Signature=" + await this.signature()
		].join(", ");
	}
	async signature() {
		const date = this.datetime.slice(0, 8);
		const cacheKey = [
			this.secretAccessKey,
			date,
			this.region,
			this.service
		].join();
		let kCredentials = this.cache.get(cacheKey);
		if (!kCredentials) {
			kCredentials = await hmac(await hmac(await hmac(await hmac("AWS4" + this.secretAccessKey, date), this.region), this.service), "aws4_request");
			this.cache.set(cacheKey, kCredentials);
		}
		return buf2hex(await hmac(kCredentials, await this.stringToSign()));
	}
	async stringToSign() {
		return [
			"AWS4-HMAC-SHA256",
			this.datetime,
			this.credentialString,
			buf2hex(await hash(await this.canonicalString()))
		].join("\n");
	}
	async canonicalString() {
		return [
			this.method.toUpperCase(),
			this.encodedPath,
			this.encodedSearch,
			this.canonicalHeaders + "\n",
			this.signedHeaders,
			await this.hexBodyHash()
		].join("\n");
	}
	async hexBodyHash() {
		let hashHeader = this.headers.get("X-Amz-Content-Sha256") || (this.service === "s3" && this.signQuery ? "UNSIGNED-PAYLOAD" : null);
		if (hashHeader == null) {
			if (this.body && typeof this.body !== "string" && !("byteLength" in this.body)) throw new Error("body must be a string, ArrayBuffer or ArrayBufferView, unless you include the X-Amz-Content-Sha256 header");
			hashHeader = buf2hex(await hash(this.body || ""));
		}
		return hashHeader;
	}
};
async function hmac(key, string) {
	const cryptoKey = await crypto.subtle.importKey("raw", typeof key === "string" ? encoder.encode(key) : key, {
		name: "HMAC",
		hash: { name: "SHA-256" }
	}, false, ["sign"]);
	return crypto.subtle.sign("HMAC", cryptoKey, encoder.encode(string));
}
async function hash(content) {
	return crypto.subtle.digest("SHA-256", typeof content === "string" ? encoder.encode(content) : content);
}
const HEX_CHARS = [
	"0",
	"1",
	"2",
	"3",
	"4",
	"5",
	"6",
	"7",
	"8",
	"9",
	"a",
	"b",
	"c",
	"d",
	"e",
	"f"
];
function buf2hex(arrayBuffer) {
	const buffer = new Uint8Array(arrayBuffer);
	let out = "";
	for (let idx = 0; idx < buffer.length; idx++) {
		const n = buffer[idx];
		out += HEX_CHARS[n >>> 4 & 15];
		out += HEX_CHARS[n & 15];
	}
	return out;
}
function encodeRfc3986(urlEncodedStr) {
	return urlEncodedStr.replace(/[!'()*]/g, (c) => "%" + c.charCodeAt(0).toString(16).toUpperCase());
}
function guessServiceRegion(url, headers) {
	const { hostname, pathname } = url;
	if (hostname.endsWith(".on.aws")) {
		const match = hostname.match(/^[^.]{1,63}\.lambda-url\.([^.]{1,63})\.on\.aws$/);
		return match != null ? ["lambda", match[1] || ""] : ["", ""];
	}
	if (hostname.endsWith(".r2.cloudflarestorage.com")) return ["s3", "auto"];
	if (hostname.endsWith(".backblazeb2.com")) {
		const match = hostname.match(/^(?:[^.]{1,63}\.)?s3\.([^.]{1,63})\.backblazeb2\.com$/);
		return match != null ? ["s3", match[1] || ""] : ["", ""];
	}
	const match = hostname.replace("dualstack.", "").match(/([^.]{1,63})\.(?:([^.]{0,63})\.)?amazonaws\.com(?:\.cn)?$/);
	let service = match && match[1] || "";
	let region = match && match[2];
	if (region === "us-gov") region = "us-gov-west-1";
	else if (region === "s3" || region === "s3-accelerate") {
		region = "us-east-1";
		service = "s3";
	} else if (service === "iot") {
		if (hostname.startsWith("iot.")) service = "execute-api";
		else if (hostname.startsWith("data.jobs.iot.")) service = "iot-jobs-data";
		else service = pathname === "/mqtt" ? "iotdevicegateway" : "iotdata";
	} else if (service === "autoscaling") {
		const targetPrefix = (headers.get("X-Amz-Target") || "").split(".")[0];
		if (targetPrefix === "AnyScaleFrontendService") service = "application-autoscaling";
		else if (targetPrefix === "AnyScaleScalingPlannerFrontendService") service = "autoscaling-plans";
	} else if (region == null && service.startsWith("s3-")) {
		region = service.slice(3).replace(/^fips-|^external-1/, "");
		service = "s3";
	} else if (service.endsWith("-fips")) service = service.slice(0, -5);
	else if (region && /-\d$/.test(service) && !/-\d$/.test(region)) [service, region] = [region, service];
	return [HOST_SERVICES[service] || service, region || ""];
}

// src/bucket/s3-client.ts
var S3Error = class extends require_spec.OciError {
	s3Code;
	s3Status;
	constructor(message, s3Code, s3Status) {
		super("UNAVAILABLE", message);
		this.s3Code = s3Code;
		this.s3Status = s3Status;
	}
};
const maxXmlBytes = 8388608;
const maxSignedBytes = 1048576;
function hashOf(body = /* @__PURE__ */ new Uint8Array()) {
	return body.byteLength > maxSignedBytes ? "UNSIGNED-PAYLOAD" : require_spec.digestHex(require_spec.digestOf(body));
}
var S3Client = class {
	address;
	#transport;
	#credentials;
	#signingKeys = /* @__PURE__ */ new Map();
	constructor(address, transport, credentials) {
		this.address = address;
		this.#transport = transport;
		this.#credentials = credentials;
	}
	async send(request) {
		const { method, body, signal, attempts } = request;
		const headers = { ...request.headers };
		headers["x-amz-content-sha256"] = request.sha256 ?? hashOf(body);
		const signed = await (await this.#signer(request, headers, false)).sign();
		return this.#transport({
			method,
			url: signed.url,
			headers: Object.fromEntries(signed.headers),
			body: body === void 0 ? void 0 : {
				open: () => require_spec.once(body),
				length: body.byteLength
			},
			signal,
			attempts
		});
	}
	async sendOk(request) {
		const response = await this.send(request);
		if (response.status >= 300) throw await this.failure(request, response);
		await response.body.discard();
		return response;
	}
	async sendForXml(request) {
		const response = await this.send(request);
		if (response.status >= 300) throw await this.failure(request, response);
		const bytes = await require_spec.collect(response.body, maxXmlBytes, "the response of the store");
		return new TextDecoder().decode(bytes);
	}
	async failure({ operation }, response) {
		const text = (await (require_open_transport ??= require("./open-transport.js")).readErrorBody(response)).text;
		const code = elementText(text, "Code") ?? "";
		const reason = [code, elementText(text, "Message") ?? ""].filter((part) => part !== "").join(": ");
		return new S3Error(`cannot ${operation} in ${(require_address ??= require("./address.js")).formatBucket(this.address)}: the store answered ${response.status}` + (reason === "" ? "" : ` (${require_spec.printable(reason, 300)})`), code, response.status);
	}
	async presign(key, seconds) {
		const query = { "X-Amz-Expires": String(seconds) };
		return (await (await this.#signer({
			method: "GET",
			key,
			query
		}, {}, true)).sign()).url.href;
	}
	async #signer({ method, key, query }, headers, signQuery) {
		const { accessKeyId, secretAccessKey, sessionToken } = await this.#credentials();
		const url = (require_address ??= require("./address.js")).objectUrl(this.address, key === void 0 ? "" : `${this.address.prefix}${key}`);
		for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
		return new AwsV4Signer({
			method,
			url: url.href,
			headers,
			accessKeyId,
			secretAccessKey,
			...sessionToken === void 0 ? {} : { sessionToken },
			service: "s3",
			region: this.address.region,
			cache: this.#signingKeys,
			signQuery
		});
	}
};

// src/bucket/multipart.ts
const minPartBytes = 5242880;
const maxCopyBytes = 5 * 1024 ** 3;
const copyPartBytes = 1024 ** 3;
const maxParts = 1e4;
var MultipartUpload = class MultipartUpload {
	key;
	#store;
	#id;
	#etags = [];
	constructor(store, key, id) {
		this.#store = store;
		this.key = key;
		this.#id = id;
	}
	static async start(store, key, options = {}) {
		const headers = { "content-type": "application/octet-stream" };
		const { signal } = options;
		const operation = `start an upload of ${key}`;
		const xml = await store.client.sendForXml({
			method: "POST",
			key,
			query: { uploads: "" },
			headers,
			signal,
			operation
		});
		const id = elementText(xml, "UploadId");
		if (id === void 0) throw new require_spec.OciError("UNAVAILABLE", `cannot ${operation}: the store gave it no id`);
		return new MultipartUpload(store, key, id);
	}
	async putPart(number, bytes, options = {}) {
		const request = this.#part(number, options);
		const response = await this.#store.client.sendOk({
			...request,
			body: bytes
		});
		this.#etags[number - 1] = response.headers.get("etag") ?? "";
	}
	async copyPart(number, source, options = {}) {
		const headers = { "x-amz-copy-source": copySource(this.#store, source.key) };
		if (source.range !== void 0) headers["x-amz-copy-source-range"] = `bytes=${source.range.join("-")}`;
		const xml = await this.#store.client.sendForXml({
			...this.#part(number, options),
			headers
		});
		this.#etags[number - 1] = copyResult(xml, this.key);
	}
	async complete(condition, options = {}) {
		const parts = this.#etags.map((etag, index) => `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escapeXml(etag)}</ETag></Part>`);
		const request = {
			method: "POST",
			key: this.key,
			query: { uploadId: this.#id },
			headers: {
				"content-type": "application/xml",
				...conditionHeaders(condition)
			},
			body: Buffer.from(`<CompleteMultipartUpload>${parts.join("")}</CompleteMultipartUpload>`),
			signal: options.signal,
			operation: `complete the upload of ${this.key}`
		};
		let response;
		try {
			response = await this.#store.sendConditional(request, condition);
		} catch (error) {
			if (error instanceof S3Error && error.s3Status === 404 && await this.#store.head(this.key, options) !== void 0) return "";
			throw error;
		}
		if (response === void 0) return void 0;
		const xml = Buffer.concat(await Array.fromAsync(response.body)).toString();
		const code = elementText(xml, "Error") === void 0 ? void 0 : elementText(xml, "Code");
		if (code === "PreconditionFailed") return void 0;
		if (code !== void 0) throw new require_spec.OciError("UNAVAILABLE", `cannot ${request.operation}: the store answered ${code}`);
		return elementText(xml, "ETag") ?? "";
	}
	async abort() {
		const operation = `abort the upload of ${this.key}`;
		const request = {
			method: "DELETE",
			key: this.key,
			query: { uploadId: this.#id },
			operation
		};
		await (await this.#store.client.send(request)).body.discard();
	}
	#part(number, { signal }) {
		const query = {
			partNumber: String(number),
			uploadId: this.#id
		};
		return {
			method: "PUT",
			key: this.key,
			query,
			signal,
			operation: `upload a part of ${this.key}`
		};
	}
};
async function copyObject(store, from, to, size, options = {}) {
	if (size > maxCopyBytes) {
		await joinObjects(store, rangesOf(from, size), to, options);
		return true;
	}
	const headers = { "x-amz-copy-source": copySource(store, from) };
	const { signal } = options;
	const request = {
		method: "PUT",
		key: to,
		headers,
		signal,
		operation: `copy ${from} to ${to}`
	};
	const response = await store.client.send(request);
	if (response.status === 404) {
		await response.body.discard();
		return false;
	}
	if (response.status >= 300) throw await store.client.failure(request, response);
	copyResult(Buffer.concat(await Array.fromAsync(response.body)).toString(), to);
	return true;
}
async function joinObjects(store, sources, to, options = {}) {
	const upload = await MultipartUpload.start(store, to, options);
	try {
		const pending = sources.map((source, index) => [index + 1, source]);
		const copy = async () => {
			for (let next = pending.shift(); next !== void 0; next = pending.shift()) await upload.copyPart(...next, options);
		};
		await Promise.all(Array.from({ length: copyConcurrency }, copy));
		if (await upload.complete("absent", options) === void 0) await upload.abort();
	} catch (error) {
		await upload.abort().catch(() => void 0);
		throw error;
	}
}
const copyConcurrency = 8;
function rangesOf(key, size) {
	const count = Math.ceil(size / copyPartBytes);
	return Array.from({ length: count }, (_, index) => ({
		key,
		range: [index * copyPartBytes, Math.min(size, (index + 1) * copyPartBytes) - 1]
	}));
}
function copySource({ client: { address } }, key) {
	return `/${address.bucket}/${encodeURI(`${address.prefix}${key}`)}`;
}
function copyResult(xml, to) {
	const etag = elementText(xml, "ETag");
	if (etag !== void 0) return etag;
	throw new require_spec.OciError("UNAVAILABLE", `cannot copy to ${to}: the store answered ${elementText(xml, "Code") ?? "nothing"}`);
}
async function abortOldUploads(store, beforeMs, options = {}) {
	const { prefix } = store.client.address;
	const query = {
		uploads: "",
		prefix
	};
	let count = 0;
	for (;;) {
		const { signal } = options;
		const xml = await store.client.sendForXml({
			method: "GET",
			query,
			signal,
			operation: "list unfinished uploads"
		});
		for (const upload of elements(xml, "Upload")) {
			if (Date.parse(elementText(upload, "Initiated") ?? "") >= beforeMs) continue;
			const key = (elementText(upload, "Key") ?? "").slice(prefix.length);
			const uploadId = elementText(upload, "UploadId") ?? "";
			await store.client.sendOk({
				method: "DELETE",
				key,
				query: { uploadId },
				operation: `abort an upload of ${key}`
			});
			count++;
		}
		if (elementText(xml, "IsTruncated") !== "true") return count;
		query["key-marker"] = elementText(xml, "NextKeyMarker") ?? "";
		query["upload-id-marker"] = elementText(xml, "NextUploadIdMarker") ?? "";
	}
}

// src/bucket/object-reader.ts
const maxFailures = 5;
const backoff = {
	baseMs: 100,
	maxMs: 5e3,
	random: Math.random
};
var ObjectReader = class {
	#store;
	#key;
	#window;
	#options;
	#opened;
	constructor(store, key, opened, window, options) {
		this.#store = store;
		this.#key = key;
		this.#opened = opened;
		this.#window = window;
		this.#options = options;
	}
	async *read(borrowed) {
		const { end } = this.#window;
		let position = this.#window.start;
		let failures = 0;
		while (position < end) {
			try {
				const { body } = this.#opened;
				for await (const chunk of (borrowed ? body.borrowed?.() : void 0) ?? body) {
					position += chunk.byteLength;
					failures = 0;
					yield chunk;
				}
				if (position >= end) return;
			} catch (error) {
				require_spec.throwIfAborted(this.#options.signal);
				if (!(error instanceof (require_open_transport ??= require("./open-transport.js")).RetryableError) || ++failures > maxFailures) throw error;
				await require_spec.pause(require_spec.backoffMs(failures, backoff), this.#options.signal);
			}
			if (position < end) this.#opened = await this.#openAt(position);
		}
		await this.close();
	}
	async close() {
		await this.#opened.body.discard();
	}
	async #openAt(position) {
		const range = `bytes=${position}-${this.#window.end - 1}`;
		const ifMatch = this.#opened.head.etag;
		const opened = await this.#store.open(this.#key, {
			...this.#options,
			range,
			ifMatch
		});
		if (opened === void 0 || opened === "unchanged") throw new require_spec.OciError("UNAVAILABLE", `cannot read ${this.#key} from byte ${position}: it was deleted`);
		return opened;
	}
};

// src/bucket/blobs.ts
const freshMs = 2e4;
const maxEntries = 2e4;
const maxAttempts$2 = 3;
var Blobs = class {
	store;
	#repositories;
	#marks;
	#quota;
	#fresh = new require_lru_cache.I({ max: maxEntries });
	#verified = new require_lru_cache.I({
		max: maxEntries,
		ttl: 36e5
	});
	#damaged = new require_lru_cache.I({ max: maxEntries });
	constructor(store, repositories, marks, quota) {
		this.store = store;
		this.#repositories = repositories;
		this.#marks = marks;
		this.#quota = quota;
	}
	async head(repository, digest, options = {}) {
		const key = contentKey(repository, "blobs", digest);
		const head = await this.store.head(key, options);
		if (head === void 0 || this.#damaged.get(key) === head.etag) return void 0;
		this.#repositories.add(repository, digest);
		return head;
	}
	async resolve(repository, digest, options = {}) {
		const head = await this.head(repository, digest, options);
		if (head === void 0) throw await this.#unknown(repository, digest, options);
		return descriptorOf$1(digest, head.size);
	}
	async open(repository, digest, range, options = {}) {
		const key = contentKey(repository, "blobs", digest);
		let window;
		if (range !== void 0) {
			const { size } = await this.resolve(repository, digest, options);
			window = {
				start: range.start,
				end: require_spec.endOfRange(size, range.start, range.end, `the blob ${digest}`)
			};
		}
		const stop = new AbortController();
		const signal = require_spec.anySignal(stop.signal, options.signal);
		const part = window === void 0 ? {} : { range: `bytes=${window.start}-${window.end - 1}` };
		const opened = await this.store.open(key, {
			signal,
			...part
		});
		if (opened === void 0 || opened === "unchanged") throw await this.#unknown(repository, digest, options);
		const { size, etag } = opened.head;
		if (this.#damaged.get(key) === etag) {
			await opened.body.discard();
			throw await this.#unknown(repository, digest, options);
		}
		this.#repositories.add(repository, digest);
		const content = new ObjectReader(this.store, key, opened, window ?? {
			start: 0,
			end: size
		}, { signal });
		const needsHash = window === void 0 && this.#verified.get(key) !== etag;
		const read = (borrowed) => {
			const chunks = content.read(borrowed);
			return needsHash ? this.#verify(chunks, key, etag, descriptorOf$1(digest, size)) : chunks;
		};
		return require_spec.blobReader(descriptorOf$1(digest, size), read(false), {
			free: async () => {
				stop.abort(new require_spec.OciError("ABORTED", `the reader of blob ${digest} was closed`));
				await content.close();
			},
			borrowed: () => require_spec.withVerification(read(true), () => window === void 0 ? digest : void 0)
		});
	}
	async finish(writer, repository, digest, options = {}) {
		await this.#quota.check(writer.size);
		const key = contentKey(repository, "blobs", digest);
		const sha256 = require_spec.digestAlgorithm(digest) === "sha256" ? require_spec.digestHex(digest) : void 0;
		for (let attempt = 1; attempt <= maxAttempts$2; attempt++) {
			const etag = await writer.finish(this.#damaged.has(key) ? void 0 : "absent", sha256);
			if (etag !== void 0) {
				if (etag !== "") this.#verified.set(key, etag);
				this.stored(repository, digest, writer.size);
				return;
			}
			if (await this.use(repository, digest, options)) return;
		}
		throw new require_spec.OciError("UNAVAILABLE", `cannot store the blob ${digest}: it is being deleted; try again`);
	}
	async use(repository, digest, options = {}) {
		if (!await this.#marks.use({
			repository,
			kind: "blobs",
			digest
		}, options)) return false;
		this.#repositories.add(repository, digest);
		return true;
	}
	stored(repository, digest, size) {
		const key = contentKey(repository, "blobs", digest);
		this.#damaged.delete(key);
		this.#fresh.set(key, require_spec.monotonicMs());
		this.#repositories.add(repository, digest);
		this.#quota.add(size);
	}
	isFresh(repository, digest) {
		const storedMs = this.#fresh.get(contentKey(repository, "blobs", digest));
		return storedMs !== void 0 && require_spec.monotonicMs() - storedMs < 2e4 / 2;
	}
	async mount(from, to, digest, options = {}) {
		const blob = await this.resolve(from, digest, options);
		if (from === to) return blob;
		if (await this.head(to, digest, options) !== void 0 && await this.use(to, digest, options)) return blob;
		await this.#quota.check(blob.size);
		const keys = [contentKey(from, "blobs", digest), contentKey(to, "blobs", digest)];
		if (!await copyObject(this.store, ...keys, blob.size, options)) throw await this.#unknown(from, digest, options);
		this.stored(to, digest, blob.size);
		return blob;
	}
	async delete(repository, digest, options = {}) {
		const key = contentKey(repository, "blobs", digest);
		const { size } = await this.resolve(repository, digest, options);
		require_spec.throwIfAborted(options.signal);
		await this.store.delete(key, options);
		this.#fresh.delete(key);
		this.#quota.add(-size);
		this.#repositories.forget(repository);
	}
	async *#verify(chunks, key, etag, blob) {
		try {
			yield* require_spec.verified(chunks, blob, `the stored blob ${blob.digest}`);
			this.#verified.set(key, etag);
		} catch (error) {
			if (require_spec.isOciError(error, "DIGEST_MISMATCH", "SIZE_MISMATCH")) this.#damaged.set(key, etag);
			throw error;
		}
	}
	async #unknown(repository, digest, options) {
		const error = new require_spec.OciError("BLOB_UNKNOWN", `${repository} has no blob ${digest}`, { detail: { digest } });
		return this.#repositories.unknown(repository, error, options);
	}
};
function descriptorOf$1(digest, size) {
	return {
		mediaType: require_spec.mediaTypeOctetStream,
		digest,
		size
	};
}

// src/bucket/small-objects.ts
async function readJson(store, key, options = {}) {
	const found = await store.read(key, options);
	if (found === void 0) return void 0;
	const { head, bytes } = found;
	if (bytes.byteLength === 0) return {
		head,
		value: void 0
	};
	try {
		const value = JSON.parse(new TextDecoder().decode(bytes));
		if (require_spec.isRecord(value)) return {
			head,
			value
		};
	} catch {}
	throw new require_spec.OciError("UNAVAILABLE", `cannot read ${key}: it does not contain a JSON object; delete it`);
}
async function writeUnique(store, key, value, condition, options = {}) {
	const nonce = (0, (node_crypto ??= require("node:crypto")).randomBytes)(12).toString("hex");
	const bytes = Buffer.from(JSON.stringify({
		...value,
		nonce
	}));
	const etag = await store.put(key, bytes, {
		...options,
		condition,
		contentType: "application/json"
	});
	if (etag !== void 0) return etag;
	const current = await readJson(store, key, options);
	return current?.value?.["nonce"] === nonce ? current.head.etag : void 0;
}

// src/bucket/marks.ts
const takeOverMs = 12e4;
const deleteWithinMs = 3e4;
const pollMs = 250;
const maxWaitMs = 1e4;
var Marks = class {
	#store;
	constructor(store) {
		this.#store = store;
	}
	async use(content, options = {}) {
		const key = keyOf(content);
		for (let waitedMs = 0; waitedMs <= maxWaitMs;) {
			const mark = await readJson(this.#store, key, options);
			const state = stateOf(mark);
			if (mark === void 0 || state === void 0 || state === "used") return waitedMs === 0;
			const { etag, nowMs, modifiedMs } = mark.head;
			if (state === "marked") {
				if (await this.#change(content, "used", { etag }, options) !== void 0) return true;
			} else if (nowMs - modifiedMs > 12e4) {
				if (await this.#change(content, "deleting", { etag }, options) !== void 0) await this.finishDeletion(content, options);
			} else {
				await require_spec.pause(pollMs, options.signal);
				waitedMs += pollMs;
			}
			if (state === "deleting") waitedMs = Math.max(waitedMs, 1);
		}
		throw new require_spec.OciError("UNAVAILABLE", `cannot use ${content.digest}: it is being deleted; try again`);
	}
	async mark(content, before, options = {}) {
		const current = await readJson(this.#store, keyOf(content), options);
		if (current === void 0) return this.#change(content, "marked", "absent", options);
		const { etag, modifiedMs } = current.head;
		const state = stateOf(current);
		if (state === "deleting" || state === "used" && modifiedMs >= before) return void 0;
		return this.#change(content, "marked", { etag }, options);
	}
	async beginDeletion(content, etag, options = {}) {
		return await this.#change(content, "deleting", { etag }, options) !== void 0;
	}
	async finishDeletion(content, options = {}) {
		const { repository, kind, digest } = content;
		await this.#store.delete(contentKey(repository, kind, digest), {
			...options,
			attempts: 1
		});
		await this.#store.delete(keyOf(content), {
			...options,
			attempts: 1
		});
	}
	async unmark(content, etag, options = {}) {
		await this.#change(content, "used", { etag }, options);
	}
	async #change(content, state, condition, options) {
		return writeUnique(this.#store, keyOf(content), { state }, condition, options);
	}
};
function stateOf(mark) {
	const state = mark?.value?.["state"];
	return state === "marked" || state === "used" || state === "deleting" ? state : void 0;
}
function keyOf({ repository, kind, digest }) {
	return markKey(repository, kind, digest);
}

// src/bucket/repository-graph.ts
const concurrency$3 = 16;
var RepositoryGraph = class RepositoryGraph {
	#repository;
	#manifests;
	#blobs;
	#tagged;
	constructor(repository, manifests, blobs, tagged) {
		this.#repository = repository;
		this.#manifests = manifests;
		this.#blobs = blobs;
		this.#tagged = tagged;
	}
	static async read(store, stored, repository, options) {
		const blobs = /* @__PURE__ */ new Map();
		for await (const object of store.list({
			...options,
			prefix: `${repositoryPrefix(repository)}blobs/`
		})) {
			const content = parseContentKey(object.key);
			if (content !== void 0) blobs.set(content.digest, object);
		}
		const manifests = /* @__PURE__ */ new Map();
		const listed = store.list({
			...options,
			prefix: `${repositoryPrefix(repository)}manifests/`
		});
		const read = async (object) => {
			const content = parseContentKey(object.key);
			const found = content && await stored.manifests.find(repository, content.digest);
			if (content === void 0 || found === void 0) return void 0;
			const manifest = require_spec.parseManifest(found.bytes, found.descriptor.mediaType);
			const refers = require_spec.requiredContentOf(manifest).map(({ digest }) => digest);
			return [content.digest, {
				object,
				subject: manifest.subject?.digest,
				content: refers
			}];
		};
		for await (const node of require_spec.mapConcurrentOrdered(listed, 1, concurrency$3, read)) if (node !== void 0) manifests.set(...node);
		const tagged = new Set((await stored.tags.all(repository, options)).values());
		return new RepositoryGraph(repository, manifests, blobs, tagged);
	}
	node(digest) {
		return this.#manifests.get(digest);
	}
	garbage(before, untagged) {
		const isOld = (object) => object.modifiedMs < before;
		const roots = [...this.#manifests].filter(([digest, { object }]) => !untagged || this.#tagged.has(digest) || !isOld(object)).map(([digest]) => digest);
		const kept = this.#closure(roots);
		const manifests = [...this.#manifests].filter(([digest]) => !kept.has(digest));
		const blobs = [...this.#blobs].filter(([digest, object]) => !kept.has(digest) && isOld(object));
		const garbage = (kind, digest, size) => ({
			content: {
				repository: this.#repository,
				kind,
				digest
			},
			size
		});
		return [...parentsFirst(new Map(manifests)).map(([digest, { object }]) => garbage("manifests", digest, object.size)), ...blobs.map(([digest, { size }]) => garbage("blobs", digest, size))];
	}
	#closure(roots) {
		const referrers = Map.groupBy(this.#manifests, ([, { subject }]) => subject);
		const kept = /* @__PURE__ */ new Set();
		const pending = [...roots];
		for (let digest = pending.pop(); digest !== void 0; digest = pending.pop()) {
			if (kept.has(digest)) continue;
			kept.add(digest);
			for (const [referrer] of referrers.get(digest) ?? []) pending.push(referrer);
			pending.push(...this.#manifests.get(digest)?.content ?? []);
		}
		return kept;
	}
};
function parentsFirst(manifests) {
	const ordered = [];
	const visited = /* @__PURE__ */ new Set();
	const visit = (digest) => {
		const node = manifests.get(digest);
		if (node === void 0 || visited.has(digest)) return;
		visited.add(digest);
		for (const child of node.content) visit(child);
		if (node.subject !== void 0) visit(node.subject);
		ordered.unshift([digest, node]);
	};
	for (const digest of manifests.keys()) visit(digest);
	return ordered;
}

// src/bucket/garbage-collection.ts
const defaultGraceMs = 36e5;
const defaultSettleMs = 3e4;
const leftoverMs = 864e5;
async function collectBucketGarbage(target, options = {}) {
	require_spec.checkNumbers(options, {
		graceMs: 0,
		settleMs: 0
	});
	const { graceMs = defaultGraceMs, settleMs = defaultSettleMs, untagged = false, dryRun = false, signal } = options;
	const nowMs = (await target.store.head("settings/session-key", { signal }))?.nowMs ?? Date.now();
	const before = nowMs + 1 - graceMs;
	if (!dryRun) await removeLeftovers(target, nowMs, { signal });
	const found = [];
	const marked = [];
	for await (const repository of target.repositories.list(void 0, { signal })) {
		require_spec.throwIfAborted(signal);
		const graph = await RepositoryGraph.read(target.store, target, repository, { signal });
		for (const garbage of graph.garbage(before, untagged)) {
			found.push(garbage);
			const etag = dryRun ? void 0 : await target.marks.mark(garbage.content, before, { signal });
			if (etag !== void 0) marked.push({
				...garbage,
				etag
			});
		}
	}
	if (dryRun) return found.map(descriptorOf);
	if (marked.length === 0) return [];
	await require_spec.pause(settleMs, signal);
	const deleted = [];
	for (const [repository, items] of Map.groupBy(marked, ({ content }) => content.repository)) {
		require_spec.throwIfAborted(signal);
		const graph = await RepositoryGraph.read(target.store, target, repository, { signal });
		const still = new Set(graph.garbage(before, untagged).map(({ content }) => nameOf(content)));
		deleted.push(...await deleteMarked(target, graph, items, still, { signal }));
	}
	return deleted;
}
async function deleteMarked({ marks, manifests, referrers }, graph, items, still, options) {
	const deleted = [];
	for (const item of items) {
		const { content, etag } = item;
		const startMs = require_spec.monotonicMs();
		if (!still.has(nameOf(content))) {
			await marks.unmark(content, etag, options);
			continue;
		}
		const node = content.kind === "manifests" ? graph.node(content.digest) : void 0;
		if (!await marks.beginDeletion(content, etag, options)) {
			keep(graph, content, still);
			continue;
		}
		if (require_spec.monotonicMs() - startMs > 3e4) continue;
		const { repository, digest } = content;
		if (node?.subject !== void 0) await referrers.remove(repository, node.subject, digest, options);
		if (node !== void 0) manifests.forget(repository, digest);
		await marks.finishDeletion(content, options);
		deleted.push(descriptorOf(item));
	}
	return deleted;
}
function keep(graph, { repository, digest }, still) {
	for (const child of graph.node(digest)?.content ?? []) {
		for (const kind of ["blobs", "manifests"]) still.delete(nameOf({
			repository,
			kind,
			digest: child
		}));
		keep(graph, {
			repository,
			kind: "manifests",
			digest: child
		}, still);
	}
}
async function removeLeftovers({ store, marks }, nowMs, options) {
	const oldMs = nowMs - leftoverMs;
	for await (const { key, modifiedMs } of store.list({
		...options,
		prefix: uploadsPrefix
	})) if (modifiedMs < oldMs) await store.delete(key, options);
	await abortOldUploads(store, oldMs, options);
	for await (const { key, modifiedMs } of store.list({
		...options,
		prefix: marksPrefix
	})) {
		if (modifiedMs > nowMs - 12e4) continue;
		const content = parseContentKey(key);
		const mark = content && await readJson(store, key, options);
		if (content === void 0 || mark === void 0) continue;
		const { etag } = mark.head;
		if (stateOf(mark) === "deleting") {
			if (await marks.beginDeletion(content, etag, options)) await marks.finishDeletion(content, options);
		} else if (stateOf(mark) === "used" && modifiedMs < oldMs) await store.delete(key, options);
	}
}
function nameOf({ kind, digest }) {
	return `${kind} ${digest}`;
}
function descriptorOf({ content, size }) {
	return {
		mediaType: require_spec.mediaTypeOctetStream,
		digest: content.digest,
		size
	};
}

// src/bucket/listings.ts
const maxPage = 1e3;
var Listings = class {
	#store;
	#repositories;
	#tags;
	constructor(store, repositories, tags) {
		this.#store = store;
		this.#repositories = repositories;
		this.#tags = tags;
	}
	async *tags(repository, options = {}) {
		require_spec.checkNumbers(options, { limit: 0 });
		const name = checkCall(repository, options);
		const { limit = Infinity, startAfter, signal } = options;
		let count = 0;
		const pageSize = limit < maxPage ? limit + 1 : void 0;
		if (limit > 0) for await (const { tag } of this.#tags.listed(name, {
			startAfter,
			pageSize,
			signal
		})) {
			yield tag;
			if (++count >= limit) return;
		}
		if (count === 0 && !await this.#repositories.exists(name, { signal })) throw require_spec.nameUnknown(name);
	}
	async *repositories(options = {}) {
		require_spec.checkNumbers(options, { limit: 0 });
		const { limit = Infinity, startAfter, signal, withBlob } = options;
		require_spec.throwIfAborted(signal);
		if (withBlob !== void 0) {
			yield* require_spec.pageOf(require_spec.sortNames(this.#repositories.with(require_spec.parseDigest(withBlob))), options);
			return;
		}
		let count = 0;
		if (limit === 0) return;
		for await (const name of this.#repositories.list(startAfter, { signal })) {
			yield name;
			if (++count >= limit) return;
		}
	}
	async *contents(options = {}) {
		for await (const { key, size } of this.#store.list({
			...options,
			prefix: contentPrefix
		})) {
			const content = parseContentKey(key);
			if (content !== void 0) yield {
				mediaType: require_spec.mediaTypeOctetStream,
				digest: content.digest,
				size
			};
		}
	}
	async *manifests(repository, options = {}) {
		const name = checkCall(repository, options);
		let isEmpty = true;
		for await (const object of this.#store.list({
			...options,
			prefix: `${repositoryPrefix(name)}manifests/`
		})) {
			const content = parseContentKey(object.key);
			if (content === void 0) continue;
			isEmpty = false;
			yield {
				digest: content.digest,
				storedMs: object.modifiedMs
			};
		}
		if (isEmpty && !await this.#repositories.exists(name, options)) throw require_spec.nameUnknown(name);
	}
};
function checkCall(repository, options) {
	require_spec.throwIfAborted(options.signal);
	return require_spec.checkRepositoryName(repository);
}

// src/bucket/manifest-push.ts
const concurrency$2 = 16;
const maxAttempts$1 = 4;
const maxPushMs = 1e4;
async function pushManifest(target, repository, { manifest, descriptor }, bytes, tags, options) {
	const { manifests, marks, referrers } = target;
	const { digest } = descriptor;
	const content = {
		repository,
		kind: "manifests",
		digest
	};
	const required = require_spec.contentToRequire(manifest, target.allowSparse);
	const check = () => checkContent(target, repository, descriptor, required, options);
	for (let attempt = 1; attempt <= maxAttempts$1; attempt++) {
		const startMs = require_spec.monotonicMs();
		await check();
		if (!await manifests.put(repository, descriptor, bytes, true, options)) {
			if (!await marks.use(content, options)) continue;
			await manifests.put(repository, descriptor, bytes, false, options);
		}
		if (require_spec.monotonicMs() - startMs > maxPushMs) await recheck(check, target, repository, descriptor, options);
		if (manifest.subject !== void 0) {
			const referrer = require_spec.referrerDescriptor(descriptor, manifest);
			await referrers.add(repository, manifest.subject.digest, referrer, options);
		}
		const set = (tag) => target.tags.set(repository, tag, descriptor, target.canMoveTags, options);
		await require_spec.forEachConcurrent(new Set(tags).values(), concurrency$2, set, options.signal);
		if (!(tags.length > 0 || manifest.subject !== void 0) || await manifests.head(repository, digest, options) !== void 0) return;
	}
	throw new require_spec.OciError("UNAVAILABLE", `cannot store the manifest ${digest}: it is deleted at the same time; try again`);
}
async function recheck(check, { manifests }, repository, { digest }, options) {
	try {
		await check();
	} catch (error) {
		await manifests.delete(repository, digest, options);
		throw error;
	}
}
async function checkContent(target, repository, manifest, required, options) {
	const unique = new Map(required.map((content) => [content.digest, content]));
	const check = async (content) => {
		const kinds = require_spec.isManifestMediaType(content.mediaType) ? ["manifests", "blobs"] : ["blobs", "manifests"];
		for (const kind of kinds) if (await canUse(target, repository, kind, content, options)) return;
		throw require_spec.missingContentError(repository, manifest, content);
	};
	await require_spec.forEachConcurrent(unique.values(), concurrency$2, check, options.signal);
}
async function canUse({ blobs, manifests, marks }, repository, kind, { digest }, options) {
	if (kind === "blobs" && blobs.isFresh(repository, digest)) return true;
	const head = await (kind === "blobs" ? blobs : manifests).head(repository, digest, options);
	if (head === void 0) return false;
	if (head.nowMs - head.modifiedMs < 2e4) return true;
	return marks.use({
		repository,
		kind,
		digest
	}, options);
}

// src/bucket/coalescer.ts
var Coalescer = class {
	#queues = /* @__PURE__ */ new Map();
	run(key, work) {
		const queue = this.#queues.get(key);
		if (queue === void 0) return this.#start(key, work());
		queue.next ??= queue.running.then(() => this.#start(key, work()), () => this.#start(key, work()));
		return queue.next;
	}
	#start(key, running) {
		const queue = {
			running,
			next: void 0
		};
		this.#queues.set(key, queue);
		const end = () => {
			if (queue.next === void 0 && this.#queues.get(key) === queue) this.#queues.delete(key);
		};
		running.then(end, end);
		return running;
	}
};

// src/bucket/manifests.ts
const cacheBytes = 33554432;
const entryBytes = 1024;
var Manifests = class {
	#store;
	#repositories;
	#reads = new Coalescer();
	#cache = new require_lru_cache.I({
		maxSize: cacheBytes,
		sizeCalculation: ({ bytes }) => entryBytes + bytes.byteLength
	});
	constructor(store, repositories) {
		this.#store = store;
		this.#repositories = repositories;
	}
	async find(repository, digest) {
		const key = contentKey(repository, "manifests", digest);
		const found = await this.#reads.run(key, () => this.#read(key, digest));
		if (found !== void 0) this.#repositories.add(repository);
		return found;
	}
	async get(repository, digest, options = {}) {
		const found = await this.find(repository, digest);
		if (found !== void 0) return found;
		const error = new require_spec.OciError("MANIFEST_UNKNOWN", `${repository} has no manifest ${digest}`, { detail: { digest } });
		throw await this.#repositories.unknown(repository, error, options);
	}
	async getTagged(repository, target, options = {}) {
		const { digest } = target;
		return this.#cache.get(contentKey(repository, "manifests", digest)) ?? this.get(repository, digest, options);
	}
	head(repository, digest, options = {}) {
		return this.#store.head(contentKey(repository, "manifests", digest), options);
	}
	async put(repository, { digest, mediaType, size }, bytes, onlyIfAbsent, options = {}) {
		const key = contentKey(repository, "manifests", digest);
		const condition = onlyIfAbsent ? "absent" : void 0;
		const etag = await this.#store.put(key, bytes, {
			...options,
			condition,
			contentType: mediaType
		});
		if (etag === void 0) return false;
		this.#cache.set(key, {
			descriptor: {
				mediaType,
				digest,
				size
			},
			bytes,
			etag
		});
		this.#repositories.add(repository);
		return true;
	}
	forget(repository, digest) {
		this.#cache.delete(contentKey(repository, "manifests", digest));
	}
	async delete(repository, digest, options = {}) {
		const key = contentKey(repository, "manifests", digest);
		this.#cache.delete(key);
		await this.#store.delete(key, options);
		this.#cache.delete(key);
		this.#repositories.forget(repository);
	}
	async #read(key, digest) {
		const cached = this.#cache.get(key);
		const opened = await this.#store.open(key, cached === void 0 ? {} : { ifNoneMatch: cached.etag });
		if (opened === "unchanged") return cached;
		if (opened === void 0) {
			this.#cache.delete(key);
			return;
		}
		const { contentType, etag } = opened.head;
		const bytes = Buffer.concat(await Array.fromAsync(opened.body));
		const actual = require_spec.digestOf(bytes, require_spec.digestAlgorithm(digest));
		if (actual !== digest) throw new require_spec.OciError("DIGEST_MISMATCH", `the stored manifest ${digest} hashes to ${actual}; push it again`);
		const manifest = {
			descriptor: {
				mediaType: contentType,
				digest,
				size: bytes.byteLength
			},
			bytes,
			etag
		};
		this.#cache.set(key, manifest);
		return manifest;
	}
};
function manifestReader({ descriptor, bytes }, options) {
	return require_spec.bytesReader(descriptor, bytes, options);
}

// src/bucket/part-pool.ts
const partBytes = 8388608;
const maxBuffers = 5;
const patienceMs = 500;
const idleMs = 250;
const maxParkedBytes = 8388608;
var PartPool = class {
	#idle = [];
	#waiting = [];
	#parts = /* @__PURE__ */ new Set();
	#created = 0;
	#parkedBytes = 0;
	#timer;
	acquire() {
		const idle = this.#idle.pop();
		if (idle !== void 0) return Promise.resolve(idle);
		if (this.#created < maxBuffers) {
			this.#created++;
			return Promise.resolve(Buffer.allocUnsafeSlow(partBytes));
		}
		this.#timer ??= setInterval(() => this.#parkSlowest(), patienceMs).unref();
		return new Promise((resolve) => this.#waiting.push(resolve));
	}
	release(buffer) {
		const next = this.#waiting.shift();
		if (next === void 0) this.#idle.push(buffer);
		else next(buffer);
		if (this.#waiting.length > 0) return;
		clearInterval(this.#timer);
		this.#timer = void 0;
	}
	add(part) {
		this.#parts.add(part);
	}
	remove(part) {
		this.#parts.delete(part);
	}
	unpark(bytes) {
		this.#parkedBytes -= bytes;
	}
	#parkSlowest() {
		const now = require_spec.monotonicMs();
		const slow = [...this.#parts].filter((part) => now - part.usedMs > idleMs && this.#parkedBytes + part.filled <= maxParkedBytes).sort((a, b) => a.usedMs - b.usedMs);
		for (const part of slow.slice(0, this.#waiting.length)) {
			this.#parkedBytes += part.filled;
			part.park();
		}
	}
};
var PartBuffer = class {
	#pool;
	#buffer;
	#parked;
	filled = 0;
	usedMs = 0;
	constructor(pool) {
		this.#pool = pool;
	}
	get isFull() {
		return this.filled === partBytes;
	}
	async append(bytes) {
		if (this.#buffer === void 0) {
			const buffer = await this.#pool.acquire();
			if (this.#parked !== void 0) {
				this.#parked.copy(buffer);
				this.#unpark();
			}
			this.#buffer = buffer;
		}
		const piece = bytes.subarray(0, partBytes - this.filled);
		this.#buffer.set(piece, this.filled);
		this.filled += piece.byteLength;
		this.usedMs = require_spec.monotonicMs();
		this.#pool.add(this);
		return piece.byteLength;
	}
	pin() {
		this.#pool.remove(this);
		return (this.#buffer ?? this.#parked)?.subarray(0, this.filled) ?? /* @__PURE__ */ new Uint8Array();
	}
	take() {
		if (this.filled === 0) return void 0;
		const bytes = this.pin();
		const buffer = this.#buffer;
		this.#buffer = void 0;
		if (this.#parked !== void 0) this.#unpark();
		this.filled = 0;
		return {
			bytes,
			release: () => buffer && this.#pool.release(buffer)
		};
	}
	park() {
		const buffer = this.#buffer;
		if (buffer === void 0) return;
		this.#parked = Buffer.from(buffer.subarray(0, this.filled));
		this.#buffer = void 0;
		this.#pool.remove(this);
		this.#pool.release(buffer);
	}
	release() {
		this.take()?.release();
	}
	#unpark() {
		this.#pool.unpark(this.#parked?.byteLength ?? 0);
		this.#parked = void 0;
	}
};

// src/bucket/object-writer.ts
const partConcurrency = 3;
var ObjectWriter = class {
	size = 0;
	#store;
	#key;
	#part;
	#options;
	#sending = /* @__PURE__ */ new Set();
	#parts = 0;
	#upload;
	#failure;
	constructor(store, key, pool, options = {}, first = new PartBuffer(pool)) {
		this.#store = store;
		this.#key = key;
		this.#part = first;
		this.size = first.filled;
		this.#options = options;
	}
	async write(chunk) {
		for (let at = 0; at < chunk.byteLength;) {
			if (this.#part.isFull) await this.#sendPart();
			const count = await this.#part.append(chunk.subarray(at));
			this.size += count;
			at += count;
		}
	}
	async finish(condition, sha256) {
		if (this.#upload === void 0) {
			const bytes = this.#part.pin();
			return this.#store.put(this.#key, bytes, {
				...this.#options,
				condition,
				sha256
			});
		}
		await this.#sendPart();
		await Promise.all(this.#sending);
		if (this.#failure !== void 0) throw this.#failure.error;
		const etag = await this.#upload.complete(condition, this.#options);
		if (etag !== void 0) this.#upload = void 0;
		return etag;
	}
	async abort() {
		this.#part.release();
		await Promise.allSettled(this.#sending);
		const upload = this.#upload;
		this.#upload = void 0;
		await upload?.abort().catch(() => void 0);
	}
	async #sendPart() {
		if (this.#failure !== void 0) throw this.#failure.error;
		if (this.#part.filled === 0) return;
		if (this.#parts === 1e4) throw new require_spec.OciError("SIZE_LIMIT", `cannot store a blob of more than ${maxParts * partBytes} bytes in a bucket`);
		this.#upload ??= await MultipartUpload.start(this.#store, this.#key, this.#options);
		const part = this.#part.take();
		if (part === void 0) return;
		const sending = this.#upload.putPart(++this.#parts, part.bytes, this.#options).catch((error) => {
			this.#failure ??= { error };
		}).finally(() => {
			this.#sending.delete(sending);
			part.release();
		});
		this.#sending.add(sending);
		if (this.#sending.size >= 3) await Promise.race(this.#sending);
	}
};

// src/bucket/referrers.ts
const concurrency$1 = 16;
var Referrers = class {
	#store;
	#cache = new require_lru_cache.I({ max: 1e4 });
	constructor(store) {
		this.#store = store;
	}
	async add(repository, subject, referrer, options = {}) {
		const key = referrerKey(repository, subject, referrer.digest);
		const bytes = Buffer.from(JSON.stringify(referrer));
		await this.#store.put(key, bytes, {
			...options,
			contentType: "application/json"
		});
	}
	async remove(repository, subject, referrer, options = {}) {
		await this.#store.delete(referrerKey(repository, subject, referrer), options);
	}
	async *list(repository, subject, options = {}) {
		const objects = this.#store.list({
			...options,
			prefix: referrersPrefix(repository, subject)
		});
		for await (const referrer of require_spec.mapConcurrentOrdered(objects, 1, concurrency$1, (object) => this.#read(object, options))) if (referrer !== void 0) yield referrer;
	}
	async #read({ key, etag }, options) {
		const cacheKey = `${key} ${etag}`;
		const cached = this.#cache.get(cacheKey);
		if (cached !== void 0) return cached;
		const found = await this.#store.read(key, options);
		if (found === void 0) return void 0;
		const referrer = require_spec.parseDescriptor(JSON.parse(new TextDecoder().decode(found.bytes)), `the referrer ${key}`);
		this.#cache.set(cacheKey, referrer);
		return referrer;
	}
};

// src/bucket/registry-key.ts
const keyBytes = 32;
async function registryKey(store, canWrite) {
	const existing = await store.read(sessionKeyKey);
	if (existing !== void 0) return checked(existing.bytes);
	const created = (0, (node_crypto ??= require("node:crypto")).randomBytes)(keyBytes);
	if (!canWrite || await store.put("settings/session-key", created, { condition: "absent" }) !== void 0) return created;
	return checked((await store.read("settings/session-key"))?.bytes ?? /* @__PURE__ */ new Uint8Array());
}
function derivedKey(key, purpose) {
	return (0, (node_crypto ??= require("node:crypto")).createHmac)("sha256", key).update(purpose).digest();
}
function checked(bytes) {
	if (bytes.byteLength === keyBytes) return bytes;
	throw new require_spec.OciError("UNAVAILABLE", `${sessionKeyKey} in the bucket has ${bytes.byteLength} bytes, not ${keyBytes}, so it cannot be a secret; delete it`);
}

// src/bucket/repositories.ts
const existsTtlMs = 6e4;
const absentTtlMs = 1e3;
const maxNames = 1e4;
var Repositories = class {
	#store;
	#known = new require_lru_cache.I({ max: maxNames });
	#sources = new require_lru_cache.I({ max: maxNames });
	constructor(store) {
		this.#store = store;
	}
	add(repository, blob) {
		this.#known.set(repository, {
			exists: true,
			untilMs: require_spec.monotonicMs() + existsTtlMs
		});
		if (blob === void 0) return;
		const sources = this.#sources.get(blob);
		if (sources === void 0) this.#sources.set(blob, /* @__PURE__ */ new Set([repository]));
		else sources.add(repository);
	}
	forget(repository) {
		this.#known.delete(repository);
	}
	with(blob) {
		return this.#sources.get(blob) ?? [];
	}
	async exists(repository, options = {}) {
		const exists = await this.#store.hasAny(repositoryPrefix(repository), options);
		this.#known.set(repository, {
			exists,
			untilMs: require_spec.monotonicMs() + (exists ? existsTtlMs : absentTtlMs)
		});
		return exists;
	}
	async unknown(repository, error, options = {}) {
		const known = this.#known.get(repository);
		return (known !== void 0 && known.untilMs > require_spec.monotonicMs() ? known.exists : await this.exists(repository, options)) ? error : require_spec.nameUnknown(repository);
	}
	list(startAfter, options = {}) {
		return this.#store.groups({
			...options,
			prefix: contentPrefix,
			delimiter: "!",
			startAfter: startAfter === void 0 ? void 0 : `${contentPrefix}${startAfter}${"!"}${"~"}`
		});
	}
};

// src/bucket/soft-quota.ts
const measureIntervalMs = 3e5;
var SoftQuota = class {
	#store;
	#limit;
	#used = 0;
	#measuredAt = -Infinity;
	#measuring;
	constructor(store, limit) {
		this.#store = store;
		this.#limit = limit;
	}
	async measure() {
		this.#measuring ??= this.#sum().finally(() => {
			this.#measuring = void 0;
		});
		await this.#measuring;
	}
	async check(bytes) {
		if (this.#limit === Infinity) return;
		if (require_spec.monotonicMs() - this.#measuredAt > measureIntervalMs || this.#used + bytes > this.#limit) await this.measure();
		if (this.#used + bytes <= this.#limit) return;
		throw new require_spec.OciError("QUOTA", `cannot store ${bytes} more bytes: the registry has a quota of ${this.#limit} bytes and uses ${this.#used}; delete manifests and run gc, or raise the quota`, { remedy: "stated" });
	}
	add(bytes) {
		this.#used += bytes;
	}
	async #sum() {
		if (this.#limit === Infinity) return;
		if (require_spec.monotonicMs() - this.#measuredAt < minIntervalMs) return;
		let used = 0;
		for await (const { size } of this.#store.list({ prefix: contentPrefix })) used += size;
		this.#used = used;
		this.#measuredAt = require_spec.monotonicMs();
	}
};
const minIntervalMs = 1e4;

// src/bucket/store-check.ts
async function checkStore(store, canWrite, options = {}) {
	try {
		await store.hasAny("", options);
		if (canWrite) await checkConditionalWrites(store, options);
	} catch (error) {
		throw explained(error, store);
	}
}
async function checkConditionalWrites(store, options) {
	const key = `check/${(0, (node_crypto ??= require("node:crypto")).randomBytes)(8).toString("hex")}`;
	const [first, second] = [Buffer.from("1"), Buffer.from("2")];
	try {
		const etag = await store.put(key, first, {
			...options,
			condition: "absent"
		});
		const again = await store.put(key, second, {
			...options,
			condition: "absent"
		});
		if (etag === void 0 || again !== void 0) throw unsupported(store, "If-None-Match: *");
		const wrong = await store.put(key, second, {
			...options,
			condition: { etag: `"${"0".repeat(32)}"` }
		});
		const right = await store.put(key, second, {
			...options,
			condition: { etag }
		});
		if (wrong !== void 0 || right === void 0) throw unsupported(store, "If-Match");
	} catch (error) {
		if (error instanceof S3Error && error.s3Status === 501) throw unsupported(store, "If-None-Match: *");
		throw error;
	} finally {
		await store.delete(key, options).catch(() => void 0);
	}
}
function unsupported(store, header) {
	return new require_spec.OciError("UNSUPPORTED", `cannot use the bucket ${(require_address ??= require("./address.js")).formatBucket(store.client.address)}: its store ignores the header "${header}" of writes, so that replicas would overwrite each other's changes; use a store with conditional writes, for example Amazon S3, MinIO, versitygw, Ceph (from Tentacle) or Cloudflare R2`, { remedy: "stated" });
}
function explained(error, { client: { address } }) {
	if (!require_spec.isOciError(error)) return error;
	const subject = `cannot use the bucket ${(require_address ??= require("./address.js")).formatBucket(address)}`;
	const fail = (code, problem) => new require_spec.OciError(code, `${subject}: ${problem}`, {
		cause: error,
		remedy: "stated"
	});
	if (!(error instanceof S3Error)) {
		if (error.code === "PROTOCOL" || error.code === "REDIRECT_REFUSED") return fail("NOT_FOUND", `the store redirects to another address; give the region of the bucket, not ${address.region}`);
		return error.code === "UNREACHABLE" || error.code === "TLS_FAILED" || error.code === "TIMEOUT" ? require_spec.withMessage(error, `${subject} at ${address.endpoint.origin}: ${error.message}`) : error;
	}
	const { s3Code, s3Status } = error;
	if (s3Code === "NoSuchBucket") return fail("NOT_FOUND", "it does not exist; create it, or correct its name");
	if (s3Status === 404 && s3Code === "") return fail("NOT_FOUND", `${address.endpoint.origin} is not the address of an S3-compatible store, because it answered 404 without a code; correct the endpoint`);
	if (s3Code === "InvalidAccessKeyId" || s3Code === "SignatureDoesNotMatch" || s3Code === "ExpiredToken") return fail("DENIED", `the store refuses the access key (${s3Code}); check the credentials`);
	if (s3Code === "AuthorizationHeaderMalformed" || s3Status === 301 || s3Status === 307) return fail("DENIED", `the bucket is in another region than ${address.region}; give the region of the bucket`);
	if (s3Status === 403) return fail("DENIED", "access is denied; allow s3:ListBucket for the bucket, and s3:GetObject, s3:PutObject, s3:DeleteObject and s3:AbortMultipartUpload for its objects");
	return error;
}

// src/bucket/tags.ts
const concurrency = 16;
const maxAttempts = 5;
const empty = /* @__PURE__ */ new Uint8Array();
var Tags = class {
	#store;
	#reads = new Coalescer();
	#targets = new require_lru_cache.I({ max: 2e4 });
	constructor(store) {
		this.#store = store;
	}
	async get(repository, tag) {
		const key = tagKey(repository, tag);
		return targetOf(await this.#reads.run(key, () => readJson(this.#store, key)));
	}
	async set(repository, tag, target, canMove, options = {}) {
		const key = tagKey(repository, tag);
		const { mediaType, digest, size } = target;
		const bytes = Buffer.from(JSON.stringify({
			mediaType,
			digest,
			size
		}));
		const put = {
			...options,
			contentType: "application/json"
		};
		if (canMove) {
			await this.#store.put(key, bytes, put);
			return;
		}
		if (await this.#store.put(key, bytes, {
			...put,
			condition: "absent"
		}) !== void 0) return;
		for (let attempt = 1; attempt <= maxAttempts; attempt++) {
			const current = await readJson(this.#store, key, options);
			const existing = targetOf(current);
			if (existing?.digest === digest) return;
			if (existing !== void 0) throw new require_spec.OciError("ALREADY_EXISTS", `cannot move the tag "${tag}" of ${repository} to ${digest}: it points to ${existing.digest}; use another tag`, { detail: {
				tag,
				digest: existing.digest
			} });
			const condition = current === void 0 ? "absent" : { etag: current.head.etag };
			if (await this.#store.put(key, bytes, {
				...put,
				condition
			}) !== void 0) return;
		}
		throw new require_spec.OciError("UNAVAILABLE", `cannot write the tag "${tag}" of ${repository}: it changes too often`);
	}
	async delete(repository, tag, options = {}) {
		return await this.#delete(repository, tag, void 0, options) ?? false;
	}
	async deleteAll(repository, digest, options = {}) {
		const tags = (await Array.fromAsync(this.listed(repository, options))).filter(({ object }) => (this.#targets.get(object.etag) ?? digest) === digest);
		const work = async (name) => {
			await this.#delete(repository, name, digest, options);
		};
		await require_spec.forEachConcurrent(tags.map(({ tag }) => tag).values(), concurrency, work, options.signal);
	}
	async *listed(repository, options = {}) {
		const prefix = tagsPrefix(repository);
		const { startAfter, pageSize, signal } = options;
		const after = startAfter === void 0 ? void 0 : `${prefix}${startAfter}`;
		for await (const object of this.#store.list({
			prefix,
			startAfter: after,
			pageSize,
			signal
		})) if (object.size > 0) yield {
			tag: object.key.slice(prefix.length),
			object
		};
	}
	async all(repository, options = {}) {
		const targets = /* @__PURE__ */ new Map();
		const listed = await Array.fromAsync(this.listed(repository, options));
		const read = async (item) => {
			const { tag, object } = item;
			const digest = this.#targets.get(object.etag) ?? (await this.get(repository, tag))?.digest;
			if (digest === void 0) return;
			this.#targets.set(object.etag, digest);
			targets.set(tag, digest);
		};
		await require_spec.forEachConcurrent(listed.values(), concurrency, read, options.signal);
		return targets;
	}
	async #delete(repository, tag, only, options) {
		const key = tagKey(repository, tag);
		for (let attempt = 1; attempt <= maxAttempts; attempt++) {
			const current = await readJson(this.#store, key, options);
			const target = targetOf(current);
			if (current === void 0 || target === void 0) return false;
			this.#targets.set(current.head.etag, target.digest);
			if (only !== void 0 && target.digest !== only) return void 0;
			const condition = { etag: current.head.etag };
			if (await this.#store.put(key, empty, {
				...options,
				condition
			}) !== void 0) return true;
		}
		throw new require_spec.OciError("UNAVAILABLE", `cannot delete the tag "${tag}" of ${repository}: it changes too often`);
	}
};
function targetOf(found) {
	const { mediaType, digest, size } = found?.value ?? {};
	if (typeof mediaType !== "string" || typeof digest !== "string" || !require_spec.isDigest(digest) || typeof size !== "number") return void 0;
	return {
		mediaType,
		digest,
		size
	};
}

// src/bucket/upload-id.ts
function sign(key, random, repository) {
	return (0, (node_crypto ??= require("node:crypto")).createHmac)("sha256", key).update(`upload\0${random}\0${repository}`).digest("hex").slice(0, 32);
}
function isSignatureOf(signature, key, random, repository) {
	const expected = Buffer.from(sign(key, random, repository));
	const given = Buffer.from(signature);
	return given.byteLength === expected.byteLength && (0, (node_crypto ??= require("node:crypto")).timingSafeEqual)(given, expected);
}

// src/bucket/upload-session.ts
const maxUploads = 1e4;
var UploadSessions = class {
	store;
	#key;
	#ended = new require_lru_cache.I({ max: maxUploads });
	#digesters = new require_lru_cache.I({ max: maxUploads });
	constructor(store, key) {
		this.store = store;
		this.#key = key;
	}
	newId(repository) {
		const random = (0, (node_crypto ??= require("node:crypto")).randomBytes)(16).toString("hex");
		return `${random}.${sign(this.#key, random, repository)}`;
	}
	async read(repository, id, options = {}) {
		const [random = "", signature = ""] = id.split(".");
		if (id !== `${random}.${signature}` || !isSignatureOf(signature, this.#key, random, repository)) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `${repository} has no upload ${require_spec.printable(id, 100)}; start a new one`);
		this.checkOpen(id);
		const found = await readJson(this.store, sessionKey(id), options);
		const chunks = found?.value?.["chunks"];
		return {
			chunks: Array.isArray(chunks) ? chunks : [],
			etag: found?.head.etag
		};
	}
	async write(id, { chunks, etag }, options = {}) {
		const condition = etag === void 0 ? "absent" : { etag };
		const key = sessionKey(id);
		const written = await writeUnique(this.store, key, { chunks }, condition, options);
		if (written !== void 0) return written;
		throw new require_spec.OciError("RANGE_INVALID", `cannot continue the upload ${id}: another writer has changed it`);
	}
	async remove(id, { chunks, etag }) {
		if (etag === void 0) return;
		const keys = [sessionKey(id), ...chunks.map(({ key }) => key)];
		await Promise.all(keys.map((key) => this.store.delete(key)));
	}
	async removeAll(id) {
		const objects = await Array.fromAsync(this.store.list({ prefix: uploadPrefix(id) }));
		await Promise.all(objects.map(({ key }) => this.store.delete(key)));
	}
	end(id) {
		this.checkOpen(id);
		this.#ended.set(id, true);
		this.#digesters.delete(id);
	}
	checkOpen(id) {
		if (this.#ended.has(id)) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the upload ${id} has ended; start a new one`);
	}
	hasEnded(id) {
		return this.#ended.has(id);
	}
	keepDigester(id, digester) {
		this.#digesters.set(id, digester);
	}
	takeDigester(id, size) {
		const digester = this.#digesters.get(id);
		this.#digesters.delete(id);
		return digester?.size === size ? digester : void 0;
	}
};
function newChunkKey(id, offset) {
	const nonce = (0, (node_crypto ??= require("node:crypto")).randomBytes)(6).toString("hex");
	return `${uploadPrefix(id)}${String(offset).padStart(15, "0")}-${nonce}`;
}
function sessionKey(id) {
	return `${uploadPrefix(id)}session`;
}

// src/bucket/chunk-buffer.ts
var ChunkBuffer = class {
	#store;
	#pool;
	#part;
	#id;
	#stored = [];
	#sending = /* @__PURE__ */ new Set();
	#offset;
	#failure;
	constructor(store, pool, id, offset) {
		this.#store = store;
		this.#pool = pool;
		this.#part = new PartBuffer(pool);
		this.#id = id;
		this.#offset = offset;
	}
	get hasStored() {
		return this.#stored.length > 0;
	}
	async write(bytes) {
		for (let at = 0; at < bytes.byteLength;) {
			if (this.#part.isFull) await this.#send();
			at += await this.#part.append(bytes.subarray(at));
		}
	}
	hash(algorithm) {
		return require_spec.digestOf(this.#part.pin(), algorithm);
	}
	toObject(key) {
		const writer = new ObjectWriter(this.#store, key, this.#pool, {}, this.#part);
		this.#part = new PartBuffer(this.#pool);
		return writer;
	}
	async flush() {
		await this.#send();
		await Promise.all(this.#sending);
		if (this.#failure !== void 0) throw this.#failure.error;
		return this.#stored;
	}
	async abort() {
		this.#part.release();
		await Promise.all(this.#sending);
	}
	async deleteStored() {
		await Promise.all(this.#stored.splice(0).map(({ key }) => this.#store.delete(key)));
	}
	async #send() {
		if (this.#failure !== void 0) throw this.#failure.error;
		const part = this.#part.take();
		if (part === void 0) return;
		const { bytes } = part;
		const chunk = {
			key: newChunkKey(this.#id, this.#offset),
			size: bytes.byteLength
		};
		this.#offset += bytes.byteLength;
		this.#stored.push(chunk);
		const sending = this.#store.put(chunk.key, bytes).then(() => void 0, (error) => {
			this.#failure ??= { error };
		}).finally(() => {
			this.#sending.delete(sending);
			part.release();
		});
		this.#sending.add(sending);
		if (this.#sending.size >= 3) await Promise.race(this.#sending);
	}
};

// src/bucket/join-chunks.ts
async function joinChunks({ blobs, pool, minPartBytes }, repository, chunks, digest, isVerified) {
	const { store } = blobs;
	if (!isVerified) await verifyChunks(store, chunks, digest);
	const key = contentKey(repository, "blobs", digest);
	const size = chunks.reduce((sum, chunk) => sum + chunk.size, 0);
	const [first] = chunks;
	if (await blobs.head(repository, digest) !== void 0 && await blobs.use(repository, digest)) return;
	if (first !== void 0 && chunks.length === 1) {
		if (!await copyObject(store, first.key, key, size)) throw missingChunk(first.key);
		blobs.stored(repository, digest, size);
	} else if (chunks.length <= 1e4 && chunks.slice(0, -1).every((chunk) => chunk.size >= minPartBytes)) {
		await joinObjects(store, chunks, key);
		blobs.stored(repository, digest, size);
	} else {
		const writer = new ObjectWriter(store, key, pool);
		try {
			for await (const bytes of readChunks(store, chunks)) await writer.write(bytes);
			await blobs.finish(writer, repository, digest);
		} finally {
			await writer.abort();
		}
	}
}
async function verifyChunks(store, chunks, digest) {
	const digester = new require_spec.Digester(require_spec.digestAlgorithm(digest));
	for await (const bytes of readChunks(store, chunks)) digester.update(bytes);
	const { size } = digester;
	const actual = digester.digest();
	if (actual !== digest) throw new require_spec.OciError("DIGEST_INVALID", `cannot commit the upload as ${digest}: its ${size} bytes hash to ${actual}; it was deleted`);
}
async function* readChunks(store, chunks) {
	for (const { key } of chunks) {
		const opened = await store.open(key);
		if (opened === void 0 || opened === "unchanged") throw missingChunk(key);
		yield* new ObjectReader(store, key, opened, {
			start: 0,
			end: opened.head.size
		}, {}).read(false);
	}
}
function missingChunk(key) {
	return new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `cannot complete the upload: its chunk ${key} was deleted; start a new one`);
}

// src/bucket/upload-writer.ts
var UploadWriter = class {
	id;
	chunkSize = partBytes;
	#owner;
	#repository;
	#buffer;
	#state;
	#size;
	#digester;
	#direct;
	#isClosed = false;
	constructor(owner, repository, id, state) {
		this.#owner = owner;
		this.#repository = repository;
		this.id = id;
		this.#state = state;
		this.#size = sizeOf(state.chunks);
		this.#buffer = new ChunkBuffer(owner.sessions.store, owner.pool, id, this.#size);
		this.#digester = this.#size === 0 ? new require_spec.Digester() : owner.sessions.takeDigester(id, this.#size);
	}
	get size() {
		return this.#size;
	}
	expectDigest(digest) {
		if (this.#size > 0 || this.#direct !== void 0) return;
		const { blobs, pool } = this.#owner;
		this.#digester = new require_spec.Digester(require_spec.digestAlgorithm(require_spec.parseDigest(digest)));
		const key = contentKey(this.#repository, "blobs", digest);
		this.#direct = {
			digest,
			writer: new ObjectWriter(blobs.store, key, pool)
		};
	}
	async write(chunk, options = {}) {
		require_spec.throwIfAborted(options.signal);
		await this.#checkOpen();
		await (this.#direct?.writer ?? this.#buffer).write(chunk);
		this.#digester?.update(chunk);
		this.#size += chunk.byteLength;
	}
	async close() {
		if (this.#isClosed) return;
		this.#isClosed = true;
		const { sessions } = this.#owner;
		if (this.#direct !== void 0) {
			await this.#direct.writer.abort();
			this.#size = sizeOf(this.#state.chunks);
			return;
		}
		try {
			if (sessions.hasEnded(this.id)) return;
			const added = await this.#buffer.flush();
			if (added.length > 0) await this.#append(added);
			if (this.#digester?.size === this.#size) sessions.keepDigester(this.id, this.#digester);
		} finally {
			await this.#buffer.abort();
		}
	}
	async commit(digest, options = {}) {
		require_spec.throwIfAborted(options.signal);
		require_spec.parseDigest(digest);
		await this.#checkOpen();
		this.#owner.sessions.end(this.id);
		this.#isClosed = true;
		const { blobs, sessions, pool } = this.#owner;
		try {
			if (this.#direct?.digest === digest) {
				this.#verify(digest, this.#digester?.digest());
				await blobs.finish(this.#direct.writer, this.#repository, digest, options);
			} else if (this.#direct === void 0 && this.#state.chunks.length === 0 && !this.#buffer.hasStored) {
				this.#verify(digest, this.#buffer.hash(require_spec.digestAlgorithm(digest)));
				const writer = this.#buffer.toObject(contentKey(this.#repository, "blobs", digest));
				try {
					await blobs.finish(writer, this.#repository, digest, options);
				} finally {
					await writer.abort();
				}
			} else {
				if (this.#direct !== void 0) this.#verify(digest, void 0);
				const chunks = [...this.#state.chunks, ...await this.#buffer.flush()];
				const known = this.#digester?.algorithm === require_spec.digestAlgorithm(digest) ? this.#digester?.digest() : void 0;
				if (known !== void 0) this.#verify(digest, known);
				await joinChunks({
					blobs,
					pool,
					minPartBytes
				}, this.#repository, chunks, digest, known !== void 0);
			}
			return {
				mediaType: require_spec.mediaTypeOctetStream,
				digest,
				size: this.#size
			};
		} finally {
			await this.#release();
			await sessions.remove(this.id, this.#state);
			await this.#buffer.deleteStored();
		}
	}
	async cancel() {
		const { sessions } = this.#owner;
		this.#isClosed = true;
		await this.#release();
		if (sessions.hasEnded(this.id)) return;
		sessions.end(this.id);
		await this.#buffer.deleteStored();
		await sessions.removeAll(this.id);
	}
	async [Symbol.asyncDispose]() {
		if (!this.#isClosed) await this.cancel();
	}
	async #append(added) {
		const chunks = [...this.#state.chunks, ...added];
		try {
			const etag = await this.#owner.sessions.write(this.id, {
				chunks,
				etag: this.#state.etag
			});
			this.#state = {
				chunks,
				etag
			};
		} catch (error) {
			this.#size = sizeOf(this.#state.chunks);
			await this.#buffer.deleteStored();
			throw error;
		}
	}
	#verify(digest, actual) {
		if (actual === digest) return;
		throw new require_spec.OciError("DIGEST_INVALID", `cannot commit the upload ${this.id} as ${digest}: its ${this.#size} bytes hash to ${actual ?? "another digest"}; it was deleted`);
	}
	async #release() {
		await this.#direct?.writer.abort();
		await this.#buffer.abort();
	}
	async #checkOpen() {
		if (this.#isClosed) throw new require_spec.OciError("BLOB_UPLOAD_UNKNOWN", `the writer of the upload ${this.id} is closed; resume the upload to continue it`);
		if (!this.#owner.sessions.hasEnded(this.id)) return;
		this.#isClosed = true;
		await this.#release();
		this.#owner.sessions.checkOpen(this.id);
	}
};
function sizeOf(chunks) {
	return chunks.reduce((sum, { size }) => sum + size, 0);
}

// src/bucket/registry.ts
const retries = {
	attempts: 6,
	baseDelayMs: 100,
	retryBudget: 1e3,
	headersTimeoutMs: 12e4
};
var BucketRegistry = class BucketRegistry {
	address;
	sessionKey;
	#store;
	#transport;
	#options;
	#repositories;
	#listings;
	#target;
	#sessions;
	#pool = new PartPool();
	#quota;
	constructor(store, transport, key, options) {
		this.address = store.client.address;
		this.#store = store;
		this.sessionKey = derivedKey(key, "session");
		this.#transport = transport;
		this.#options = options;
		this.#repositories = new Repositories(store);
		this.#quota = new SoftQuota(store, options.quota ?? Infinity);
		this.#sessions = new UploadSessions(store, derivedKey(key, "upload"));
		const marks = new Marks(store);
		this.#target = {
			marks,
			blobs: new Blobs(store, this.#repositories, marks, this.#quota),
			manifests: new Manifests(store, this.#repositories),
			referrers: new Referrers(store),
			tags: new Tags(store),
			allowSparse: options.allowSparse ?? false,
			canMoveTags: options.immutableTags !== true
		};
		this.#listings = new Listings(store, this.#repositories, this.#target.tags);
	}
	static async open(address, options) {
		require_spec.checkNumbers(options, {
			quota: 0,
			maxDescriptors: 0
		});
		const transport = (require_open_transport ??= require("./open-transport.js")).createTransport({
			...retries,
			...options.transport
		});
		try {
			const store = new ObjectStore(new S3Client(address, transport.send, options.credentials));
			const canWrite = options.readOnly !== true;
			await checkStore(store, canWrite, { signal: options.signal });
			return new BucketRegistry(store, transport, await registryKey(store, canWrite), options);
		} catch (error) {
			await transport.close();
			throw error;
		}
	}
	async getBlob(repository, digest, options = {}) {
		return this.#target.blobs.open(checkCall(repository, options), require_spec.parseDigest(digest), void 0, options);
	}
	async getBlobRange(repository, digest, start, end, options = {}) {
		return this.#target.blobs.open(checkCall(repository, options), require_spec.parseDigest(digest), {
			start,
			end
		}, options);
	}
	async getManifest(repository, digest, options = {}) {
		const name = checkCall(repository, options);
		return manifestReader(await this.#target.manifests.get(name, require_spec.parseDigest(digest), options), options);
	}
	async getTag(repository, tag, options = {}) {
		const target = await this.resolveTag(repository, tag, options);
		return manifestReader(await this.#target.manifests.getTagged(repository, target, options), options);
	}
	async resolveBlob(repository, digest, options = {}) {
		return this.#target.blobs.resolve(checkCall(repository, options), require_spec.parseDigest(digest), options);
	}
	async resolveManifest(repository, digest, options = {}) {
		const name = checkCall(repository, options);
		return (await this.#target.manifests.get(name, require_spec.parseDigest(digest), options)).descriptor;
	}
	async resolveTag(repository, tag, options = {}) {
		require_spec.throwIfAborted(options.signal);
		require_spec.checkRepositoryName(repository);
		require_spec.checkTag(tag);
		const target = await this.#target.tags.get(repository, tag);
		if (target !== void 0) return target;
		throw await this.#unknownTag(repository, tag, options);
	}
	async blobUrl(repository, digest, options = {}) {
		await this.resolveBlob(repository, digest, options);
		const key = contentKey(repository, "blobs", digest);
		return this.#store.client.presign(key, presignedSeconds);
	}
	async pushBlob(repository, descriptor, body, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		const digest = require_spec.parseDigest(descriptor.digest);
		const { size } = descriptor;
		const { blobs } = this.#target;
		const existing = options.isAbsent === true ? void 0 : await blobs.head(name, digest, options);
		if (existing !== void 0 && await blobs.use(name, digest, options)) {
			if (existing.size !== size) throw new require_spec.OciError("SIZE_INVALID", `the blob ${digest} has ${existing.size} bytes, not ${size}`);
			options.onNotSent?.("exists");
			return {
				mediaType: require_spec.mediaTypeOctetStream,
				digest,
				size
			};
		}
		await this.#quota.check(size);
		const writer = new ObjectWriter(this.#store, contentKey(name, "blobs", digest), this.#pool, options);
		try {
			const content = require_spec.abortable(body(), options.signal);
			for await (const chunk of require_spec.verified(content, descriptor, `the blob ${digest}`, "sender")) await writer.write(chunk);
			await blobs.finish(writer, name, digest, options);
		} finally {
			await writer.abort();
		}
		return {
			mediaType: require_spec.mediaTypeOctetStream,
			digest,
			size
		};
	}
	async pushBlobChunked(repository, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		await this.#quota.check(0);
		return this.#writer(name, this.#sessions.newId(name), {
			chunks: [],
			etag: void 0
		});
	}
	async pushBlobChunkedResume(repository, id, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		const writer = this.#writer(name, id, await this.#sessions.read(name, id, options));
		if (options.offset === void 0 || options.offset === writer.size) return writer;
		await writer.close();
		throw new require_spec.OciError("RANGE_INVALID", `the upload ${id} has ${writer.size} bytes, not ${options.offset}`);
	}
	async mountBlob(fromRepository, toRepository, digest, options = {}) {
		const from = checkCall(fromRepository, options);
		this.#checkWritable();
		return this.#target.blobs.mount(from, require_spec.checkRepositoryName(toRepository), require_spec.parseDigest(digest), options);
	}
	async pushManifest(repository, content, mediaType, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		const bytes = Uint8Array.from(content);
		const { maxDescriptors = require_spec.defaultMaxDescriptors } = this.#options;
		const checks = {
			tags: options.tags,
			maxDescriptors
		};
		const pushed = require_spec.checkPushedManifest(bytes, mediaType, options.digest, checks);
		await this.#quota.check(bytes.byteLength);
		const { signal, tags = [] } = options;
		await pushManifest(this.#target, name, pushed, bytes, tags, { signal });
		this.#quota.add(bytes.byteLength);
		return pushed.descriptor;
	}
	async deleteBlob(repository, digest, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		await this.#target.blobs.delete(name, require_spec.parseDigest(digest), options);
	}
	async deleteManifest(repository, digest, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		const { manifests, referrers, tags } = this.#target;
		const { bytes, descriptor } = await manifests.get(name, require_spec.parseDigest(digest), options);
		await tags.deleteAll(name, digest, options);
		const { subject } = require_spec.parseManifest(bytes, descriptor.mediaType);
		if (subject !== void 0) await referrers.remove(name, subject.digest, digest, options);
		await manifests.delete(name, digest, options);
		await tags.deleteAll(name, digest, options);
		this.#quota.add(-bytes.byteLength);
	}
	async deleteTag(repository, tag, options = {}) {
		const name = checkCall(repository, options);
		this.#checkWritable();
		require_spec.checkTag(tag);
		if (!await this.#target.tags.delete(name, tag, options)) throw await this.#unknownTag(name, tag, options);
	}
	tags(repository, options = {}) {
		return this.#listings.tags(repository, options);
	}
	async *referrers(repository, digest, options = {}) {
		const name = checkCall(repository, options);
		const { artifactType, signal } = options;
		for await (const referrer of this.#target.referrers.list(name, require_spec.parseDigest(digest), { signal })) if (artifactType === void 0 || referrer.artifactType === artifactType) yield referrer;
	}
	repositories(options = {}) {
		return this.#listings.repositories(options);
	}
	contents(options = {}) {
		return this.#listings.contents(options);
	}
	allManifests(repository, options = {}) {
		return this.#listings.manifests(repository, options);
	}
	async gc(options = {}) {
		this.#checkWritable();
		return collectBucketGarbage({
			...this.#target,
			store: this.#store,
			repositories: this.#repositories
		}, options);
	}
	close() {
		return this.#transport.close();
	}
	[Symbol.asyncDispose]() {
		return this.close();
	}
	#writer(repository, id, state) {
		const owner = {
			blobs: this.#target.blobs,
			sessions: this.#sessions,
			pool: this.#pool
		};
		return new UploadWriter(owner, repository, id, state);
	}
	async #unknownTag(repository, tag, options) {
		const error = new require_spec.OciError("MANIFEST_UNKNOWN", `${repository} has no tag ${tag}`, { detail: { tag } });
		return this.#repositories.unknown(repository, error, options);
	}
	#checkWritable() {
		if (this.#options.readOnly === true) throw new require_spec.OciError("DENIED", `cannot change the registry in ${this.address.bucket}: it was opened read-only`);
	}
};
const presignedSeconds = 900;

// src/connect/bucket.ts
async function openBucketStorage(storage, options) {
	const env = options.env ?? process.env;
	const region = storage.region ?? nonEmpty(env["AWS_REGION"]) ?? nonEmpty(env["AWS_DEFAULT_REGION"]);
	const endpoint = storage.endpoint ?? nonEmpty(env["AWS_ENDPOINT_URL_S3"]) ?? nonEmpty(env["AWS_ENDPOINT_URL"]);
	const address = (require_address ??= require("./address.js")).bucketAddress(storage.url, {
		endpoint,
		region,
		pathStyle: storage.pathStyle
	}, options.label);
	const { caFile } = storage;
	return BucketRegistry.open(address, {
		...options,
		credentials: credentialsOf(env, address.region),
		transport: {
			ca: caFile === void 0 ? void 0 : await (require_open_transport ??= require("./open-transport.js")).readCaFile(caFile, options.signal),
			proxy: (require_open_transport ??= require("./open-transport.js")).proxyFromEnvironment(env)
		}
	});
}
function credentialsOf(env, region) {
	const accessKeyId = nonEmpty(env["AWS_ACCESS_KEY_ID"]);
	const secretAccessKey = nonEmpty(env["AWS_SECRET_ACCESS_KEY"]);
	if (accessKeyId !== void 0 && secretAccessKey !== void 0) {
		const credentials = {
			accessKeyId,
			secretAccessKey,
			sessionToken: nonEmpty(env["AWS_SESSION_TOKEN"])
		};
		return () => Promise.resolve(credentials);
	}
	let provider;
	return async () => {
		try {
			return await (await (provider ??= defaultProviderIn(region)))();
		} catch (error) {
			throw new require_spec.OciError("CREDENTIALS", `cannot find credentials for the bucket: ${require_spec.messageOf(error)}; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or configure a profile or a role`, {
				cause: error,
				remedy: "stated"
			});
		}
	};
}
async function defaultProviderIn(region) {
	const { defaultProvider } = await Promise.resolve().then(() => /* @__PURE__ */ (require_rolldown_runtime ??= require("./rolldown-runtime.js")).__toESM(require("./dist-cjs.js").default, 1));
	return defaultProvider({ clientConfig: { region } });
}
function nonEmpty(text) {
	return text === "" ? void 0 : text;
}

exports.openBucketStorage = openBucketStorage;