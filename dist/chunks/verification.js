let require_rolldown_runtime;
let require_spec;
let require_fetch;
let require_listed_manifest;
let require_options;
let node_crypto;
let node_fs_promises;

// src/verification/policy.ts
const githubActionsIssuer = "https://token.actions.githubusercontent.com";
const signaturePredicateType = "https://sigstore.dev/cosign/sign/v1";
const provenancePredicateType = "https://slsa.dev/provenance/v1";
function ruleName(rule) {
	if (rule.name !== void 0) return rule.name;
	if (rule.kind === "key") return "key";
	return [
		...rule.identity === void 0 ? [] : [`identity ${String(rule.identity)}`],
		...rule.repository === void 0 ? [] : [`repository ${rule.repository}`],
		...rule.workflow === void 0 ? [] : [`workflow ${rule.workflow}`]
	].join(", ");
}
function checkPolicy(policy, label = (require_spec ??= require("./spec.js")).plainLabel) {
	if (policy.kind === "key") publicKey(policy, label);
	else if (policy.kind === "identity") checkIdentity(policy, label);
	else {
		if (policy.policies.length === 0) throw (require_spec ??= require("./spec.js")).inputError(label("policy"), void 0, "it has an empty list; give at least one rule");
		for (const each of policy.policies) checkPolicy(each, label);
	}
}
function publicKey({ key }, label = (require_spec ??= require("./spec.js")).plainLabel) {
	if (key.includes("PRIVATE KEY-----")) throw (require_spec ??= require("./spec.js")).inputError(label("key"), void 0, "it is a private key; give the public key, such as cosign.pub");
	try {
		if (key.includes("-----BEGIN PUBLIC KEY-----")) return (0, (node_crypto ??= require("node:crypto")).createPublicKey)(key);
	} catch {}
	throw (require_spec ??= require("./spec.js")).inputError(label("key"), void 0, "it is not a public key in PEM form; give text with BEGIN PUBLIC KEY");
}
const repositoryPattern = /^[\w.-]+\/[\w.-]+$/;
function checkIdentity({ identity, repository, workflow }, label) {
	if (repository !== void 0 && !repositoryPattern.test(repository)) throw (require_spec ??= require("./spec.js")).inputError(label("repository"), repository, "is not a repository; write owner/name");
	if (identity !== void 0 || repository !== void 0) {
		if (workflow === void 0 || repository !== void 0) return;
		throw (require_spec ??= require("./spec.js")).inputError(label("workflow"), workflow, "has an effect only with a repository; give the repository, owner/name");
	}
	throw (require_spec ??= require("./spec.js")).inputError(label("identity"), void 0, "neither an identity nor a repository is given, so the signature of any user of the issuer would be accepted; give one of them");
}

