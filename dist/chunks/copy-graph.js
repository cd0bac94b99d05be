import { n as anySignal } from "./abortable.js";
import { A as Semaphore, D as withVerification, E as once } from "./pull-through-cache.js";
import { u as isManifestMediaType } from "./descriptor.js";
import { a as isNotFound, d as throwIfAborted, o as isOciError, t as OciError } from "./error.js";
import { n as onSide, t as CopyError } from "./copy-error.js";
import { r as skipNode, t as planCopyGraph } from "./copy-options.js";
import { i as successors, t as MetadataCache } from "./metadata.js";

// src/transfer/copy-graph.ts
async function copyGraph(source, destination, root, options = {}) {
	await new GraphCopy(source, destination, planCopyGraph(options)).run([root]);
}
var GraphCopy = class {
	#cache;
	#source;
	#destination;
	#plan;
	#gate;
	#tagged;
	#visits = /* @__PURE__ */ new Map();
	#stop = new AbortController();
	#signal;
	#isTagged = false;
	#failure;
	constructor(source, destination, plan, start = {}) {
		this.#source = source;
		this.#destination = destination;
		this.#plan = plan;
		this.#tagged = start.tagged;
		this.#gate = new Semaphore(plan.concurrency);
		this.#signal = anySignal(this.#stop.signal, plan.signal);
		this.#cache = start.cache ?? new MetadataCache(source, plan.maxMetadataBytes, this.#signal);
	}
	get isTagged() {
		return this.#isTagged;
	}
	async run(roots, others = []) {
		for (const batch of [roots, others]) {
			await Promise.all(batch.map((node) => this.#visit(node)));
			await Promise.all(this.#visits.values());
			if (this.#failure !== void 0) throw this.#failure.error;
		}
	}
	#visit(node) {
		const key = visitKey(node);
		let visit = this.#visits.get(key);
		if (visit === void 0) {
			visit = this.#copySubgraph(node).catch((error) => {
				this.#failure ??= { error };
				this.#stop.abort(error);
			});
			this.#visits.set(key, visit);
		}
		return visit;
	}
	async #copySubgraph(node) {
		const children = await this.#gate.run(() => this.#childrenToCopy(node));
		if (children === void 0) return;
		await Promise.all(children.map((child) => this.#visit(child)));
		await this.#gate.run(() => this.#copyNode(node, children));
	}
	async #childrenToCopy(node) {
		throwIfAborted(this.#signal);
		const options = { signal: this.#signal };
		if (await onSide("Exists", "destination", () => this.#destination.exists(node, options))) {
			await this.#plan.onCopySkipped?.(node);
			return;
		}
		throwIfAborted(this.#signal);
		const { findSuccessors, maxMetadataBytes } = this.#plan;
		const find = async () => findSuccessors === void 0 ? successors(this.#cache, node, maxMetadataBytes, options) : findSuccessors(this.#cache, node);
		return (await onSide("FindSuccessors", "source", find)).filter((child) => !isForeign(child));
	}
	async #copyNode(node, children) {
		throwIfAborted(this.#signal);
		if (await this.#mounted(node)) return;
		if (await this.#plan.preCopy?.(node) === skipNode) {
			await this.#requirePresent(node);
			return;
		}
		const cached = await this.#cache.take(node);
		const body = cached === void 0 ? this.#bodyOf(node) : () => once(cached);
		try {
			await this.#push(node, body);
		} catch (error) {
			if (children.length === 0 || !isOciError(error, "MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN", "MANIFEST_UNKNOWN")) throw error;
			if (error instanceof CopyError && error.origin === "source") throw error;
			await this.#pushAgain(children, error);
			await this.#push(node, body);
		}
		await this.#plan.postCopy?.(node);
	}
	async #pushAgain(children, error) {
		const named = children.filter((child) => JSON.stringify(error.detail ?? "").includes(child.digest) || error.message.includes(child.digest));
		for (const child of named.length > 0 ? named : children) await this.#push(child, this.#bodyOf(child));
	}
	async #push(node, body) {
		const tagged = this.#tagged !== void 0 && visitKey(this.#tagged.node) === visitKey(node) ? this.#tagged : void 0;
		const options = {
			signal: this.#signal,
			tags: tagged === void 0 ? void 0 : [tagged.tag]
		};
		await onSide(tagged === void 0 ? "Push" : "PushReference", "destination", () => this.#destination.push(node, body, options));
		this.#isTagged ||= tagged !== void 0;
	}
	#bodyOf(node) {
		const source = this.#source;
		const options = { signal: this.#signal };
		const read = async function* read(chunksOf) {
			try {
				yield* chunksOf(await source.fetch(node, options));
			} catch (error) {
				throw isOciError(error, "ABORTED") ? error : new CopyError("Fetch", "source", error);
			}
		};
		const borrowed = () => {
			let chunks;
			const content = read((reader) => chunks = reader.borrowed());
			return withVerification(content, () => chunks?.verifies);
		};
		return Object.assign(() => read((reader) => reader), { borrowed });
	}
	async #mounted(node) {
		const { mountFrom, onMounted } = this.#plan;
		if (mountFrom === void 0 || isManifestMediaType(node.mediaType) || !canMount(this.#destination)) return false;
		for (const repository of await mountFrom(node)) {
			try {
				await this.#destination.mount(node, repository, { signal: this.#signal });
			} catch (error) {
				if (isNotFound(error) || isOciError(error, "UNSUPPORTED", "DENIED", "UNAUTHORIZED")) continue;
				if (isOciError(error, "ABORTED")) throw error;
				throw new CopyError("Mount", "destination", error);
			}
			await onMounted?.(node);
			return true;
		}
		return false;
	}
	async #requirePresent(node) {
		if (await onSide("Exists", "destination", () => this.#destination.exists(node, { signal: this.#signal }))) return;
		throw new CopyError("Exists", "destination", new OciError("NOT_FOUND", `${node.digest} was skipped by preCopy, but the destination does not have it`));
	}
};
function visitKey(node) {
	return `${isManifestMediaType(node.mediaType) ? "manifest" : "blob"} ${node.digest}`;
}
function isForeign(node) {
	return /^application\/vnd\.(?:oci\.image\.layer\.nondistributable\.v1\.tar|docker\.image\.rootfs\.foreign\.diff\.tar)/.test(node.mediaType);
}
function canMount(storage) {
	return "mount" in storage && typeof storage.mount === "function";
}

export { copyGraph as n, GraphCopy as t };