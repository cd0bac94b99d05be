// src/commands/list.ts
const commands = {
	push: async () => (await import("./push2.js")).push,
	pull: async () => (await import("./pull2.js")).pull,
	copy: async () => (await import("./copy.js")).copy,
	attach: async () => (await import("./attach.js")).attach,
	index: async () => (await import("./create-index.js")).index,
	resolve: async () => (await import("./resolve.js")).resolve,
	tag: async () => (await import("./tag.js")).tag,
	annotate: async () => (await import("./annotate.js")).annotate,
	tags: async () => (await import("./tags.js")).tags,
	referrers: async () => (await import("./referrers2.js")).referrers,
	manifest: async () => (await import("./manifest.js")).manifest,
	delete: async () => (await import("./delete.js")).deleteCommand,
	serve: async () => (await import("./serve2.js")).serve,
	gc: async () => (await import("./gc.js")).gc,
	sif: async () => (await import("./sif2.js")).sif,
	cache: async () => (await import("./cache2.js")).cache,
	demo: async () => (await import("./demo.js")).demo,
	completion: async () => (await import("./completion.js")).completion
};

export { commands as t };