// src/verification/signatures.ts
const bundleMediaType = "application/vnd.dev.sigstore.bundle";
const simpleSigningMediaType = "application/vnd.dev.cosign.simplesigning.v1+json";
const cosignSignatureType = "application/vnd.dev.cosign.artifact.sig.v1+json";
const maxSignatures = 100;
const maxBundleBytes = 16777216;
const maxTotalBytes = 67108864;
async function findSignatures(repository, cache, subject, options) {
	const reader = new SignatureReader(repository, options);
	for (const listed of await repository.predecessors(subject, options)) {
		if (!(require_spec ??= require("./spec.js")).isManifestMediaType(listed.mediaType) || !maySign(listed)) continue;
		await reader.attempt(listed.digest, async () => {
			const { manifest } = await (require_listed_manifest ??= require("./listed-manifest.js")).readListed(repository, cache, listed, subject, options);
			if (manifest.subject?.digest === subject.digest) await reader.read(listed.digest, manifest);
			else if (manifest.kind !== "index") throw new (require_spec ??= require("./spec.js")).OciError("MANIFEST_INVALID", "it refers to another manifest");
		});
		if (reader.isFull) break;
	}
	const tagged = await signatureTag(repository, subject, options);
	if (tagged !== void 0 && !reader.isFull) await reader.attempt(tagged.digest, async () => reader.read(tagged.digest, await cache.manifest(tagged, options)));
	return reader;
}
function maySign({ artifactType = "" }) {
	const others = [
		"",
		(require_spec ??= require("./spec.js")).mediaTypeEmptyJson,
		"application/vnd.oci.image.config.v1+json",
		cosignSignatureType
	];
	return artifactType.startsWith(bundleMediaType) || others.includes(artifactType);
}
async function signatureTag(repository, { digest }, options) {
	if ((require_spec ??= require("./spec.js")).digestAlgorithm(digest) !== "sha256") return void 0;
	try {
		const tagged = await repository.resolve(`sha256-${(require_spec ??= require("./spec.js")).digestHex(digest)}.sig`, options);
		return (require_spec ??= require("./spec.js")).isManifestMediaType(tagged.mediaType) ? tagged : void 0;
	} catch (error) {
		if ((require_spec ??= require("./spec.js")).isNotFound(error)) return void 0;
		throw error;
	}
}
var SignatureReader = class {
	signatures = [];
	problems = [];
	#repository;
	#options;
	#manifests = 0;
	#bytes = 0;
	constructor(repository, options) {
		this.#repository = repository;
		this.#options = options;
	}
	get isFull() {
		return this.signatures.length >= maxSignatures || this.#manifests >= maxSignatures;
	}
	async attempt(digest, read) {
		this.#manifests++;
		try {
			await read();
		} catch (error) {
			if (!(require_spec ??= require("./spec.js")).isNotFound(error) && !(require_spec ??= require("./spec.js")).isOciError(error, ...contentErrors)) throw error;
			this.problems.push(`${digest}: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
		}
		if (this.isFull) this.problems.push(`only the first ${maxSignatures} signatures were read`);
	}
	async read(digest, manifest) {
		for (const layer of manifest.kind === "manifest" ? manifest.layers : []) {
			const isBundle = layer.mediaType.startsWith(bundleMediaType);
			if (!isBundle && layer.mediaType !== simpleSigningMediaType) continue;
			if (this.signatures.length >= maxSignatures) return;
			const bytes = this.#bytes + layer.size;
			if (layer.size <= maxBundleBytes && bytes > maxTotalBytes) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `the signatures of the artifact have more than ${maxTotalBytes} bytes`);
			const content = await (require_fetch ??= require("./fetch.js")).fetchMetadata(this.#repository, layer, maxBundleBytes, this.#options);
			this.#bytes = bytes;
			const format = isBundle ? "bundle" : "cosign";
			this.signatures.push({
				format,
				manifest: digest,
				content,
				annotations: layer.annotations ?? {}
			});
		}
	}
};
const contentErrors = [
	"DIGEST_INVALID",
	"DIGEST_MISMATCH",
	"MANIFEST_INVALID",
	"MEDIA_TYPE_INVALID",
	"SIZE_INVALID",
	"SIZE_LIMIT",
	"SIZE_MISMATCH",
	"UNSUPPORTED"
];

// src/verification/sigstore.ts
async function loadSigstore() {
	return {
		bundles: await installed("@sigstore/bundle", () => Promise.resolve().then(() => require("./sigstore.js")).then((n) => /* @__PURE__ */ (require_rolldown_runtime ??= require("./rolldown-runtime.js")).__toESM(n.require_dist$1(), 1))),
		specs: await installed("@sigstore/protobuf-specs", () => Promise.resolve().then(() => require("./sigstore.js")).then((n) => /* @__PURE__ */ (require_rolldown_runtime ??= require("./rolldown-runtime.js")).__toESM(n.require_dist$2(), 1))),
		verification: await installed("@sigstore/verify", () => Promise.resolve().then(() => require("./sigstore.js")).then((n) => /* @__PURE__ */ (require_rolldown_runtime ??= require("./rolldown-runtime.js")).__toESM(n.require_dist(), 1)))
	};
}
async function loadTuf() {
	return installed("@sigstore/tuf", () => Promise.resolve().then(() => require("./tuf.js")).then((n) => /* @__PURE__ */ (require_rolldown_runtime ??= require("./rolldown-runtime.js")).__toESM(n.require_dist(), 1)));
}
async function installed(name, load) {
	try {
		return await load();
	} catch (error) {
		throw new (require_spec ??= require("./spec.js")).OciError("UNSUPPORTED", `cannot verify signatures: the package ${name} cannot be loaded (${(require_spec ??= require("./spec.js")).messageOf(error)}); install the packages @sigstore/bundle, @sigstore/protobuf-specs, @sigstore/tuf and @sigstore/verify`, {
			cause: error,
			remedy: "stated"
		});
	}
}

// src/verification/statement.ts
const inTotoMediaType = "application/vnd.in-toto+json";
const cosignPayloadType = "cosign container image signature";
var RejectedSignature = class extends Error {
	name = "RejectedSignature";
};
function checkStatement({ content }, subject, rule) {
	if (content.$case !== "dsseEnvelope") throw new RejectedSignature("it is not a statement about an artifact");
	const { payloadType, payload } = content.dsseEnvelope;
	if (payloadType !== inTotoMediaType) throw new RejectedSignature(`its payload is of type ${(require_spec ??= require("./spec.js")).printable(payloadType, 200)}, not ${inTotoMediaType}`);
	const { _type: type, predicateType, subject: subjects } = record$1((require_spec ??= require("./spec.js")).parseJson(payload), "statement");
	if (typeof type !== "string" || !type.startsWith("https://in-toto.io/Statement/")) throw new RejectedSignature("its payload is not a statement of in-toto");
	const digests = (Array.isArray(subjects) ? subjects : []).map(digestOfSubject(subject));
	if (!digests.includes((require_spec ??= require("./spec.js")).digestHex(subject))) throw new RejectedSignature(`it is about ${listOf(digests, subject)}, not about this artifact`);
	if (typeof predicateType !== "string") throw new RejectedSignature("its statement has no predicate type");
	checkPredicateType(predicateType, rule);
	return predicateType;
}
function checkPayload(payload, subject, rule) {
	const critical = record$1(record$1((require_spec ??= require("./spec.js")).parseJson(payload), "payload")["critical"], "payload");
	const { type } = critical;
	if (type !== cosignPayloadType) throw new RejectedSignature("its payload is not one of cosign");
	const digest = record$1(critical["image"], "payload")["docker-manifest-digest"];
	if (digest !== subject) throw new RejectedSignature(`it is about ${(require_spec ??= require("./spec.js")).printable(String(digest), 200)}, not about this artifact`);
	checkPredicateType(signaturePredicateType, rule);
	return signaturePredicateType;
}
function checkPredicateType(predicateType, rule) {
	const accepted = rule.predicateType === void 0 ? defaultPredicateTypes : [rule.predicateType];
	if (!accepted.includes(predicateType)) throw new RejectedSignature(`its predicate type is ${(require_spec ??= require("./spec.js")).printable(predicateType, 200)}, and the rule requires ${accepted.join(" or ")}`);
}
const defaultPredicateTypes = [signaturePredicateType, provenancePredicateType];
function digestOfSubject(subject) {
	return (value) => (require_spec ??= require("./spec.js")).isRecord(value) && (require_spec ??= require("./spec.js")).isRecord(value["digest"]) ? value["digest"][(require_spec ??= require("./spec.js")).digestAlgorithm(subject)] : void 0;
}
function listOf(digests, subject) {
	const known = digests.filter((digest) => typeof digest === "string");
	const [first] = known;
	if (first === void 0) return "no digest";
	const shown = (require_spec ??= require("./spec.js")).printable(`${(require_spec ??= require("./spec.js")).digestAlgorithm(subject)}:${first}`, 200);
	return known.length === 1 ? shown : `${shown} and ${known.length - 1} more`;
}
function record$1(value, name) {
	if ((require_spec ??= require("./spec.js")).isRecord(value)) return value;
	throw new RejectedSignature(`its ${name} is not a JSON object`);
}

// src/verification/trust-roots.ts
var TrustRoots = class {
	#sigstore;
	#tuf;
	#label;
	#loading = /* @__PURE__ */ new Map();
	constructor(sigstore, tuf, label) {
		this.#sigstore = sigstore;
		this.#tuf = tuf;
		this.#label = label;
	}
	load(file) {
		let loading = this.#loading.get(file);
		if (loading === void 0) {
			loading = file === void 0 ? this.#fromTuf() : this.#fromFile(file);
			this.#loading.set(file, loading);
		}
		return loading;
	}
	async #fromTuf() {
		const { getTrustedRoot } = await loadTuf();
		const { mirrorUrl, rootPath, cachePath } = this.#tuf;
		try {
			return [await getTrustedRoot({
				...mirrorUrl === void 0 ? {} : { mirrorURL: mirrorUrl },
				...rootPath === void 0 ? {} : { rootPath },
				...cachePath === void 0 ? {} : { cachePath }
			})];
		} catch (error) {
			const reason = error instanceof Error && error.cause !== void 0 ? `: ${(require_spec ??= require("./spec.js")).messageOf(error.cause)}` : "";
			throw new (require_spec ??= require("./spec.js")).OciError("UNREACHABLE", `cannot load the trust root of Sigstore: ${(require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).messageOf(error) + reason, 500)}; check the connection, or give the trust root as a file`, {
				cause: error,
				remedy: "stated"
			});
		}
	}
	async #fromFile(file) {
		const subject = this.#label("trusted-root");
		const remedy = "give a file such as trusted_root.json";
		let text;
		try {
			text = await (0, (node_fs_promises ??= require("node:fs/promises")).readFile)(file, "utf8");
		} catch (error) {
			const reason = (require_options ??= require("./options.js")).errnoOf(error) ?? "unknown reason";
			throw (require_spec ??= require("./spec.js")).inputError(subject, file, `cannot be read (${reason}); ${remedy}`, error);
		}
		try {
			const values = rootTexts(text).map((each) => (require_spec ??= require("./spec.js")).parseJson(each));
			if (values.length > 0 && values.every(isTrustedRoot)) return values.map((value) => this.#sigstore.specs.TrustedRoot.fromJSON(value));
		} catch (error) {
			throw (require_spec ??= require("./spec.js")).inputError(subject, file, `is not a trust root: ${(require_spec ??= require("./spec.js")).printable((require_spec ??= require("./spec.js")).messageOf(error), 300)}; ${remedy}`, error);
		}
		throw (require_spec ??= require("./spec.js")).inputError(subject, file, `is not a trust root: it has another media type; ${remedy}`);
	}
};
function rootTexts(text) {
	const lines = text.split("\n").filter((line) => line.trim() !== "");
	return lines.length > 1 && lines.every((line) => /^\s*\{.*\}\s*$/.test(line)) ? lines : [text];
}
function isTrustedRoot(value) {
	if (!(require_spec ??= require("./spec.js")).isRecord(value)) return false;
	const { mediaType } = value;
	return typeof mediaType === "string" && mediaType.startsWith("application/vnd.dev.sigstore.trustedroot");
}

// src/verification/cosign-bundle.ts
const prefix = "dev.sigstore.cosign/";
const signatureAnnotation = "dev.cosignproject.cosign/signature";
function cosignBundle({ content, annotations }, withKey) {
	const signature = annotations[signatureAnnotation];
	if (signature === void 0) throw new RejectedSignature(`it has no annotation ${signatureAnnotation}`);
	const [log, timestamp] = [annotations[`${prefix}bundle`], annotations[`${prefix}rfc3161timestamp`]];
	return {
		mediaType: "application/vnd.dev.sigstore.bundle+json;version=0.1",
		verificationMaterial: {
			...withKey ? { publicKey: { hint: "" } } : certificateOf(annotations[`${prefix}certificate`]),
			tlogEntries: log === void 0 ? [] : [logEntry(log)],
			timestampVerificationData: { rfc3161Timestamps: timestamp === void 0 ? [] : [signedTimestamp(timestamp)] }
		},
		messageSignature: {
			messageDigest: {
				algorithm: "SHA2_256",
				digest: toBase64((require_spec ??= require("./spec.js")).digestHex((require_spec ??= require("./spec.js")).digestOf(content)))
			},
			signature
		}
	};
}
function certificateOf(pem) {
	if (pem === void 0) throw new RejectedSignature("it is signed with a key, not for an identity");
	const [, rawBytes] = /^-----BEGIN CERTIFICATE-----([\s\S]*?)-----END CERTIFICATE-----/.exec(pem.trim()) ?? [];
	if (rawBytes === void 0) throw new RejectedSignature("its certificate is not in PEM form");
	return { x509CertificateChain: { certificates: [{ rawBytes: rawBytes.replaceAll(/\s/g, "") }] } };
}
function logEntry(text) {
	const { SignedEntryTimestamp: signedEntryTimestamp, Payload: payload } = record((require_spec ??= require("./spec.js")).parseJson(text));
	const { body, integratedTime, logIndex, logID } = record(payload);
	const { kind, apiVersion } = record((require_spec ??= require("./spec.js")).parseJson(Buffer.from(String(body), "base64")));
	return {
		logIndex: String(logIndex),
		logId: { keyId: toBase64(String(logID)) },
		kindVersion: {
			kind,
			version: apiVersion
		},
		integratedTime: String(integratedTime),
		inclusionPromise: { signedEntryTimestamp },
		canonicalizedBody: body
	};
}
function signedTimestamp(text) {
	return { signedTimestamp: record((require_spec ??= require("./spec.js")).parseJson(text))["SignedRFC3161Timestamp"] };
}
function record(value) {
	if ((require_spec ??= require("./spec.js")).isRecord(value)) return value;
	throw new RejectedSignature("an annotation with the log entry or the timestamp is malformed");
}
function toBase64(hex) {
	return Buffer.from(hex, "hex").toString("base64");
}

// src/verification/identity.ts
const sourceRepositoryExtension = "1.3.6.1.4.1.57264.1.12";
const workflowRepositoryExtension = "1.3.6.1.4.1.57264.1.5";
function checkSigner({ identity: certificate }, rule) {
	const issuer = certificate?.extensions?.issuer ?? "";
	const identity = certificate?.subjectAlternativeName ?? "";
	const expectedIssuer = rule.issuer ?? "https://token.actions.githubusercontent.com";
	if (issuer !== expectedIssuer) throw new RejectedSignature(`the issuer of its identity is ${(require_spec ??= require("./spec.js")).printable(issuer, 300)}, and the rule requires ${(require_spec ??= require("./spec.js")).printable(expectedIssuer, 300)}`);
	if (rule.identity !== void 0 && !matches(identity, rule.identity)) throw wrongIdentity(identity, String(rule.identity));
	if (rule.repository !== void 0) checkRepository(rule, rule.repository, identity, certificate?.oids ?? []);
	return {
		issuer,
		identity
	};
}
function matches(identity, expected) {
	return typeof expected === "string" ? identity === expected : identity.search(expected) >= 0;
}
function checkRepository(rule, expected, identity, oids) {
	const extension = (id) => oids.find(({ oid }) => oid?.id.join(".") === id)?.value;
	const [uri, name] = [extension(sourceRepositoryExtension), extension(workflowRepositoryExtension)];
	const server = serverOf(rule.issuer ?? "https://token.actions.githubusercontent.com");
	const repository = uri === void 0 ? `${server}/${name?.toString() ?? ""}` : derString(uri);
	if (canonical(repository) !== canonical(`${server}/${expected}`)) throw new RejectedSignature(`it was made in the repository ${(require_spec ??= require("./spec.js")).printable(repository, 300)}, and the rule requires ${server}/${expected}`);
	if (rule.workflow === void 0 && rule.identity !== void 0) return;
	const workflow = `${server}/${workflowPath(expected, rule.workflow)}`;
	const [signer, ref] = splitRef(canonical(identity));
	const [expectedSigner, expectedRef] = splitRef(canonical(workflow));
	if (!(rule.workflow === void 0 ? signer.startsWith(expectedSigner) : signer === expectedSigner && (expectedRef === "" || ref === expectedRef))) throw wrongIdentity(identity, workflow);
}
function workflowPath(repository, workflow) {
	if (workflow === void 0) return `${repository}/`;
	if (workflow.startsWith(".github/")) return `${repository}/${workflow}`;
	return splitRef(workflow)[0].includes("/") ? workflow : `${repository}/.github/workflows/${workflow}`;
}
function serverOf(issuer) {
	const [, tenant] = /^https:\/\/token\.actions\.([\w-]+\.ghe\.com)$/.exec(issuer) ?? [];
	if (tenant !== void 0) return `https://${tenant}`;
	const [, server] = /^(https:\/\/[^/]+)\/_services\/token$/.exec(issuer) ?? [];
	return server ?? "https://github.com";
}
function splitRef(text) {
	const at = text.indexOf("@");
	return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
function canonical(uri) {
	return uri.replace(/^https:\/\/[^/]+\/[^/]+\/[^/]+/, (repository) => repository.toLowerCase());
}
function wrongIdentity(identity, expected) {
	return new RejectedSignature(`its identity is ${(require_spec ??= require("./spec.js")).printable(identity, 300)}, and the rule requires ${(require_spec ??= require("./spec.js")).printable(expected, 300)}`);
}
function derString(der) {
	const length = der[1] ?? 0;
	return der.subarray(length < 128 ? 2 : 2 + (length & 127)).toString();
}

// src/verification/verify-rule.ts
var RuleVerifier = class {
	rule;
	#sigstore;
	#roots;
	constructor(rule, sigstore, roots) {
		this.rule = rule;
		this.#sigstore = sigstore;
		this.#roots = roots;
	}
	verify(signature, subject) {
		try {
			return this.#verify(signature, subject);
		} catch (error) {
			throw error instanceof RejectedSignature ? error : new RejectedSignature(explain(error), { cause: error });
		}
	}
	#verify(signature, subject) {
		const { rule } = this;
		const { bundles, verification } = this.#sigstore;
		const { format, content } = signature;
		const json = format === "bundle" ? (require_spec ??= require("./spec.js")).parseJson(content) : cosignBundle(signature, rule.kind === "key");
		const bundle = bundles.bundleFromJSON(json);
		const hasKey = bundle.verificationMaterial.content.$case === "publicKey";
		if (rule.kind === "key" && !hasKey) throw new RejectedSignature("it is signed for an identity, not with a key");
		if (rule.kind === "identity" && hasKey) throw new RejectedSignature("it is signed with a key, not for an identity");
		const entity = verification.toSignedEntity(bundle, format === "cosign" ? Buffer.from(content) : void 0);
		const { signer, time } = rule.kind === "key" ? this.#verifyKey(entity, rule) : this.#verifyIdentity(entity);
		const predicateType = format === "bundle" ? checkStatement(bundle, subject, rule) : checkPayload(content, subject, rule);
		const identity = rule.kind === "key" ? {
			issuer: "",
			identity: ""
		} : checkSigner(signer, rule);
		return {
			kind: rule.kind,
			rule: ruleName(rule),
			...identity,
			key: rule.kind === "key" ? (require_spec ??= require("./spec.js")).digestOf(signer.key.export({
				type: "spki",
				format: "der"
			})) : "",
			time,
			predicateType,
			signature: signature.manifest,
			digest: subject
		};
	}
	#verifyKey(entity, rule) {
		const key = {
			publicKey: publicKey(rule),
			validFor: () => true
		};
		const { specs, verification } = this.#sigstore;
		const verify = (root, checked, options) => {
			const material = verification.toTrustMaterial(root, () => key);
			return {
				signer: new verification.Verifier(material, {
					...options,
					timestampThreshold: 0
				}).verify(checked),
				time: timeOf(checked)
			};
		};
		if (rule.requireLog === true) {
			const timestamps = entity.timestamps.filter(({ $case }) => $case === "transparency-log");
			return this.#anyRoot((root) => verify(root, {
				...entity,
				timestamps
			}, { tlogThreshold: 1 }));
		}
		return verify(specs.TrustedRoot.fromJSON({}), {
			...entity,
			tlogEntries: [],
			timestamps: []
		}, { tlogThreshold: 0 });
	}
	#verifyIdentity(entity) {
		const { verification } = this.#sigstore;
		return this.#anyRoot((root) => {
			const thresholds = {
				tlogThreshold: Math.min(1, root.tlogs.length),
				ctlogThreshold: Math.min(1, root.ctlogs.length),
				timestampThreshold: 1
			};
			return {
				signer: new verification.Verifier(verification.toTrustMaterial(root), thresholds).verify(entity),
				time: timeOf(entity)
			};
		});
	}
	#anyRoot(verify) {
		const reasons = /* @__PURE__ */ new Set();
		for (const root of this.#roots) try {
			return verify(root);
		} catch (error) {
			reasons.add(explain(error));
		}
		throw new RejectedSignature([...reasons].join(", or "));
	}
};
function timeOf({ timestamps }) {
	const times = timestamps.flatMap((timestamp) => {
		if (timestamp.$case === "timestamp-authority") return [timestamp.timestamp.signingTime.getTime()];
		const { inclusionPromise, integratedTime } = timestamp.tlogEntry;
		return inclusionPromise === void 0 ? [] : [Number(integratedTime) * 1e3];
	});
	return times.length === 0 ? "" : new Date(Math.min(...times)).toISOString();
}
function explain(error) {
	const texts = [];
	for (let each = error; each instanceof Error && texts.length < 5; each = each.cause) texts.push((require_spec ??= require("./spec.js")).messageOf(each));
	const text = texts.join(": ");
	for (const [pattern, reason] of explanations) if (pattern.test(text)) return reason;
	return (require_spec ??= require("./spec.js")).printable(text, 500);
}
const explanations = [
	[/expected \d+ timestamps, got 0/, "it has neither an entry in the transparency log nor a signed timestamp"],
	[/expected \d+ tlog entries, got 0/, "it has no entry in the transparency log"],
	[/expected \d+ SCTs, got 0/, "no certificate transparency log of the trust root has recorded its certificate"],
	[/certificate is not valid or expired/, "its certificate was not valid at the time of the signature"],
	[/signature verification failed/, "the signature does not match the key and the content"],
	[/no valid certificate path found|no trusted certificate path/, "the trust root does not contain the issuer of its certificate"]
];

