// src/streams/buffer-pool.ts
var BufferPool = class {
	size;
	#create;
	#idle = [];
	constructor(size, create = (bytes) => Buffer.allocUnsafeSlow(bytes)) {
		this.size = size;
		this.#create = create;
	}
	acquire() {
		return this.#idle.pop() ?? this.#create(this.size);
	}
	release(...buffers) {
		for (const buffer of buffers) if (this.#idle.length < maxIdle) this.#idle.push(buffer);
	}
};
const maxIdle = 8;

Object.defineProperty(exports, "BufferPool", {
  enumerable: true,
  get: function () {
    return BufferPool;
  }
});