let require_rolldown_runtime;
let require_transport;
let require_spec;
let require_companions;
let require_fetch;
let require_referrers;
let require_transfer;
let require_usingCtx;
const require_run = require("./run.js");
const require_options = require("./options.js");

// src/transfer/annotate.ts
const maxEditedBytes = 67108864;
const annotationReferenceDigest = "vnd.docker.reference.digest";
async function editAnnotations(source, root, edit, options) {
	if (!(require_spec ??= require("./spec.js")).isManifestMediaType(root.mediaType)) throw (require_spec ??= require("./spec.js")).notManifestError(root, `cannot annotate ${root.digest}: it is a blob (${(require_spec ??= require("./spec.js")).printable(root.mediaType, 200)}), and only manifests and indexes have annotations of their own`);
	const editor = new AnnotationEditor(source, edit, options);
	await editor.edited((require_spec ??= require("./spec.js")).plainDescriptor(root), options.signal);
	return editor.manifests;
}
var AnnotationEditor = class {
	manifests = [];
	#source;
	#edit;
	#options;
	#edits = /* @__PURE__ */ new Map();
	#remainingBytes = maxEditedBytes;
	constructor(source, edit, options) {
		this.#source = source;
		this.#edit = edit;
		this.#options = options;
	}
	edited(target, signal) {
		let edit = this.#edits.get(target.digest);
		if (edit === void 0) {
			edit = this.#compute(target, signal);
			this.#edits.set(target.digest, edit);
		}
		return edit;
	}
	async #compute(target, signal) {
		this.#remainingBytes -= target.size;
		if (this.#remainingBytes < 0) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot annotate the manifests of the index: they have more than ${maxEditedBytes} bytes; annotate them one by one`);
		const bytes = await (require_fetch ??= require("./fetch.js")).fetchMetadata(this.#source, target, (require_fetch ??= require("./fetch.js")).defaultMaxMetadataBytes, { signal });
		const manifest = (require_spec ??= require("./spec.js")).parseManifest(bytes, target.mediaType);
		const text = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
		const edited = withAnnotations(withChildren(text, this.#options.children === true && manifest.kind === "index" ? await this.#editedChildren(manifest.manifests, target, signal) : []), this.#edit);
		const result = describeEdited(target, manifest, edited === text ? bytes : new TextEncoder().encode(edited));
		this.manifests.push(result);
		return result;
	}
	async #editedChildren(children, index, signal) {
		const edited = [];
		const manifests = new Map(children.map((child) => [child.digest, (require_spec ??= require("./spec.js")).plainDescriptor(child)]));
		await (require_spec ??= require("./spec.js")).forEachConcurrent([...manifests.values()].filter(({ mediaType }) => (require_spec ??= require("./spec.js")).isManifestMediaType(mediaType)), this.#options.concurrency, async (child, inner) => {
			try {
				edited.push(await this.edited(child, inner));
			} catch (error) {
				if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
				const problem = `the repository does not have the manifest ${child.digest} of the index ${index.digest}`;
				throw new (require_spec ??= require("./spec.js")).OciError("MANIFEST_UNKNOWN", `${problem}; copy it there first, or annotate only the index`);
			}
		}, signal);
		return edited;
	}
};
function describeEdited(previous, manifest, bytes) {
	if (bytes.byteLength > 4194304) throw new (require_spec ??= require("./spec.js")).OciError("SIZE_LIMIT", `cannot annotate ${previous.digest}: the manifest would have ${bytes.byteLength} bytes, and registries accept at most ${(require_spec ??= require("./spec.js")).maxManifestBytes}; use shorter annotations`);
	const digest = (require_spec ??= require("./spec.js")).digestOf(bytes, (require_spec ??= require("./spec.js")).digestAlgorithm(previous.digest));
	const { mediaType } = previous;
	return {
		previous,
		descriptor: {
			mediaType,
			digest,
			size: bytes.byteLength,
			artifactType: (require_spec ??= require("./spec.js")).artifactTypeOf(manifest)
		},
		manifest,
		bytes
	};
}
function withChildren(index, children) {
	const changed = new Map(children.map((child) => [child.previous.digest, child]));
	const list = (require_spec ??= require("./spec.js")).memberText(index, "manifests");
	if (list === void 0 || changed.size === 0) return index;
	return (require_spec ??= require("./spec.js")).withMember(index, "manifests", (require_spec ??= require("./spec.js")).withItems(list, (item) => withChild(item, changed)));
}
function withChild(item, changed) {
	let text = item;
	const child = changed.get(valueOf(text, "digest"));
	if (child !== void 0) {
		const { digest, size } = child.descriptor;
		text = (require_spec ??= require("./spec.js")).withMember((require_spec ??= require("./spec.js")).withMember(text, "digest", (require_spec ??= require("./spec.js")).encodeString(digest)), "size", String(size));
		if (valueOf(text, "data") !== void 0) text = (require_spec ??= require("./spec.js")).withMember(text, "data", (require_spec ??= require("./spec.js")).encodeString(Buffer.from(child.bytes).toString("base64")));
	}
	const annotations = (require_spec ??= require("./spec.js")).memberText(text, "annotations");
	if (annotations === void 0 || annotations === "null") return text;
	const described = changed.get(valueOf(annotations, annotationReferenceDigest));
	if (described === void 0) return text;
	const digest = (require_spec ??= require("./spec.js")).encodeString(described.descriptor.digest);
	return (require_spec ??= require("./spec.js")).withMember(text, "annotations", (require_spec ??= require("./spec.js")).withMember(annotations, annotationReferenceDigest, digest));
}
function withAnnotations(manifest, { set, remove }) {
	const current = (require_spec ??= require("./spec.js")).memberText(manifest, "annotations");
	const before = current === void 0 || current === "null" ? "{}" : current;
	let annotations = before;
	for (const key of remove) annotations = (require_spec ??= require("./spec.js")).withoutMember(annotations, key);
	for (const [key, value] of Object.entries(set)) if (valueOf(annotations, key) !== value) annotations = (require_spec ??= require("./spec.js")).withMember(annotations, key, (require_spec ??= require("./spec.js")).encodeString(value), true);
	if (annotations === before) return manifest;
	return annotations === "{}" ? (require_spec ??= require("./spec.js")).withoutMember(manifest, "annotations") : (require_spec ??= require("./spec.js")).withMember(manifest, "annotations", annotations);
}
function valueOf(json, key) {
	const text = (require_spec ??= require("./spec.js")).memberText(json, key);
	return text === void 0 ? void 0 : JSON.parse(text);
}

// src/operations/annotate.ts
async function annotate$1(given) {
	try {
		var _usingCtx$1 = (require_usingCtx ??= require("./usingCtx.js"))._usingCtx();
		(require_spec ??= require("./spec.js")).checkNumbers(given, { concurrency: 1 });
		const options = {
			...(require_transfer ??= require("./transfer.js")).observed(given),
			reference: (require_spec ??= require("./spec.js")).asLocation(given.reference)
		};
		const { reference, signal, onEvent, concurrency = 4 } = options;
		const edit = {
			set: options.set ?? {},
			remove: options.remove ?? []
		};
		checkEdit(options);
		for (const tag of options.tags ?? []) (require_spec ??= require("./spec.js")).checkTag(tag);
		const { repository } = _usingCtx$1.a(await (require_transport ??= require("./transport.js")).openLocation(reference, {
			...options.connection,
			create: false,
			signal
		}));
		const location = await (require_transport ??= require("./transport.js")).manifestLocation(repository, reference, { signal });
		const tags = tagsOf(location, options);
		const root = await repository.resolve((require_spec ??= require("./spec.js")).referenceOf(location), { signal });
		const edited = await editAnnotations(repository, root, edit, {
			children: options.eachPlatform,
			concurrency,
			signal
		});
		const result = edited.at(-1);
		if (result === void 0) throw new TypeError("an edit has a root");
		const changed = edited.filter(({ previous, descriptor }) => previous.digest !== descriptor.digest);
		for (const { descriptor, bytes } of changed) await (require_spec ??= require("./spec.js")).pushContent(repository, descriptor, bytes, { signal });
		await (require_transfer ??= require("./transfer.js")).writeTagsTo(repository, result.descriptor, tags, {
			name: (require_spec ??= require("./spec.js")).formatLocation((require_spec ??= require("./spec.js")).repositoryOf(location)),
			rootBytes: result.bytes,
			signal,
			onEvent
		});
		if (changed.length === 0) onEvent?.({
			kind: "notice",
			text: `${root.digest} already has these annotations; nothing changed`
		});
		for (const each of changed) await reportConsequences(repository, each, options);
		const { annotations } = (require_spec ??= require("./spec.js")).parseManifest(result.bytes, result.descriptor.mediaType);
		return {
			...(require_spec ??= require("./spec.js")).resultAt(location, {
				...result.descriptor,
				annotations
			}, tags),
			previousDigest: root.digest,
			children: edited.slice(0, -1).map(({ previous, descriptor }) => ({
				previousDigest: previous.digest,
				digest: descriptor.digest
			}))
		};
	} catch (_) {
		_usingCtx$1.e = _;
	} finally {
		await _usingCtx$1.d();
	}
}
function checkEdit({ reference, set = {}, remove = [], moveTag, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (Object.keys(set).length === 0 && remove.length === 0) throw (require_spec ??= require("./spec.js")).inputError(label("set"), void 0, `it is missing; give key=value, or ${label("remove")}`);
	const both = remove.find((key) => Object.hasOwn(set, key));
	if (both !== void 0) throw (require_spec ??= require("./spec.js")).inputError(label("remove"), both, "is also set; either set or remove a key");
	if (moveTag === true && reference.kind === "registry" && reference.tag === void 0 && reference.digest !== void 0) throw noTagToMove(label);
}
function noTagToMove(label) {
	return (require_spec ??= require("./spec.js")).inputError(label("move-tag"), void 0, `the reference has no tag; add the tag, or use ${label("tags")}`);
}
function tagsOf(location, { tags = [], moveTag, label = (require_spec ??= require("./spec.js")).plainLabel }) {
	if (moveTag !== true) return tags;
	if (location.tag === void 0) throw noTagToMove(label);
	return [.../* @__PURE__ */ new Set([location.tag, ...tags])];
}
async function reportConsequences(repository, { previous, descriptor, manifest }, { signal, onEvent }) {
	const notice = (text) => onEvent?.({
		kind: "notice",
		text
	});
	if ((require_spec ??= require("./spec.js")).isDockerMediaType(descriptor.mediaType)) notice(`${descriptor.digest} has a media type of Docker, which does not define annotations; some tools ignore them`);
	if (manifest.subject !== void 0) notice(`${descriptor.digest} is a further referrer of ${manifest.subject.digest}; delete ${previous.digest} if it replaces that one`);
	try {
		const count = (await (require_referrers ??= require("./referrers.js")).listReferrers(repository, previous, { signal })).length;
		const tagged = await existingTags(repository, (require_companions ??= require("./companions.js")).cosignTags(previous.digest), signal);
		if (count + tagged.length > 0) notice(`${names(count, tagged)} of ${previous.digest} do not apply to ${descriptor.digest}; sign it, and attach to it again`);
	} catch (error) {
		(require_spec ??= require("./spec.js")).throwIfAborted(signal);
		notice(`cannot find out whether ${previous.digest} has signatures or other referrers: ${(require_spec ??= require("./spec.js")).messageOf(error)}`);
	}
}
function names(referrers, tags) {
	return [...referrers === 0 ? [] : [`${referrers} referrers, such as signatures,`], ...tags.map((tag) => `the cosign tag ${tag}`)].join(" and ");
}
async function existingTags(repository, tags, signal) {
	const existing = [];
	for (const tag of tags) try {
		await repository.resolve(tag, { signal });
		existing.push(tag);
	} catch (error) {
		if (!(require_spec ??= require("./spec.js")).isNotFound(error)) throw error;
	}
	return existing;
}

// src/commands/annotate.ts
const options = {
	reference: require_run.option({
		type: require_options.location(),
		positional: "reference",
		required: "write registry/repository:tag, or ./path:tag for an image layout",
		description: `Manifest or index to edit: ${require_options.locationDescription}.`
	}),
	annotations: require_run.option({
		type: require_options.lines("key=value"),
		positional: "key=value",
		description: "Annotation to add or replace; \"key=\" removes it."
	}),
	remove: require_run.option({
		type: require_options.lines("key"),
		description: "Remove this annotation."
	}),
	"each-platform": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Also edit every manifest of an index. The index then lists their new digests."
	}),
	tags: require_run.option({
		type: require_options.words("tag"),
		description: "Point this tag of the same repository to the result."
	}),
	"move-tag": require_run.option({
		type: require_options.flag,
		default: false,
		description: "Point the tag of the reference to the result."
	}),
	...require_options.registryWriteOptions,
	...require_options.runOptions,
	concurrency: require_options.concurrency(4, "manifests that are read"),
	...require_options.resultOptions
};
const { digest, reference, "pinned-reference": pinned, tags, ...shared } = require_run.resultOutputs("manifest");
const outputs = {
	digest: {
		...digest,
		description: "Digest of the manifest with the new annotations."
	},
	"previous-digest": require_run.output(require_run.digestOutput, "Digest of the manifest before the edit.", (result) => result.previousDigest),
	reference,
	"pinned-reference": pinned,
	tags,
	"media-type": shared["media-type"],
	"artifact-type": shared["artifact-type"],
	size: shared.size
};
const annotate = require_options.defineCommand({
	name: "annotate",
	summary: "edit the annotations of a manifest",
	description: "Stores the manifest or index of <reference> with other annotations. All other content keeps its bytes. The result has a new digest. Without --tag and --move-tag, it has no tag.",
	examples: [{
		comment: "Add an annotation, and move the tag to the result",
		line: "annotate ghcr.io/acme/app:v1 org.opencontainers.image.licenses=MIT --move-tag"
	}, {
		comment: "Remove an annotation from an index and all its manifests",
		line: "annotate ghcr.io/acme/app:v1 --remove com.example.draft --each-platform --tag v1-final"
	}],
	options,
	outputs,
	failure: { placeInput: "reference" },
	async run(inputs, context) {
		const { label } = context;
		const edit = require_options.readAnnotationEdit(inputs, context);
		const bareTags = inputs.tags.map((tag) => require_options.bareTag(label("tags"), tag));
		const access = await require_options.registryAccess(inputs, label);
		context.describeFailure(() => ({
			...require_options.locationContext("reference", inputs.reference),
			plainHttp: access.plainHttp
		}));
		const result = await annotate$1({
			...edit,
			reference: inputs.reference,
			eachPlatform: inputs.eachPlatform,
			tags: bareTags,
			moveTag: inputs.moveTag,
			concurrency: inputs.concurrency,
			connection: require_options.connectionOptions(access, context),
			...require_options.operationOptions(context),
			label: (name) => label(name === "set" ? "annotations" : name)
		});
		const { children } = result;
		return {
			result,
			lines: [
				`annotated ${result.reference}`,
				`  digest     ${result.digest}`,
				`  previous   ${result.previousDigest}`,
				...children.length === 0 ? [] : [`  children   ${require_run.formatNumber(children.length, "manifest")}`],
				...children.map((child) => `             ${child.previousDigest} -> ${child.digest}`)
			]
		};
	}
});

exports.annotate = annotate;