// src/verification/verify.ts
const maxReasons = 8;
async function verifyArtifact(repository, reference, policy, options = {}) {
	return new PolicyVerifier({
		...options,
		policy
	}).verify(repository, reference, options);
}
var PolicyVerifier = class {
	#policy;
	#verifiers;
	constructor({ policy, tuf = {}, label = (require_spec ??= require("./spec.js")).plainLabel }) {
		checkPolicy(policy, label);
		this.#policy = policy;
		this.#verifiers = new RuleVerifiers(tuf, label);
	}
	async verify(repository, reference, { signal, name = reference }) {
		const cache = new (require_fetch ??= require("./fetch.js")).MetadataCache(repository, { maxMetadataBytes: (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes }, signal);
		const subject = await cache.resolve(repository, reference);
		const found = await findSignatures(repository, cache, subject, { signal });
		const outcome = await evaluate(this.#policy, async (rule) => verifyRule(rule, this.#verifiers, found, subject.digest));
		if (outcome.verifiedBy !== void 0) return {
			digest: subject.digest,
			verifiedBy: outcome.verifiedBy
		};
		const shown = name.includes(subject.digest) ? name : `${name} (${subject.digest})`;
		throw new (require_spec ??= require("./spec.js")).OciError("VERIFICATION_FAILED", `cannot verify ${(require_spec ??= require("./spec.js")).printable(shown, 600)}: ${outcome.reason}`, { remedy: "stated" });
	}
};
var RuleVerifiers = class {
	#tuf;
	#label;
	#loading;
	constructor(tuf, label) {
		this.#tuf = tuf;
		this.#label = label;
	}
	async of(rule) {
		this.#loading ??= this.#load();
		const { sigstore, roots } = await this.#loading;
		const needsRoot = rule.kind === "identity" || rule.requireLog === true;
		return new RuleVerifier(rule, sigstore, needsRoot ? await roots.load(rule.trustedRoot) : []);
	}
	async #load() {
		const sigstore = await loadSigstore();
		return {
			sigstore,
			roots: new TrustRoots(sigstore, this.#tuf, this.#label)
		};
	}
};
async function evaluate(policy, verify) {
	if (!("policies" in policy)) return verify(policy);
	const outcomes = [];
	for (const each of policy.policies) {
		const outcome = await evaluate(each, verify);
		if (outcome.verifiedBy !== void 0 === (policy.kind === "any")) return outcome;
		outcomes.push(outcome);
	}
	if (policy.kind === "all") return { verifiedBy: outcomes.flatMap(({ verifiedBy = [] }) => verifiedBy) };
	return { reason: outcomes.map((outcome) => "reason" in outcome ? outcome.reason : "").join("; ") };
}
async function verifyRule(rule, verifiers, { signatures, problems }, subject) {
	const reasons = /* @__PURE__ */ new Map();
	const verifier = signatures.length === 0 ? void 0 : await verifiers.of(rule);
	for (const signature of signatures) {
		if (verifier === void 0) break;
		try {
			return { verifiedBy: [verifier.verify(signature, subject)] };
		} catch (error) {
			if (!(error instanceof RejectedSignature)) throw error;
			reasons.set(error.message, [...reasons.get(error.message) ?? [], signature.manifest]);
		}
	}
	const all = [...problems, ...Array.from(reasons, ([reason, manifests]) => `${manifestsText(manifests)}: ${reason}`)];
	const name = (require_spec ??= require("./spec.js")).printable(ruleName(rule), 300);
	if (all.length === 0) return { reason: `no signature was found for the rule "${name}"; sign the artifact` };
	const more = all.length > maxReasons ? [`${all.length - maxReasons} more`] : [];
	return { reason: `no signature satisfies the rule "${name}" (${[...all.slice(0, maxReasons), ...more].join("; ")})` };
}
function manifestsText([first = "", ...others]) {
	return others.length === 0 ? first : `${first} and ${others.length} more`;
}

Object.defineProperty(exports, "PolicyVerifier", {
  enumerable: true,
  get: function () {
    return PolicyVerifier;
  }
});
Object.defineProperty(exports, "checkPolicy", {
  enumerable: true,
  get: function () {
    return checkPolicy;
  }
});
Object.defineProperty(exports, "verifyArtifact", {
  enumerable: true,
  get: function () {
    return verifyArtifact;
  }
});