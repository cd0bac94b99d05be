let require_streams;
let require_spec;

// src/transfer/read-progress.ts
var ReadProgress = class {
	#onBytes;
	#furthest = /* @__PURE__ */ new Map();
	#done = 0;
	constructor(onBytes) {
		this.#onBytes = onBytes;
	}
	advance(key, position, blob) {
		const before = this.#furthest.get(key) ?? 0;
		if (position <= before) return;
		this.#furthest.set(key, position);
		this.#done += position - before;
		this.#onBytes(this.#done, blob === void 0 ? void 0 : progressOf(blob, position));
	}
	async *chunks(key, content, start = 0) {
		let position = start;
		for await (const chunk of content) {
			position += chunk.byteLength;
			this.advance(key, position);
			yield chunk;
		}
	}
	source(source, isCounted) {
		return {
			exists: (target, options) => source.exists(target, options),
			resolve: (reference, options) => source.resolve(reference, options),
			predecessors: (node, options) => source.predecessors(node, options),
			fetch: async (target, options) => {
				const reader = await source.fetch(target, options);
				if (!isCounted(target)) return reader;
				let position = 0;
				return (require_streams ??= require("./streams.js")).observeReader(reader, (chunk) => {
					position += chunk.byteLength;
					this.advance(target.digest, position, target);
				});
			}
		};
	}
};
function progressOf({ digest, size, annotations }, done) {
	return {
		digest,
		done,
		size,
		title: annotations?.[(require_spec ??= require("./spec.js")).annotationTitle]
	};
}

Object.defineProperty(exports, "ReadProgress", {
  enumerable: true,
  get: function () {
    return ReadProgress;
  }
});